/**
 * One consistent story of the store: what everybody holds, what lies where it does not belong, and which changes were
 * only half of an act. Worlds are values: a change makes new ones and shares what it left alone.
 */
export interface World {
  /** Natural logarithm of the weight of this world within its cluster. */
  readonly logWeight: number
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

/** Two worlds with the same key tell the same story from here on. */
export function keyOf(world: World): string {
  const held = [...world.holdings]
    .filter(([, units]) => units.length > 0)
    .map(([actor, units]) => `${actor}:${units.map(unitKey).sort().join(',')}`)
    .sort()
  const strays = world.strays.map((s) => `${unitKey(s.unit)}@${s.gondola}/${s.shelf}/${s.plates.join('.')}`).sort()
  const unfinished = world.unfinished.map((u) => u.change).sort()
  return `${held.join(';')}|${strays.join(';')}|${unfinished.join(';')}`
}

export const holdingKeyOf = (world: World, actor: string): string =>
  (world.holdings.get(actor) ?? []).map(unitKey).sort().join(',')

/** Units of one article differ in what they weigh: the change they came from tells them apart. */
const unitKey = (unit: Unit): string => `${unit.gtin ?? '?'}#${unit.from}`

/** Stands for whoever took what nobody was near enough to take. What they hold is not followed. */
export const NOBODY = '(nobody)'

export function holding(world: World, actor: string, unit: Unit): World {
  if (actor === NOBODY) return world
  return { ...world, holdings: new Map(world.holdings).set(actor, [...(world.holdings.get(actor) ?? []), unit]) }
}

export function withoutUnit(world: World, actor: string, unit: Unit): World {
  const units = world.holdings.get(actor) ?? []
  const at = units.indexOf(unit)
  return { ...world, holdings: new Map(world.holdings).set(actor, units.toSpliced(at, at < 0 ? 0 : 1)) }
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
