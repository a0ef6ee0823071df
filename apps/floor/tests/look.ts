/**
 * Test-only: photographs the floor in both languages and at three sizes, to be looked at by a person.
 * npx vite build && npx tsx tests/look.ts FOLDER
 */
import { openBrowser } from '../../../tests/journeys/chromium.ts'
import { waitingCharges } from './charges.ts'
import { fakeStore } from './fake-store.ts'
import { busy, cornerShop, found } from './floors.ts'

const folder = process.argv[2] ?? 'out'
const browser = await openBrowser()

const looks = [
  { name: 'desk-en', locale: 'en-US', width: 1440, height: 900, colorScheme: 'light' },
  { name: 'desk-zh-dark', locale: 'zh-CN', width: 1280, height: 800, colorScheme: 'dark' },
  { name: 'tablet-zh', locale: 'zh-CN', width: 820, height: 1180, colorScheme: 'light' },
  { name: 'phone-en', locale: 'en-US', width: 390, height: 844, colorScheme: 'dark' },
] as const

for (const { name, locale, width, height, colorScheme } of looks) {
  const store = await fakeStore(cornerShop, [...busy, ...found, ...waitingCharges(Date.now())])
  const context = await browser.newContext({ locale, colorScheme, viewport: { width, height } })
  const page = await context.newPage()
  page.on('console', (message) => message.type() === 'error' && console.error(name, message.text()))
  page.on('pageerror', (error) => console.error(name, error))
  const shoot = async (screen: string) => {
    await page.waitForTimeout(400)
    await page.screenshot({ path: `${folder}/floor-${name}-${screen}.png`, fullPage: width < 1100 })
  }

  await page.goto(`${store.url}/floor/`)
  await page.fill('input[name=email]', 'staff@example.com')
  await page.fill('input[name=password]', 'a few good words')
  await shoot('0-sign-in')
  await page.click('button[type=submit]')
  await page.waitForSelector('.dot')
  await shoot('1-floor')
  await page.click('.visit-row >> nth=2')
  store.change([{ kind: 'dot', id: 'dot/1', x: 3, y: 2.4, visitId: 'v7' }])
  await shoot('2-visit')
  await page.click('.gondola a >> nth=0')
  await shoot('3-gondola')
  await page.click('.charges .visit-row >> nth=1')
  await page.waitForSelector('.money-line')
  await page.click('.money-line summary >> nth=0')
  await shoot('4-review')
  await page.click('.charges .visit-row >> nth=2')
  await page.waitForSelector('.charges .rule')
  await shoot('5-refund')
  await page.evaluate(() => globalThis.dispatchEvent(new Event('offline')))
  await shoot('6-offline')
  await context.close()
  await store.close()
}
await browser.close()
