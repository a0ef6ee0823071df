import type { Visit } from '@store/contract/visit.ts'
import { assert } from '@store/kernel/assert.ts'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { CORNER_SHOP, replay } from '../replay/command.ts'
import { isMissing, JOURNEY, openBrowser, openScreen, type Screen } from './chromium.ts'
import { openShop, type Shop } from './open-shop.ts'
import { CHINESE, ENGLISH, phone, type Phone } from './phone.ts'
import { staffScreen } from './staff-screen.ts'
import { bankDeeds, exported, heldToGate, receiptsOf, tokenFor } from './store-books.ts'

/** A guest takes three things in about half a minute; a machine with other things to do takes longer. */
const VISIT_WITHIN_MS = 240_000
const SEEN_WITHIN_MS = 60_000

const said = {
  charged: 'Paid',
  'nothing-to-pay': 'Nothing to pay',
  review: 'Being reviewed',
  unpaid: 'Not paid',
} as Partial<Record<Visit['payment'], string>>

describe.skipIf(isMissing)('a visit to the demo, in a browser', JOURNEY, () => {
  let shop: Shop
  let browser: Browser
  let handheld: Screen
  let mine: Phone
  let receipt: Visit

  beforeAll(async () => {
    vi.stubEnv('LOG_LEVEL', 'error') // refusals are part of the journey
    browser = await openBrowser()
    shop = await openShop()
    handheld = await openScreen(browser, 'phone')
    mine = phone(handheld, shop.url)
  })
  afterAll(async () => {
    await browser?.close()
    await shop?.close()
  })

  test('[DM2] [SA12] a pass from the phone opens the gate, picks are seen by phone and staff, and the receipt follows', async () => {
    const desk = await openScreen(browser, 'desk')
    const staff = staffScreen(desk, shop.url)
    await staff.signIn(shop.signIn('staff'))

    await mine.open()
    await handheld.shot('phone-1-sign-in')
    await mine.signIn(shop.signIn('shopper'), ENGLISH)
    const code = await mine.codeOnScreen('phone-2-pass')
    expect(mine.passes).toContain(code)

    await mine.holdToGate(ENGLISH)
    await handheld.page.locator('main.visit').waitFor()
    await handheld.shot('phone-3-inside')
    const { me, token } = await mine.account()
    const again = await heldToGate(shop.url, token, code)
    expect(again, 'what the picture said is the pass that the gate took').toMatchObject({ reason: 'already-used' })
    const visitId = openVisitOf(me.id)

    await staff.row(visitId).click()
    await staff.markedDot.waitFor()
    const wasAt = await staff.markedDot.getAttribute('transform')
    await expect.poll(() => staff.markedDot.getAttribute('transform'), { timeout: SEEN_WITHIN_MS }).not.toBe(wasAt)

    await handheld.page.locator('main.visit .line, main.receipt').first().waitFor({ timeout: VISIT_WITHIN_MS })
    await handheld.shot('phone-4-basket')
    await expect
      .poll(async () => ({ staff: await staff.lines(), same: await mine.lines() }), { timeout: SEEN_WITHIN_MS })
      .toSatisfy(({ staff: seen, same }) => JSON.stringify(seen) === JSON.stringify(same))
    await desk.shot('staff-2-basket')

    await handheld.page.locator('main.receipt').waitFor({ timeout: VISIT_WITHIN_MS })
    receipt = await settledReceipt()
    expect(receipt.id).toBe(visitId)
    await expect.poll(() => handheld.page.locator('.mark').first().textContent()).toBe(said[receipt.payment])
    expect(await handheld.page.locator('.total').textContent()).toBe(money(receipt))
    expect(await mine.lines()).toEqual(receipt.lines.flatMap(({ quantity, name }) => [`${quantity} ×`, name]))
    await handheld.shot('phone-5-receipt')
    await expect.poll(() => staff.lines()).toEqual(await mine.lines())
    await desk.shot('staff-3-left')

    expect(handheld.complaints).toEqual([])
    expect(desk.complaints).toEqual([])
    await desk.context.close()
  })

  test('[DM2] the bank’s own books have one capture of that total, or a void where nothing was to pay', async () => {
    const { amountMinor } = receipt.total
    await expect
      .poll(async () => await bankDeeds(shop.bankUrl, receipt.id), { timeout: SEEN_WITHIN_MS })
      .toMatchObject([{ kind: 'authorized' }, amountMinor > 0 ? { kind: 'captured', amountMinor } : { kind: 'voided' }])
  })

  test('[DM2] who carried something out has it on the receipt or in doubt, who carried nothing has nothing', async () => {
    await expect.poll(() => shop.carriedOut(), { timeout: SEEN_WITHIN_MS }).toBeDefined()
    const units = [...receipt.lines, ...receipt.doubtful].reduce((sum, { quantity }) => sum + quantity, 0)
    expect(units > 0).toBe((shop.carriedOut() ?? 0) > 0)
  })

  test('[DM2] what the devices said, exported and replayed, gives the same receipt', async () => {
    const staffToken = await tokenFor(shop.url, shop.signIn('staff'))
    const folder = mkdtempSync(join(tmpdir(), 'journey-trace-'))
    const file = join(folder, 'visit.jsonl')
    writeFileSync(file, await exported(shop.url, staffToken, receipt.id))
    const { code, stdout, stderr } = await replay(file, '--store', CORNER_SHOP, '--json')
    rmSync(folder, { recursive: true })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const { me } = await mine.account()
    const own = Replayed.parse(JSON.parse(stdout)).traces[0]!.receipts.filter(({ shopper }) => shopper === me.id)
    expect(own.map(({ lines }) => lines)).toEqual([receipt.lines.map(({ gtin, quantity }) => ({ gtin, quantity }))])
  })

  test('[SA11] in Chinese: the language is switched, the pass is read and the receipts are listed', async () => {
    const other = await openScreen(browser, 'phone')
    const theirs = phone(other, shop.url)
    await theirs.open()
    await theirs.speak('简体中文')
    await other.shot('phone-zh-1-sign-in')
    await theirs.signIn(shop.signIn('shopper'), CHINESE)
    // The last visit ended a moment ago, and so its receipt greets them.
    await other.page.locator('main.receipt').waitFor()
    await other.shot('phone-zh-2-receipt')
    await other.page.getByRole('button', { name: '显示新的入场码' }).click()
    expect(theirs.passes).toContain(await theirs.codeOnScreen('phone-zh-3-pass'))
    await other.page.getByRole('link', { name: '小票' }).click()
    await other.page.locator('.receipt-list a').first().waitFor()
    expect(await other.page.locator('.receipt-total').allTextContents()).toHaveLength(1)
    expect(await other.page.getByRole('heading', { level: 1 }).textContent()).toBe('小票')
    await other.shot('phone-zh-4-receipts')
    expect(other.complaints).toEqual([])
    await other.context.close()
  })

  test('[DM3] closed and opened again, the shopper is still signed in and yesterday’s receipt is still there', async () => {
    await shop.reopen()
    await handheld.page.goto(`${shop.url}/shopper/receipts`)
    await handheld.page.locator('.receipt-list a').first().click()
    await handheld.page.locator('main.receipt').waitFor()
    expect(await handheld.page.locator('.total').textContent()).toBe(money(receipt))
    await handheld.shot('phone-6-opened-again')
    const { token } = await mine.account()
    // What was settled is settled again after a start, which costs a moment and no money.
    await expect.poll(() => receiptsOf(shop.url, token), { timeout: SEEN_WITHIN_MS }).toEqual([receipt])
    expect((await bankDeeds(shop.bankUrl, receipt.id)).map(({ kind }) => kind)).toHaveLength(2)
  })

  function openVisitOf(shopper: string): string {
    const { visits } = shop.demo.server.engine.current()
    const open = visits.find((visit) => visit.shopper === shopper && visit.status !== 'turned-back')
    assert(open, 'the phone shows a visit that the store does not know')
    return open.id
  }

  /** The one receipt of the account, once its money is decided. */
  async function settledReceipt(): Promise<Visit> {
    const { token } = await mine.account()
    return expect
      .poll(() => receiptsOf(shop.url, token), { timeout: SEEN_WITHIN_MS })
      .toSatisfy((all: readonly Visit[]) => all.length === 1 && said[all[0]!.payment] !== undefined)
      .then(async () => (await receiptsOf(shop.url, token))[0]!)
  }
})

const Replayed = z.object({
  traces: z.array(
    z.object({
      receipts: z.array(
        z.object({ shopper: z.string(), lines: z.array(z.object({ gtin: z.string(), quantity: z.number() })) }),
      ),
    }),
  ),
})

function money({ total: { amountMinor, currency } }: Visit): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency, currencyDisplay: 'narrowSymbol' })
  return format.format(amountMinor / 100)
}
