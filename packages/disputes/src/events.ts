type Event<Type extends string, Data = object> = { readonly type: Type; readonly at: number } & Readonly<Data>

/** Facts about what one account disputes, over all its visits, in the order in which they came about. */
export type DisputeEvent =
  | Event<'LineContested', Contest>
  /** What is believed of the line now, with all that was learnt since it was charged. */
  | Event<'LineWeighed', { disputeId: string; weighing: Weighing }>
  /** A person decides. */
  | Event<'DisputeReferred', { disputeId: string; because: Referral }>
  | Event<'DisputeDecided', { disputeId: string } & Decision>
  /** The charge lets off or gives back so much: less than was decided where less of the line was left. */
  | Event<'RefundArranged', { disputeId: string; amountMinor: number }>
  | Event<'DisputeWithdrawn', { disputeId: string }>
  | Event<'MissedReported', Missed>
  /** The shopper has seen the price, and wants to be charged. */
  | Event<'MissedConfirmed', { disputeId: string }>
  | Event<'MissedCharged', { disputeId: string; amountMinor: number }>

/** Given by who opens it: the same dispute twice is one. Amounts are minor units of the visit's currency. */
interface About {
  readonly disputeId: string
  readonly visitId: string
  /** The name of the receipt's line, such as a GTIN. */
  readonly item: string
  readonly quantity: number
  readonly unitMinor: number
}

/** `quantity`: how many of the line's units are contested. */
export interface Contest extends About {
  readonly claim: Claim
  /** How many the receipt charges. */
  readonly soldQuantity: number
}

/** Something that was taken and is not on the receipt, at the store's price. */
export type Missed = About

/** One tap on the phone each. */
export const claims = ['not-taken', 'put-back', 'wrong-product', 'charged-twice', 'price'] as const
export type Claim = (typeof claims)[number]

export type Weighing =
  | {
      readonly kind: 'weighed'
      /** That they hold the contested units after all, 0 to 1. */
      readonly probability: number
      /** That they did as it was believed when it was charged. */
      readonly chargedAt: number
      /** How far what was learnt goes, Unix epoch milliseconds. */
      readonly untilMs: number
      /** What was learnt about the article since, oldest first. */
      readonly later: readonly LaterChange[]
    }
  | { readonly kind: 'impossible'; readonly reason: 'too-old' | 'failed' }

/** Something that happened to the article after the receipt was sealed. */
export interface LaterChange {
  readonly atMs: number
  readonly what: 'put-back' | 'misplaced' | 'restocked'
  readonly quantity: number
  readonly probability: number
}

/** Why a person decides. */
export const referrals = ['sure-enough', 'limit-reached', 'price', 'not-weighed'] as const
export type Referral = (typeof referrals)[number]

export type Decision = {
  /** Who decided: staff by their account, or `POLICY`. */
  readonly by: string
  readonly reason: DecisionReason
  /** In somebody's own words, for the books. */
  readonly note?: string
} & (
  | { readonly outcome: 'kept' }
  /** So many units of the line. */
  | { readonly outcome: 'refunded'; readonly quantity: number; readonly amountMinor: number }
  /** Of the price, the units stay sold. */
  | { readonly outcome: 'reduced'; readonly amountMinor: number }
)

export const POLICY = 'policy'

/** Codes, so that everybody reads them in their own language. */
export const reasonsToRefund = [
  'not-sure-enough',
  'evidence-unclear',
  'another-took-it',
  'found-in-store',
  'wrong-article',
  'price-was-wrong',
  'good-will',
] as const
export const reasonsToKeep = ['evidence-clear', 'price-is-right', 'charged-once'] as const
export type DecisionReason = (typeof reasonsToRefund)[number] | (typeof reasonsToKeep)[number]
