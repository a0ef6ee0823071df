import { evolve, initial } from '@store/charging/charge.ts'
import { firstPolicy } from '@store/charging/policy.ts'
import { dayAfter, dayOf } from '@store/ledger/day.ts'
import { noBalances } from '@store/ledger/day-report.ts'
import { sum } from '@store/ledger/entry.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { dayDesk } from '../commands/day-desk.ts'
import { strayDesk } from '../commands/stray-desk.ts'
import { type ChargeDesk, chargeDesk } from '../workers/charging-worker.ts'
import { bankInbox } from '../workers/bank-inbox.ts'
import type { ChargeStore } from '../workers/charge-store.ts'
import { decideOverdue } from '../workers/overdue-charges.ts'
import { settlementOf } from '../workers/payment.ts'
import { playedTime, type PlayedTime } from '../workers/played-time.ts'
import { type Database, openDatabase } from './database.ts'
import { postgresChargeStore } from './postgres-charge-store.ts'
import { postgresStrayStore } from './postgres-stray-store.ts'
import { DayIsClosed, prismaLedger } from './prisma-ledger.ts'
import { prismaNotices } from './prisma-notices.ts'
import { prismaReceipts, sealedVisits } from './prisma-receipts.ts'
import { rebuildBooks } from './rebuild-books.ts'
import { declinedCard, scriptedBank, type ScriptedBank, SIGNATURE } from './scripted-bank.ts'
import { ask, startThrowawayEmbedded, type ThrowawayServer } from './throwaway-postgres.ts'

const START = Date.UTC(2026, 10, 22, 12)
const ZONE = 'Europe/Vienna'
const DAY = dayOf(START, ZONE)
const receiptLines = async () => lines
const ana = { id: 'ana', paymentMethod: 'card' }
const lines = [
  { item: 'tea', quantity: 3, unitMinor: 250 },
  { item: 'oats', quantity: 1, unitMinor: 500 },
]
const refund = (refundId: string, of: 'whole' | { item: string; quantity: number }[]) =>
  ({ type: 'refund', refundId, of, by: 'eve', reason: 'it was broken' }) as const

let server: ThrowawayServer
let database: Database
let store: ChargeStore
let bank: ScriptedBank
let time: PlayedTime
let desk: ChargeDesk
beforeAll(async () => {
  server = await startThrowawayEmbedded()
})
afterAll(async () => {
  await database?.close()
  await server?.stop()
})
beforeEach(async () => {
  await database?.close()
  database = await openDatabase({ databaseUrl: await server.database(), dataDir: '' })
  store = postgresChargeStore({ ...database, storeId: 'demo', timeZone: ZONE })
  bank = scriptedBank()
  time = playedTime(START)
  desk = aDesk()
})
const aDesk = () => chargeDesk({ store, bank, now: time.now, schedule: time.schedule })

const postings = () => database.prisma.ledgerPosting.findMany()
const balanceOf = async (account: string): Promise<number> =>
  sum((await postings()).filter((one) => one.account === account).map(({ amountMinor }) => Number(amountMinor)))

async function pays(session: string, totalMinor = 1250): Promise<void> {
  expect(await desk.hold(session, ana, 'EUR')).toBe('held')
  await desk.settle(session, totalMinor, totalMinor === 1250 ? lines : [])
}

describe('[CW11] one statement', () => {
  test('posts every movement with its event, and lists what is open', async () => {
    await desk.hold('demo/1', ana, 'EUR')
    expect(await store.open()).toMatchObject([{ sessionId: 'demo/1', state: 'held', dueMinor: 0, accountId: 'ana' }])
    await desk.settle('demo/1', 1250, lines)
    await desk.correct('demo/1', refund('r1', [{ item: 'tea', quantity: 1 }]))
    expect(await store.open()).toEqual([])
    expect(
      (await postings()).map(({ entryId, kind, account, amountMinor }) => [entryId, kind, account, amountMinor]),
    ).toEqual([
      ['charge/demo/1@4', 'sale', 'shoppers', 1250n],
      ['charge/demo/1@4', 'sale', 'sales', -1250n],
      ['charge/demo/1@6', 'capture', 'bank', 1250n],
      ['charge/demo/1@6', 'capture', 'shoppers', -1250n],
      ['charge/demo/1@7', 'refund', 'returns', 250n],
      ['charge/demo/1@7', 'refund', 'shoppers', -250n],
      ['charge/demo/1@9', 'refund-paid', 'shoppers', 250n],
      ['charge/demo/1@9', 'refund-paid', 'bank', -250n],
    ])
  })

  test('of twenty desks that decide at once, one is written: nothing is posted without its event', async () => {
    await desk.hold('demo/1', ana, 'EUR')
    await Promise.all(Array.from({ length: 20 }, () => aDesk().settle('demo/1', 1250, lines)))
    const refunds = Array.from({ length: 20 }, (_, i) => aDesk().correct('demo/1', refund(`r${i % 4}`, 'whole')))
    await Promise.allSettled(refunds)
    expect(bank.made).toMatchObject([{ capturedMinor: 1250 }])
    expect([...bank.made[0]!.refunds.values()]).toHaveLength(1)
    expect([await balanceOf('bank'), await balanceOf('shoppers'), await balanceOf('sales')]).toEqual([0, 0, -1250])
  })

  test('that fails in the ledger stores no event either', async () => {
    await desk.hold('demo/1', ana, 'EUR')
    await ask(database.url, `ALTER TABLE "LedgerPosting" ADD CONSTRAINT no_sales CHECK (kind <> 'sale')`)
    const before = await store.read('demo/1')
    await expect(desk.settle('demo/1', 1250, lines)).rejects.toThrow(/no_sales/)
    expect(await store.read('demo/1')).toEqual(before)
    expect(await store.open()).toMatchObject([{ state: 'held' }])
  })

  test.each([
    [`UPDATE "LedgerPosting" SET "amountMinor" = 1`, /never changed/],
    [`DELETE FROM "LedgerPosting"`, /never changed/],
    [`TRUNCATE "LedgerPosting"`, /never changed/],
    [posting('x', [['bank', 5]]), /does not add up/],
    [
      posting('x', [
        ['bank', 5],
        ['sales', -4],
      ]),
      /does not add up/,
    ],
    [
      posting('x', [
        ['bank', 5],
        ['sales', -5, 'CHF'],
      ]),
      /one currency/,
    ],
    [
      posting(
        'charge/demo/1@4',
        [
          ['bank', 5],
          ['sales', -5],
        ],
        2,
      ),
      /was posted before/,
    ],
    [
      posting('x', [
        ['bank', 0],
        ['sales', 0],
      ]),
      /moves_something/,
    ],
  ])('the database refuses: %s', async (sql, why) => {
    await pays('demo/1')
    await expect(ask(database.url, sql)).rejects.toThrow(why)
  })
})

describe('[CW12] a closed day', () => {
  test('says what it came to, once, and takes nothing any more', async () => {
    const ledger = prismaLedger(database.prisma, 'demo')
    await pays('demo/1')
    const { report, closedBy } = await ledger.close(DAY, 'eve')
    expect([closedBy, report.unexplained]).toEqual(['eve', []])
    expect(report.currencies).toMatchObject([
      { currency: 'EUR', moved: { sale: 1250, capture: 1250 }, closing: { bank: 1250 } },
    ])
    expect(await ledger.closed(DAY)).toMatchObject({ report })
    await expect(ledger.close(DAY, 'eve')).rejects.toMatchObject({ code: DayIsClosed.code })
    for (const sql of [`UPDATE "LedgerDay" SET "closedBy" = 'x'`, `DELETE FROM "LedgerDay"`])
      await expect(ask(database.url, sql)).rejects.toThrow(/never changed/)
    await expect(
      ask(
        database.url,
        posting('x', [
          ['bank', 5],
          ['sales', -5],
        ]),
      ),
    ).rejects.toThrow(/is closed/)

    await pays('demo/2')
    expect(await ledger.report(DAY)).toEqual(report)
    const next = await ledger.report(dayAfter(DAY))
    expect(next.currencies).toMatchObject([{ entries: 2, opening: { bank: 1250 }, closing: { bank: 2500 } }])
  })

  test('that an earlier version closed is read, without accounts that there were not', async () => {
    const { unclaimed, ...closing } = noBalances
    const currency = { currency: 'EUR', entries: 0, debitsMinor: 0, creditsMinor: 0, moved: { sale: 5 }, closing }
    const report = { day: DAY, currencies: [{ ...currency, opening: closing }], unexplained: [] }
    await database.prisma.ledgerDay.create({ data: { storeId: 'demo', day: DAY, closedBy: 'eve', report } })
    expect(await prismaLedger(database.prisma, 'demo').closed(DAY)).toMatchObject({
      report: { currencies: [{ moved: { sale: 5, 'refund-given-up': 0 }, closing: { unclaimed } }] },
    })
  })

  test('is closed while others pay: each entry is in the report, or on the next day', async () => {
    const ledger = prismaLedger(database.prisma, 'demo')
    const paying = Promise.all(Array.from({ length: 30 }, (_, i) => pays(`demo/${i}`)))
    await expect.poll(async () => (await postings()).length).toBeGreaterThan(10)
    const { report } = await ledger.close(DAY, 'eve')
    await pays('demo/late')
    await paying
    const next = await ledger.report(dayAfter(DAY))
    expect(await ledger.report(DAY)).toEqual(report)
    expect(next.currencies[0]!.opening).toEqual(report.currencies[0]!.closing)
    expect(next.currencies[0]!.closing).toMatchObject({ bank: 31 * 1250, sales: -31 * 1250, shoppers: 0 })
    expect(next.currencies[0]!.entries).toBeGreaterThan(0)
  })
})

test('[CW9] after a crash the open charges are found by their list, and by it alone', async () => {
  await desk.hold('demo/1', ana, 'EUR')
  bank.misbehave({ on: 'capture', how: 'silent-after' })
  bank.misbehave({ on: 'lookup', how: 'silent-before' })
  expect(await desk.settle('demo/1', 1250, lines)).toBe('charging')
  await desk.close()
  const reads: number[] = []
  const events = {
    ...database.events,
    readAll: (...given: [number, number]) => (reads.push(1), database.events.readAll(...given)),
  }
  store = postgresChargeStore({ ...database, events, storeId: 'demo', timeZone: ZONE })
  const next = aDesk()
  expect(await next.reconcile()).toBe(1)
  expect(await next.payment('demo/1')).toBe('charged')
  expect([await next.reconcile(), reads]).toEqual([0, []])
})

test('[CW7] a review outlives the process, and who owes is found by account', async () => {
  await desk.hold('demo/1', ana, 'EUR')
  await desk.review('demo/1', { reason: 'evidence-incomplete', detail: 'nobody was seen to leave' })
  expect(await aDesk().payment('demo/1')).toBe('review')
  expect(await aDesk().held()).toEqual([])
  expect(await aDesk().settle('demo/1', 1250, lines)).toBe('charged')

  const poor = { id: 'ben', paymentMethod: 'card' }
  await desk.hold('demo/2', poor, 'EUR')
  await desk.settle('demo/2', 20_000)
  expect(await store.openOf('ben')).toMatchObject([{ sessionId: 'demo/2', state: 'unpaid', dueMinor: 17_000 }])
  await desk.correct('demo/2', { type: 'pay', paymentMethod: declinedCard('insufficient-funds') })
  expect(await store.openOf('ben')).toMatchObject([{ state: 'unpaid', dueMinor: 17_000 }])
  await desk.correct('demo/2', { type: 'pay', paymentMethod: 'another card' })
  expect(await store.openOf('ben')).toEqual([])
})

test('[CW10] a notice is taken once, in however many processes it arrives, and waits where it could not be acted upon', async () => {
  bank.isDown = true
  await desk.hold('demo/1', ana, 'EUR')
  bank.isDown = false
  const box = prismaNotices(database.prisma)
  const failures: unknown[] = []
  const looked: string[] = []
  let isBroken = true
  const inbox = () =>
    bankInbox({
      box,
      read: bank.readNotice,
      desk: {
        lookAgain: async (sessionId, key) => {
          looked.push(key)
          if (isBroken) throw new Error('no database')
          await desk.lookAgain(sessionId, key)
        },
      },
      failed: (_, error) => failures.push(error),
    })
  const payload = JSON.stringify({ id: 'evt_1', type: 'paid', about: { sessionId: 'demo/1', key: 'hold/demo/1' } })
  const outcomes = await Promise.all(Array.from({ length: 10 }, () => inbox().receive(payload, SIGNATURE)))
  expect(outcomes.filter((outcome) => outcome === 'new')).toHaveLength(1)
  await expect.poll(() => failures.length).toBeGreaterThan(0)
  isBroken = false
  await inbox().work()
  await inbox().work()
  expect(await box.waiting(10)).toEqual([])
  expect(await desk.payment('demo/1')).toBe('nothing-to-pay')
})

test('[CW13] the books of an earlier version are made from its events, once, and are the same', async () => {
  await pays('demo/1')
  await desk.correct('demo/1', refund('r1', 'whole'))
  await pays('demo/2', 20_000)
  await desk.hold('demo/3', ana, 'EUR')
  const [was, open] = [await postings(), await store.open()]
  const old = { ...database, storeId: 'demo', timeZone: ZONE }
  // As it is where no ledger was kept: the events alone.
  await ask(
    database.url,
    `ALTER TABLE "LedgerPosting" DISABLE TRIGGER USER; TRUNCATE "LedgerPosting"; TRUNCATE "OpenCharge";
     ALTER TABLE "LedgerPosting" ENABLE TRIGGER USER`,
  )
  expect(await rebuildBooks(old)).toBe(3)
  const plain = (rows: typeof was) => rows.map((row) => ({ ...row, recordedAt: 0 }))
  expect(plain(await postings())).toEqual(plain(was))
  expect(await store.open()).toEqual(open)
  expect(await rebuildBooks(old)).toBe(0)
  expect((await store.read('demo/2')).reduce(evolve, initial)).toMatchObject({ status: 'unpaid', dueMinor: 17_000 })
})

function posting(
  entry: string,
  sides: readonly (readonly [account: string, minor: number, currency?: string])[],
  from = 0,
): string {
  const rows = sides.map(
    ([account, minor, currency = 'EUR'], i) =>
      `('${entry}', ${from + i}, 'demo', '${DAY}', 0, 'sale', 'demo/1', '${currency}', '${account}', ${minor})`,
  )
  return `INSERT INTO "LedgerPosting" ("entryId", place, "storeId", day, at, kind, subject, currency, account, "amountMinor")
    VALUES ${rows.join(', ')}`
}

describe('what people and clocks decide later', () => {
  test('[CW14] a review that lapses is a sale that was given up, in the books and for good', async () => {
    await desk.hold('demo/1', ana, 'EUR')
    await desk.review('demo/1', { reason: 'evidence-incomplete', detail: 'nobody was seen to leave' })
    await time.pass(firstPolicy.reviewWithinMs)
    expect(await decideOverdue({ store, desk, receiptLines, policy: firstPolicy, now: time.now })).toBe(1)
    expect(await store.open()).toEqual([])
    expect([await balanceOf('sales'), await balanceOf('write-offs'), await balanceOf('shoppers')]).toEqual([
      -1250, 1250, 0,
    ])
    expect((await store.read('demo/1')).reduce(evolve, initial)).toMatchObject({ status: 'written-off' })
  })

  test('[MD8] a payment that only the bank knows is booked with its event, once, and the day closes', async () => {
    const [booked, returned] = [bank.takeByHand('demo/lost/1', 400), bank.takeByHand('demo/lost/2', 300)]
    const ledger = prismaLedger(database.prisma, 'demo')
    const strays = postgresStrayStore({ ...database, storeId: 'demo', timeZone: ZONE })
    const deciding = strayDesk({ bank, ledger, store: strays, storeId: 'demo', now: time.now })
    const closing = dayDesk({ ledger, bank, storeId: 'demo', timeZone: ZONE, now: () => time.now() + 86_400_000 })
    await expect(closing.close(DAY, 'eve')).rejects.toThrow(booked)
    const decided = { do: 'book', reason: 'taken by hand' } as const
    const twice = await Promise.allSettled([1, 2].map(() => deciding.decide(booked, decided, 'eve')))
    expect(twice.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await deciding.decide(returned, { do: 'give-back', reason: 'nobody knows why' }, 'eve')).toMatchObject({
      isSame: true,
    })
    expect(await strays.read(booked)).toMatchObject([{ type: 'DifferenceBooked', by: 'eve', variancesMinor: [400] }])
    expect(await balanceOf('variance')).toBe(-400)
    expect(await closing.close(DAY, 'eve')).toMatchObject({ closed: { by: 'eve' }, bank: { differences: [] } })
  })

  test('[MD9] a receipt says what the ledger says was charged and given back', async () => {
    const { prisma } = database
    const id = 'demo/1'
    const instant = new Date(START)
    const visit = {
      id,
      party: 1,
      storeId: 'demo',
      storeName: 'Demo',
      status: 'sealed',
      lines: [],
      doubtful: [],
      enteredAt: instant.toISOString(),
      total: { amountMinor: 1250, currency: 'EUR' },
    }
    const row = {
      id,
      storeId: 'demo',
      accountId: 'ana',
      shopper: 'ana',
      enteredAt: instant,
      sealedAt: instant,
      body: visit,
    }
    await prisma.receipt.create({ data: { ...row, totalMinor: 1250, currency: 'EUR', payment: 'charging' } })
    const receipt = async () => (await prismaReceipts(prisma).one('ana', id))?.settlement
    const nowIs = (payment: string) => prisma.receipt.update({ where: { id }, data: { payment } })
    await desk.hold(id, ana, 'EUR')
    expect(await receipt()).toBeUndefined()
    await desk.settle(id, 1250, lines)
    await nowIs('charged')
    expect(await receipt()).toEqual({ chargedMinor: 1250, refundedMinor: 0 })
    await desk.correct(id, refund('r1', [{ item: 'tea', quantity: 1 }]))
    expect(await receipt()).toEqual({ chargedMinor: 1250, refundedMinor: 250 })
    expect((await sealedVisits(prisma, 'demo').one(id))?.visit.settlement).toEqual({
      chargedMinor: 1250,
      refundedMinor: 250,
    })
    expect((await prismaReceipts(prisma).of('ana', 10))[0]?.settlement?.refundedMinor).toBe(250)

    const kept = async (visitId: string, payment: string) => {
      const create = { ...row, id: visitId, body: { ...visit, id: visitId } }
      await prisma.receipt.create({ data: { ...create, totalMinor: 1250, currency: 'EUR', payment } })
      return (await prismaReceipts(prisma).of('ana', 10)).find((one) => one.id === visitId)?.settlement
    }
    await desk.hold(`${id}0`, ana, 'EUR')
    await desk.review(`${id}0`, { reason: 'evidence-incomplete', detail: 'nobody was seen to leave' })
    const some = [{ item: 'tea', quantity: 2, unitMinor: 250 }]
    const decided = { by: 'eve', reason: 'looked at the shelf', because: 'evidence-unclear' }
    await desk.settle(`${id}0`, 500, some, decided)
    const outcome = { by: 'staff', because: 'evidence-unclear', charged: [{ gtin: 'tea', quantity: 2 }] }
    const settlement = { chargedMinor: 500, refundedMinor: 0, decided: outcome }
    expect(settlementOf(await desk.load(`${id}0`))).toEqual(settlement)
    // What is live and what is read again from the tables is told alike [MD12].
    expect(await kept(`${id}0`, 'charged')).toEqual(settlement)
  })
})
