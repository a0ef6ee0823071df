import { Stripe } from 'stripe'
import type { Bank, BankFinding, BankOutcome, SoughtOperation } from './bank.ts'
import { keptCard } from './kept-card.ts'
import { bankPayment, noticeReader } from './stripe-notices.ts'
import { declineReason, refusalOf, unknownBecause } from './stripe-refusal.ts'

export interface StripeBankSetup {
  readonly apiKey: string
  /** Where the API is, as `http://127.0.0.1:4242` for the sandbox bank; Stripe's own without it. */
  readonly url?: string
  /** How long one call may take. After it, the outcome is unknown. */
  readonly timeoutMs?: number
  /** What notices are signed with; without it none is taken. */
  readonly webhookSecret?: string
  /** Milliseconds since 1970: a notice that was signed long ago is somebody else's copy. */
  readonly now?: () => number
}

/** The types of the SDK are those of this version of the API; they change together, on purpose. */
export const API_VERSION = '2026-10-28.endive'

/** Above what Stripe takes for nearly every call, and little enough for one more try while a shopper waits. */
const TIMEOUT_MS = 3_000
/** Between our clock and the bank's, when what was begun `since` is sought. */
const CLOCK_SKEW_MS = 5 * 60_000
const PAGE = 100

export const stripeClient = ({ apiKey, url, timeoutMs = TIMEOUT_MS }: StripeBankSetup): Stripe =>
  new Stripe(apiKey, {
    apiVersion: API_VERSION,
    // The charge desk repeats, after a lookup and under the same key; the SDK would do it blindly.
    maxNetworkRetries: 0,
    timeout: timeoutMs,
    telemetry: false,
    ...(url !== undefined && addressOf(url)),
  })

/** Stripe, or whoever speaks its API: one PaymentIntent per authorisation, our key in its metadata. */
export function stripeBank(setup: StripeBankSetup): Bank {
  const stripe = stripeClient(setup)

  return {
    authorize: ({ key, sessionId, paymentMethod, amountMinor, currency, capture }) =>
      answered(async () => {
        const { customer, paymentMethod: payment_method } = keptCard(paymentMethod)
        const intent = await stripe.paymentIntents.create(
          {
            amount: amountMinor,
            currency: currency.toLowerCase(),
            payment_method,
            // A card that was kept is charged while its owner is elsewhere.
            ...(customer !== undefined && { customer, off_session: true }),
            allowed_payment_method_types: ['card'],
            capture_method: capture === 'later' ? 'manual' : 'automatic',
            confirm: true,
            // At a gate nobody can answer the bank's questions: a card that needs it is declined.
            error_on_requires_action: true,
            metadata: { reference: key, session: sessionId },
          },
          { idempotencyKey: key },
        )
        if (intent.currency !== currency.toLowerCase())
          return unknownBecause('contradiction', `${key} was asked in ${currency} and answered in ${intent.currency}`)
        return authorizationFound(intent)
      }),

    capture: ({ key, providerRef, amountMinor }) =>
      answered(
        async () =>
          captureFound(
            await stripe.paymentIntents.capture(
              providerRef,
              { amount_to_capture: amountMinor },
              { idempotencyKey: key },
            ),
          ),
        () => lookup({ operation: 'capture', key, providerRef }),
      ),

    void: ({ key, providerRef }) =>
      answered(
        async () => voidFound(await stripe.paymentIntents.cancel(providerRef, {}, { idempotencyKey: key })),
        () => lookup({ operation: 'void', key, providerRef }),
      ),

    refund: ({ key, providerRef, amountMinor }) =>
      answered(async () =>
        refundFound(
          await stripe.refunds.create(
            {
              payment_intent: providerRef,
              amount: amountMinor,
              metadata: { reference: key, session: sessionOfKey(key) },
            },
            { idempotencyKey: key },
          ),
        ),
      ),

    lookup,

    async payments(fromMs, toMs) {
      const created = { gte: Math.floor(fromMs / 1000), lt: Math.ceil(toMs / 1000) }
      const intents = await all(stripe.paymentIntents.list({ created, limit: PAGE }))
      const refunds = await all(stripe.refunds.list({ created: { gte: created.gte }, limit: PAGE }))
      return intents.map((intent) => bankPayment(intent, refunds))
    },

    async payment(providerRef) {
      const intent = await stripe.paymentIntents.retrieve(providerRef).catch((error: unknown) => {
        if (error instanceof Stripe.errors.StripeInvalidRequestError && error.statusCode === 404) return undefined
        throw error
      })
      if (!intent) return undefined
      return bankPayment(intent, await all(stripe.refunds.list({ payment_intent: providerRef, limit: PAGE })))
    },

    readNotice: noticeReader(stripe, setup),
  }

  async function lookup(sought: SoughtOperation): Promise<BankFinding> {
    try {
      return await found(sought)
    } catch (error) {
      const refusal = refusalOf(error)
      if (refusal.kind === 'unknown') return refusal
      // A lookup that is refused tells nothing of what was sought.
      return unknownBecause('contradiction', refusal.message)
    }
  }

  async function found(sought: SoughtOperation): Promise<BankFinding> {
    switch (sought.operation) {
      case 'authorize': {
        const intent = await intentByReference(sought.key, sought.sinceMs)
        return intent ? authorizationFound(intent) : { kind: 'absent' }
      }
      case 'capture':
        return captureFound(await stripe.paymentIntents.retrieve(sought.providerRef))
      case 'void':
        return voidFound(await stripe.paymentIntents.retrieve(sought.providerRef))
      case 'refund': {
        for await (const refund of stripe.refunds.list({ payment_intent: sought.providerRef, limit: PAGE }))
          if (refund.metadata?.['reference'] === sought.key) return refundFound(refund)
        return { kind: 'absent' }
      }
    }
  }

  /** By listing, not by search: Stripe's search shows what was just made up to a minute later, its lists at once. */
  async function intentByReference(key: string, sinceMs: number): Promise<Stripe.PaymentIntent | undefined> {
    const gte = Math.floor((sinceMs - CLOCK_SKEW_MS) / 1000)
    for await (const intent of stripe.paymentIntents.list({ created: { gte }, limit: PAGE }))
      if (intent.metadata['reference'] === key) return intent
    return undefined
  }
}

async function all<Item>(pages: AsyncIterable<Item>): Promise<Item[]> {
  const items: Item[] = []
  for await (const item of pages) items.push(item)
  return items
}

/** Keys are `<operation>/<session>`. */
const sessionOfKey = (key: string): string => key.slice(key.indexOf('/') + 1)

/** `whenElsewhere`: the PaymentIntent is not in a state for this call; what it is in may be the very outcome we want. */
async function answered(
  call: () => Promise<BankFinding>,
  whenElsewhere?: () => Promise<BankFinding>,
): Promise<BankOutcome> {
  try {
    return certain(await call())
  } catch (error) {
    const refusal = refusalOf(error)
    if (refusal.kind !== 'unexpected-state') return refusal
    return certain(whenElsewhere ? await whenElsewhere() : { kind: 'absent' })
  }
}

/** The answer to a call says what was done. One that says that nothing was done contradicts itself. */
const certain = (finding: BankFinding): BankOutcome =>
  finding.kind === 'absent' ? unknownBecause('contradiction', 'the bank answered, and did nothing') : finding

function authorizationFound(intent: Stripe.PaymentIntent): BankFinding {
  const { id: providerRef, status } = intent
  switch (status) {
    case 'requires_capture':
      return { kind: 'confirmed', providerRef, amountMinor: intent.amount_capturable }
    case 'succeeded':
      return { kind: 'confirmed', providerRef, amountMinor: intent.amount_received }
    case 'canceled':
      return { kind: 'declined', reason: 'hold-gone', message: goneBecause(intent) }
    case 'requires_action':
      return {
        kind: 'declined',
        reason: 'authentication-required',
        message: `${providerRef} waits for the card's owner`,
      }
    case 'requires_payment_method': {
      const refusal = intent.last_payment_error
      if (!refusal) return { kind: 'absent' }
      const message = refusal.message ?? `${providerRef} was declined`
      return { kind: 'declined', reason: declineReason(refusal.decline_code ?? refusal.code), message }
    }
    default:
      return unknownBecause('no-answer', `${providerRef} is still ${status}`)
  }
}

function captureFound(intent: Stripe.PaymentIntent): BankFinding {
  const { id: providerRef, status } = intent
  switch (status) {
    case 'succeeded':
      return { kind: 'confirmed', providerRef, amountMinor: intent.amount_received }
    case 'requires_capture':
      return { kind: 'absent' }
    case 'canceled':
      return { kind: 'declined', reason: 'hold-gone', message: goneBecause(intent) }
    default:
      return unknownBecause('contradiction', `${providerRef} was held, and is ${status}`)
  }
}

function voidFound(intent: Stripe.PaymentIntent): BankFinding {
  const { id: providerRef, status } = intent
  switch (status) {
    case 'canceled':
      return { kind: 'confirmed', providerRef, amountMinor: 0 }
    case 'requires_capture':
      return { kind: 'absent' }
    case 'succeeded':
    default:
      return unknownBecause('contradiction', `${providerRef} was to be let go, and is ${status}`)
  }
}

function refundFound({ id: providerRef, status, amount, failure_reason }: Stripe.Refund): BankFinding {
  switch (status) {
    case 'succeeded':
    case 'pending':
      return { kind: 'confirmed', providerRef, amountMinor: amount }
    case 'failed':
    case 'canceled':
      return { kind: 'declined', reason: 'processing-error', message: failure_reason ?? `the refund was ${status}` }
    default:
      return unknownBecause('no-answer', `refund ${providerRef} is ${status ?? 'without a status'}`)
  }
}

const goneBecause = ({ id, cancellation_reason }: Stripe.PaymentIntent): string =>
  `${id} is cancelled (${cancellation_reason ?? 'no reason given'})`

function addressOf(url: string): { host: string; port: string; protocol: 'http' | 'https' } {
  const { hostname: host, port, protocol } = new URL(url)
  const isSecure = protocol === 'https:'
  return { host, port: port || (isSecure ? '443' : '80'), protocol: isSecure ? 'https' : 'http' }
}
