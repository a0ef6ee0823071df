import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { isMissing, JOURNEY, openBrowser, openScreen, type Screen } from './chromium.ts'
import { flawsIn } from './flaws.ts'
import { openShop, type Shop } from './open-shop.ts'
import { CHINESE, ENGLISH, phone, type Phone, type PhoneWords } from './phone.ts'
import { staffScreen, STAFF_CHINESE, STAFF_ENGLISH, type StaffScreen } from './staff-screen.ts'

const VISIT_WITHIN_MS = 240_000
const BACK_WITHIN_MS = 60_000

interface Reader {
  readonly name: string
  readonly words: PhoneWords
  readonly handheld: Screen
  readonly mine: Phone
  readonly desk: Screen
  readonly staff: StaffScreen
}

/** One in English on a phone by day, one in Chinese on the smallest phone at night; both watch the same visit. */
describe.skipIf(isMissing)('every screen, in both languages and themes, can be read, reached and used', JOURNEY, () => {
  let shop: Shop
  let browser: Browser
  let readers: readonly Reader[]

  beforeAll(async () => {
    vi.stubEnv('LOG_LEVEL', 'error')
    browser = await openBrowser()
    shop = await openShop()
    readers = [
      await reader('en', ENGLISH, 'phone', { locale: 'en-US', colorScheme: 'light' }),
      await reader('zh', CHINESE, 'least', { locale: 'zh-CN', colorScheme: 'dark' }),
    ]
  })
  afterAll(async () => {
    await browser?.close()
    await shop?.close()
  })

  async function reader(
    name: string,
    words: PhoneWords,
    size: 'phone' | 'least',
    look: Parameters<typeof openScreen>[2],
  ): Promise<Reader> {
    const handheld = await openScreen(browser, size, look)
    const desk = await openScreen(browser, 'wide', look)
    const staffWords = name === 'zh' ? STAFF_CHINESE : STAFF_ENGLISH
    const staff = staffScreen(desk, shop.url, staffWords)
    return { name, words, handheld, mine: phone(handheld, shop.url), desk, staff }
  }

  /** Looks at the same moment on every phone, or every desk; names what is wrong with the screen it is wrong with. */
  async function flawless(which: 'handheld' | 'desk', moment: string): Promise<void> {
    const found: string[] = []
    for (const one of readers) {
      await one[which].shot(`${which}-${one.name}-${moment}`)
      found.push(...(await flawsIn(one[which].page)).map((flaw) => `${moment}, ${one.name}: ${flaw}`))
    }
    expect(found).toEqual([])
  }
  const everybody = <T>(act: (one: Reader) => Promise<T>): Promise<T[]> => Promise.all(readers.map(act))

  test('[SA16] the entrance: signing in, making an account, a wrong password', async () => {
    await everybody(({ mine }) => mine.open())
    await flawless('handheld', '01-sign-in')
    await everybody(async ({ handheld: { page }, words }) => {
      await page.getByLabel(words.email).fill('nobody@store.test')
      await page.getByLabel(words.password, { exact: true }).fill('not my password')
      await page.getByRole('button', { name: words.signIn, exact: true }).click()
      await page.locator('.form-error:not(:empty)').waitFor()
    })
    await flawless('handheld', '02-wrong-password')
    await everybody(async ({ handheld: { page } }) => {
      await page.locator('.quiet-link').click()
      await page.locator('input[name=displayName]').waitFor()
      await page.locator('button[type=submit]').click()
    })
    await flawless('handheld', '03-register')
    const titles = await everybody(({ handheld: { page } }) => page.title())
    expect(titles).toEqual(['Create an account – Store without a cashier', '创建账户 – 无人收银商店'])
  })

  test('[SA16] the pass, for one and for several; everything on it is reached by keyboard, and nothing jumps', async () => {
    await everybody(async ({ mine, words }) => {
      await mine.open()
      await mine.signIn(shop.signIn('shopper'), words)
      await mine.codeOnScreen('pass')
    })
    await flawless('handheld', '04-pass')
    const { page } = readers[0]!.handheld
    const reached = new Set<string>()
    for (let presses = 0; presses < 12; presses++) {
      await page.keyboard.press('Tab')
      reached.add(await page.evaluate<string>(`document.activeElement?.textContent ?? ''`))
    }
    expect([...reached]).toEqual(
      expect.arrayContaining(['Pass', 'Receipts', 'Account', 'Hold the phone to the gate', '+']),
    )
    await everybody(async ({ handheld, mine }) => {
      const jumped = await handheld.page.evaluate<number>(JUMPS)
      const passes = mine.passes.length
      await handheld.page.locator('.party button').last().click()
      await expect.poll(() => mine.passes.length).toBeGreaterThan(passes)
      await handheld.page.locator('.qr').waitFor()
      await handheld.page.waitForTimeout(600)
      expect(await handheld.page.evaluate<number>(JUMPS)).toBeLessThan(jumped + 0.001)
    })
    await flawless('handheld', '05-pass-for-two')
  })

  test('[FV12] the floor: entrance, map, a gondola', async () => {
    await everybody(({ staff }) => staff.open())
    await flawless('desk', '01-sign-in')
    await everybody(({ staff }) => staff.signIn(shop.signIn('staff')))
    await everybody(({ desk }) => desk.page.locator('.dot').first().waitFor())
    await flawless('desk', '02-floor')
    await everybody(({ desk }) => desk.page.locator('.gondola a').first().click())
    await flawless('desk', '03-gondola')
    for (const { desk } of readers) expect(await desk.page.evaluate<number>(BELOW_THE_LAST)).toBe(0)
    await everybody(async ({ desk: { page } }) => {
      await page.setViewportSize({ width: 320, height: 640 })
      expect(await flawsIn(page)).toEqual([])
      await page.setViewportSize({ width: 1440, height: 900 })
    })
  })

  test('[FV18] the floor on a phone: what is tapped is large enough, and what it chooses is in sight', async () => {
    const pocket = await openScreen(browser, 'least', { locale: 'zh-CN', colorScheme: 'light' })
    const { page } = pocket
    const staff = staffScreen(pocket, shop.url, STAFF_CHINESE)
    await staff.open()
    await staff.signIn(shop.signIn('staff'))
    await page.locator('.dot').first().waitFor()
    expect(await flawsIn(page)).toEqual([])
    await page.locator('.gondola a').first().dispatchEvent('click')
    await expect.poll(() => page.evaluate<number>(SHARE_IN_SIGHT)).toBeGreaterThan(0.3)
    expect(await flawsIn(page)).toEqual([])
    await pocket.shot('pocket-gondola')
    await pocket.context.close()
  })

  test('[SA2] [FV2] without a network both say so, and come back by themselves', async () => {
    await everybody(({ handheld, desk }) =>
      Promise.all([handheld.context.setOffline(true), desk.context.setOffline(true)]),
    )
    await everybody(({ handheld, desk }) =>
      Promise.all([handheld, desk].map(({ page }) => page.locator('[data-link=offline]').waitFor())),
    )
    await flawless('handheld', '06-offline')
    await flawless('desk', '04-offline')
    await everybody(({ handheld, desk }) =>
      Promise.all([handheld.context.setOffline(false), desk.context.setOffline(false)]),
    )
    await expect.poll(links, { timeout: BACK_WITHIN_MS }).toEqual(['live', 'live', 'live', 'live'])
  })

  test('[SA2] [FV2] the server goes and comes back: nobody touches a screen, and both go on', async () => {
    await shop.closeFor(async () => {
      await everybody(({ handheld, desk }) =>
        Promise.all([handheld, desk].map(({ page }) => page.locator('[data-link=offline]').waitFor())),
      )
      await flawless('handheld', '07-server-gone')
      await flawless('desk', '05-server-gone')
    })
    await expect.poll(links, { timeout: BACK_WITHIN_MS }).toEqual(['live', 'live', 'live', 'live'])
    // Not only connected: what happens from now on is seen.
    await everybody(async ({ desk: { page } }) => {
      const before = await page.locator('.events li').count()
      await expect.poll(() => page.locator('.events li').count(), { timeout: VISIT_WITHIN_MS }).toBeGreaterThan(before)
      await expect.poll(() => page.locator('.dot').count(), { timeout: BACK_WITHIN_MS }).toBeGreaterThan(0)
    })
    await everybody(({ handheld }) => handheld.page.locator('.qr').waitFor({ timeout: BACK_WITHIN_MS }))
  })

  test('[SA16] [FV12] a visit: at the gate, the basket, the receipt and why', async () => {
    const { mine, words } = readers[0]!
    await mine.holdToGate(words)
    await everybody(({ handheld }) => handheld.page.locator('main.visit').waitFor())
    await flawless('handheld', '08-gate-is-open')
    const arrived = 'main.visit .line, main.receipt'
    await everybody(({ handheld: { page } }) => page.locator(arrived).first().waitFor({ timeout: VISIT_WITHIN_MS }))
    await flawless('handheld', '09-basket')
    await everybody(({ desk }) => desk.page.locator('.visit-row').last().click())
    await flawless('desk', '06-basket')
    await everybody(({ handheld }) => handheld.page.locator('main.receipt').waitFor({ timeout: VISIT_WITHIN_MS }))
    await everybody(({ handheld: { page } }) => page.locator('main.receipt .mark[data-tone=good]').waitFor())
    await flawless('handheld', '10-receipt')
    await everybody(async ({ handheld: { page } }) => {
      await page.locator('summary').first().click()
      await page.locator('.reason').first().scrollIntoViewIfNeeded()
      expect(await page.locator('details[open] .reason-what').first().textContent()).toMatch(/\d{1,2}:\d\d:\d\d/)
    })
    await flawless('handheld', '11-why')
    await everybody(({ handheld: { page } }) => page.locator('.tabs a').nth(1).click())
    await everybody(({ handheld }) => handheld.page.locator('.receipt-list a').first().waitFor())
    await flawless('handheld', '12-receipts')
    await everybody(({ handheld: { page } }) => page.locator('.tabs a').nth(2).click())
    await flawless('handheld', '13-account')
    expect(
      readers.flatMap(({ handheld, desk }) => [...handheld.complaints, ...desk.complaints].filter(isOurs)),
    ).toEqual([])
  })

  const links = (): Promise<(string | null)[]> =>
    Promise.all(
      readers
        .flatMap(({ handheld, desk }) => [handheld, desk])
        .map(({ page }) => page.locator('[data-link]').getAttribute('data-link')),
    )
})

/** Networks that are not there, and passwords that are wrong, are part of these journeys. */
const isOurs = (complaint: string): boolean => !/Failed to load resource|WebSocket connection|ERR_/.test(complaint)

/** How much has moved on the page without being asked to: Chromium's layout shifts, added up. */
const JUMPS = `(() => {
  const observer = new PerformanceObserver(() => undefined)
  observer.observe({ type: 'layout-shift', buffered: true })
  const shifts = observer.takeRecords()
  observer.disconnect()
  return shifts.reduce((sum, { value, hadRecentInput }) => sum + (hadRecentInput ? 0 : value), 0)
})()`

/** How much of the gondola is seen, of what of it the screen has room for. */
const SHARE_IN_SIGHT = `(() => {
  const { top, bottom, height } = document.querySelector('.gondola-panel').getBoundingClientRect()
  return (Math.min(bottom, innerHeight) - Math.max(top, 0)) / Math.min(height, innerHeight)
})()`

/** Pixels that the page goes on below what the window shows. */
const BELOW_THE_LAST = 'document.documentElement.scrollHeight - document.documentElement.clientHeight'
