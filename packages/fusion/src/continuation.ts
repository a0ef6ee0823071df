import type { AttributionPolicy } from './attribution-policy.ts'
import type { Branch } from './branch.ts'
import type { Branching } from './branching.ts'
import type { World } from './world.ts'

/** A world, one way in which it goes on, and how likely both are together. */
export interface Continuation {
  readonly world: World
  readonly branch: Branch
  readonly logWeight: number
}

/**
 * How all worlds go on, the likeliest first. Worlds that look alike around the change branch alike, and are looked into
 * once; what stays far below the likeliest continuation is left out. `worlds`: the likeliest first.
 */
export function continuationsOf(
  worlds: readonly World[],
  surroundings: (world: World) => string,
  branching: Branching,
  policy: AttributionPolicy,
): Continuation[] {
  let leastLog = Number.NEGATIVE_INFINITY
  const branchesOf = new Map<string, readonly Branch[]>()
  const all: Continuation[] = []
  for (const world of worlds) {
    const name = surroundings(world)
    // The first of those that look alike is the likeliest of them: what is too unlikely for it is so for all.
    const branches =
      branchesOf.get(name) ?? branching(world, leastLog - world.logWeight).toSorted((a, b) => b.log - a.log)
    branchesOf.set(name, branches)
    for (const branch of branches) {
      const logWeight = world.logWeight + branch.log
      if (logWeight < leastLog) break
      leastLog = Math.max(leastLog, logWeight + policy.leastBranchLog)
      all.push({ world, branch, logWeight })
    }
  }
  return all.filter(({ logWeight }) => logWeight >= leastLog).sort((a, b) => b.logWeight - a.logWeight)
}
