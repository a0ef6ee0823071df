import type { PlacedMove } from './assignment.ts'
import type { AttributionPolicy } from './attribution-policy.ts'
import { againFactor, type PlacedReach } from './busyness.ts'
import type { Reached } from './happening.ts'
import { isPut } from './move.ts'
import type { Scene } from './scene.ts'
import { NOBODY, type World } from './world.ts'

/**
 * How much less likely a world makes it that these actors made these moves, for each of them who took something else just
 * then: 1 where nobody did.
 */
export type Repetition = (moves: readonly PlacedMove[], actors: readonly string[]) => number

const ONCE: Repetition = () => 1

/** `reachOf`: how an actor reached for what they moved. */
export function repetitionIn(
  world: World,
  { change, reachFor, inOneReach }: Scene,
  reachOf: (placed: PlacedMove, actor: string) => Reached,
  policy: AttributionPolicy,
): Repetition {
  if (!reachFor) return ONCE
  const reaches = new Map<string, readonly PlacedReach[]>()
  for (const [actor, units] of world.holdings) {
    const recent = units.flatMap((unit) => reachFor(actor, unit) ?? [])
    if (recent.length > 0) reaches.set(actor, recent)
  }
  if (reaches.size === 0) return ONCE
  return (moves, actors) => {
    let factor = 1
    for (const [i, actor] of actors.entries()) {
      // Further moves of theirs in this change have been held against this one already.
      const before = actor === NOBODY || actors.indexOf(actor) < i ? undefined : reaches.get(actor)
      if (!before) continue
      const placed = moves[i]!
      const now = { ...reachOf(placed, actor), gondola: change.gondola, shelf: change.shelf }
      const isOneReach = (reach: PlacedReach): boolean =>
        reach.gondola === change.gondola && inOneReach?.(actor, reach.atMs, now.atMs) === true
      factor *= Math.min(
        ...before.map((reach) => againFactor(reach, now, isPut(placed.move), isOneReach(reach), policy)),
      )
    }
    return factor
  }
}
