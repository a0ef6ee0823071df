type Event<Type extends string, Data = object> = { readonly type: Type; readonly at: number } & Readonly<Data>

/** Facts about one visit, in the order the store came to believe them; `at` is when they happened. Never edited or deleted. */
export type SessionEvent =
  | Event<'SessionOpened', { sessionId: string; shopperId: string; party: number }>
  | Event<'ShopperAdmitted', { gateId: string; trackId?: string }>
  | Event<'ShopperTurnedBack'>
  | Event<'BasketRevised', Basket & { evidenceId: string }>
  | Event<'ShopperLeft', { gateId: string }>
  | Event<'BasketSealed', Basket>

/** What a session is believed to hold: what will be charged, and what nobody can tell. In one fixed order [SE8]. */
export interface Basket {
  readonly lines: readonly BelievedLine[]
  readonly unresolved: readonly UnresolvedLine[]
}

export interface BelievedLine {
  readonly gtin: string
  /** Units, from 1. */
  readonly quantity: number
  /** How sure, 0 to 1. */
  readonly confidence: number
}

/** Something was taken, but which of these, if any of them, cannot be told: it is not charged and goes to review. */
export interface UnresolvedLine {
  /** What it could be; none, where nothing the store sells explains the evidence. */
  readonly gtins: readonly string[]
  readonly quantity: number
  readonly reason: string
}
