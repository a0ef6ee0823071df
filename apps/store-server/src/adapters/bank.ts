import { defineFault } from '@store/kernel/fault.ts'

/**
 * The bank, as the store needs it. Every request carries a key that names the operation (`capture/<session>`), never the
 * attempt: it is the idempotency key and the reference that the bank's books show. Nothing here throws for what a bank
 * may do; what it did is one of three outcomes.
 */
export interface Bank {
  /** Reserves the amount (`capture: 'later'`: a hold) or takes it at once. */
  readonly authorize: (order: Authorization) => Promise<BankOutcome>
  /** Takes up to what is held and lets the rest of the hold go. */
  readonly capture: (order: Capture) => Promise<BankOutcome>
  /** Lets the whole hold go. Of a hold that is gone already: confirmed. */
  readonly void: (order: Void) => Promise<BankOutcome>
  /** Gives back what was captured, in whole or in part. */
  readonly refund: (order: Refund) => Promise<BankOutcome>
  /** What became of an operation, by our own reference. Changes nothing at the bank. */
  readonly lookup: (sought: SoughtOperation) => Promise<BankFinding>
  /**
   * Payments that were begun from `fromMs` on and before `toMs`, with all that became of them since; for comparing
   * books. Throws where the bank does not answer: half a list compares with nothing.
   */
  readonly payments: (fromMs: number, toMs: number) => Promise<readonly BankPayment[]>
  /** One of them, by the bank's own name for it; `undefined` where it knows no such payment. Throws as `payments` does. */
  readonly payment: (providerRef: string) => Promise<BankPayment | undefined>
  /** Reads what the bank told by itself. Throws `NoticeRefused` for what it did not sign, or signed too long ago. */
  readonly readNotice: (payload: string, signature: string) => BankNotice
}

/** One payment in the bank's own books. */
export interface BankPayment {
  readonly providerRef: string
  /** As it was asked for; empty for a payment that is none of ours. */
  readonly key: string
  readonly sessionId: string
  readonly currency: string
  readonly capturedMinor: number
  readonly refundedMinor: number
}

/** Something happened at the bank. `about` is absent where it is about nothing that we asked for. */
export interface BankNotice {
  /** The same notice, told again, has the same. */
  readonly id: string
  readonly type: string
  readonly about?: { readonly sessionId: string; readonly key: string }
}

export const NoticeRefused = defineFault(
  'bank.notice-refused',
  'refused',
  (d: { reason: string }) =>
    `This notice was not taken: ${d.reason}. Only the bank's own are; compare BANK_WEBHOOK_SECRET with the bank's.`,
)

export interface Authorization {
  readonly key: string
  readonly sessionId: string
  readonly paymentMethod: string
  readonly amountMinor: number
  /** ISO 4217, in capitals. */
  readonly currency: string
  readonly capture: 'later' | 'now'
}

/** `providerRef` is the hold's, as its confirmation gave it. */
export interface Capture {
  readonly key: string
  readonly providerRef: string
  readonly amountMinor: number
}

export interface Void {
  readonly key: string
  readonly providerRef: string
}

export interface Refund {
  readonly key: string
  readonly providerRef: string
  readonly amountMinor: number
}

export type BankOutcome = Confirmed | Declined | Unknown

/** What a lookup may find. `absent`: nothing was done under this key, so it may be asked again, under the same key. */
export type BankFinding = BankOutcome | { readonly kind: 'absent' }

/** `amountMinor` is what the bank says, which may be less than what was asked of it. */
export interface Confirmed {
  readonly kind: 'confirmed'
  readonly providerRef: string
  readonly amountMinor: number
}

/** A definite no: nothing was done, and nothing will be. `message` is the bank's own sentence. */
export interface Declined {
  readonly kind: 'declined'
  readonly reason: DeclineReason
  readonly message: string
}

/** It may have been done or not. Only a lookup can tell. */
export interface Unknown {
  readonly kind: 'unknown'
  readonly reason: SilenceReason
  readonly message: string
}

export type DeclineReason =
  | 'card-declined'
  | 'insufficient-funds'
  | 'card-expired'
  | 'card-lost-or-stolen'
  | 'authentication-required'
  | 'processing-error'
  /** The bank has let the hold go, by its age or by a void. */
  | 'hold-gone'
  | 'amount-too-large'
  /** The bank does not know what we refer to, or cannot make sense of the request: a mistake of ours. */
  | 'request-refused'

export type SilenceReason =
  | 'no-answer'
  | 'bank-failed'
  | 'bank-busy'
  /** Our credentials are not accepted: someone has to act, nothing was done. */
  | 'not-let-in'
  /** The bank's answer does not fit what was asked: another amount, currency or state. */
  | 'contradiction'

/** `sinceMs` (Unix epoch): when the operation was first intended; it bounds how far back a bank has to search. */
export type SoughtOperation =
  | { readonly operation: 'authorize'; readonly key: string; readonly sinceMs: number }
  | { readonly operation: 'capture' | 'void' | 'refund'; readonly key: string; readonly providerRef: string }
