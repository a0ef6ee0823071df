import { emptyWorld, united, type World } from './world.ts'

/**
 * Doubts believed about together, because how one is settled says something of another: never empty, the likeliest
 * world first, weights that add up to 1. A world of a cluster has only what these doubts are about.
 */
export type Cluster = readonly World[]

/** One cluster of several: every world of one with every world of another, as far as they are among the likeliest `most`. */
export function joined(
  clusters: readonly Cluster[],
  most: number,
  kept: (worlds: readonly World[], missing: number) => Cluster,
): Cluster {
  return clusters.reduce<Cluster>(
    (left, right) => {
      const pairs = pairsOf(left, right, most)
      if (left.length === 1 || right.length === 1) return pairs.map(ofBoth)
      // Only worlds that will be kept are made.
      const likeliest = pairs.sort((one, other) => other.logWeight - one.logWeight).slice(0, most)
      return kept(likeliest.map(ofBoth), 1 - likeliest.reduce((sum, { logWeight }) => sum + Math.exp(logWeight), 0))
    },
    [emptyWorld],
  )
}

interface Pair {
  readonly a: World
  readonly b: World
  readonly logWeight: number
}

const ofBoth = ({ a, b }: Pair): World => united(a, b)

/** Both sides the likeliest first: a pair that has `most` pairs before it on either side is not among the likeliest. */
const pairsOf = (left: Cluster, right: Cluster, most: number): Pair[] =>
  left.flatMap((a, i) =>
    right.slice(0, Math.floor(most / (i + 1))).map((b) => ({ a, b, logWeight: a.logWeight + b.logWeight })),
  )

/** Everybody who holds something in one of the worlds, or began something there. */
export const actorsIn = (worlds: readonly World[]): Set<string> =>
  new Set(worlds.flatMap(({ holdings, unfinished }) => [...holdings.keys(), ...unfinished.map(({ actor }) => actor)]))
