/** How a weight went: not all at once, where several things were taken before the plate came to rest. */
export interface Passing {
  readonly grams: number
  /** When half of it had gone, or come, for good. */
  readonly momentMs: number
  /** When each of `PARTS` equal parts of it had half gone for good, in order; absent where all went at one moment. */
  readonly passedMs?: readonly number[]
}

/** Fine enough to tell four things apart, and few enough to be kept. */
export const PARTS = 8

/**
 * When each part of a change had half gone for good, from what the plate weighed on the way: afterwards, it never was
 * back. `path`: at least one point, in the order of time; `fromGrams` and `byGrams`: what it weighed before, and the change.
 */
export function passingOf(
  path: readonly { readonly atMs: number; readonly grams: number }[],
  fromGrams: number,
  byGrams: number,
): number[] {
  const passedMs: number[] = []
  let at = path.length - 1
  for (let part = PARTS - 1; part >= 0; part--) {
    const share = (part + 0.5) / PARTS
    while (at > 0 && (path[at - 1]!.grams - fromGrams) / byGrams > share) at--
    passedMs.unshift(path[at]!.atMs)
  }
  return passedMs
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
