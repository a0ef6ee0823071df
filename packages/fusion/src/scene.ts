import type { Catalog } from '@store/catalog/catalog.ts'
import type { Facing, Gondola } from '@store/planogram/layout.ts'
import type { PlacedReach } from './busyness.ts'
import type { Nearness } from './nearness.ts'
import type { InOneReach } from './one-reach.ts'
import type { ShelfChange } from './shelf-change.ts'
import { spotOf, type Spot, type Weight } from './spot.ts'
import type { Unit } from './world.ts'

/** All that is known of a change whatever else is believed: the shelf it happened on, and who was near which plates. */
export interface Scene {
  readonly change: ShelfChange
  readonly facings: readonly Facing[]
  readonly catalog: Catalog
  /** Who may have reached to where weight moved at that time, the likeliest first. */
  readonly nearTo: (plates: readonly Weight[], atMs: number) => readonly Nearness[]
  readonly isStaff: (actor: string) => boolean
  /** The reach in which an actor took a unit of theirs, where it was just before or after this. */
  readonly reachFor?: (actor: string, unit: Unit) => PlacedReach | undefined
  /** Whether what an actor did here at two instants is one reach; never, where it is not said. */
  readonly inOneReach?: InOneReach
  /** Runs lighter than this are creep, not goods. */
  readonly leastGrams: number
  /** How likely somebody gave a unit of theirs to another one, unseen by any plate, before this; never, where it is not said. */
  readonly handedOn?: (unit: Unit, from: string, to: string) => number
}

/** The weights of a whole change, for asking who was near to all of it. */
export const weightsOf = (plates: readonly Weight[]): Weight[] =>
  plates.map(({ plate, grams }) => ({ plate, grams: Math.abs(grams) }))

/** Finds out who was near to some plates, and asks `nearSpot` no more than once for the same. */
export function nearnessOnShelf(
  gondola: Gondola,
  index: number,
  nearSpot: (spot: Spot, atMs: number) => readonly Nearness[],
): Scene['nearTo'] {
  const known = new Map<string, readonly Nearness[]>()
  return (plates, atMs) => {
    const name = `${plates.map(({ plate, grams }) => `${plate}:${grams}`).join(' ')}@${atMs}`
    const before = known.get(name)
    if (before) return before
    const near = nearSpot(spotOf(gondola, index, plates), atMs)
    known.set(name, near)
    return near
  }
}

/** How near each came to any of a change, against whoever came nearest; 0 for who was not near at all. */
export function nearestOf({ change, nearTo }: Scene): (actor: string) => number {
  const ratios = new Map<string, number>()
  for (const { plate, grams, momentMs } of change.plates)
    for (const { actor, ratio } of nearTo([{ plate, grams: Math.abs(grams) }], momentMs))
      if (ratio > (ratios.get(actor) ?? 0)) ratios.set(actor, ratio)
  const most = Math.max(...ratios.values())
  return (actor) => (ratios.get(actor) ?? 0) / most
}
