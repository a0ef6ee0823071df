/** For tests only: the real app over books in memory. */
import type { ChargedLine } from '@store/charging/events.ts'
import { firstPolicy } from '@store/charging/policy.ts'
import type { VisitDisputes } from '@store/contract/dispute.ts'
import type { Visit } from '@store/contract/visit.ts'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLogger } from '../logging.ts'
import { memoryLedger } from '../adapters/memory-ledger.ts'
import { scriptedBank } from '../adapters/scripted-bank.ts'
import { scriptedCards } from '../adapters/scripted-cards.ts'
import { memoryAccountBook } from '../commands/account-book.ts'
import { accountDesk } from '../commands/accounts.ts'
import { cardDesk } from '../commands/card-desk.ts'
import { disputeDesk } from '../commands/dispute-desk.ts'
import type { Entry } from '@store/ledger/entry.ts'
import { memoryStrayStore } from '../workers/stray-store.ts'
import type { WeighedAnew } from '../pipeline/weigh-anew.ts'
import { memoryDisputeStore } from '../workers/memory-dispute-store.ts'
import { dayDesk } from '../commands/day-desk.ts'
import { strayDesk } from '../commands/stray-desk.ts'
import { moneyDesk } from '../commands/money-desk.ts'
import { bankInbox, memoryNoticeBox } from '../workers/bank-inbox.ts'
import { chargeDesk } from '../workers/charging-worker.ts'
import { memoryChargeStore } from '../workers/memory-charge-store.ts'
import { deviceDesk, memoryDeviceBook } from '../commands/devices.ts'
import { entryPasses } from '../commands/entry-pass.ts'
import { passwords } from '../commands/password.ts'
import { parseKeyRing } from '../keys.ts'
import { type AppDeps, createApp } from './app.ts'
import { createMetrics } from './metrics.ts'
import { demoLimits } from './rate-limits.ts'
import { memoryReceiptBook } from './receipts.ts'

export const START = Date.UTC(2026, 10, 22, 12)

export function appFixture(
  change: Partial<AppDeps> = {},
  receipts: readonly { readonly accountId: string; readonly visit: Visit }[] = [],
) {
  const clock = { nowMs: START }
  const tokenKeys = ring('TOKEN_KEY', 1)
  const storeId = 'corner-shop'
  const book = memoryAccountBook()
  const accounts = accountDesk({
    book,
    keys: tokenKeys,
    storeId,
    // As weak as argon2 can be: these tests are about what is asked and answered.
    passwords: passwords({ memoryCost: 8, timeCost: 1, parallelism: 1, outputLen: 32 }),
  })
  const devices = deviceDesk({ book: memoryDeviceBook(), keys: tokenKeys, storeId })
  const passes = entryPasses({ keys: ring('PASS_KEYS', 2), storeId })
  const lines: string[] = []
  const bank = scriptedBank()
  const cardPages = scriptedCards()
  const store = memoryChargeStore()
  const charges = chargeDesk({ store, bank, now: () => clock.nowMs, schedule: () => () => undefined })
  const inbox = bankInbox({
    box: memoryNoticeBox(),
    read: (payload, signature) => bank.readNotice(payload, signature),
    desk: charges,
    failed: (_, error) => void lines.push(String(error)),
  })
  const strayEntries: Entry[] = []
  const ledger = memoryLedger(() => [...store.entries, ...strayEntries], 'UTC')
  const ownReceipts = memoryReceiptBook(receipts)
  const payments = {
    money: moneyDesk({
      desk: charges,
      store,
      receiptLines: async (visitId) => receipts.find(({ visit }) => visit.id === visitId)?.visit.lines.map(chargedLine),
      publicOrigin: 'http://localhost:8080',
      policy: firstPolicy,
    }),
    strays: strayDesk({
      bank,
      ledger,
      store: memoryStrayStore(store.events, strayEntries),
      storeId,
      now: () => clock.nowMs,
    }),
    days: dayDesk({
      ledger,
      bank,
      storeId,
      timeZone: 'UTC',
      now: () => clock.nowMs,
    }),
    receiptOf: async (visitId: string) => receipts.find(({ visit }) => visit.id === visitId)?.visit,
    cards: cardDesk({ bank: cardPages, book, publicOrigin: 'http://localhost:8080' }),
  }
  const told: { readonly account: string; readonly disputes: VisitDisputes }[] = []
  const weighed: { odds: WeighedAnew['odds'] } = { odds: [] }
  const disputes = disputeDesk({
    store: memoryDisputeStore(),
    charges,
    receipts: {
      one: async (id) => receipts.find(({ visit }) => visit.id === id),
      latestVisits: async (accountId) => (await ownReceipts.of(accountId, 100)).map(({ id }) => id),
    },
    weighAnew: async () => ({ odds: weighed.odds, untilMs: clock.nowMs, later: [] }),
    article: (gtin) => (gtin === 'oats' ? { name: 'Oats', priceMinor: 500 } : undefined),
    now: () => clock.nowMs,
    onChange: (account, changed) => void told.push({ account, disputes: changed }),
    onQueue: () => undefined,
  })
  const app = createApp({
    now: () => clock.nowMs,
    monotonicMs: () => performance.now(),
    publicOrigin: 'http://localhost:8080',
    trustProxy: 0,
    limits: demoLimits,
    accounts,
    devices,
    passes,
    receipts: ownReceipts,
    payments,
    disputing: {
      disputes,
      articles: () => [{ item: 'oats', name: 'Oats', price: { amountMinor: 500, currency: 'EUR' } }],
    },
    inbox,
    exportTrace: async function* () {
      yield '{"type":"header"}\n'
      await Promise.resolve()
      yield '{"kind":"tracks"}\n'
    },
    ready: () => Promise.resolve([{ name: 'database', isWell: true }]),
    isDraining: () => false,
    metrics: createMetrics({ process: false }),
    metricsToken: undefined,
    log: createLogger('trace', { write: (line) => void lines.push(line) }),
    shopperDist: join(dist, 'shopper'),
    floorDist: join(dist, 'floor'),
    ...change,
  })
  return {
    app,
    accounts,
    book,
    devices,
    passes,
    clock,
    lines,
    charges,
    bank,
    cardPages,
    store,
    disputes,
    told,
    weighed,
  }
}

const chargedLine = ({ gtin, quantity, unitPriceMinor }: Visit['lines'][number]): ChargedLine => ({
  item: gtin,
  quantity,
  unitMinor: unitPriceMinor,
})

const ring = (name: string, fill: number) => parseKeyRing(name, `k1:${Buffer.alloc(32, fill).toString('base64url')}`)

const dist = builtApps()
// Several files of tests share this module, so it goes with the last of them.
process.once('exit', () => rmSync(dist, { recursive: true, force: true }))

/** Two built apps, as Vite leaves them. */
function builtApps(): string {
  const root = mkdtempSync(join(tmpdir(), 'store-dist-'))
  for (const name of ['shopper', 'floor']) {
    mkdirSync(join(root, name, 'assets'), { recursive: true })
    writeFileSync(join(root, name, 'index.html'), `<!doctype html><title>${name}</title>`)
    writeFileSync(join(root, name, 'assets', 'index-abc123.js'), 'export {}')
    writeFileSync(join(root, name, '.secret'), 'not for the world')
  }
  writeFileSync(join(root, 'outside.txt'), 'not for the world')
  return root
}
