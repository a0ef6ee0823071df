import type { AttributionPolicy } from './attribution-policy.ts'
import type { PlateChange } from './shelf-change.ts'
import type { Scene } from './scene.ts'
import type { Unfinished, World } from './world.ts'

/** A change taken together with the unfinished acts that it may be the rest of. */
export interface Resumed {
  /** What each plate changed by, all in all. */
  readonly plates: readonly PlateChange[]
  /** The world in which those acts are no longer waited for. */
  readonly world: World
}

/** `undefined` when nothing is pending where the change happened. */
export function resumed(world: World, scene: Scene, policy: AttributionPolicy): Resumed | undefined {
  const { change } = scene
  const pending = world.unfinished.filter((open) => mayContinue(open, scene, policy))
  if (pending.length === 0) return undefined
  const touched = new Set(change.plates.map(({ plate }) => plate))
  // Of an act that covered more plates than the change does, only what lay on these goes into it.
  const taken = pending.map((open) => partOf(open, (plate) => touched.has(plate)))
  const left = pending
    .map((open) => partOf(open, (plate) => !touched.has(plate)))
    .filter(({ plates }) => plates.reduce((sum, { grams }) => sum + Math.abs(grams), 0) >= scene.leastGrams)
  const unfinished = [...world.unfinished.filter((open) => !pending.includes(open)), ...left]
  return { plates: together(change.plates, taken), world: { ...world, unfinished } }
}

function mayContinue(open: Unfinished, { change }: Scene, policy: AttributionPolicy): boolean {
  if (open.gondola !== change.gondola || open.shelf !== change.shelf) return false
  if (change.momentMs - open.momentMs > policy.unfinishedMs) return false
  return change.plates.some(({ plate }) => open.plates.some((before) => before.plate === plate))
}

const partOf = (open: Unfinished, isOfPart: (plate: number) => boolean): Unfinished => ({
  ...open,
  plates: open.plates.filter(({ plate }) => isOfPart(plate)),
})

/** The grams add up, and each plate moved when most of it did. */
function together(plates: readonly PlateChange[], pending: readonly Unfinished[]): PlateChange[] {
  const byPlate = new Map(plates.map((plate) => [plate.plate, plate]))
  for (const open of pending) {
    for (const before of open.plates) {
      const now = byPlate.get(before.plate)
      const isMostlyEarlier = !now || Math.abs(before.grams) > Math.abs(now.grams)
      byPlate.set(before.plate, {
        plate: before.plate,
        grams: (now?.grams ?? 0) + before.grams,
        sigmaGrams: Math.hypot(now?.sigmaGrams ?? 0, open.sigmaGrams / Math.sqrt(open.plates.length)),
        momentMs: isMostlyEarlier ? before.momentMs : now.momentMs,
      })
    }
  }
  return [...byPlate.values()].sort((a, b) => a.plate - b.plate)
}
