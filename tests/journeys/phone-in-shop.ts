import type { DemoOptions } from '@store/demo/open-demo.ts'
import type { Visit } from '@store/contract/visit.ts'
import { assert } from '@store/kernel/assert.ts'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { openBrowser, openScreen, type Screen } from './chromium.ts'
import { openShop, type Shop } from './open-shop.ts'
import { ENGLISH, phone, type Phone } from './phone.ts'
import { receiptsOf } from './store-books.ts'

/** A guest takes three things in about half a minute; a machine with other things to do takes longer. */
export const VISIT_WITHIN_MS = 240_000
export const SEEN_WITHIN_MS = 60_000

/** A shop of its own, and an English phone in the hand of its first shopper. */
export interface PhoneInShop {
  readonly shop: Shop
  readonly browser: Browser
  readonly handheld: Screen
  readonly mine: Phone
  /** Signs in, and holds the phone to the gate, which opens. */
  readonly walkIn: () => Promise<void>
  /** Of whoever holds the phone, or another one. */
  readonly latestReceipt: (of?: Phone) => Promise<Visit>
}

/** Opened before the tests around it and closed after them; answers how they come by it. */
export function phoneInShop(guests: Pick<DemoOptions, 'longestVisitMinutes' | 'guestPicks'> = {}): () => PhoneInShop {
  let browser: Browser | undefined
  let shop: Shop | undefined
  let opened: PhoneInShop | undefined

  beforeAll(async () => {
    browser = await openBrowser()
    shop = await openShop(guests)
    const handheld = await openScreen(browser, 'phone')
    opened = inHand(shop, browser, handheld)
  })
  afterAll(async () => {
    await browser?.close()
    await shop?.close()
  })

  return () => {
    assert(opened, 'the shop is open while its tests run')
    return opened
  }
}

function inHand(shop: Shop, browser: Browser, handheld: Screen): PhoneInShop {
  const mine = phone(handheld, shop.url)
  return {
    shop,
    browser,
    handheld,
    mine,
    async walkIn() {
      await mine.open()
      await mine.signIn(shop.signIn('shopper'), ENGLISH)
      await handheld.page.locator('.qr').waitFor()
      await mine.holdToGate(ENGLISH)
    },
    async latestReceipt(of = mine) {
      const { token } = await of.account()
      const [latest] = await receiptsOf(shop.url, token)
      assert(latest, 'there is a receipt')
      return latest
    },
  }
}
