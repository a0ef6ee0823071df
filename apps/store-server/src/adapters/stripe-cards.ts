import { Stripe } from 'stripe'
import { type Card, type CardBank, CardsUnreachable } from './card-bank.ts'
import { keptCard } from './kept-card.ts'
import { type StripeBankSetup, stripeClient } from './stripe-bank.ts'

/** Nobody stands at a gate, and a phone waits for 8 s: more patience than where money moves. */
const TIMEOUT_MS = 7_000
const EXPAND = 'setup_intent.payment_method'

/** Stripe's Checkout in setup mode, or whoever speaks it: each card is kept with a customer of its own, for later. */
export function stripeCards(setup: StripeBankSetup): CardBank {
  const stripe = stripeClient({ timeoutMs: TIMEOUT_MS, ...setup })
  return {
    begin: ({ accountId, returnUrl, cancelUrl }) =>
      answered(async () => {
        const session = await stripe.checkout.sessions.create({
          mode: 'setup',
          success_url: returnUrl.replace('{CARD}', '{CHECKOUT_SESSION_ID}'),
          cancel_url: cancelUrl,
          customer_creation: 'always',
          allowed_payment_method_types: ['card'],
          client_reference_id: accountId,
          locale: 'auto',
        })
        if (session.url === null) throw CardsUnreachable({})
        return { url: session.url }
      }),

    added: (ref, accountId) =>
      answered(() =>
        known(async () => {
          const session = await stripe.checkout.sessions.retrieve(ref, { expand: [EXPAND] })
          const { status, customer, client_reference_id, setup_intent } = session
          if (status !== 'complete' || client_reference_id !== accountId) return undefined
          if (typeof setup_intent !== 'object' || typeof setup_intent?.payment_method !== 'object') return undefined
          const owner = typeof customer === 'string' ? customer : customer?.id
          return setup_intent.payment_method === null ? undefined : cardOf(setup_intent.payment_method, owner)
        }),
      ),

    describe: (method) =>
      answered(() =>
        known(async () => {
          const { customer, paymentMethod } = keptCard(method)
          return cardOf(await stripe.paymentMethods.retrieve(paymentMethod), customer, method)
        }),
      ),
  }
}

function cardOf({ id, card }: Stripe.PaymentMethod, customer: string | undefined, method?: string): Card | undefined {
  if (!card) return undefined
  const { brand, last4, exp_month: month, exp_year: year } = card
  return {
    method: method ?? (customer === undefined ? id : `${customer}/${id}`),
    brand,
    last4,
    expires: { month, year },
  }
}

async function known<Answer>(ask: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof Stripe.errors.StripeInvalidRequestError) return undefined
    throw error
  }
}

async function answered<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError) throw CardsUnreachable({}, error)
    throw error
  }
}
