/** What a visit may cost before the store asks the bank again. Amounts are minor units of the store's currency. */
export interface ChargingPolicy {
  /** Held at entry, before anybody knows what will be taken. */
  readonly holdMinor: number
  /** How far beyond the hold a basket may go and still be charged without asking the shopper: the second charge. */
  readonly headroomMinor: number
}

/**
 * 30.00 is above what most visits to a small shop come to, so that nearly all of them are one hold and one capture,
 * and little enough to be free on a debit card for the length of a visit; a void gives it back at once. 120.00 more, a
 * large basket, is charged as a second charge. What goes beyond 150.00 is rather a mistake of the sensors or an abuse
 * than a shopper's wish: the hold is captured, the rest is left unpaid for the shopper to confirm. A store with other
 * prices sets its own (`HOLD_MINOR`, `HEADROOM_MINOR` of the server); nobody else names an amount.
 */
export const firstPolicy: ChargingPolicy = { holdMinor: 3000, headroomMinor: 12_000 }
