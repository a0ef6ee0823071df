import type { DoorOrder } from '@store/contract/device.ts'
import type { PaymentState } from '@store/contract/visit.ts'
import { loadStoreFolder } from '@store/planogram/store-folder.ts'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { scriptedBank } from '../adapters/scripted-bank.ts'
import { exitDesk } from '../pipeline/exit-desk.ts'
import type { VisitRecord } from '../pipeline/visit-register.ts'
import { chargeDesk } from './charging-worker.ts'
import { memoryChargeStore } from './memory-charge-store.ts'
import { playedTime } from './played-time.ts'

const HOUR_MS = 3_600_000
const folder = await loadStoreFolder(join(import.meta.dirname, '../../../../firmware-sim/stores/corner-shop'))
const [product] = folder.catalog.products
const priceMinor = 2 * product!.priceMinor
const visit = (status: VisitRecord['status']): VisitRecord => ({
  id: 'corner-shop/1/1',
  number: 1,
  shopper: 'ana',
  party: 1,
  status,
  scannedMs: 0,
  exitGate: 'exit',
  basket: { lines: [{ gtin: product!.gtin, quantity: 2, confidence: 1 }], unresolved: [] },
})

/** A store whose bank can be cut off, and which can be killed: `start` is a server over the same books and bank. */
function store() {
  const books = memoryChargeStore()
  const bank = scriptedBank()
  const time = playedTime()
  const opened: [afterMs: number, DoorOrder][] = []
  const paid: PaymentState[] = []
  const startMs = time.now()
  function start() {
    const charges = chargeDesk({ store: books, bank, now: time.now, schedule: time.schedule })
    const exit = exitDesk({
      ...folder,
      settle: (id, amountMinor, lines) => charges.settle(id, amountMinor, lines),
      review: (id, about) => charges.review(id, about),
      order: (order) => opened.push([time.now() - startMs, order]),
      paid: (_, payment) => paid.push(payment),
      now: time.now,
      after: time.schedule,
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    })
    charges.onPayment((id, payment) => exit.learnt(id, payment))
    return { charges, exit }
  }
  return { books, bank, time, opened, paid, start, startMs }
}

function leave({ exit }: ReturnType<ReturnType<typeof store>['start']>, atMs: number, isReplay = false): void {
  exit.hear({ type: 'gate-crossed', gate: 'exit', direction: 'in', atMs, isReplay })
  exit.hear({ type: 'visit-changed', visit: visit('leaving'), was: 'shopping', isReplay })
  exit.hear({ type: 'visit-changed', visit: visit('sealed'), was: 'leaving', isReplay })
}

const captures = ({ bank }: ReturnType<typeof store>) =>
  bank.made.map(({ status, capturedMinor }) => [status, capturedMinor])

describe('[CW4] a bank that is down for an hour', () => {
  test('keeps nobody in: the exit opens in time, and the visit is captured once when the bank is back', async () => {
    const shop = store()
    const running = shop.start()
    await running.charges.hold(visit('shopping').id, { id: 'ana', paymentMethod: 'card' }, 'EUR')
    expect(shop.paid.splice(0)).toEqual(['charging', 'held'])
    shop.bank.isDown = true
    leave(running, shop.time.now())
    await shop.time.pass(HOUR_MS)
    expect(shop.opened).toEqual([[10_000, { gate: 'exit', door: 'second', openForMs: 5_000 }]])
    expect(shop.paid).toEqual(['charging', 'review'])
    expect(await shop.books.open()).toMatchObject([{ state: 'awaiting', inReview: true }])

    shop.bank.isDown = false
    await shop.time.pass(61_000)
    expect(captures(shop)).toEqual([['captured', priceMinor]])
    expect(shop.paid).toEqual(['charging', 'review', 'charged'])
    expect(await shop.books.open()).toEqual([])
    expect(shop.opened).toHaveLength(1)
  })

  test('and a server that is killed in the middle of it changes nothing', async () => {
    const shop = store()
    const first = shop.start()
    await first.charges.hold(visit('shopping').id, { id: 'ana', paymentMethod: 'card' }, 'EUR')
    shop.bank.isDown = true
    leave(first, shop.time.now())
    await shop.time.pass(HOUR_MS / 2)
    await first.charges.close()
    first.exit.close()

    const second = shop.start()
    const resumed = second.charges.resume()
    await shop.time.pass(1_000)
    await resumed
    expect(await second.charges.payment(visit('sealed').id)).toBe('review')
    leave(second, shop.startMs, true)
    second.exit.hear({ type: 'caught-up', atMs: shop.time.now(), isReplay: false })
    await shop.time.pass(HOUR_MS / 2)
    shop.bank.isDown = false
    await shop.time.pass(61_000)
    expect(captures(shop)).toEqual([['captured', priceMinor]])
    expect(shop.paid.at(-1)).toBe('charged')
    expect(shop.books.entries.map(({ kind }) => kind)).toEqual(['sale', 'capture'])
  })
})
