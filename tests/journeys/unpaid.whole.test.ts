import { describe, expect, test } from 'vitest'
import { isMissing, JOURNEY, openScreen } from './chromium.ts'
import { flawsIn } from './flaws.ts'
import { phoneInShop, SEEN_WITHIN_MS, VISIT_WITHIN_MS } from './phone-in-shop.ts'
import { STAFF_CHINESE, staffScreen } from './staff-screen.ts'
import { bankDeeds, tokenFor } from './store-books.ts'

describe.skipIf(isMissing)('money that does not move, in a browser', JOURNEY, () => {
  const opened = phoneInShop()

  const behave = (...queue: object[]): Promise<unknown> =>
    post(`${opened().shop.bankUrl}/sandbox/behave`, { queue, replace: true })

  test('[SA31] [SA34] what the bank declined is paid from the link that was sent, once, with another card', async () => {
    const { shop, handheld, walkIn, latestReceipt } = opened()
    const { page } = handheld
    await behave({ do: 'decline', code: 'insufficient_funds', on: 'capture', times: 'always' })
    await walkIn()
    await page.locator('.pay-now .primary:enabled').waitFor({ timeout: VISIT_WITHIN_MS })
    await handheld.shot('unpaid-phone-1-due')
    expect(await flawsIn(page)).toEqual([])
    const { id, total } = await latestReceipt()
    await behave()

    await page.goto(`${shop.url}/shopper/pay/${id}`)
    await page.locator('.pay-cards .mark').waitFor({ timeout: SEEN_WITHIN_MS })
    await page.getByRole('button', { name: 'Pay with another card' }).click()
    await page.getByRole('button', { name: /mastercard/ }).waitFor({ timeout: SEEN_WITHIN_MS })
    await handheld.shot('unpaid-phone-bank')
    expect(await flawsIn(page)).toEqual([])
    await page.getByRole('button', { name: /mastercard/ }).click()
    await page.getByLabel(/^Mastercard •••• 4444/).waitFor({ timeout: SEEN_WITHIN_MS })
    expect(await page.getByLabel(/^Mastercard •••• 4444/).isChecked()).toBe(true)
    await handheld.shot('unpaid-phone-cards')
    expect(await flawsIn(page)).toEqual([])
    await page.locator('.pay-now .primary:enabled').click()
    await page.getByText('Paid', { exact: true }).waitFor({ timeout: SEEN_WITHIN_MS })
    await handheld.shot('unpaid-phone-2-paid')
    expect(await flawsIn(page)).toEqual([])
    expect((await latestReceipt()).payment).toBe('charged')
    const deeds = await bankDeeds(shop.bankUrl, id)
    expect(deeds.filter(({ kind }) => kind === 'captured')).toMatchObject([{ amountMinor: total.amountMinor }])
    expect(deeds.findLast(({ kind }) => kind === 'authorized')).toMatchObject({ paymentMethod: 'pm_card_mastercard' })
    expect(handheld.complaints).toEqual([])
  })

  test('[FV17] [MD10] a refund that the bank refuses waits for staff, who give it up', async () => {
    const { shop, browser, latestReceipt } = opened()
    const { id, total } = await latestReceipt()
    const token = await tokenFor(shop.url, shop.signIn('staff'))
    await behave({ do: 'decline', on: 'refund', times: 'always' })
    const refund = { do: 'refund', refundId: 'r1', lines: 'all', reason: 'it was broken' }
    await post(`${shop.url}/api/staff/charges/${encodeURIComponent(id)}`, refund, token)

    const desk = await openScreen(browser, 'desk', { locale: 'zh-CN', colorScheme: 'light' })
    await staffScreen(desk, shop.url, STAFF_CHINESE).signIn(shop.signIn('staff'))
    const { page } = desk
    await page.locator('.attention a', { hasText: '等待处理' }).click()
    await page.locator('.charges .rule').waitFor({ timeout: SEEN_WITHIN_MS })
    await page.locator('.money-line summary').first().click()
    await page.locator('.money-line .shelf-sketch').first().waitFor({ timeout: SEEN_WITHIN_MS })
    await desk.shot('unpaid-desk-1-refund-zh')
    expect(await flawsIn(page)).toEqual([])
    await page.getByLabel(/^不再向银行申请/).check()
    await page.getByLabel('理由（记入账目）').fill('已在收银台退现金')
    await page.locator('.charges .rule button').click()
    await page.locator('.charges').waitFor({ state: 'detached', timeout: SEEN_WITHIN_MS })
    await desk.shot('unpaid-desk-2-given-up-zh')
    expect(desk.complaints).toEqual([])
    await desk.context.close()

    const deeds = await bankDeeds(shop.bankUrl, id)
    expect(deeds.filter(({ kind }) => kind === 'refunded')).toEqual([])
    expect(await latestReceipt()).toMatchObject({
      payment: 'charged',
      settlement: { chargedMinor: total.amountMinor, refundedMinor: 0 },
    })
  })
})

async function post(url: string, body: object, token?: string): Promise<unknown> {
  const headers = {
    'content-type': 'application/json',
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  }
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
  const text = await response.text()
  if (!response.ok) throw new Error(`${url}: ${response.status} ${text}`)
  return text === '' ? undefined : JSON.parse(text)
}
