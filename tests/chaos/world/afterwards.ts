/** What people decide about charges later in the day: refunds, debts that are paid or given up, visits that staff look at. */
import { figuresOf } from '@store/charging/charge.ts'
import type { ChargedLine } from '@store/charging/events.ts'
import { quantityLeft } from '@store/charging/figures.ts'
import type { Visit } from '@store/contract/visit.ts'
import type { Prng } from '@store/kernel/prng.ts'
import type { ChargeDesk } from '@store/store-server/workers/charging-worker.ts'
import { chargedSession } from '@store/store-server/workers/charge-stream.ts'
import type { Durable } from './durable.ts'
import type { VirtualTime } from './virtual-time.ts'

export interface AfterwardsSetup {
  readonly time: VirtualTime
  readonly random: Prng
  readonly kept: Durable
  readonly charges: () => ChargeDesk | undefined
  readonly untilMs: number
}

const EVERY_MS = 20 * 60_000

export function afterwards({ time, random, kept, charges, untilMs }: AfterwardsSetup): void {
  const done = new Set<string>()
  const later = (task: () => void) => time.schedule(random.between(0, EVERY_MS), task)

  async function round(): Promise<void> {
    for (const { sessionId, state, inReview } of await kept.charges.open()) {
      if (state === 'unpaid' && random.chance(0.5)) later(() => pays(sessionId))
      else if (state === 'owing' && random.chance(0.3)) later(() => insists(sessionId))
      else if (state === 'held' && inReview && random.chance(0.05)) later(() => decides(sessionId))
    }
    for (const [sessionId, { payment }] of kept.receipts) {
      if (payment !== 'charged' || done.has(sessionId)) continue
      done.add(sessionId)
      if (random.chance(0.1)) later(() => gives(sessionId))
    }
  }

  function pays(sessionId: string): void {
    const desk = charges()
    if (!desk) return
    if (random.chance(0.7)) ask(desk.correct(sessionId, { type: 'pay', paymentMethod: 'pm_card_visa' }))
    else ask(desk.correct(sessionId, { type: 'write-off', by: 'eve', reason: 'not worth the trouble' }))
  }

  /** Twice, as somebody does whose screen is slow. */
  function gives(sessionId: string): void {
    const desk = charges()
    if (!desk) return
    const isWhole = random.chance(0.4)
    const isTwice = random.chance(0.3)
    ask(
      desk.load(sessionId).then(async (charge) => {
        const figures = figuresOf(charge)
        const line = figures?.lines.find(({ item }) => quantityLeft(figures, item) > 0)
        if (!line) return
        const of = isWhole ? ('whole' as const) : [{ item: line.item, quantity: 1 }]
        const command = { type: 'refund', refundId: `refund of ${sessionId}`, of, by: 'eve', reason: 'broken' } as const
        const first = desk.correct(sessionId, command)
        if (isTwice) ask(desk.correct(sessionId, command))
        await first
      }),
    )
  }

  /** Staff look at a visit whose end nobody saw, and charge what its basket says. */
  function decides(sessionId: string): void {
    const desk = charges()
    const receipt = kept.receipts.get(sessionId)
    if (!desk || !receipt) return
    const { visit } = receipt
    const decided = { by: 'eve', reason: 'looked at the shelves', because: 'evidence-clear' }
    ask(desk.settle(sessionId, visit.total.amountMinor, chargedLinesOf(visit), decided))
  }

  /** Mostly the bank is asked again; sometimes staff have had enough. */
  function insists(sessionId: string): void {
    const command = random.chance(0.8)
      ? ({ type: 'retry-refund', by: 'eve', reason: 'the shopper asks for it' } as const)
      : ({ type: 'give-up-refund', by: 'eve', reason: 'paid in cash at the counter' } as const)
    ask(charges()?.correct(sessionId, command) ?? Promise.resolve())
  }

  function again(): void {
    if (time.now() >= untilMs) return
    ask(round())
    time.schedule(EVERY_MS, again)
  }
  time.schedule(EVERY_MS, again)
}

/** Refused, or cut off by a crash: whoever asked sees it, and may ask again. */
const ask = (work: Promise<unknown>): void => void work.catch(() => undefined)

export const sessionsIn = async ({ charges }: Durable): Promise<string[]> => {
  const all = await charges.events.readAll(0, Number.MAX_SAFE_INTEGER)
  return [...new Set(all.flatMap(({ stream }) => chargedSession(stream) ?? []))]
}

export const chargedLinesOf = ({ lines }: Visit): ChargedLine[] =>
  lines.map(({ gtin, quantity, unitPriceMinor }) => ({ item: gtin, quantity, unitMinor: unitPriceMinor }))
