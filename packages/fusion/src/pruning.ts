import type { Stateful } from '@store/kernel/stateful.ts'
import type { AttributionPolicy } from './attribution-policy.ts'
import { likeliestFirst } from './likeliest-first.ts'
import { worldName, type World } from './world.ts'

/** Keeps the number of worlds within bounds, and counts what that costs: that count is all its memory. */
export interface Pruning extends Stateful<number> {
  /**
   * Equal worlds become one, unlikely ones go, the rest add up to 1 again, the likeliest first. `missing`: the share of
   * all probability that was not even followed to a candidate.
   */
  readonly kept: (candidates: readonly World[], missing?: number) => World[]
  /** The same for candidates of which no two are equal. */
  readonly keptOfDistinct: (candidates: readonly World[], missing: number) => World[]
  /** Probability given up so far, summed over all cuts. */
  readonly cutOff: number
}

export function pruning(policy: AttributionPolicy): Pruning {
  let cutOff = 0

  function cut(ranked: readonly Weighted[], missing: number): World[] {
    const all = total(ranked)
    const least = policy.leastWorld * ranked[0]!.weight
    const alive = ranked.slice(0, policy.mostWorlds).filter(({ weight }) => weight >= least)
    const left = total(alive)
    cutOff += 1 - (1 - Math.max(0, missing)) * (left / all)
    return alive.map(({ world, weight }) => ({ ...world, logWeight: Math.log(weight / left) }))
  }

  return {
    kept: (candidates, missing = 0) => cut(merged(candidates, policy), missing),
    keptOfDistinct: (candidates, missing) => cut(weighed(candidates), missing),
    get cutOff() {
      return cutOff
    },
    save: () => cutOff,
    restore(state) {
      cutOff = state
    },
  }
}

interface Weighted {
  /** Relative to the best candidate's. */
  readonly weight: number
  /** The likeliest of those that go on alike. */
  readonly world: World
}

function weighed(candidates: readonly World[]): Weighted[] {
  const best = candidates.reduce((most, { logWeight }) => Math.max(most, logWeight), Number.NEGATIVE_INFINITY)
  return candidates
    .map((world) => ({ world, weight: Math.exp(world.logWeight - best) }))
    .sort((a, b) => b.weight - a.weight)
}

/** Equal worlds as one with all their weight. */
function merged(candidates: readonly World[], policy: AttributionPolicy): Weighted[] {
  const best = candidates.reduce((most, { logWeight }) => Math.max(most, logWeight), Number.NEGATIVE_INFINITY)
  const byName = new Map<string, { name: string; world: World; weight: number; most: number }>()
  for (const world of candidates) {
    const weight = Math.exp(world.logWeight - best)
    // Even where many lead to the same world, they do not reach the least that a world must have.
    if (weight < policy.leastWorld * HOPELESS) continue
    const name = worldName(world)
    const same = byName.get(name)
    if (!same) byName.set(name, { name, world, weight, most: weight })
    else {
      same.weight += weight
      if (weight > same.most) Object.assign(same, { world, most: weight })
    }
  }
  return likeliestFirst(
    [...byName.values()],
    ({ weight }) => Math.log(weight),
    ({ name }) => name,
  )
}

const HOPELESS = 1e-3

const total = (worlds: readonly Weighted[]): number => worlds.reduce((sum, { weight }) => sum + weight, 0)
