import type { CaseResult } from '../run-case.ts'

/**
 * What mistakes cost a store, in prices of an average article: our judgement, for drawing one curve. A customer who is
 * charged for what they did not take is refunded, heard, and perhaps lost; a unit that is let go costs itself; a review
 * costs half a minute of staff.
 */
export const lossPolicy = { wrongCharge: 10, missed: 1, review: 0.3 } as const

/** What a threshold for charging comes to. */
export interface Tradeoff {
  readonly chargeFrom: number
  readonly wrongRate: number
  readonly reviewRate: number
  /** Taken and neither charged nor held, of all units taken. */
  readonly lostRate: number
  /** Prices of an average article lost, per unit taken. */
  readonly loss: number
}

/** Over all traces that were played under every threshold, by rising threshold. */
export function tradeoffs(results: readonly CaseResult[]): Tradeoff[] {
  const points = results.flatMap(({ curve }) => curve)
  return [...new Set(points.map(({ chargeFrom }) => chargeFrom))]
    .sort((a, b) => a - b)
    .map((chargeFrom) => {
      const own = points.filter((point) => point.chargeFrom === chargeFrom)
      const total = (of: (point: (typeof own)[number]) => number): number => own.reduce((sum, one) => sum + of(one), 0)
      const [taken, charged, wrong] = [total((p) => p.taken), total((p) => p.charged), total((p) => p.wrong)]
      const inReview = total((p) => p.inReview)
      // A unit in review is looked at and then charged rightly: what it costs is the look.
      const lost = total((p) => Math.max(0, p.missed - p.inReview))
      const { wrongCharge, missed, review } = lossPolicy
      return {
        chargeFrom,
        wrongRate: share(wrong, charged),
        reviewRate: share(inReview, charged + inReview),
        lostRate: share(lost, taken),
        loss: share(wrong * wrongCharge + lost * missed + inReview * review, taken),
      }
    })
}

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)
