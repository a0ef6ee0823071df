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
  const leastOf = floorOf(policy)
  const branchesOf = new Map<string, readonly Branch[]>()
  const all: Continuation[] = []
  for (const world of worlds) {
    const name = surroundings(world)
    // The first of those that look alike is the likeliest of them: what is too unlikely for it is so for all.
    const known = branchesOf.get(name)
    const branches = known ?? branching(world, leastOf.log - world.logWeight).toSorted((a, b) => b.log - a.log)
    if (!known) branchesOf.set(name, branches)
    for (const branch of branches) {
      const logWeight = world.logWeight + branch.log
      if (logWeight < leastOf.log) break
      leastOf.note(logWeight)
      all.push({ world, branch, logWeight })
    }
  }
  return all.filter(({ logWeight }) => logWeight >= leastOf.log).sort((a, b) => b.logWeight - a.logWeight)
}

/** What is far below the likeliest, or below as many others as are followed, need not be looked into. */
function floorOf(policy: AttributionPolicy) {
  let noted: number[] = []
  let log = Number.NEGATIVE_INFINITY
  return {
    get log() {
      return log
    },
    note(logWeight: number) {
      log = Math.max(log, logWeight + policy.leastBranchLog)
      noted.push(logWeight)
      if (noted.length < 2 * policy.mostFollowed) return
      noted = noted.sort((a, b) => b - a).slice(0, policy.mostFollowed)
      log = Math.max(log, noted.at(-1)!)
    },
  }
}
