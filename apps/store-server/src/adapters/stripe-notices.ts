import { Stripe } from 'stripe'
import { type BankNotice, type BankPayment, NoticeRefused } from './bank.ts'

/** Stripe's own tolerance: a notice is delivered anew, with a new signature, for three days. */
const TOLERANCE_S = 300

/** Checks Stripe's signature over the payload, to the byte, and reads what it is about. */
export function noticeReader(
  stripe: Stripe,
  { webhookSecret, now = Date.now }: { readonly webhookSecret?: string; readonly now?: () => number },
): (payload: string, signature: string) => BankNotice {
  return (payload, signature) => {
    if (webhookSecret === undefined) throw NoticeRefused({ reason: 'this server was not told how the bank signs' })
    return noticeOf(signed(payload, signature, webhookSecret))
  }

  function signed(payload: string, signature: string, secret: string): Stripe.Event {
    try {
      return stripe.webhooks.constructEvent(payload, signature, secret, TOLERANCE_S, undefined, now())
    } catch (error) {
      if (error instanceof Stripe.errors.StripeSignatureVerificationError)
        throw NoticeRefused({ reason: 'its signature does not fit, or is too old' }, error)
      throw NoticeRefused({ reason: 'it cannot be read' }, error)
    }
  }
}

/** Payments and refunds carry our own reference; what has none is none of ours. */
function noticeOf({ id, type, data }: Stripe.Event): BankNotice {
  const metadata: unknown = 'metadata' in data.object ? data.object.metadata : undefined
  const { reference: key, session: sessionId } = textsIn(metadata)
  return { id, type, ...(key !== undefined && sessionId !== undefined && { about: { key, sessionId } }) }
}

function textsIn(metadata: unknown): Partial<Record<'reference' | 'session', string>> {
  if (typeof metadata !== 'object' || metadata === null) return {}
  const texts = new Map(
    Object.entries(metadata).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
  const [reference, session] = [texts.get('reference'), texts.get('session')]
  return { ...(reference !== undefined && { reference }), ...(session !== undefined && { session }) }
}

/** What became of a payment, out of it and its refunds. */
export function bankPayment(intent: Stripe.PaymentIntent, refunds: readonly Stripe.Refund[]): BankPayment {
  const given = refunds.filter(
    ({ payment_intent: of, status }) =>
      (typeof of === 'string' ? of : of?.id) === intent.id && (status === 'succeeded' || status === 'pending'),
  )
  return {
    providerRef: intent.id,
    key: intent.metadata['reference'] ?? '',
    sessionId: intent.metadata['session'] ?? '',
    currency: intent.currency.toUpperCase(),
    capturedMinor: intent.amount_received,
    refundedMinor: given.reduce((sum, { amount }) => sum + amount, 0),
  }
}
