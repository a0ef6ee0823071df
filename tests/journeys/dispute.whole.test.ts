import { assert } from '@store/kernel/assert.ts'
import { describe, expect, test } from 'vitest'
import { isMissing, JOURNEY, openScreen } from './chromium.ts'
import { flawsIn } from './flaws.ts'
import { CHINESE, phone } from './phone.ts'
import { phoneInShop, SEEN_WITHIN_MS, VISIT_WITHIN_MS } from './phone-in-shop.ts'
import { STAFF_CHINESE, staffScreen } from './staff-screen.ts'
import { bankDeeds } from './store-books.ts'

describe.skipIf(isMissing)('a line that is contested, in a browser', JOURNEY, () => {
  const opened = phoneInShop()

  test('[SA18] [FV14] [DD2] from the tap on the phone to the refund in the bank’s own books', async () => {
    const { shop, browser, handheld, walkIn, latestReceipt } = opened()
    const { page } = handheld
    await walkIn()
    await page.locator('main.receipt').waitFor({ timeout: VISIT_WITHIN_MS })
    await page.locator('.contest summary').first().waitFor({ timeout: SEEN_WITHIN_MS })
    const receipt = await latestReceipt()
    const [line] = receipt.lines
    assert(line, 'the guest took something')

    await page.locator('.lines .contest summary').first().click()
    await handheld.shot('dispute-phone-1-reasons')
    expect(await flawsIn(page)).toEqual([])
    await page.getByRole('button', { name: 'I did not take this' }).first().click()
    await page.getByText('Somebody of the staff decides').waitFor({ timeout: SEEN_WITHIN_MS })
    await handheld.shot('dispute-phone-2-with-staff')
    expect(await flawsIn(page)).toEqual([])

    const desk = await openScreen(browser, 'desk', { locale: 'zh-CN', colorScheme: 'light' })
    const staff = staffScreen(desk, shop.url, STAFF_CHINESE)
    await staff.signIn(shop.signIn('staff'))
    await desk.page.locator('.disputes .visit-row').first().click()
    await desk.page.locator('.evidence .sketch').first().waitFor({ timeout: SEEN_WITHIN_MS })
    await desk.shot('dispute-desk-1-evidence-zh')
    expect(await desk.page.locator('.evidence').first().textContent()).toMatch(/实测 .+\sg；按商品目录应为 .+\sg/)
    expect(await desk.page.locator('.dispute-money').textContent()).toContain('已退款')
    expect(await flawsIn(desk.page)).toEqual([])
    await desk.page.getByLabel('理由（顾客可见）').selectOption('evidence-unclear')
    await desk.page.locator('.rule').scrollIntoViewIfNeeded()
    await desk.shot('dispute-desk-2-decide-zh')
    await desk.page.getByRole('button', { name: '确定' }).click()

    await page.getByText(/^Refunded: /).waitFor({ timeout: SEEN_WITHIN_MS })
    expect(await page.locator('.dispute-note').first().textContent()).toContain(
      'Decided by the staff: what the shelves saw is not clear enough.',
    )
    // The same phone, without anything being loaded anew.
    await page.locator('.slip-settled p').nth(2).waitFor({ timeout: SEEN_WITHIN_MS })
    const [, back, net] = await page.locator('.slip-settled p span:last-child').allTextContents()
    expect(back).toContain(((line.quantity * line.unitPriceMinor) / 100).toFixed(2))
    expect(await page.locator('h1 .total').textContent()).toBe(net)
    expect(await page.locator('.payment').textContent()).toMatch(
      /was charged to your card, .+ goes back to it\. You pay/,
    )
    await handheld.shot('dispute-phone-3-refunded')
    expect(await flawsIn(page)).toEqual([])
    await desk.page.locator('.disputes').waitFor({ state: 'detached', timeout: SEEN_WITHIN_MS })
    await desk.shot('dispute-desk-3-decided-zh')

    await expect
      .poll(() => bankDeeds(shop.bankUrl, receipt.id), { timeout: SEEN_WITHIN_MS })
      .toMatchObject([
        { kind: 'authorized' },
        { kind: 'captured', amountMinor: receipt.total.amountMinor },
        { kind: 'refunded', amountMinor: line.quantity * line.unitPriceMinor },
      ])
    expect(handheld.complaints).toEqual([])
    expect(desk.complaints).toEqual([])
    await desk.context.close()
  })

  test('[SA18] [SA19] in Chinese: the decision is read, and what was missed is found and offered at its price', async () => {
    const { shop, browser, latestReceipt } = opened()
    const other = await openScreen(browser, 'phone', { locale: 'zh-CN', colorScheme: 'dark' })
    const theirs = phone(other, shop.url)
    await theirs.open()
    await theirs.signIn(shop.signIn('shopper'), CHINESE)
    const { page } = other
    await page.goto(`${shop.url}/shopper/receipts`)
    await page.locator('.receipt-list a').first().click()
    await page.getByText('店员决定：货架记录不够清楚。').waitFor({ timeout: SEEN_WITHIN_MS })
    await other.shot('dispute-phone-zh-1-decided')
    expect(await page.locator('.slip-settled').textContent()).toMatch(/已扣款.+已退款.+实付/)
    expect(await flawsIn(page)).toEqual([])
    await page.getByText('我还拿了别的商品').click()
    await page.getByLabel('是什么商品？').fill('tea')
    await page.locator('.missed ul .claim').first().click()
    await page.getByText(/^价格为/).waitFor({ timeout: SEEN_WITHIN_MS })
    await page.locator('.missed').scrollIntoViewIfNeeded()
    await other.shot('dispute-phone-zh-2-offered')
    expect(await flawsIn(page)).toEqual([])
    await page.getByRole('button', { name: /^是，收取/ }).click()
    await page.getByText(/^已收取/).waitFor({ timeout: SEEN_WITHIN_MS })
    await other.shot('dispute-phone-zh-3-charged')
    const receipt = await latestReceipt(theirs)
    const kinds = async () => (await bankDeeds(shop.bankUrl, receipt.id)).map(({ kind }) => kind)
    await expect.poll(kinds, { timeout: SEEN_WITHIN_MS }).toContain('refunded')
    await expect
      .poll(async () => (await kinds()).filter((kind) => kind === 'captured').length, { timeout: SEEN_WITHIN_MS })
      .toBe(2)
    expect(other.complaints).toEqual([])
    await other.context.close()
  })
})
