/** One tag of an article that was read while people passed. */
export interface TagRead {
  readonly epc: string
  /** How well its instants fit each of those who passed, 0 to 1. */
  readonly fits: readonly number[]
  /** How much likelier it was read from a shelf near by, or from somebody unknown, than if strays were 1 per passage. */
  readonly strays: number
}

/**
 * How likely just these tags of one article were read, given how many units of it each of the people carried: every
 * carried unit is read with `readShare`, independently, and strays come as a Poisson process. Each tag is somebody's or a
 * stray, summed over all ways:
 *
 *     Σ  Π strays · Π_i  n_i! / (n_i − a_i)! · r^a_i · (1 − r)^(n_i − a_i) · Π fits
 *
 * with a_i the tags given to the i-th of those who carry n_i. With one person and equal fits that is, but for a constant,
 * a binomial and a Poisson law convolved. Only ratios between counts mean anything.
 */
export function readLikelihood(reads: readonly TagRead[], carried: readonly number[], readShare: number): number {
  const people = carried.flatMap((units, i) => (units > 0 ? [{ units, i }] : []))
  const missed = people.reduce((product, { units }) => product * (1 - readShare) ** units, 1)
  const odds = readShare / (1 - readShare)
  /** By how many units of each are still without a tag. */
  let ways = new Map<string, Way>([['', { left: people.map(({ units }) => units), weight: 1 }]])
  for (const { fits, strays } of reads) {
    const next = new Map<string, Way>()
    const add = (left: readonly number[], weight: number): void => {
      if (weight <= 0) return
      const name = left.join()
      next.set(name, { left, weight: weight + (next.get(name)?.weight ?? 0) })
    }
    for (const { left, weight } of ways.values()) {
      add(left, weight * strays)
      for (const [at, { i }] of people.entries()) {
        if (left[at]! > 0) add(left.with(at, left[at]! - 1), weight * left[at]! * odds * fits[i]!)
      }
    }
    ways = next
  }
  return missed * [...ways.values()].reduce((sum, { weight }) => sum + weight, 0)
}

interface Way {
  readonly left: readonly number[]
  readonly weight: number
}
