/**
 * Test-only: photographs the floor in both languages and at four widths, to be looked at by a person.
 * npx vite build && npx tsx tests/look.ts FOLDER
 */
import { photographs, type Sight } from '../../../tests/journeys/photographs.ts'
import { waitingCharges } from './charges.ts'
import { fakeStore } from './fake-store.ts'
import { busy, cornerShop, found } from './floors.ts'

const sights: readonly Sight[] = [
  { name: 'desk-en', locale: 'en-US', width: 1440, height: 900, colorScheme: 'light' },
  { name: 'desk-zh-dark', locale: 'zh-CN', width: 1280, height: 800, colorScheme: 'dark' },
  { name: 'tablet-zh', locale: 'zh-CN', width: 768, height: 1024, colorScheme: 'light' },
  { name: 'phone-en', locale: 'en-US', width: 390, height: 844, colorScheme: 'dark' },
  { name: 'least-zh', locale: 'zh-CN', width: 320, height: 568, colorScheme: 'dark' },
]

await photographs(process.argv[2] ?? 'out', sights, async (page, shoot) => {
  const store = await fakeStore(cornerShop, [...busy, ...found, ...waitingCharges(Date.now())])
  await page.goto(`${store.url}/floor/`)
  await page.fill('input[name=email]', 'staff@example.com')
  await page.fill('input[name=password]', 'a few good words')
  await shoot('0-sign-in')
  await page.click('button[type=submit]')
  await page.waitForSelector('.dot')
  await shoot('1-floor', 'whole')
  await page.click('.visit-row >> nth=2')
  store.change([{ kind: 'dot', id: 'dot/1', x: 3, y: 2.4, visitId: 'v7' }])
  await shoot('2-visit', 'whole')
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
  await store.close()
})
