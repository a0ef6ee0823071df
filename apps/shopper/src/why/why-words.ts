import type {
  Considered,
  ConsideredAct,
  Near,
  ShelfEvidence,
  ShelfPlace,
  TagEvidence,
} from '@store/contract/evidence.ts'
import { expectedGrams } from '@store/contract/expected-grams.ts'
import type { Format } from '@store/house-style/format.ts'
import type { TFunction } from 'i18next'

type Told = Pick<Format, 'grams' | 'distance'>

/** The weight in words: what was measured, and what should have been [SA13]. */
export function weightWords(t: TFunction, format: Told, { grams, believed }: ShelfEvidence): string[] {
  const measured = t(grams < 0 ? 'why.lighter' : 'why.heavier', { grams: format.grams(grams) })
  const expected = believed && expectedGrams(believed.acts)
  if (!believed || expected === undefined) return [measured]
  const off = Math.abs(grams - expected)
  const what = counted(believed.acts)
    .map((act) => whatWords(t, act))
    .join(t('why.and'))
  // Told alike, they are alike.
  const key = format.grams(grams) === format.grams(expected) ? 'why.exactly' : 'why.weighs'
  return [measured, t(key, { what, grams: format.grams(expected), off: format.grams(off) })]
}

/** The scale does not know who took what: the same article in two hands is two units of it. */
function counted(acts: readonly ConsideredAct[]): ConsideredAct[] {
  const byName = new Map<string | undefined, ConsideredAct>()
  for (const act of acts) {
    const same = byName.get(act.name)
    byName.set(act.name, same ? { ...same, quantity: same.quantity + act.quantity } : act)
  }
  return [...byName.values()]
}

export function placeWords(t: TFunction, { gondola, board, boards, from, to }: ShelfPlace): string {
  const middle = (from + to) / 2
  const side = middle < 1 / 3 ? 'left' : middle > 2 / 3 ? 'right' : 'middle'
  return t('why.place', { gondola, board, boards, side: t(`why.side.${side}`) })
}

/** Hands tell more than heads: where one was seen, it is what is told. */
export function nearWords(t: TFunction, format: Told, near: readonly Near[]): string[] {
  const own = near.find(({ who }) => who === 'you')
  const next = near.find(({ who }) => who !== 'you')
  return [
    ...(own ? [distanceWords(t, format, own, 'why.yourHand', 'why.yourHead')] : []),
    next ? distanceWords(t, format, next, 'why.nextHand', 'why.nextHead') : t('why.alone'),
  ].filter((sentence) => sentence !== '')
}

function distanceWords(
  t: TFunction,
  format: Told,
  { handMetres, headMetres }: Near,
  handKey: 'why.yourHand' | 'why.nextHand',
  headKey: 'why.yourHead' | 'why.nextHead',
): string {
  if (handMetres !== undefined) return t(handKey, { distance: format.distance(handMetres) })
  return headMetres === undefined ? '' : t(headKey, { distance: format.distance(headMetres) })
}

/** What the exit read of the article, or did not, and what that made of the line [SA29]. */
export function tagWords(t: TFunction, format: Pick<Format, 'percent'>, tag: TagEvidence): string {
  const { who, read, name, before, after } = tag
  const [was, is] = [format.percent(before), format.percent(after)]
  const what = t('why.what', { count: read, name })
  const said = t(read > 0 ? `why.tag.read.${who}` : `why.tag.missing.${who}`, { what, name })
  return [said, was === is ? '' : t('why.tag.moved', { was, is })].filter((part) => part !== '').join(t('why.gap'))
}

export const actsWords = (t: TFunction, { acts }: Considered): string =>
  acts
    .map((act) => t(`why.act.${act.action}`, { who: t(`why.who.${act.who}`), what: whatWords(t, act) }))
    .join(t('why.and'))

/** What of it the shopper is charged for. */
export const ownWords = (t: TFunction, { acts }: Considered): string =>
  acts
    .filter(({ who, action }) => who === 'you' && action === 'took')
    .map((act) => whatWords(t, act))
    .join(t('why.and'))

const whatWords = (t: TFunction, { quantity, name }: ConsideredAct): string =>
  t('why.what', { count: quantity, name: name ?? t('why.something') })
