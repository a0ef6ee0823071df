import { Stripe } from 'stripe'
import type { Declined, DeclineReason, SilenceReason, Unknown } from './bank.ts'

/** The PaymentIntent is not in a state for what was asked: a retrieve tells which outcome that is. */
export interface UnexpectedState {
  readonly kind: 'unexpected-state'
  readonly message: string
}

/**
 * What an error of the SDK means. Only what is certain to have done nothing is a no; whatever may have reached the bank
 * and come to something is unknown. What is no error of the SDK is a bug, and passes through.
 */
export function refusalOf(error: unknown): Declined | Unknown | UnexpectedState {
  if (!(error instanceof Stripe.errors.StripeError)) throw error
  const { message, code, statusCode } = error
  if (error instanceof Stripe.errors.StripeCardError)
    return { kind: 'declined', reason: declineReason(error.decline_code ?? code), message }
  if (error instanceof Stripe.errors.StripeConnectionError) return unknownBecause('no-answer', message)
  if (error instanceof Stripe.errors.StripeRateLimitError) return unknownBecause('bank-busy', message)
  // Our key was used for another request before: whatever that was, it has to be looked at.
  if (error instanceof Stripe.errors.StripeIdempotencyError) return unknownBecause('contradiction', message)
  if (error instanceof Stripe.errors.StripeAuthenticationError || error instanceof Stripe.errors.StripePermissionError)
    return unknownBecause('not-let-in', message)
  if (error instanceof Stripe.errors.StripeInvalidRequestError) {
    if (code === 'payment_intent_unexpected_state') return { kind: 'unexpected-state', message }
    if (code === 'charge_expired_for_capture') return { kind: 'declined', reason: 'hold-gone', message }
    return { kind: 'declined', reason: code === 'amount_too_large' ? 'amount-too-large' : 'request-refused', message }
  }
  // The first request under this key is still being worked on.
  if (statusCode === 409) return unknownBecause('bank-busy', message)
  return unknownBecause('bank-failed', message)
}

export const unknownBecause = (reason: SilenceReason, message: string): Unknown => ({
  kind: 'unknown',
  reason,
  message,
})

/** Stripe has some fifty codes; these are those that a shopper can act on differently. */
export function declineReason(code: string | undefined): DeclineReason {
  switch (code) {
    case 'insufficient_funds':
    case 'withdrawal_count_limit_exceeded':
    case 'card_velocity_exceeded':
      return 'insufficient-funds'
    case 'expired_card':
      return 'card-expired'
    case 'lost_card':
    case 'stolen_card':
    case 'pickup_card':
      return 'card-lost-or-stolen'
    case 'authentication_required':
    case 'authentication_not_handled':
      return 'authentication-required'
    case 'processing_error':
    case 'issuer_not_available':
    case 'try_again_later':
      return 'processing-error'
    default:
      return 'card-declined'
  }
}
