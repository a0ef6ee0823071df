/** When the store takes a shopper's word, and how often. */
export interface DisputePolicy {
  /** What is held with less than this probability is refunded at once. */
  readonly refundBelow: number
  /** So many refunds without a person … */
  readonly mostAutomatic: number
  /** … over so many of the account's latest visits; from then on a person decides. */
  readonly overVisits: number
  /** For so long after a visit its lines can be contested. */
  readonly openForMs: number
}

const DAY_MS = 86_400_000

/**
 * `refundBelow`: half of those who are charged wrongly will say so, and of those who are charged rightly perhaps one in
 * fifty will, by mistake or for gain; so being told weighs 25 to 1. At 25/26, which is 96 %, it is as likely as not that they
 * are right; a little below, at 95 %, the store asks nobody. `mostAutomatic`, `overVisits`: a store that charges 99 of 100
 * lines rightly, ten to a visit, wrongs an honest account once in ten visits; three times is one in sixty of them, and looking
 * at those costs less than letting someone live on it. `openForMs`: as long as most cards allow their owners to complain to
 * the bank, which would cost the store a fee.
 */
export const disputePolicy: DisputePolicy = {
  refundBelow: 0.95,
  mostAutomatic: 3,
  overVisits: 10,
  openForMs: 60 * DAY_MS,
}
