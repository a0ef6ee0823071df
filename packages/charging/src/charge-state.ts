import type { Intent, OpenReview, Terms } from './events.ts'
import type { Figures } from './figures.ts'

/**
 * The one charge of a visit: what the bank was asked, what it answered, what is owed. Each status carries exactly what
 * is true in it. `unknown` is an outcome of its own: the bank was asked and nobody knows what became of it.
 */
export type Charge =
  | { readonly status: 'none' }
  | ({ readonly status: 'opened' } & Opened)
  | Waiting
  | ({ readonly status: 'unknown'; readonly waiting: Waiting } & Opened)
  | ({ readonly status: 'held'; readonly hold: Hold } & Opened)
  | ({ readonly status: 'declined'; readonly reason: string } & Opened)
  | ({ readonly status: 'settling' } & Settling & Opened)
  | AtRest

/** The total is settled, nothing is held, and nothing is to be asked of the bank. */
export type AtRest =
  | ({ readonly status: 'charged' | 'refunded' | 'written-off' | 'nothing-to-pay'; readonly figures: Figures } & Opened)
  /** The shopper owes `dueMinor`. `refusal`: why the bank was last refused it. */
  | ({
      readonly status: 'unpaid'
      readonly figures: Figures
      readonly dueMinor: number
      readonly reason: string
      readonly refusal?: string
    } & Opened)
  /** The store owes `dueMinor` to the shopper, and the bank refused to give it back. */
  | ({
      readonly status: 'owing'
      readonly figures: Figures
      readonly dueMinor: number
      readonly reason: string
    } & Opened)

/** An intent is written down and the bank is being asked. */
export type Waiting =
  | ({ readonly status: 'holding'; readonly asked: Asked; readonly figures?: Figures } & Opened)
  | ({ readonly status: 'capturing' | 'adding' | 'voiding' | 'refunding'; readonly asked: Asked } & Settling & Opened)

/** What is to be asked of the bank. */
export interface Due extends Intent {
  /** Of a hold and of a charge: what it is asked from. */
  readonly paymentMethod?: string
  /** Of a capture, a void and a refund: what the bank calls the payment that it is about. */
  readonly providerRef?: string
  /** Of a refund: the key of the operation that took the money. */
  readonly taking?: string
}

/** `intendedAt`: when it was first written down, however often the bank has been asked since. */
export interface Asked extends Due {
  readonly intendedAt: number
}

export interface Hold {
  readonly providerRef: string
  /** What the bank holds, which may be less than was asked. */
  readonly amountMinor: number
}

export interface Opened {
  readonly terms: Terms
  /** Every operation that is over, by key, with its last word. */
  readonly answered: ReadonlyMap<string, Answered>
  /** Which of the terms' payment methods is the one to ask; beyond the last when all have refused. */
  readonly method: number
  readonly review?: OpenReview
  /** Ids of variances that were booked. */
  readonly variances?: readonly string[]
  /** How often a refused refund was asked for again. */
  readonly askedAgain?: number
}

export type Answered = Asked &
  (
    | { readonly outcome: 'confirmed'; readonly providerRef: string; readonly confirmedMinor: number }
    | { readonly outcome: 'declined'; readonly reason: string }
  )

/** While `hold` is there, the bank holds money that is neither taken nor let go. */
export interface Settling {
  readonly figures: Figures
  readonly hold?: Hold
  /** Why the bank last refused to take money; with a hold still there, the hold is let go. */
  readonly refusal?: string
  readonly refundRefusal?: string
  /** The method with which the shopper wants to pay what is due, beyond all bounds. */
  readonly payNow?: string
}
