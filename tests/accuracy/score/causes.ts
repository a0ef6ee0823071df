import type { Play } from '@store/firmware-sim/play.ts'
import { distance } from '@store/firmware-sim/points.ts'
import { drawHealth, failureOf } from '@store/firmware-sim/plate-noise.ts'
import type { Act, Scenario } from '@store/firmware-sim/scenario.ts'
import type { Shop } from '@store/firmware-sim/shop.ts'
import { sightings } from '@store/firmware-sim/track-ids.ts'
import { hidden, mergesOf } from '@store/firmware-sim/track-merges.ts'
import { walkReader } from '@store/firmware-sim/walk.ts'
import type { Weather } from '@store/firmware-sim/weather.ts'
import type { TrueEvent } from '@store/trace/truth.ts'

/** What can stand behind a mistake, the most particular first: a unit's mistake is put down to the first that applies. */
export const causes = [
  'broken plate',
  'passed from hand to hand',
  'left on the floor',
  'misplaced among equals',
  'person lost by the tracker',
  'two at one place within a second',
  'held on the plate',
  'slow lift',
  'several units in one grab',
  'different products in one grab',
  'quick repeat',
  'put back',
  'staff near by',
  'somebody beside them',
  'nothing special',
  'never handled',
] as const
export type Cause = (typeof causes)[number]

/** One unit's handling and its circumstances. */
export interface Happened {
  readonly atMs: number
  readonly shopper: string
  readonly gtin: string
  readonly action: 'pick' | 'put'
  readonly gondola?: string
  readonly shelf?: number
  readonly causes: readonly Cause[]
}

/** The circumstances of everything that a simulated play did: from the script, the play and what the sensors suffered. */
export function happenedIn(scenario: Scenario, play: Play, shop: Shop, weather: Weather, seed: number): Happened[] {
  const scripted = new Map(scenario.people.map(({ id, acts }) => [id, acts]))
  const lost = lostTimes(play, weather, seed)
  const company = companyIn(play)
  return play.truth.flatMap((event) => {
    const acts = scripted.get(event.shopper) ?? []
    const found = new Set(circumstances(event, play.truth, shop))
    if (isBroken(event, weather, seed)) found.add('broken plate')
    if (lost.get(event.shopper)?.some(([from, to]) => event.at >= from - 1_000 && event.at <= to + 1_000))
      found.add('person lost by the tracker')
    if (company(event.shopper, event.at)) found.add('somebody beside them')
    return event.items.map(({ gtin }) => ({
      atMs: event.at,
      shopper: event.shopper,
      gtin,
      action: event.action,
      gondola: event.gondola,
      shelf: event.shelf,
      causes: inRank([...found, ...causesInScript(gtin, acts, scripted)]),
    }))
  })
}

/** The same for a trace of which only the truth is known. */
export const happenedAsTold = (events: readonly TrueEvent[], shop: Pick<Shop, 'facings'>): Happened[] =>
  events.flatMap((event) =>
    event.items.map(({ gtin }) => ({
      atMs: event.at,
      shopper: event.shopper,
      gtin,
      action: event.action === 'put' ? ('put' as const) : ('pick' as const),
      causes: inRank(circumstances(event, events, shop)),
    })),
  )

/**
 * What a wrong or missed unit is put down to: whatever befell this article, or the one it was taken for, in the hands of
 * this shopper first.
 */
export function causeOf(gtins: readonly string[], shopper: string, happened: readonly Happened[]): Cause {
  const handled = happened.filter((one) => gtins.some((gtin) => sameArticle(one.gtin, gtin)))
  const own = handled.filter((one) => one.shopper === shopper)
  const of = own.length > 0 ? own : handled
  if (of.length === 0) return 'never handled'
  return inRank(of.flatMap((one) => one.causes))[0] ?? 'nothing special'
}

const inRank = (found: readonly Cause[]): Cause[] => causes.filter((cause) => found.includes(cause))

const sameArticle = (one: string, other: string): boolean => one.padStart(14, '0') === other.padStart(14, '0')

/** What can be read off the acts themselves, whoever noted them. */
function circumstances(event: TrueEvent, all: readonly TrueEvent[], shop: Pick<Shop, 'facings'>): Cause[] {
  const found: Cause[] = []
  if (event.action === 'put') found.push('put back')
  if (event.items.some(({ quantity }) => quantity > 1)) found.push('several units in one grab')
  if (event.items.length > 1) found.push('different products in one grab')
  for (const other of all) {
    if (other === event || other.gondola !== event.gondola || Math.abs(other.at - event.at) > TOGETHER_MS) continue
    if (other.shopper === event.shopper) found.push('quick repeat')
    else if (Math.abs((other.shelf ?? 0) - (event.shelf ?? 0)) <= 1) found.push('two at one place within a second')
  }
  const isStray = event.items.some(
    ({ gtin }) =>
      !shop.facings.some(
        (facing) =>
          sameArticle(facing.gtin, gtin) &&
          facing.gondola === event.gondola &&
          facing.shelf === event.shelf &&
          (event.plates ?? []).some((plate) => facing.plates.includes(plate)),
      ),
  )
  if (isStray) found.push('misplaced among equals')
  return found
}

/** Two acts this close can end in one change of the shelf. */
const TOGETHER_MS = 1_500

function causesInScript(gtin: string, acts: readonly Act[], scripted: ReadonlyMap<string, readonly Act[]>): Cause[] {
  const everybody = [...scripted.values()].flat()
  const found: Cause[] = []
  if (everybody.some((act) => act.do === 'give' && act.gtin === gtin)) found.push('passed from hand to hand')
  for (const act of acts) {
    if (act.do === 'drop' && act.gtin === gtin) found.push('left on the floor')
    if (act.do === 'hold' && act.grab.gtin === gtin) found.push('held on the plate')
    if ((act.do === 'pick' || act.do === 'put') && act.manner === 'slow' && handles(act, gtin)) found.push('slow lift')
  }
  if (everybody.some((act) => act.do === 'restock' && act.put.gtin === gtin)) found.push('staff near by')
  return found
}

const handles = (act: Extract<Act, { do: 'pick' | 'put' }>, gtin: string): boolean =>
  act.do === 'put' ? act.put.gtin === gtin : act.grabs.some((grab) => grab.gtin === gtin)

const isBroken = ({ gondola, shelf, plates }: TrueEvent, weather: Weather, seed: number): boolean =>
  (plates ?? []).some((plate) => {
    const name = `${gondola}/${shelf}/${plate}`
    const { brokenShare, failing } = weather.plates
    return drawHealth(seed, name, brokenShare) !== 'sound' || failureOf(seed, name, failing) !== undefined
  })

/** When somebody was not seen, was seen as one with another, or changed their id, by the person. */
function lostTimes(play: Play, weather: Weather, seed: number): Map<string, [from: number, to: number][]> {
  const merges = mergesOf(play, seed, weather.tracker)
  const seen = hidden(sightings(play, seed, weather.tracker), merges, seed)
  return new Map(
    play.people.map(({ id }, who) => {
      const gaps = seen[who]!.slice(1).map((later, i): [number, number] => [seen[who]![i]!.toMs, later.fromMs])
      const asAnother = merges
        .filter(({ keeps }) => keeps === who)
        .map(({ fromMs, toMs }): [number, number] => [fromMs, toMs])
      return [id, [...gaps, ...asAnother]]
    }),
  )
}

/** Whether somebody else stood within an arm's reach of a person. */
function companyIn(play: Play): (person: string, atMs: number) => boolean {
  return (person, atMs) => {
    const places = play.people.map(({ id, walk }) => ({ id, at: walkReader(walk)(atMs) }))
    const own = places.find(({ id }) => id === person)?.at
    return places.some(({ id, at }) => id !== person && own && at && distance(own, at) < BESIDE_METRES)
  }
}

/** Heads this near to each other are both within reach of what one of them reaches for. */
const BESIDE_METRES = 1
