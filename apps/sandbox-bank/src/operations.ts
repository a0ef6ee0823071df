import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import type { Behaviour } from './behaviour.ts'
import type { BookEntry } from './books.ts'
import { declines, isCard } from './cards.ts'
import { booked, type Payment, refundedMinor } from './payments.ts'
import type { CancelIntent, CaptureIntent, ConfirmIntent, CreateIntent, CreateRefund } from './requests.ts'
import { cardError, paymentIntent, refundObject, requestError } from './stripe-objects.ts'

/** What a request does to the books, and how it is answered. */
export interface Deed {
  readonly entries: readonly BookEntry[]
  readonly status: number
  readonly body: object
}

type Payments = ReadonlyMap<string, Payment>

export function authorize(asked: z.infer<typeof CreateIntent>, at: number, behaviour?: Behaviour): Deed {
  const { amount: askedMinor, currency, payment_method: paymentMethod, metadata } = asked
  if (!isCard(paymentMethod))
    return refused(`No such PaymentMethod: '${paymentMethod}'`, 'resource_missing', { param: 'payment_method' })

  const intent = `pi_${randomUUID().replaceAll('-', '')}`
  const isManual = asked.capture_method === 'manual'
  const reference = metadata['reference'] ?? null
  const payment = { at, intent, reference, askedMinor, currency, paymentMethod, isManual, metadata }
  if (asked.confirm === 'true') return decided(payment, new Map(), behaviour)
  const entries: BookEntry[] = [{ kind: 'created', ...payment }]
  return { entries, status: 200, body: paymentIntent(after(new Map(), intent, entries)) }
}

/** A payment that was made before is asked of the card now. */
export function confirm(
  payments: Payments,
  intent: string,
  asked: z.infer<typeof ConfirmIntent>,
  at: number,
  behaviour?: Behaviour,
): Deed {
  const payment = payments.get(intent)
  if (!payment) return missing(intent)
  if (payment.status !== 'unconfirmed' && payment.status !== 'declined') return elsewhere(payment, 'confirmed')
  const { askedMinor, currency, isManual, metadata } = payment
  const paymentMethod = asked.payment_method ?? payment.paymentMethod
  const reference = metadata['reference'] ?? null
  return decided(
    { at, intent, reference, askedMinor, currency, paymentMethod, isManual, metadata },
    payments,
    behaviour,
  )
}

type Asked = Omit<Extract<BookEntry, { kind: 'created' }>, 'kind'>

/** What the card says to it. */
function decided(payment: Asked, payments: Payments, behaviour?: Behaviour): Deed {
  const { at, intent, askedMinor, paymentMethod, isManual } = payment
  const code = behaviour?.do === 'decline' ? behaviour.code : declines[paymentMethod]
  if (code !== undefined) {
    const entries: BookEntry[] = [{ kind: 'declined', ...payment, code }]
    const body = { error: { ...cardError(code), payment_intent: paymentIntent(after(payments, intent, entries)) } }
    return { entries, status: 402, body }
  }
  const amountMinor = behaviour?.do === 'approve-in-part' ? Math.min(behaviour.amountMinor, askedMinor) : askedMinor
  const entries: BookEntry[] = [{ kind: 'authorized', ...payment, amountMinor }]
  if (!isManual) entries.push({ kind: 'captured', at, intent, amountMinor })
  return { entries, status: 200, body: paymentIntent(after(payments, intent, entries)) }
}

export function capture(
  payments: Payments,
  intent: string,
  { amount_to_capture: amount }: z.infer<typeof CaptureIntent>,
  at: number,
  behaviour?: Behaviour,
): Deed {
  const payment = payments.get(intent)
  if (!payment) return missing(intent)
  if (payment.status === 'held' && behaviour?.do === 'expire-hold') return expired(payments, payment, 'captured', at)
  if (payment.status !== 'held') return elsewhere(payment, 'captured')
  if (behaviour?.do === 'decline') return { entries: [], status: 402, body: { error: cardError(behaviour.code) } }
  const amountMinor = amount ?? payment.approvedMinor
  if (amountMinor > payment.approvedMinor)
    return refused(
      `The amount to capture (${amountMinor}) is more than what is held (${payment.approvedMinor}).`,
      'amount_too_large',
    )
  const entries: BookEntry[] = [{ kind: 'captured', at, intent, amountMinor }]
  return { entries, status: 200, body: paymentIntent(after(payments, intent, entries)) }
}

export function cancel(
  payments: Payments,
  intent: string,
  { cancellation_reason: reason }: z.infer<typeof CancelIntent>,
  at: number,
  behaviour?: Behaviour,
): Deed {
  const payment = payments.get(intent)
  if (!payment) return missing(intent)
  if (payment.status === 'held' && behaviour?.do === 'expire-hold') return expired(payments, payment, 'canceled', at)
  if (payment.status === 'captured' || payment.status === 'voided') return elsewhere(payment, 'canceled')
  const entries: BookEntry[] = [{ kind: 'voided', at, intent, reason }]
  return { entries, status: 200, body: paymentIntent(after(payments, intent, entries)) }
}

export function refund(
  payments: Payments,
  asked: z.infer<typeof CreateRefund>,
  at: number,
  behaviour?: Behaviour,
): Deed {
  const { payment_intent: intent, metadata } = asked
  const payment = payments.get(intent)
  if (!payment) return missing(intent)
  if (payment.status !== 'captured') return elsewhere(payment, 'refunded')
  if (behaviour?.do === 'decline') return { entries: [], status: 402, body: { error: cardError(behaviour.code) } }
  const leftMinor = payment.capturedMinor - refundedMinor(payment)
  if (leftMinor === 0) return refused(`${intent} has already been refunded.`, 'charge_already_refunded')
  const amountMinor = asked.amount ?? leftMinor
  if (amountMinor > leftMinor)
    return refused(`Refund amount (${amountMinor}) is greater than what is left of the charge (${leftMinor}).`)
  const id = `re_${randomUUID().replaceAll('-', '')}`
  const reference = metadata['reference'] ?? null
  const body = refundObject({ id, createdAt: at, amountMinor, metadata }, payment)
  return {
    entries: [{ kind: 'refunded', at, intent, refund: id, reference, amountMinor, metadata }],
    status: 200,
    body,
  }
}

function after(payments: Payments, intent: string, entries: readonly BookEntry[]): Payment {
  const then = new Map(payments)
  for (const entry of entries) booked(then, entry)
  return then.get(intent)!
}

function expired(payments: Payments, { id }: Payment, wanted: string, at: number): Deed {
  const entries: BookEntry[] = [{ kind: 'voided', at, intent: id, reason: 'automatic' }]
  return { ...elsewhere(after(payments, id, entries), wanted), entries }
}

const elsewhere = (payment: Payment, wanted: string): Deed =>
  refused(
    `This PaymentIntent could not be ${wanted} because it is ${payment.status}.`,
    'payment_intent_unexpected_state',
    { payment_intent: paymentIntent(payment) },
  )

const missing = (intent: string): Deed => ({
  ...refused(`No such payment_intent: '${intent}'`, 'resource_missing', { param: 'intent' }),
  status: 404,
})

const refused = (message: string, code?: string, more?: object): Deed => ({
  entries: [],
  status: 400,
  body: requestError(message, code, more),
})
