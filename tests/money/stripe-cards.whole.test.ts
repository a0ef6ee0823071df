/** How cards come to an account, over Stripe's own SDK and real HTTP, against the sandbox bank. */
import { createSandboxBank } from '@store/sandbox-bank/bank.ts'
import type { CardBank } from '@store/store-server/adapters/card-bank.ts'
import { stripeBank } from '@store/store-server/adapters/stripe-bank.ts'
import { stripeCards } from '@store/store-server/adapters/stripe-cards.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'

let setup: { readonly apiKey: string; readonly url: string; readonly timeoutMs: number }
let cards: CardBank
let close: () => Promise<void>

beforeAll(async () => {
  const bank = await createSandboxBank().listen(0)
  close = bank.close
  // Time is not what this is about.
  setup = { apiKey: 'sk_test_sandbox', url: bank.url, timeoutMs: 60_000 }
  cards = stripeCards(setup)
})
afterAll(() => close())

const STORE = 'http://store.test/shopper'
const order = (accountId: string) => ({
  accountId,
  returnUrl: `${STORE}/cards/{CARD}?pay=a%2F7`,
  cancelUrl: `${STORE}/account`,
})

/** Presses a button on the bank's page; answers the name that the browser brings back. */
async function typed(url: string, card: string): Promise<string> {
  const body = new URLSearchParams({ card })
  const { status, headers } = await fetch(url, { method: 'POST', body, redirect: 'manual' })
  const [, ref] =
    /^http:\/\/store\.test\/shopper\/cards\/(cs_\w+)\?pay=a%2F7$/.exec(headers.get('location') ?? '') ?? []
  if (status !== 303 || ref === undefined) throw new Error(`${status}, and back to ${headers.get('location')}`)
  return ref
}

test('[BK14] [SB9] a card is told on the bank’s page, known by its brand and last digits, and charged by its name', async () => {
  const { url } = await cards.begin(order('ana'))
  const page = await (await fetch(url, { headers: { 'accept-language': 'zh-CN,zh;q=0.9' } })).text()
  expect(page).toContain('mastercard •••• 4444')
  expect(page).toContain('添加银行卡')
  const ref = await typed(url, 'pm_card_mastercard')
  const card = await cards.added(ref, 'ana')
  expect(card).toMatchObject({ brand: 'mastercard', last4: '4444', expires: { month: 12 } })
  const method = card!.method
  expect(method).toMatch(/^cus_\w+\/pm_card_mastercard$/)
  expect(await cards.describe(method)).toEqual(card)
  const charged = { key: 'hold/s1', sessionId: 's1', paymentMethod: method, amountMinor: 3000, currency: 'EUR' }
  const outcome = await stripeBank(setup).authorize({ ...charged, capture: 'later' })
  expect(outcome).toMatchObject({ kind: 'confirmed', amountMinor: 3000 })
})

test('[BK14] none is known before it was told, nor to another account, nor under a name that is none', async () => {
  const { url } = await cards.begin(order('ana'))
  const ref = url.slice(url.lastIndexOf('/') + 1)
  expect(await cards.added(ref, 'ana')).toBeUndefined()
  await typed(url, 'pm_card_visa')
  expect(await cards.added(ref, 'ben')).toBeUndefined()
  expect(await cards.added('cs_test_none', 'ana')).toBeUndefined()
  expect(await cards.describe('card of nobody')).toBeUndefined()
})

test('[SB9] what was chosen stands, and the page is over; a card that is none is not taken', async () => {
  const { url } = await cards.begin(order('ana'))
  const nonsense = await fetch(url, { method: 'POST', body: new URLSearchParams({ card: '4242424242424242' }) })
  expect(nonsense.status).toBe(400)
  const ref = await typed(url, 'pm_card_unionpay')
  expect(await typed(url, 'pm_card_visa')).toBe(ref)
  expect(await cards.added(ref, 'ana')).toMatchObject({ brand: 'unionpay' })
  expect((await fetch(url)).status).toBe(404)
})

test('[BK14] a bank that does not answer is told as such, and never as no card', async () => {
  const gone = await createSandboxBank().listen(0)
  await gone.close()
  const nobody = stripeCards({ apiKey: 'sk_test_sandbox', url: gone.url })
  const unreachable = expect.objectContaining({ code: 'bank.cards-unreachable' })
  await expect(nobody.begin(order('ana'))).rejects.toEqual(unreachable)
  await expect(nobody.added('cs_test_1', 'ana')).rejects.toEqual(unreachable)
  await expect(nobody.describe('pm_card_visa')).rejects.toEqual(unreachable)
  const wrongKey = await createSandboxBank({ apiKey: 'sk_test_right' }).listen(0)
  await expect(stripeCards({ apiKey: 'sk_test_wrong', url: wrongKey.url }).begin(order('ana'))).rejects.toEqual(
    unreachable,
  )
  await wrongKey.close()
})
