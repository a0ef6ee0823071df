import { givenBackMinor } from '@store/charging/figures.ts'
import { figuresOf } from '@store/charging/charge.ts'
import type { Contest } from '@store/disputes/events.ts'
import { sum } from '@store/ledger/entry.ts'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { chargeDesk } from '../workers/charging-worker.ts'
import { arrangeRefund, chargeMissed } from '../workers/dispute-money.ts'
import { disputeBook, type DisputeStore } from '../workers/dispute-store.ts'
import { playedTime, type PlayedTime } from '../workers/played-time.ts'
import { type Database, openDatabase } from './database.ts'
import { postgresChargeStore } from './postgres-charge-store.ts'
import { postgresDisputeStore } from './postgres-dispute-store.ts'
import { scriptedBank } from './scripted-bank.ts'
import { startThrowawayEmbedded, type ThrowawayServer } from './throwaway-postgres.ts'

const START = Date.UTC(2026, 10, 22, 12)
const tea: Contest = {
  disputeId: 'd1',
  visitId: 'demo/1/1',
  item: 'tea',
  quantity: 2,
  soldQuantity: 3,
  unitMinor: 250,
  claim: 'not-taken',
}
const unsure = { kind: 'weighed', probability: 0.5, chargedAt: 0.9, untilMs: START, later: [] } as const
const contest = { type: 'contest', contest: tea, visitAtMs: START } as const
const weigh = { type: 'weigh', disputeId: 'd1', weighing: unsure, latestVisits: ['demo/1/1'] } as const

let server: ThrowawayServer
let database: Database
let store: DisputeStore
let time: PlayedTime
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
  store = postgresDisputeStore({ ...database, storeId: 'demo' })
  time = playedTime(START)
})

test('[DD5] what is open is listed with its events, and goes with the last of them', async () => {
  const book = disputeBook(store, time.now)
  await book.tell('ana', contest)
  expect(await store.open()).toEqual([
    { accountId: 'ana', disputeId: 'd1', visitId: 'demo/1/1', state: 'weighing', sinceMs: START },
  ])
  await book.tell('ana', weigh)
  expect(await store.open()).toMatchObject([{ state: 'refunding' }])
  await book.tell('ana', { type: 'arranged', disputeId: 'd1', amountMinor: 500 })
  expect(await store.open()).toEqual([])
  expect((await book.load('ana')).get('d1')).toMatchObject({ status: 'closed', refundedMinor: 500 })
  expect(await postgresDisputeStore({ ...database, storeId: 'another' }).open()).toEqual([])
})

test('[DD5] of twenty who decide at once one does, and the limit holds over all of an account’s visits', async () => {
  const books = Array.from({ length: 20 }, () => disputeBook(store, time.now))
  await Promise.all(books.map((book) => book.tell('ana', contest)))
  await Promise.all(books.map((book) => book.tell('ana', weigh)))
  expect((await store.read('ana')).map(({ type }) => type)).toEqual(['LineContested', 'LineWeighed', 'DisputeDecided'])

  const ids = Array.from({ length: 8 }, (_, i) => `v${i}`)
  await Promise.all(
    ids.map((id, i) =>
      books[i]!.tell('ben', { ...contest, contest: { ...tea, disputeId: id, visitId: `demo/2/${i}` } }),
    ),
  )
  const latestVisits = ids.map((_, i) => `demo/2/${i}`)
  await Promise.all(ids.map((id, i) => books[i]!.tell('ben', { ...weigh, disputeId: id, latestVisits })))
  const decided = [...(await books[0]!.load('ben')).values()].map(({ status }) => status)
  expect(decided.filter((status) => status === 'refunding')).toHaveLength(3)
  expect(decided.filter((status) => status === 'with-staff')).toHaveLength(5)
})

test('[DD3] the ledger has the refund and the addition once, however often the charge is told', async () => {
  const bank = scriptedBank()
  const charges = chargeDesk({
    store: postgresChargeStore({ ...database, storeId: 'demo', timeZone: 'UTC' }),
    bank,
    now: time.now,
    schedule: time.schedule,
  })
  await charges.hold('demo/1/1', { id: 'ana', paymentMethod: 'card' }, 'EUR')
  await charges.settle('demo/1/1', 750, [{ item: 'tea', quantity: 3, unitMinor: 250 }])
  const book = disputeBook(store, time.now)
  await book.tell('ana', contest)
  const dispute = (await book.tell('ana', weigh)).get('d1')
  if (dispute?.kind !== 'contest' || dispute.status !== 'refunding') throw new Error('it is to be refunded')
  const oats = { disputeId: 'm1', visitId: 'demo/1/1', item: 'oats', quantity: 1, unitMinor: 500 }
  for (const _ of [1, 2, 3]) {
    expect(await arrangeRefund(charges, dispute)).toBe(500)
    expect(await chargeMissed(charges, oats, 'ana')).toBe(500)
  }
  const figures = figuresOf(await charges.load('demo/1/1'))!
  expect([givenBackMinor(figures), figures.totalMinor]).toEqual([500, 1250])
  const postings = await database.prisma.ledgerPosting.findMany()
  const balance = (account: string) =>
    sum(postings.filter((one) => one.account === account).map(({ amountMinor }) => Number(amountMinor)))
  expect([balance('bank'), balance('sales'), balance('returns'), balance('shoppers')]).toEqual([750, -1250, 500, 0])
  await charges.close()
})
