/**
 * The bank's port against Stripe itself, in its test mode: with a key of one's own in STRIPE_TEST_KEY, skipped without.
 * It cannot be told to misbehave, and its notices need an address that it can reach: those tests are skipped and say so.
 */
import { bankConformance } from '@store/store-server/adapters/bank-conformance.ts'
import { stripeBank } from '@store/store-server/adapters/stripe-bank.ts'
import { expect, test } from 'vitest'

const apiKey = process.env['STRIPE_TEST_KEY']

test.skipIf(apiKey === undefined)('the key in STRIPE_TEST_KEY is one of the test mode: it moves no money', () => {
  expect(apiKey).toMatch(/^(sk|rk)_test_/)
})

if (apiKey !== undefined && /^(sk|rk)_test_/.test(apiKey))
  bankConformance('Stripe in its test mode', `conformance-${Date.now()}`, async () => ({
    bank: stripeBank({ apiKey, timeoutMs: 20_000 }),
    cards: {
      good: 'pm_card_visa',
      declined: {
        'card-declined': 'pm_card_visa_chargeDeclined',
        'insufficient-funds': 'pm_card_visa_chargeDeclinedInsufficientFunds',
        'card-expired': 'pm_card_chargeDeclinedExpiredCard',
        'card-lost-or-stolen': 'pm_card_visa_chargeDeclinedLostCard',
      },
    },
    close: async () => undefined,
  }))
