type Event<Type extends string, Data = object> = { readonly type: Type; readonly at: number } & Readonly<Data>

/** Facts about the one charge of a visit, in the order in which the store learnt them. Never edited or deleted. */
export type ChargeEvent =
  | Event<'ChargeOpened', Terms>
  | Event<'TotalSettled', { totalMinor: number; lines: readonly ChargedLine[]; decided?: Decision }>
  /** Written before the bank is asked, and the bank is asked for nothing else. */
  | Event<'OperationIntended', Intent>
  | Event<'OperationConfirmed', { key: string; providerRef: string; amountMinor: number; learntBy: Source }>
  | Event<'OperationDeclined', { key: string; reason: string; learntBy: Source }>
  /** Silence: the bank may have acted or not. */
  | Event<'OperationUnanswered', { key: string; reason: string }>
  /** A lookup found nothing done under this key: it is asked again, under the same key. */
  | Event<'OperationFoundMissing', { key: string }>
  /** The shopper wants to pay what is due, with this method. */
  | Event<'PaymentAsked', { paymentMethod: string }>
  /** The store owes the shopper this much less, or gives it back where it was paid. */
  | Event<'RefundGranted', Grant>
  /** What the shopper took besides, and asked to be charged for: the visit costs so much more. */
  | Event<'ItemsAdded', Addition>
  /** What is due is given up. */
  | Event<'DebtWrittenOff', { amountMinor: number; by: string; reason: string }>
  /**
   * The bank's books and ours differ by so much about one payment for good, and somebody has said why. Positive: the
   * bank has more.
   */
  | Event<'VarianceBooked', { varianceId: string; payment: string; amountMinor: number; by: string; reason: string }>
  /** What the bank refused to give back is asked for again, under the key that it was refused under. */
  | Event<'RefundAskedAgain', { key: string; by: string; reason: string }>
  /** No bank gives it back: somebody has said what becomes of it, and the store owes it no more. */
  | Event<'RefundGivenUp', { amountMinor: number; by: string; reason: string }>
  /** A person has to look at it. */
  | Event<'ReviewRaised', OpenReview>
  | Event<'ReviewClosed', { by: string; reason: string }>
  /** Nobody decided it by its deadline: the visit is settled at what its receipt says, and all of that is given up. */
  | Event<'ReviewLapsed', { totalMinor: number; lines: readonly ChargedLine[]; by: string; reason: string }>

/** What a visit is charged under, fixed when it begins. Amounts are minor units of `currency`. */
export interface Terms {
  readonly sessionId: string
  readonly accountId: string
  /** The bank's tokens for the shopper's cards, in the order in which they are to be tried; never a card number. */
  readonly paymentMethods: readonly string[]
  readonly currency: string
  readonly holdMinor: number
  /** How far beyond the hold the basket may go and still be charged [CH12]. */
  readonly headroomMinor: number
}

/** One line of the receipt. `item` is a name for it that is unique in its receipt, such as its GTIN. */
export interface ChargedLine {
  readonly item: string
  readonly quantity: number
  readonly unitMinor: number
}

/** `lines` is empty where the whole receipt was given back without being told apart, or an amount of its price. */
export interface Grant {
  /** Given by whoever grants it: the same grant twice is one. */
  readonly refundId: string
  readonly lines: readonly { readonly item: string; readonly quantity: number }[]
  readonly amountMinor: number
  readonly by: string
  readonly reason: string
}

/** Something that the receipt missed. */
export interface Addition {
  /** Given by whoever adds it: the same addition twice is one. */
  readonly additionId: string
  readonly line: ChargedLine
  readonly by: string
  readonly reason: string
}

/** What people decide is kept with who did and why. `because`: a code for the same, which an app words for the shopper. */
export interface Decision {
  readonly by: string
  readonly reason: string
  readonly because?: string
}

export interface Review {
  readonly reason: ReviewReason
  /** A sentence for whoever looks at it. */
  readonly detail: string
}

/** `decideByMs`: the instant of its deadline. What the bank contradicts has none: no time tells whose books are right. */
export interface OpenReview extends Review {
  readonly decideByMs?: number
}

export type ReviewReason =
  /** The bank claims what cannot be. */
  | 'bank-contradicts'
  /** The exit's door had to be opened before the visit was settled. */
  | 'left-unsettled'
  /** The deadline of the visit passed, and what was taken is not certain. */
  | 'evidence-incomplete'
  /** The server failed at it. */
  | 'could-not-settle'

/**
 * `hold-2`, `hold-3`: on the shopper's next methods, each after a definite no to the one before. `capture` takes what is
 * held. `capture-2`, `capture-3` … take what no hold covers, each after a definite answer to the one before. `refund-1` …
 */
export type Operation = 'hold' | `hold-${number}` | 'capture' | `capture-${number}` | 'void' | `refund-${number}`

/** `key` names the operation, never the attempt: `capture/<session>`. */
export interface Intent {
  readonly operation: Operation
  readonly key: string
  readonly amountMinor: number
}

/** The bank's answer to the call, what it told when asked later or by itself, or what a person read in its books. */
export type Source = 'answer' | 'lookup' | 'staff'
