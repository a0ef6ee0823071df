/** How a weight went: not all at once, where several things were taken before the plate came to rest. */
export interface Passing {
  readonly grams: number
  /** When half of it had gone, or come, for good. */
  readonly momentMs: number
  /** When each of `PARTS` equal parts of it had half gone, in order; absent where all went at one moment. */
  readonly passedMs?: readonly number[]
}

/** Fine enough to tell four things apart, and few enough to be kept. */
export const PARTS = 8

/**
 * When each part of a change had half gone, from what the plate weighed on the way: as read off the path that only ever
 * goes one way and is nearest to the measured one, so that presses and swings, which come back, count for little.
 * `path`: at least one point, in the order of time; `fromGrams` and `byGrams`: what it weighed before, and the change.
 */
export function passingOf(
  path: readonly { readonly atMs: number; readonly grams: number }[],
  fromGrams: number,
  byGrams: number,
): number[] {
  const shares = oneWay(path.map(({ grams }) => Math.min(1, Math.max(0, (grams - fromGrams) / byGrams))))
  let at = 0
  return Array.from({ length: PARTS }, (_, part) => {
    while (at < path.length - 1 && shares[at]! <= (part + 0.5) / PARTS) at++
    return path[at]!.atMs
  })
}

/** The nearest values that never fall, by least squares: neighbours that fall are taken together until none does. */
function oneWay(values: readonly number[]): number[] {
  const pools: { mean: number; count: number }[] = []
  for (const value of values) {
    let pool = { mean: value, count: 1 }
    for (let last = pools.at(-1); last && last.mean > pool.mean; last = pools.at(-1)) {
      pools.pop()
      const count = last.count + pool.count
      pool = { mean: (last.mean * last.count + pool.mean * pool.count) / count, count }
    }
    pools.push(pool)
  }
  return pools.flatMap(({ mean, count }) => Array.from({ length: count }, () => mean))
}

/** Of everything that went on some plates, when this share had gone; 0 to 1. */
export function momentAt(share: number, plates: readonly Passing[]): number {
  const parts = plates
    .flatMap(({ grams, momentMs, passedMs = [momentMs] }) =>
      passedMs.map((atMs) => ({ atMs, grams: Math.abs(grams) / passedMs.length })),
    )
    .sort((a, b) => a.atMs - b.atMs)
  const wanted = share * parts.reduce((sum, { grams }) => sum + grams, 0)
  let gone = 0
  for (const { atMs, grams } of parts) {
    gone += grams
    if (gone >= wanted) return atMs
  }
  return parts.at(-1)?.atMs ?? Number.NaN
}

/** Two changes of one plate as one: the parts of both, as far apart as they were. */
export function passedTogether(a: Passing, b: Passing): number[] {
  const both = [a, b]
  return Array.from({ length: PARTS }, (_, part) => momentAt((part + 0.5) / PARTS, both))
}
