import type { Payment, Refund } from './payments.ts'

/** A payment as Stripe's API shows it, with the fields that its clients look at. */
export function paymentIntent(payment: Payment): object {
  const { id, askedMinor, approvedMinor, capturedMinor, currency, metadata, reason, status } = payment
  return {
    id,
    object: 'payment_intent',
    livemode: false,
    created: seconds(payment.createdAt),
    amount: askedMinor,
    amount_capturable: status === 'held' ? approvedMinor : 0,
    amount_received: capturedMinor,
    currency,
    capture_method: payment.isManual ? 'manual' : 'automatic',
    payment_method: payment.paymentMethod,
    metadata,
    status: {
      unconfirmed: 'requires_confirmation',
      held: 'requires_capture',
      captured: 'succeeded',
      voided: 'canceled',
      declined: 'requires_payment_method',
    }[status],
    cancellation_reason: status === 'voided' ? reason : null,
    last_payment_error: status === 'declined' ? cardError(reason ?? 'generic_decline') : null,
  }
}

export const refundObject = ({ id, createdAt, amountMinor, metadata }: Refund, payment: Payment): object => ({
  id,
  object: 'refund',
  created: seconds(createdAt),
  amount: amountMinor,
  currency: payment.currency,
  payment_intent: payment.id,
  metadata,
  status: 'succeeded',
})

export const list = (url: string, data: readonly object[], limit: number): object => ({
  object: 'list',
  url,
  has_more: data.length > limit,
  data: data.slice(0, limit),
})

/** `code` is the decline code; a few of them are error codes of their own in Stripe's API. */
export const cardError = (code: string): object => ({
  type: 'card_error',
  code: ['expired_card', 'processing_error', 'authentication_required'].includes(code) ? code : 'card_declined',
  decline_code: code,
  message: cardSentences[code] ?? 'Your card was declined.',
})

const cardSentences: Readonly<Record<string, string>> = {
  insufficient_funds: 'Your card has insufficient funds.',
  expired_card: 'Your card has expired.',
  processing_error: 'An error occurred while processing your card. Try again in a little bit.',
  authentication_required: 'Your card was declined. This transaction requires authentication.',
}

export const requestError = (message: string, code?: string, more: object = {}): object => ({
  error: { type: 'invalid_request_error', message, ...(code !== undefined && { code }), ...more },
})

const seconds = (ms: number): number => Math.floor(ms / 1000)
