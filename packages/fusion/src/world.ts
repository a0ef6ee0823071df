import { assert } from '@store/kernel/assert.ts'
import { foundOnce } from './found-once.ts'

/**
 * One consistent story of the store: what everybody holds, what lies where it does not belong, and which changes were
 * only half of an act. Worlds are values: a change makes new ones and shares what it left alone.
 */
export interface World {
  /** Natural logarithm of the weight of this world within its cluster. */
  readonly logWeight: number
  /** Of each, in the order in which they came to hold it. */
  readonly holdings: ReadonlyMap<string, readonly Unit[]>
  readonly strays: readonly Stray[]
  readonly unfinished: readonly Unfinished[]
}

/** One thing in somebody's hands or bag. */
export interface Unit {
  /** As the catalogue spells it, or `undefined`: something left the shelf, and no article fits. */
  readonly gtin: string | undefined
  /** What this very unit weighed when it last crossed a plate, and how sure that is. */
  readonly grams: number
  readonly sigmaGrams: number
  /** The shelf change in which it was taken. */
  readonly from: string
}

/** A unit that lies where it does not belong. */
export interface Stray {
  readonly unit: Unit
  readonly gondola: string
  readonly shelf: number
  readonly plates: readonly number[]
  /** Where along the shelf its weight lies, in plates. */
  readonly middle: number
}

/** A change that made no sense yet: a hand that rests on the plate, a thing lifted half. */
export interface Unfinished {
  readonly change: string
  readonly gondola: string
  readonly shelf: number
  /** What each plate changed by, signed, and when. */
  readonly plates: readonly { readonly plate: number; readonly grams: number; readonly momentMs: number }[]
  readonly sigmaGrams: number
  readonly momentMs: number
  /** Whoever was nearest, and may have something of it. */
  readonly actor: string
}

export const emptyWorld: World = { logWeight: 0, holdings: new Map(), strays: [], unfinished: [] }

/** Stands for whoever took what nobody was near enough to take. What they hold is not followed. */
export const NOBODY = '(nobody)'

/**
 * Two worlds of the same name go on alike, and are one. Units count by article and the change they came from; what
 * exactly such a unit weighs may differ by how its change was explained, and then the likelier world's weight stays.
 */
export function worldName(world: World): string {
  const held: string[] = []
  world.holdings.forEach((units, actor) => {
    if (units.length > 0) held.push(`${quoted(actor)}:${unitNames(units)}`)
  })
  return `${held.sort().join(';')}|${lyingName(world)}`
}

/** The part of it that nobody holds. */
export function lyingName({ strays, unfinished }: Pick<World, 'strays' | 'unfinished'>): string {
  if (strays.length + unfinished.length === 0) return '|'
  return `${strays.map(strayName).sort().join(';')}|${unfinished.map(openName).sort().join(';')}`
}

// Names are made once: worlds share most of what they are made of.
export const unitName = foundOnce(({ gtin, from }: Unit): string => `${gtin ?? ''}#${quoted(from)}`)
/** Lists of units that are alike but for their order have one name. */
export const unitNames = foundOnce((units: readonly Unit[]): string => units.map(unitName).sort().join())
/** All that tells one unit, or one stray, from another, to the last digit. */
export const exactUnit = foundOnce((unit: Unit): string => `${unitName(unit)}/${unit.grams}/${unit.sigmaGrams}`)
const strayName = foundOnce(
  ({ unit, gondola, shelf, plates }: Stray): string =>
    `${unitName(unit)}@${quoted(gondola)}/${shelf}/${plates.join('.')}`,
)
export const exactStray = foundOnce(
  (stray: Stray): string => `${exactUnit(stray.unit)} ${strayName(stray)} ${stray.middle}`,
)
export const openName = foundOnce(
  ({ change, plates }: Unfinished): string =>
    `${quoted(change)}/${plates.map(({ plate, grams }) => `${plate}:${grams}`).join('.')}`,
)

/** Shoppers, gondolas and so changes are named by others: whatever signs are in a name, no two lists read alike. */
const quoted = (name: string): string => JSON.stringify(name)

/** Units of one article from one grab: nothing tells them apart from then on. */
export const areAlike = (a: Unit, b: Unit): boolean => a.gtin === b.gtin && a.from === b.from

/** The part of a world that may come into a change with these people, on this shelf; and what is left of it. */
export function takenOut(
  { logWeight, holdings, strays, unfinished }: World,
  people: ReadonlySet<string>,
  isThere: (lying: Stray | Unfinished) => boolean,
): readonly [part: World, rest: World] {
  const of = (isOf: (actor: string) => boolean) => new Map([...holdings].filter(([actor]) => isOf(actor)))
  const isElsewhere = (lying: Stray | Unfinished): boolean => !isThere(lying)
  const part = { strays: strays.filter(isThere), unfinished: unfinished.filter(isThere) }
  const rest = { strays: strays.filter(isElsewhere), unfinished: unfinished.filter(isElsewhere) }
  return [
    { logWeight: 0, holdings: of((actor) => people.has(actor)), ...part },
    { logWeight, holdings: of((actor) => !people.has(actor)), ...rest },
  ]
}

export function holding(world: World, actor: string, unit: Unit): World {
  if (actor === NOBODY) return world
  return { ...world, holdings: new Map(world.holdings).set(actor, [...(world.holdings.get(actor) ?? []), unit]) }
}

export function withoutUnit(world: World, actor: string, unit: Unit): World {
  const units = world.holdings.get(actor) ?? []
  const at = units.findIndex((other) => areAlike(other, unit))
  assert(at >= 0, `${actor} puts down what they do not hold`)
  return { ...world, holdings: new Map(world.holdings).set(actor, units.toSpliced(at, 1)) }
}

/** Of strays that are alike in all but their weight, either may be the one. */
export function withoutStray(world: World, stray: Stray): World {
  const exactly = world.strays.indexOf(stray)
  const at = exactly >= 0 ? exactly : world.strays.findIndex((other) => strayName(other) === strayName(stray))
  assert(at >= 0, 'a stray is taken that does not lie there')
  return { ...world, strays: world.strays.toSpliced(at, 1) }
}

/** What was `from`'s is `to`'s: what they hold, and what they began. */
export function renamed(world: World, from: string, to: string): World {
  const holdings = new Map(world.holdings)
  const moving = holdings.get(from) ?? []
  holdings.delete(from)
  if (moving.length > 0) holdings.set(to, [...(holdings.get(to) ?? []), ...moving])
  const unfinished = world.unfinished.map((open) => (open.actor === from ? { ...open, actor: to } : open))
  return { ...world, holdings, unfinished }
}

/** Gives up waiting for the rest of some acts: what is gone from the shelf for good, somebody has. */
export function abandoned(
  world: World,
  isOver: (open: Unfinished) => boolean,
  logPenalty: number,
  leastGrams: number,
): World {
  const over = world.unfinished.filter(isOver)
  if (over.length === 0) return world
  const rest = {
    ...world,
    logWeight: world.logWeight + over.length * logPenalty,
    unfinished: world.unfinished.filter((open) => !over.includes(open)),
  }
  return over.reduce<World>((next, open) => {
    const grams = -open.plates.reduce((sum, plate) => sum + plate.grams, 0)
    if (grams < leastGrams) return next
    return holding(next, open.actor, { gtin: undefined, grams, sigmaGrams: open.sigmaGrams, from: open.change })
  }, rest)
}

/** Of two worlds that know nothing of each other, the one world of both. */
export function united(a: World, b: World): World {
  const holdings = new Map(a.holdings)
  b.holdings.forEach((units, actor) => {
    const own = holdings.get(actor)
    holdings.set(actor, own && own.length > 0 ? [...own, ...units] : units)
  })
  return {
    logWeight: a.logWeight + b.logWeight,
    holdings,
    strays: [...a.strays, ...b.strays],
    unfinished: [...a.unfinished, ...b.unfinished],
  }
}
