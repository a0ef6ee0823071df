/** One statement with a probability, and whether it was right. */
export interface Claim {
  readonly probability: number
  readonly isRight: boolean
}

/** A probability band of a reliability diagram. */
export interface Bin {
  readonly from: number
  readonly to: number
  readonly count: number
  /** Mean of what was said; 0 for an empty bin. */
  readonly said: number
  /** The share that was right. */
  readonly wasRight: number
}

export interface Calibration {
  readonly bins: readonly Bin[]
  readonly claims: number
  /** Mean distance of what was said from what was so, bins weighed by their claims (Naeini et al., AAAI 2015). */
  readonly expectedError: number
}

export const BINS = 10

/** Ten bins of equal width; what is exactly 1 falls into the last. */
export function calibrationOf(claims: readonly Claim[], binCount = BINS): Calibration {
  const groups = Array.from({ length: binCount }, (): Claim[] => [])
  for (const claim of claims) groups[Math.min(binCount - 1, Math.floor(claim.probability * binCount))]!.push(claim)
  const bins = groups.map((group, i): Bin => ({
    from: i / binCount,
    to: (i + 1) / binCount,
    count: group.length,
    said: mean(group.map(({ probability }) => probability)),
    wasRight: mean(group.map(({ isRight }) => (isRight ? 1 : 0))),
  }))
  const off = bins.reduce((sum, { count, said, wasRight }) => sum + count * Math.abs(said - wasRight), 0)
  return { bins, claims: claims.length, expectedError: claims.length === 0 ? 0 : off / claims.length }
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, one) => sum + one, 0) / values.length
