/**
 * A few visits as plates, trackers and gates see them, through the whole pipeline and its log on disk, with the product's
 * money behind it: killed again and again, and compared with the same visits that nothing disturbed.
 */
import { evolve, initial } from '@store/charging/charge.ts'
import { hearingPolicy } from '@store/engine/hearing.ts'
import { assert } from '@store/kernel/assert.ts'
import { prng } from '@store/kernel/prng.ts'
import type { StoreFolder } from '@store/planogram/store-folder.ts'
import { exitDesk, type ExitDesk } from '@store/store-server/pipeline/exit-desk.ts'
import type { StoreEvent } from '@store/store-server/pipeline/store-event.ts'
import type { VisitRecord } from '@store/store-server/pipeline/visit-register.ts'
import { visitBoard } from '@store/store-server/projections/visit-board.ts'
import { chargeDesk, type ChargeDesk } from '@store/store-server/workers/charging-worker.ts'
import { receiptFirst } from '@store/store-server/workers/receipt-first.ts'
import { EPOCH_MS, framesOf, liveStore, type LiveStore } from '../../pipeline/live-store.ts'
import { chargedLinesOf, sessionsIn } from './afterwards.ts'
import { bankNextDoor } from './bank-next-door.ts'
import { bankBooks, type Books, type ChargeHistory, digestOf } from './books.ts'
import { diskOf, durable } from './durable.ts'
import { accountOf, heardBy, quietLog } from './server.ts'
import { serverRun, type ServerRun } from './server-run.ts'
import { calmBank, foulBank } from './store-day.ts'
import { virtualTime, type VirtualTime } from './virtual-time.ts'

const STEP_MS = 500
const CALM_MS = 10 * 60_000
const HOUR_MS = 3_600_000
/** As `LiveStore.rest` has it. */
const REST_MS = 90_000
const RECIPES = ['plain', 'crowd'] as const

interface Money {
  readonly run: ServerRun
  readonly exit: ExitDesk
  readonly charges: ChargeDesk
  readonly hear: (event: StoreEvent) => void
}

export async function playEngineDay({ seed, store }: { readonly seed: number; readonly store: StoreFolder }) {
  const random = prng(seed, 'engine')
  const frames = framesOf(random.pick(RECIPES), seed, random.integer(2, 3), 3)
  const undisturbed = await undisturbedVisits(frames)
  const live = await liveStore(frames, { segmentBytes: random.pick([300_000, 5_000_000]) })
  const time = virtualTime(EPOCH_MS)
  const kept = durable()
  const bank = bankNextDoor({ time, random: prng(seed, 'bank'), weather: foulBank(random), tell: async () => false })
  const tally = { engineVisits: 0, engineCrashes: 0 }
  const earlierEntries: string[] = []
  let fed = 0
  let isFoul = true
  const gate = chargeDesk({
    store: kept.charges,
    bank: bank.bank,
    now: time.now,
    schedule: time.schedule,
    holdWithinMs: 300_000,
  })

  function start(): Money {
    kept.epoch++
    earlierEntries.push(JSON.stringify(kept.charges.entries))
    const run = serverRun({
      epoch: kept.epoch,
      time,
      random,
      fuse: isFoul ? random.integer(1, 25) : Infinity,
      diskMs: () => random.between(1, 12),
      died: () => undefined,
    })
    return moneyOf(run, time, store, kept, heardBy(run, bank.bank))
  }

  async function feed(to: Money): Promise<void> {
    for (; fed < live.events.length; fed++) {
      const event = live.events[fed]!
      to.hear(event)
      if (event.type !== 'visit-changed' || event.isReplay || event.visit.status !== 'in-vestibule') continue
      tally.engineVisits++
      await admit(event.visit.id)
    }
  }

  /** Who is inside here has been let in, so a hold was granted: what a gate does in doubt is for the days of events. */
  async function admit(visitId: string): Promise<void> {
    const { weather } = bank
    bank.weather = calmBank
    const answer = gate.hold(visitId, accountOf('shopper-1'), store.layout.currency)
    await untilDone(answer, time)
    bank.weather = weather
    assert((await answer) === 'held', `${visitId} walks in, and nothing is held`)
  }

  async function crash(): Promise<Money> {
    tally.engineCrashes++
    await live.crashWriting(random.between(0, 1_500), random.between(0, 1))
    const next = start()
    await feed(next)
    next.charges.resume().catch(() => undefined)
    return next
  }

  let money = start()
  const crashes = Array.from({ length: 3 }, () => random.between(0, live.lastsMs)).sort((a, b) => a - b)
  for (let atMs = 0; atMs < live.lastsMs + CALM_MS / 4; atMs += STEP_MS) {
    if (atMs < live.lastsMs) await live.play(atMs)
    // How fast the disk is must not decide what is heard before time passes, and what after.
    await live.takenIn()
    await feed(money)
    await time.passUntil(EPOCH_MS + atMs)
    if (!money.run.isAlive || (crashes[0] ?? Infinity) <= atMs) {
      if (money.run.isAlive) crashes.shift()
      money.run.kill()
      money = await crash()
    }
    if (atMs + STEP_MS >= live.lastsMs && isFoul) {
      await live.play(live.lastsMs)
      await live.rest()
      await feed(money)
    }
    if (atMs > live.lastsMs) isFoul = false
  }
  bank.weather = calmBank
  money.run.kill()
  money = await crash()
  // The devices say nothing any more, and a store that hears nobody waits for as long as they could keep what they saw.
  for (let restedMs = 0; restedMs < hearingPolicy.mostMs + CALM_MS / 4; restedMs += REST_MS) await live.rest()
  await feed(money)
  await time.passUntil(time.now() + CALM_MS)
  const books = await booksAfter(live, undisturbed)
  await live.close()
  return { books, hours: live.lastsMs / HOUR_MS, seen: tally }

  async function booksAfter(after: LiveStore, expected: ReadonlyMap<string, VisitRecord>): Promise<Books> {
    const charges = new Map<string, ChargeHistory>()
    for (const sessionId of await sessionsIn(kept)) {
      const events = await kept.charges.read(sessionId)
      charges.set(sessionId, { events, charge: events.reduce(evolve, initial) })
    }
    const visits = after.engine.current().visits
    return {
      store,
      startedMs: EPOCH_MS,
      endedMs: time.now(),
      charges,
      entries: kept.charges.entries,
      earlierEntries,
      open: await kept.charges.open(),
      receipts: kept.receipts,
      bank: await bankBooks(bank),
      visits: visits.map((visit) => ({ ...visit, ...undisturbedOf(expected, visit), pass: visit.id })),
      liveVisits: visits,
      // What the engine believes of shelves is weighed in `npm run accuracy`; links and acks in tests of the pipeline.
      stock: {
        atStart: new Map(),
        onShelves: new Map(),
        cannotTell: new Map(),
        reallyGone: new Map(),
        unheard: new Map(),
      },
      devices: [],
      earlyAcks: [],
      digest: await digestOf({ kept, bank }),
      cameIn: new Set(visits.map(({ id }) => id)),
    }
  }
}

/** The basket as it would have been, under the name that the visit has here. */
function undisturbedOf(expected: ReadonlyMap<string, VisitRecord>, { shopper }: VisitRecord) {
  const visit = expected.get(shopper)
  return visit ? { basket: visit.basket, status: visit.status } : {}
}

async function undisturbedVisits(frames: ReturnType<typeof framesOf>): Promise<Map<string, VisitRecord>> {
  const store = await liveStore(frames)
  await store.play(store.lastsMs)
  await store.rest()
  const visits = new Map(store.engine.current().visits.map((visit) => [visit.shopper, visit]))
  await store.close()
  return visits
}

function moneyOf(
  run: ServerRun,
  time: VirtualTime,
  { layout, catalog }: StoreFolder,
  kept: ReturnType<typeof durable>,
  bank: Parameters<typeof chargeDesk>[0]['bank'],
): Money {
  const { now } = time
  const disk = diskOf(kept, run)
  const charges = chargeDesk({ store: disk.charges, bank, now, schedule: run.schedule })
  const board = visitBoard({ layout, catalog, now })
  let isCaughtUp = kept.epoch === 1
  const { store: keep, settle } = receiptFirst({
    settle: (id, amountMinor, lines) => charges.settle(id, amountMinor, lines),
    async receiptLines(id) {
      const receipt = await disk.receipt(id)
      return receipt && chargedLinesOf(receipt)
    },
    after: run.schedule,
    failed: () => undefined,
    differs: () => undefined,
  })
  board.onEnded((visit) => {
    if (visit.status === 'sealed' && isCaughtUp) void keep(visit.id, () => disk.writeReceipt(visit))
  })
  const exit = exitDesk({
    layout,
    catalog,
    settle,
    review: (id, about) => charges.review(id, about),
    order: () => undefined,
    paid: (id, payment) => board.paid(id, payment),
    now,
    after: run.schedule,
    log: quietLog,
  })
  charges.onPayment((id, payment) => {
    exit.learnt(id, payment)
    void keep(id, () => disk.noteReceipt(id, payment))
  })
  return {
    run,
    exit,
    charges,
    hear(event) {
      isCaughtUp ||= event.type === 'caught-up'
      board.hear(event)
      exit.hear(event)
    },
  }
}

/** Lets time pass until it is answered. */
async function untilDone(work: Promise<unknown>, time: VirtualTime): Promise<void> {
  const answer = { isThere: false }
  const done = (): void => void (answer.isThere = true)
  work.then(done, done)
  for (let steps = 0; !answer.isThere && steps < 10_000; steps++) await time.passUntil(time.now() + 100)
}
