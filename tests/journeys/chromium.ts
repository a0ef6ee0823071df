import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { findBrowser } from '../../tools/find-browser.ts'

/** What a machine without a screen, a graphics card or a network to the outside can do. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const found = findBrowser()

/** Where there is no browser no journey can be walked: on CI that is a failure, elsewhere it is said. */
export const isMissing = !found.isThere && !process.env['CI']
if (!found.isThere && isMissing) process.stderr.write(`The journeys in a browser are skipped. ${found.say}\n`)

/** For what a page does next, and for a journey as a whole: a visit takes as long as people take, on a machine that may be busy. */
const NEXT_WITHIN_MS = 60_000
export const JOURNEY = { timeout: 600_000 }

/** With a profile of its own, which goes when it is closed. */
export function openBrowser(): Promise<Browser> {
  if (!found.isThere) throw new Error(found.say)
  return chromium.launch({ executablePath: found.path, args: FLAGS })
}

export interface Screen {
  readonly context: BrowserContext
  readonly page: Page
  /** What went wrong inside the page, as its console tells it. */
  readonly complaints: readonly string[]
  /** A picture of it, also kept in the folder SHOTS where that is set. */
  readonly shot: (name: string) => Promise<Buffer>
}

const sizes = {
  /** The smallest that pages must fit on. */
  least: { viewport: { width: 320, height: 568 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true },
  desk: { viewport: { width: 1280, height: 800 } },
  wide: { viewport: { width: 1440, height: 900 } },
} as const

export interface Look {
  readonly locale: 'en-US' | 'zh-CN'
  readonly colorScheme: 'light' | 'dark'
}

/** One device with nothing stored on it. */
export async function openScreen(
  browser: Browser,
  size: keyof typeof sizes,
  look: Look = { locale: 'en-US', colorScheme: 'light' },
): Promise<Screen> {
  const context = await browser.newContext({ ...sizes[size], ...look, timezoneId: 'UTC' })
  context.setDefaultTimeout(NEXT_WITHIN_MS)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  return {
    context,
    page,
    complaints,
    shot(name) {
      const folder = process.env['SHOTS']
      if (folder) mkdirSync(folder, { recursive: true })
      return page.screenshot(folder ? { path: join(folder, `${name}.png`) } : {})
    },
  }
}
