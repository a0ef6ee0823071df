import { describe, expect, test } from 'vitest'
import { isMissing, JOURNEY, openScreen } from './chromium.ts'
import { flawsIn } from './flaws.ts'
import { phoneInShop, SEEN_WITHIN_MS, VISIT_WITHIN_MS } from './phone-in-shop.ts'
import { STAFF_CHINESE, staffScreen } from './staff-screen.ts'
import { bankDeeds } from './store-books.ts'

describe.skipIf(isMissing)('a visit whose end nobody saw, in a browser', JOURNEY, () => {
  // There is far more to take than a minute is long, so that nobody is seen to leave before it is over.
  const opened = phoneInShop({ longestVisitMinutes: 1, guestPicks: 15 })

  test('[MD6] [MD12] [FV21] [SA32] from the deadline to the decision on the phone and in the bank’s books', async () => {
    const { shop, browser, handheld, walkIn, latestReceipt } = opened()
    const { page } = handheld
    await walkIn()
    await page.locator('main.receipt').waitFor({ timeout: VISIT_WITHIN_MS })
    await page.getByText('Being reviewed', { exact: true }).waitFor({ timeout: SEEN_WITHIN_MS })
    await handheld.shot('review-phone-1-waits')
    expect(await flawsIn(page)).toEqual([])
    const receipt = await latestReceipt()
    expect(receipt.lines.length, 'there are lines to choose from').toBeGreaterThan(1)
    expect(receipt).toMatchObject({ payment: 'review' })
    const deeds = async () => bankDeeds(shop.bankUrl, receipt.id)
    expect(
      (await deeds()).map(({ kind }) => kind),
      'the hold stays, and nothing is charged',
    ).toEqual(['authorized'])

    const desk = await openScreen(browser, 'desk', { locale: 'zh-CN', colorScheme: 'light' })
    await staffScreen(desk, shop.url, STAFF_CHINESE).signIn(shop.signIn('staff'))
    const row = desk.page.locator(`.charges a[href="/floor/charges/${encodeURIComponent(receipt.id)}"]`)
    await row.click()
    await desk.page.locator('.money-line summary').first().click()
    await desk.page.locator('.money-line .shelf-sketch').first().waitFor({ timeout: SEEN_WITHIN_MS })
    await desk.shot('review-desk-1-evidence-zh')
    expect(await flawsIn(desk.page)).toEqual([])
    expect(await desk.page.locator('.money-deadline').textContent()).toMatch(/请在.*前/)
    await desk.page.locator('.charges input[type=number]').first().fill('0')
    await desk.page.getByLabel('理由（顾客可见）').selectOption('evidence-unclear')
    await desk.page.locator('.charges .rule button').scrollIntoViewIfNeeded()
    await desk.shot('review-desk-2-decide-zh')
    await desk.page.locator('.charges .rule button').click()
    await row.waitFor({ state: 'detached', timeout: SEEN_WITHIN_MS })
    expect(desk.complaints).toEqual([])
    await desk.context.close()

    // The same phone, without anything being loaded anew.
    await page
      .getByText('Decided by the staff: what the shelves saw is not clear enough.')
      .waitFor({ timeout: SEEN_WITHIN_MS })
    await page.locator('.line-charged', { hasText: 'Not charged' }).waitFor()
    await handheld.shot('review-phone-2-decided')
    expect(await flawsIn(page)).toEqual([])
    const [letGo] = receipt.lines
    const chargedMinor = receipt.total.amountMinor - letGo!.quantity * letGo!.unitPriceMinor
    await expect
      .poll(deeds, { timeout: SEEN_WITHIN_MS })
      .toMatchObject([{ kind: 'authorized' }, { kind: 'captured', amountMinor: chargedMinor }])
    // And so it stands in the tables.
    expect((await latestReceipt()).settlement).toMatchObject({
      chargedMinor,
      refundedMinor: 0,
      decided: { by: 'staff', because: 'evidence-unclear' },
    })
  })
})
