/** The bank's port over Stripe's own SDK and real HTTP, against the sandbox bank. */
import { createSandboxBank } from '@store/sandbox-bank/bank.ts'
import type { Bank } from '@store/store-server/adapters/bank.ts'
import { bankConformance, type Misbehaviour } from '@store/store-server/adapters/bank-conformance.ts'
import { stripeBank } from '@store/store-server/adapters/stripe-bank.ts'
import { describe, expect, test } from 'vitest'
import { heldTimer, patientBank } from './patient-bank.ts'
import { listen } from './webhook-listener.ts'

const SECRET = 'whsec_of_the_sandbox_bank'

bankConformance('the sandbox bank behind the Stripe SDK', 'sandbox', async () => {
  const listener = await listen()
  const { url, close } = await createSandboxBank({ webhooks: [{ url: listener.url, secret: SECRET }] }).listen(0)
  return {
    bank: patientBank({ url, webhookSecret: SECRET }),
    notice: (key) => listener.about(JSON.stringify(key)),
    cards: {
      good: 'pm_card_visa',
      declined: {
        'card-declined': 'pm_card_visa_chargeDeclined',
        'insufficient-funds': 'pm_card_visa_chargeDeclinedInsufficientFunds',
        'card-expired': 'pm_card_chargeDeclinedExpiredCard',
        'card-lost-or-stolen': 'pm_card_visa_chargeDeclinedLostCard',
        'authentication-required': 'pm_card_authenticationRequired',
      },
    },
    misbehave: (next) => behave(url, next),
    close: async () => {
      await close()
      await listener.close()
    },
  }
})

describe('what cannot be told from success or failure', () => {
  test('[BK8] nobody listens at the address', async () => {
    const { url, close } = await createSandboxBank().listen(0)
    await close()
    expect(await hold(stripeBank({ apiKey: 'sk_test_sandbox', url }), 's1')).toMatchObject({
      kind: 'unknown',
      reason: 'no-answer',
    })
  })

  test('[BK10] a key that the bank does not accept stops us, and declines nobody', async () => {
    const { url, close } = await createSandboxBank({ apiKey: 'sk_test_right' }).listen(0)
    const bank = stripeBank({ apiKey: 'sk_test_wrong', url })
    expect(await hold(bank, 's1')).toMatchObject({ kind: 'unknown', reason: 'not-let-in' })
    await close()
  })

  test('[BK8] a slow bank still works on it: asked again under the same key it is busy, and acts once', async () => {
    const work = heldTimer((ms) => ms > 0)
    const { url, close } = await createSandboxBank({ after: work.after }).listen(0)
    const bank = patientBank({ url })
    await post(`${url}/sandbox/behave`, { queue: [{ do: 'slow', ms: 300, on: 'authorize' }] })
    expect(await hold(bank, 's1')).toMatchObject({ kind: 'unknown', reason: 'no-answer' })
    expect(await hold(bank, 's1')).toMatchObject({ kind: 'unknown', reason: 'bank-busy' })
    work.ring()
    await expect.poll(() => hold(bank, 's1')).toMatchObject({ kind: 'confirmed', amountMinor: 3000 })
    const books: unknown = await (await fetch(`${url}/sandbox/books`)).json()
    expect(books).toMatchObject({ entries: [{ kind: 'authorized' }] })
    await close()
  })
})

const hold = (bank: Bank, sessionId: string) =>
  bank.authorize({
    key: `hold/${sessionId}`,
    sessionId,
    paymentMethod: 'pm_card_visa',
    amountMinor: 3000,
    currency: 'EUR',
    capture: 'later',
  })

async function behave(url: string, { on, how, ...more }: Misbehaviour): Promise<void> {
  const next = { ...more, on, do: how.replace('silent', 'time-out') }
  await post(`${url}/sandbox/behave`, { queue: [next] })
}

async function post(url: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
  expect(response.status).toBe(200)
}
