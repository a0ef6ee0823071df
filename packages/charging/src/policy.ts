/** What a visit may cost before the store asks the bank again. Amounts are minor units of the store's currency. */
export interface ChargingPolicy {
  /** Held at entry, before anybody knows what will be taken. */
  readonly holdMinor: number
  /** How far beyond the hold a basket may go and still be charged without asking the shopper: the second charge. */
  readonly headroomMinor: number
  /** How long staff have to decide about a visit in review; after it, it is let go in the shopper's favour. */
  readonly reviewWithinMs: number
  /** After so long a refund that the bank refused is asked for again, by itself. */
  readonly refundAgainAfterMs: number
}

/**
 * 30.00 is above what most visits to a small shop come to, so that nearly all of them are one hold and one capture,
 * and little enough to be free on a debit card for the length of a visit; a void gives it back at once. 120.00 more, a
 * large basket, is charged as a second charge. What goes beyond 150.00 is rather a mistake of the sensors or an abuse
 * than a shopper's wish: the hold is captured, the rest is left unpaid for the shopper to confirm. A store with other
 * prices sets its own (`HOLD_MINOR`, `HEADROOM_MINOR` of the server); nobody else names an amount.
 *
 * Two days for a review (`REVIEW_WITHIN_HOURS`): somebody looks at a store every day, also over a weekend, and until then
 * the shopper's money is on hold and they do not know what they pay. It is well before the seven days after which a bank
 * lets go of a hold by itself, when nobody could be charged any more.
 *
 * 25 hours until a refused refund is asked for again: for a day, a bank answers a key as it did the first time (Stripe
 * keeps keys for 24 hours at least), so that to ask sooner learns nothing.
 */
export const firstPolicy: ChargingPolicy = {
  holdMinor: 3000,
  headroomMinor: 12_000,
  reviewWithinMs: 48 * 3_600_000,
  refundAgainAfterMs: 25 * 3_600_000,
}
