import type { DoorOrder } from '@store/contract/device.ts'
import type { PaymentState } from '@store/contract/visit.ts'
import { loadStoreFolder } from '@store/planogram/store-folder.ts'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { exitDesk } from './exit-desk.ts'
import type { VisitRecord } from './visit-register.ts'

const store = await loadStoreFolder(join(import.meta.dirname, '../../../../firmware-sim/stores/corner-shop'))
const [product] = store.catalog.products
const visit = (status: VisitRecord['status'], more: Partial<VisitRecord> = {}): VisitRecord => ({
  id: 'v1',
  number: 1,
  shopper: 'ana',
  party: 1,
  status,
  scannedMs: 0,
  basket: { lines: [{ gtin: product!.gtin, quantity: 3, confidence: 1 }], unresolved: [] },
  ...(status === 'leaving' || status === 'sealed' ? { exitGate: 'exit' } : {}),
  ...more,
})

/** A desk in virtual time; the bank answers when the test says so. */
function desk() {
  let nowMs = 0
  let timers: { atMs: number; run: () => void }[] = []
  const orders: [number, DoorOrder][] = []
  const paid: PaymentState[] = []
  const asked: [string, number][] = []
  const reviews: [string, string][] = []
  const bank: { answer: (state: PaymentState) => void; fail: (error: Error) => void }[] = []
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }
  const exit = exitDesk({
    ...store,
    settle: (id, amountMinor) => {
      asked.push([id, amountMinor])
      return new Promise((answer, fail) => bank.push({ answer, fail }))
    },
    review: (id, { reason }) => {
      reviews.push([id, reason])
      return Promise.resolve('review')
    },
    order: (order) => orders.push([nowMs, order]),
    paid: (_, payment) => paid.push(payment),
    now: () => nowMs,
    after: (ms, run) => {
      const timer = { atMs: nowMs + ms, run }
      timers.push(timer)
      return () => void (timers = timers.filter((one) => one !== timer))
    },
    log: silent,
  })
  const change = (record: VisitRecord, was: VisitRecord['status'], isReplay = false): void =>
    exit.hear({ type: 'visit-changed', visit: record, was, isReplay })
  return {
    exit,
    orders,
    paid,
    asked,
    reviews,
    bank,
    crossed: (direction: 'in' | 'out', isReplay = false, atMs = nowMs): void =>
      exit.hear({ type: 'gate-crossed', gate: 'exit', direction, atMs, isReplay }),
    leaves: (isReplay = false): void => change(visit('leaving'), 'shopping', isReplay),
    isSealed: (isReplay = false): void => change(visit('sealed'), 'leaving', isReplay),
    isClosed: (): void => {
      const { exitGate: _, ...closed } = visit('sealed')
      change(closed, 'shopping')
    },
    turnsBack: (): void => change(visit('turned-back'), 'in-vestibule'),
    async pass(ms: number): Promise<void> {
      const untilMs = nowMs + ms
      for (;;) {
        await new Promise<void>((resolve) => setImmediate(resolve))
        const [first] = timers.filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)
        if (!first) break
        timers = timers.filter((timer) => timer !== first)
        nowMs = Math.max(nowMs, first.atMs)
        first.run()
      }
      nowMs = untilMs
    },
  }
}

const secondDoor: DoorOrder = { gate: 'exit', door: 'second', openForMs: 5_000 }

describe('[PI11] a visit ends', () => {
  test('first door, sealed, settled, second door', async () => {
    const d = desk()
    d.crossed('in')
    await d.pass(2_500)
    d.leaves()
    await d.pass(300)
    d.isSealed()
    expect([d.asked, d.paid]).toEqual([[['v1', 3 * product!.priceMinor]], ['charging']])
    await d.pass(100)
    d.bank[0]!.answer('charged')
    await d.pass(0)
    expect([d.orders, d.paid]).toEqual([[[2_900, secondDoor]], ['charging', 'charged']])
  })

  test('who took nothing, and who turned back, pays nothing', () => {
    const d = desk()
    d.turnsBack()
    expect(d.asked).toEqual([['v1', 0]])
  })

  test('a bank that answers later than it was waited for is heard', async () => {
    const d = desk()
    d.crossed('in')
    d.leaves()
    d.isSealed()
    d.bank[0]!.answer('charging')
    await d.pass(1_000)
    expect(d.orders).toEqual([])
    d.exit.learnt('v1', 'charged')
    expect([d.orders, d.paid]).toEqual([[[1_000, secondDoor]], ['charging', 'charged']])
  })
})

describe('[PI10] the door opens at its deadline', () => {
  test('when the bank is silent: the visit is for review, until the bank is heard', async () => {
    const d = desk()
    d.crossed('in')
    d.leaves()
    d.isSealed()
    await d.pass(12_000)
    expect([d.orders, d.paid]).toEqual([[[10_000, secondDoor]], ['charging', 'review']])
    expect(d.reviews).toEqual([['v1', 'left-unsettled']])
    d.bank[0]!.answer('charged')
    await d.pass(0)
    expect(d.paid).toEqual(['charging', 'review', 'charged'])
    expect(d.exit.paymentOf('v1')).toBe('charged')
  })

  test('when the bank’s port breaks', async () => {
    const d = desk()
    d.crossed('in')
    d.leaves()
    d.isSealed()
    d.bank[0]!.fail(new Error('no route'))
    await d.pass(12_000)
    expect([d.orders, d.paid]).toEqual([[[10_000, secondDoor]], ['charging', 'review']])
    expect(d.reviews[0]).toEqual(['v1', 'could-not-settle'])
  })

  test('when nobody can say who it is', async () => {
    const d = desk()
    d.crossed('in')
    await d.pass(12_000)
    expect(d.orders).toEqual([[10_000, secondDoor]])
  })
})

describe('[PI10] after a restart', () => {
  test('nothing moves while the store is rebuilt; then what was sealed is settled, and who stood in the vestibule is let out', async () => {
    const d = desk()
    d.crossed('in', true)
    d.leaves(true)
    d.isSealed(true)
    await d.pass(60_000)
    expect([d.orders, d.asked]).toEqual([[], []])
    d.exit.hear({ type: 'caught-up', atMs: 0, isReplay: false })
    expect(d.asked).toEqual([['v1', 3 * product!.priceMinor]])
    await d.pass(12_000)
    expect(d.orders).toEqual([[70_000, secondDoor]])
  })

  test('a vestibule that was left is left alone', async () => {
    const d = desk()
    d.crossed('in', true)
    d.crossed('out', true)
    d.exit.hear({ type: 'caught-up', atMs: 0, isReplay: false })
    await d.pass(12_000)
    expect(d.orders).toEqual([])
  })
})

test('[MD6] a visit that its deadline ended is for staff: nothing is charged on a guess', async () => {
  const d = desk()
  d.isClosed()
  await d.pass(0)
  expect([d.asked, d.reviews, d.paid]).toEqual([[], [['v1', 'evidence-incomplete']], ['review']])
})
