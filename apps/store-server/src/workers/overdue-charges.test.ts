import { firstPolicy } from '@store/charging/policy.ts'
import { subjectBalances, subjectKey } from '@store/ledger/day-report.ts'
import { describe, expect, test } from 'vitest'
import { scriptedBank } from '../adapters/scripted-bank.ts'
import { chargeDesk } from './charging-worker.ts'
import { memoryChargeStore } from './memory-charge-store.ts'
import { decideOverdue } from './overdue-charges.ts'
import { playedTime } from './played-time.ts'

const ana = { id: 'ana', paymentMethod: 'card' }
const lines = [{ item: 'tea', quantity: 3, unitMinor: 250 }]
const incomplete = { reason: 'evidence-incomplete', detail: 'nobody was seen to leave' } as const
const { reviewWithinMs, refundAgainAfterMs } = firstPolicy

const receiptLines = async (visitId: string) => (visitId === 'no-receipt' ? undefined : lines)
const failing = async (visitId: string) => {
  if (visitId === 's1') throw new Error('the disk is full')
  return lines
}

function aShop() {
  const [time, store, bank] = [playedTime(), memoryChargeStore(), scriptedBank()]
  const told: string[] = []
  const desk = chargeDesk({ store, bank, now: time.now, schedule: time.schedule })
  desk.onPayment((_, payment) => told.push(payment))
  const look = () => decideOverdue({ store, desk, receiptLines, policy: firstPolicy, now: time.now })
  return { time, store, bank, desk, told, look }
}

async function inReview(sessionId = 's1') {
  const shop = aShop()
  await shop.desk.hold(sessionId, ana, 'EUR')
  await shop.desk.review(sessionId, incomplete)
  return shop
}

async function refused() {
  const shop = aShop()
  await shop.desk.hold('s1', ana, 'EUR')
  await shop.desk.settle('s1', 750, lines)
  shop.bank.refusesRefunds = true
  await shop.desk.correct('s1', { type: 'refund', refundId: 'r1', of: 'whole', by: 'eve', reason: 'all was spoilt' })
  expect(await shop.store.open()).toMatchObject([{ state: 'owing', dueMinor: -750 }])
  return shop
}
const asked = (calls: readonly string[]) => calls.filter((call) => call.includes('refund'))

describe('a review that nobody decides', () => {
  test('[CW14] is let go at its deadline, and not before: the hold, and what the receipt says', async () => {
    const { desk, bank, store, time, told, look } = await inReview()
    await time.pass(reviewWithinMs - 1)
    expect(await look()).toBe(0)
    expect(await store.open()).toMatchObject([{ state: 'held', inReview: true }])
    await time.pass(1)
    expect(await look()).toBe(1)
    expect(await desk.payment('s1')).toBe('nothing-to-pay')
    expect(told.at(-1)).toBe('nothing-to-pay')
    expect(bank.made).toMatchObject([{ status: 'voided', capturedMinor: 0 }])
    expect(await store.open()).toEqual([])
    expect(await look()).toBe(0)
  })

  test('[CW14] costs what it costs: the books have the sale, and that it was given up', async () => {
    const { store, time, look } = await inReview()
    await time.pass(reviewWithinMs)
    await look()
    expect(store.entries.map(({ kind, postings }) => [kind, postings[0]?.amountMinor])).toEqual([
      ['sale', 750],
      ['write-off', 750],
    ])
    expect(new Set(store.entries.map(({ id }) => id)).size).toBe(2)
    expect(subjectBalances(store.entries).get(subjectKey('s1', 'EUR'))).toEqual({ owedMinor: 0, keptMinor: 0 })
  })

  test('[CW14] without a receipt is let go for nothing', async () => {
    const { desk, store, time, look } = await inReview('no-receipt')
    await time.pass(reviewWithinMs)
    await look()
    expect(await desk.payment('no-receipt')).toBe('nothing-to-pay')
    expect(store.entries).toEqual([])
  })

  test('[CW14] that staff settle in the meantime stays settled', async () => {
    const { desk, bank, time, look } = await inReview()
    await time.pass(reviewWithinMs - 1)
    await desk.settle('s1', 250, [{ item: 'tea', quantity: 1, unitMinor: 250 }])
    await time.pass(reviewWithinMs)
    expect(await look()).toBe(0)
    expect(bank.made).toMatchObject([{ status: 'captured', capturedMinor: 250 }])
  })

  test('[CW14] while the bank is down is let go when it is back, by itself', async () => {
    const { desk, bank, time, look } = await inReview()
    await time.pass(reviewWithinMs)
    bank.isDown = true
    await look()
    expect(await desk.payment('s1')).toBe('review')
    bank.isDown = false
    await time.pass(61_000)
    expect(await desk.payment('s1')).toBe('nothing-to-pay')
    expect(bank.made).toMatchObject([{ status: 'voided' }])
  })

  test('[CW14] because the bank contradicts itself is never let go by the clock', async () => {
    const { desk, time, look } = aShop()
    await desk.hold('s1', ana, 'EUR')
    await desk.review('s1', { reason: 'bank-contradicts', detail: 'two yeses' })
    await time.pass(10 * reviewWithinMs)
    expect(await look()).toBe(0)
  })
})

describe('a refund that the bank refuses', () => {
  test('[CW15] is asked for again under its key when the bank has forgotten it, and given once', async () => {
    const { desk, bank, store, time, look } = await refused()
    bank.refusesRefunds = false
    bank.forgetKeys()
    await time.pass(refundAgainAfterMs - 1)
    expect(await look()).toBe(0)
    await time.pass(1)
    expect(await look()).toBe(1)
    expect(await desk.payment('s1')).toBe('refunded')
    expect(await store.open()).toEqual([])
    expect(asked(bank.calls)).toEqual(['refund refund-1/s1', 'lookup refund-1/s1', 'refund refund-1/s1'])
    expect([...bank.made[0]!.refunds.values()]).toMatchObject([{ amountMinor: 750 }])
  })

  test('[CW15] each time that it is refused, as long as it is owed', async () => {
    const { desk, bank, store, time, look } = await refused()
    for (let times = 1; times <= 3; times++) {
      await time.pass(refundAgainAfterMs)
      expect(await look()).toBe(1)
      expect(await look()).toBe(0)
      expect(await desk.load('s1')).toMatchObject({ status: 'owing', askedAgain: times })
    }
    expect(await store.open()).toMatchObject([{ state: 'owing', inReview: true }])
    expect(bank.made[0]!.refunds.size).toBe(0)
  })

  test('[CW15] while nobody hears the answer is looked up, and given once', async () => {
    const { desk, bank, time, look } = await refused()
    bank.refusesRefunds = false
    bank.forgetKeys()
    bank.misbehave({ on: 'refund', how: 'silent-after' })
    await time.pass(refundAgainAfterMs)
    await look()
    expect(await desk.payment('s1')).toBe('refunded')
    expect(bank.made[0]!.refunds.size).toBe(1)
  })
})

test('[CW14] what fails does not keep the others waiting', async () => {
  const { store, desk, time } = aShop()
  for (const sessionId of ['s1', 's2']) {
    await desk.hold(sessionId, ana, 'EUR')
    await desk.review(sessionId, incomplete)
  }
  await time.pass(reviewWithinMs)
  const errors: object[] = []
  const log = { info: () => undefined, warn: () => undefined, error: (fields: object) => void errors.push(fields) }
  expect(await decideOverdue({ store, desk, receiptLines: failing, policy: firstPolicy, now: time.now, log })).toBe(1)
  expect(errors).toMatchObject([{ sessionId: 's1' }])
  expect(await desk.payment('s2')).toBe('nothing-to-pay')
})
