import type { Catalog } from '@store/catalog/catalog.ts'
import type { Vec3 } from '@store/device-protocol/frame.ts'
import { plateCentre } from '@store/planogram/geometry.ts'
import type { Facing, Gondola } from '@store/planogram/layout.ts'
import { assert } from '@store/kernel/assert.ts'
import type { PlacedReach } from './busyness.ts'
import type { Nearness } from './nearness.ts'
import type { ShelfChange } from './shelf-change.ts'
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
  /** Runs lighter than this are creep, not goods. */
  readonly leastGrams: number
  /** How likely somebody gave a unit of theirs to another one, unseen by any plate, before this; never, where it is not said. */
  readonly handedOn?: (unit: Unit, from: string, to: string) => number
}

/** What moved on one plate, grams without a sign. */
export interface Weight {
  readonly plate: number
  readonly grams: number
}

/** The weights of a whole change, for asking who was near to all of it. */
export const weightsOf = (plates: readonly Weight[]): Weight[] =>
  plates.map(({ plate, grams }) => ({ plate, grams: Math.abs(grams) }))

/** Finds out who was near to some plates, and asks `nearPlace` no more than once for the same. */
export function nearnessOnShelf(
  gondola: Gondola,
  index: number,
  nearPlace: (place: Vec3, atMs: number) => readonly Nearness[],
): Scene['nearTo'] {
  const known = new Map<string, readonly Nearness[]>()
  return (plates, atMs) => {
    const name = `${plates.map(({ plate, grams }) => `${plate}:${grams}`).join(' ')}@${atMs}`
    const before = known.get(name)
    if (before) return before
    const near = nearPlace(middleOnFloor(gondola, index, plates), atMs)
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

/** Where weight moved, in floor coordinates: the plates' centres, weighted by what they lost or gained. */
function middleOnFloor(gondola: Gondola, index: number, plates: readonly Weight[]): Vec3 {
  const shelf = gondola.shelves.find((candidate) => candidate.index === index)
  assert(shelf, `gondola ${gondola.id} has no shelf ${index}`)
  const all = plates.reduce((sum, { grams }) => sum + grams, 0)
  return plates.reduce<Vec3>(
    ([x, y, z], { plate, grams }) => {
      const centre = plateCentre(gondola, shelf, plate)
      const share = all > 0 ? grams / all : 1 / plates.length
      return [x + centre[0] * share, y + centre[1] * share, z + centre[2] * share]
    },
    [0, 0, 0],
  )
}
