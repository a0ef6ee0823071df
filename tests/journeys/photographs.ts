import type { Page } from 'playwright-core'
import { openBrowser } from './chromium.ts'

/** One reader's screen. */
export interface Sight {
  readonly name: string
  readonly locale: 'en-US' | 'en-GB' | 'zh-CN'
  readonly width: number
  readonly height: number
  readonly colorScheme: 'light' | 'dark'
}

/** Keeps the page as it is in a picture: of what is seen, or of the whole page. */
export type Shoot = (screen: string, whole?: 'whole') => Promise<void>

/** For people to look at: lets `walk` go through the screens once for each sight, and keeps what it shoots as FOLDER/SIGHT-SCREEN.png. */
export async function photographs(
  folder: string,
  sights: readonly Sight[],
  walk: (page: Page, shoot: Shoot) => Promise<void>,
): Promise<void> {
  const browser = await openBrowser()
  for (const { name, locale, width, height, colorScheme } of sights) {
    const isHeld = width < 800
    const viewport = { viewport: { width, height }, hasTouch: isHeld, isMobile: isHeld }
    const context = await browser.newContext({ locale, colorScheme, ...viewport })
    const page = await context.newPage()
    page.on('console', (message) => message.type() === 'error' && console.error(name, message.text()))
    page.on('pageerror', (error) => console.error(name, error))
    await walk(page, async (screen, whole) => {
      await page.waitForTimeout(400)
      await page.screenshot({ path: `${folder}/${name}-${screen}.png`, fullPage: whole !== undefined })
    })
    await context.close()
  }
  await browser.close()
}
