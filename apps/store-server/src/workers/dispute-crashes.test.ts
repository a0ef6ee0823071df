import { figuresOf } from '@store/charging/charge.ts'
import { capturedMinor, givenBackMinor } from '@store/charging/figures.ts'
import type { DisputeRequest } from '@store/contract/dispute.ts'
import type { Visit } from '@store/contract/visit.ts'
import { memoryEventStore } from '@store/event-store/memory-event-store.ts'
import { Fault } from '@store/kernel/fault.ts'
import { SWEEP, sweep } from '@store/kernel/sweep.ts'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { scriptedBank } from '../adapters/scripted-bank.ts'
import { disputeDesk } from '../commands/dispute-desk.ts'
import { chargeDesk } from './charging-worker.ts'
import { aboutOf, disputeBook, type DisputePage } from './dispute-store.ts'
import { memoryChargeStore } from './memory-charge-store.ts'
import { memoryDisputeStore } from './memory-dispute-store.ts'
import { playedTime } from './played-time.ts'

const VISIT = 'demo/1/1'
const tea = { item: 'tea', quantity: 3, unitMinor: 250 }
const visit: Visit = {
  id: VISIT,
  party: 1,
  storeId: 'demo',
  storeName: 'Demo',
  status: 'sealed',
  enteredAt: new Date(Date.UTC(2026, 0, 1)).toISOString(),
  lines: [{ gtin: 'tea', name: 'Tea', quantity: 3, unitPriceMinor: 250, confidence: 0.9, evidence: [] }],
  doubtful: [],
  total: { amountMinor: 750, currency: 'EUR' },
  payment: 'charged',
}
const requests: readonly DisputeRequest[] = [
  { do: 'contest', id: 'd1', item: 'tea', quantity: 1, claim: 'not-taken' },
  { do: 'contest', id: 'd2', item: 'tea', quantity: 2, claim: 'put-back' },
  { do: 'report', id: 'm1', item: 'oats', quantity: 1 },
  { do: 'confirm', id: 'm1' },
  { do: 'withdraw', id: 'd2' },
]
const aCase = fc.record({
  asked: fc.array(fc.constantFrom(...requests), { minLength: 2, maxLength: 8 }),
  /** Writes, of disputes and of charges, after which the process is no more. */
  crashes: fc.array(fc.nat(9), { maxLength: 3 }),
})

const seen = new Map<string, number>()

test(
  '[DD3] wherever it crashes, what was decided is refunded once and what was confirmed is charged once',
  SWEEP,
  async () => {
    await sweep({
      name: 'DD3',
      of: aCase,
      runs: 600,
      async holds({ asked, crashes }) {
        const events = memoryEventStore()
        const chargeStore = memoryChargeStore(memoryEventStore())
        const disputeStore = memoryDisputeStore(events)
        const bank = scriptedBank()
        const time = playedTime()
        let writesLeft = Number.POSITIVE_INFINITY
        const dying =
          <Page>(append: (page: Page) => Promise<boolean>) =>
          async (page: Page): Promise<boolean> => {
            if (writesLeft-- <= 0) throw new Error('the process is no more')
            return append(page)
          }
        const start = () => {
          const charges = chargeDesk({
            store: { ...chargeStore, append: dying(chargeStore.append) },
            bank,
            now: time.now,
            schedule: time.schedule,
          })
          const desk = disputeDesk({
            store: { ...disputeStore, append: dying((page: DisputePage) => disputeStore.append(page)) },
            charges,
            receipts: {
              one: async () => ({ accountId: 'ana', visit }),
              latestVisits: async () => [VISIT],
            },
            weighAnew: async () => ({ odds: [{ gtin: 'tea', atLeast: [0.5, 0.5, 0.5] }], untilMs: 0, later: [] }),
            article: () => ({ name: 'Oats', priceMinor: 500 }),
            now: time.now,
            onChange: () => undefined,
            onQueue: () => undefined,
          })
          return { charges, desk }
        }

        let { charges, desk } = start()
        await charges.hold(VISIT, { id: 'ana', paymentMethod: 'card' }, 'EUR')
        await charges.settle(VISIT, 750, [tea])
        const pending = [...crashes]
        for (const request of asked) {
          writesLeft = pending.pop() ?? Number.POSITIVE_INFINITY
          await desk.ask('ana', VISIT, request).catch((error: unknown) => {
            if (!(error instanceof Fault) && writesLeft > 0) throw error
          })
          await desk.rest()
          if (writesLeft >= 0) continue
          saw('crashed')
          await charges.close()
          writesLeft = Number.POSITIVE_INFINITY
          ;({ charges, desk } = start())
          await charges.resume()
          await desk.resume()
          await desk.rest()
        }
        await time.pass(120_000)
        await desk.resume()
        await desk.rest()

        const disputes = await disputeBook(disputeStore, time.now).load('ana')
        const figures = figuresOf(await charges.load(VISIT))!
        expect(await disputeStore.open()).toEqual([])
        let refundedMinor = 0
        let addedMinor = 0
        for (const dispute of disputes.values()) {
          expect(['closed', 'withdrawn', 'offered', 'charged']).toContain(dispute.status)
          if (dispute.status === 'closed') refundedMinor += dispute.refundedMinor
          if (dispute.status === 'charged') addedMinor += dispute.chargedMinor
          saw(`${aboutOf(dispute).disputeId} ${dispute.status}`)
        }
        expect(givenBackMinor(figures)).toBe(refundedMinor)
        expect(capturedMinor(figures)).toBe(750 + addedMinor)
        const atBank = bank.made.flatMap(({ refunds }) => [...refunds.values()])
        expect(atBank.reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBe(refundedMinor)
        await charges.close()
      },
    })
    const wanted = ['crashed', 'd1 closed', 'd2 closed', 'm1 charged']
    expect(wanted.filter((what) => (seen.get(what) ?? 0) <= 20)).toEqual([])
  },
)

const saw = (what: string): void => void seen.set(what, (seen.get(what) ?? 0) + 1)
