/**
 * Test-only: photographs every screen in both languages, to be looked at by a person.
 * npx vite build && npx tsx tests/look.ts FOLDER
 */
import type { Page } from 'playwright-core'
import { photographs, type Sight } from '../../../tests/journeys/photographs.ts'
import { fakeStore } from './fake-store.ts'
import { decided, doubted, earlier, entering, leaving, sealed, shopping } from './visits.ts'

const sights: readonly Sight[] = [
  { name: 'phone-en', locale: 'en-US', width: 390, height: 844, colorScheme: 'light' },
  { name: 'phone-zh-dark', locale: 'zh-CN', width: 390, height: 844, colorScheme: 'dark' },
  { name: 'small-zh', locale: 'zh-CN', width: 360, height: 640, colorScheme: 'light' },
  { name: 'desktop-en', locale: 'en-US', width: 1440, height: 900, colorScheme: 'light' },
  { name: 'least-en', locale: 'en-GB', width: 320, height: 568, colorScheme: 'dark' },
]

await photographs(process.argv[2] ?? 'out', sights, async (page, shoot) => {
  const store = await fakeStore(earlier)
  await page.goto(`${store.url}/shopper/`)
  await page.waitForSelector('form')
  await shoot('1-sign-in')
  await page.click('button[type=submit]')
  await shoot('1-sign-in-empty')
  await enter(page, 'wrong password')
  await page.waitForSelector('.form-error:not(:empty)')
  await shoot('1-sign-in-wrong')
  await page.click('.quiet-link')
  await page.waitForSelector('input[name=displayName]')
  await shoot('2-register')
  await page.click('.quiet-link')
  await page.waitForSelector('input[name=displayName]', { state: 'detached' })
  await enter(page, 'a few good words')
  await page.waitForSelector('.qr')
  await shoot('3-pass')
  store.silence(true)
  await page.evaluate(() => globalThis.dispatchEvent(new Event('offline')))
  await page.click('.party button:last-child')
  await page.waitForSelector('.code[data-status=none]')
  await shoot('4-pass-none')
  store.silence(false)
  await page.evaluate(() => globalThis.dispatchEvent(new Event('online')))
  await page.waitForSelector('.qr')
  await shoot('4-pass-party')
  await page.waitForTimeout(600)
  store.refuse('payment-declined')
  await shoot('4-refused')
  store.put(entering)
  await shoot('5-welcome')
  store.put({ ...shopping, lines: [], total: { amountMinor: 0, currency: 'USD' } })
  await shoot('5-empty')
  store.put(shopping)
  await shoot('6-basket')
  store.put(doubted)
  await shoot('6-basket-doubt')
  store.put(leaving)
  await shoot('7-leaving')
  store.put({ ...sealed, payment: 'charging' })
  await shoot('8-charging')
  store.put(sealed)
  await shoot('8-receipt')
  store.put({ ...sealed, payment: 'review' })
  await shoot('8-review')
  store.put(decided)
  await shoot('8-review-decided', 'whole')
  store.put(sealed)
  await page.click('.tabs a:nth-child(2)')
  await page.click('.receipt-list a')
  await page.click('summary')
  await shoot('8-receipt-why')
  await shoot('8-receipt-why-whole', 'whole')
  await page.click('.tabs a:nth-child(2)')
  await shoot('9-receipts')
  await page.click('.receipt-list li:nth-child(2) a')
  await shoot('9-receipt-review')
  await page.click('.tabs a:nth-child(2)')
  await page.click('.receipt-list li:nth-child(4) a')
  await page.waitForSelector('.pay-cards')
  await shoot('9-receipt-unpaid')
  await page.click('.tabs a:nth-child(3)')
  await page.waitForSelector('.cards li')
  await shoot('9-account')
  await store.close()
})

async function enter(page: Page, password: string): Promise<void> {
  await page.fill('input[name=email]', 'ada@example.com')
  await page.fill('input[name=password]', password)
  await page.click('button[type=submit]')
}
