/** The charge desk over the Stripe SDK, HTTP and the sandbox bank's own books. */
import { createSandboxBank } from '@store/sandbox-bank/bank.ts'
import { type ChargeDesk, chargeDesk } from '@store/store-server/workers/charging-worker.ts'
import { memoryChargeStore } from '@store/store-server/workers/memory-charge-store.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { heldTimer, patientBank } from './patient-bank.ts'

const ana = { id: 'ana', paymentMethod: 'pm_card_visa' }
const SLOW_MS = 1_000
let work: ReturnType<typeof heldTimer>
let url: string
let close: () => Promise<void>
let desk: ChargeDesk

beforeEach(async () => {
  work = heldTimer((ms) => ms >= SLOW_MS)
  ;({ url, close } = await createSandboxBank({ latencyMs: 50, after: work.after }).listen(0))
  // Nobody stands at a gate here: how long they would wait is not what is tested.
  desk = chargeDesk({
    store: memoryChargeStore(),
    bank: patientBank({ url }),
    now: Date.now,
    schedule,
    holdWithinMs: 60_000,
  })
})
afterEach(async () => {
  await desk.close()
  await close()
})

test('[CW8] fifty shoppers who leave at once are each charged, for what is theirs', async () => {
  const sessions = Array.from({ length: 50 }, (_, i) => `demo/1790000000000/${i}`)
  await Promise.all(sessions.map(async (session) => expect(await desk.hold(session, ana, 'EUR')).toBe('held')))
  const payments = await Promise.all(sessions.map((session, i) => desk.settle(session, 100 + i)))
  expect(payments).toEqual(sessions.map(() => 'charged'))
  const capturedMinor = sessions.reduce((sum, _, i) => sum + 100 + i, 0)
  expect((await totals())['eur']).toMatchObject({ capturedMinor, heldMinor: 0, openHolds: 0 })
})

test.each(['time-out-before', 'time-out-after', 'fail-before', 'fail-after'])(
  '[CW4] %s at every step, the books show one exact capture',
  async (how) => {
    await behave({ do: how, on: 'authorize' }, { do: how, on: 'capture' })
    expect(await desk.hold('s1', ana, 'EUR')).toBe('held')
    expect(await desk.settle('s1', 1250)).toBe('charged')
    expect((await totals())['eur']).toEqual({
      authorizedMinor: 3000,
      capturedMinor: 1250,
      refundedMinor: 0,
      heldMinor: 0,
      openHolds: 0,
    })
  },
)

test('[CW2] a bank slower than our patience is asked until it has answered, and acts once', async () => {
  await behave({ do: 'slow', ms: SLOW_MS, on: 'capture' })
  await desk.hold('s1', ana, 'EUR')
  expect(await desk.settle('s1', 1250)).toBe('charging')
  work.ring()
  await expect.poll(() => desk.payment('s1')).toBe('charged')
  expect((await totals())['eur']).toMatchObject({ capturedMinor: 1250, openHolds: 0 })
})

test('[CH15] an expired hold is charged anew', async () => {
  await desk.hold('s1', ana, 'EUR')
  await behave({ do: 'expire-hold', on: 'capture' })
  expect(await desk.settle('s1', 1250)).toBe('charged')
  expect((await totals())['eur']).toMatchObject({ capturedMinor: 1250, openHolds: 0 })
})

test('[CH19] a declined card is followed by the shopper’s next one, at entry and at the exit', async () => {
  const poor = { id: 'ana', paymentMethod: 'pm_card_chargeDeclinedExpiredCard', nextMethods: ['pm_card_mastercard'] }
  expect(await desk.hold('s1', poor, 'EUR')).toBe('held')
  expect(await desk.settle('s1', 1250)).toBe('charged')
  await desk.hold('s2', { ...ana, nextMethods: ['pm_card_mastercard'] }, 'EUR')
  await behave({ do: 'decline', on: 'capture', code: 'lost_card' })
  expect(await desk.settle('s2', 700)).toBe('charged')
  expect((await totals())['eur']).toMatchObject({ capturedMinor: 1950, openHolds: 0 })
})

test.each(['time-out-before', 'time-out-after', 'fail-before', 'fail-after'])(
  '[CH20] [CH22] a debt is paid and a refund given back once, %s or not',
  async (how) => {
    await desk.hold('s1', ana, 'EUR')
    expect(await desk.settle('s1', 20_000)).toBe('unpaid')
    await behave({ do: how, on: 'authorize' }, { do: how, on: 'refund' })
    expect(await desk.correct('s1', { type: 'pay', paymentMethod: 'pm_card_visa' })).toMatchObject({
      status: 'charged',
    })
    const refund = { type: 'refund', refundId: 'r1', of: 'whole', by: 'eve', reason: 'all of it was spoilt' } as const
    await desk.correct('s1', refund)
    await expect.poll(() => desk.payment('s1')).toBe('refunded')
    await desk.correct('s1', refund)
    expect((await totals())['eur']).toMatchObject({ capturedMinor: 20_000, refundedMinor: 20_000, openHolds: 0 })
  },
)

function schedule(afterMs: number, task: () => void): () => void {
  const timer = setTimeout(task, afterMs)
  return () => clearTimeout(timer)
}

async function totals(): Promise<Record<string, object>> {
  const books: unknown = await (await fetch(`${url}/sandbox/books`)).json()
  return z.object({ totals: z.record(z.string(), z.looseObject({})) }).parse(books).totals
}

async function behave(...queue: object[]): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${url}/sandbox/behave`, { method: 'POST', headers, body: JSON.stringify({ queue }) })
  expect(response.status).toBe(200)
}
