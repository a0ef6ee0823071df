/** What outlives every crash of a simulated day: the database's tables and the frame log, in memory. */
import type { PaymentState, Visit } from '@store/contract/visit.ts'
import { memoryEventStore } from '@store/event-store/memory-event-store.ts'
import type { Entry } from '@store/ledger/entry.ts'
import { memoryUsedPasses, type UsedPasses } from '@store/store-server/commands/used-passes.ts'
import { memoryNoticeBox, type NoticeBox } from '@store/store-server/workers/bank-inbox.ts'
import type { ChargeStore } from '@store/store-server/workers/charge-store.ts'
import { type MemoryChargeStore, memoryChargeStore } from '@store/store-server/workers/memory-charge-store.ts'
import type { Line } from './store-core.ts'
import type { ServerRun } from './server-run.ts'

export interface Durable {
  readonly charges: MemoryChargeStore
  readonly used: UsedPasses
  readonly notices: NoticeBox
  readonly receipts: Map<string, StoredReceipt>
  readonly lines: Line[]
  /** Whose writes count: the run that took the store's lease last. */
  epoch: number
}

export interface StoredReceipt {
  readonly visit: Visit
  readonly payment: PaymentState
}

export const durable = (): Durable => ({
  charges: memoryChargeStore(memoryEventStore()),
  used: memoryUsedPasses(),
  notices: memoryNoticeBox(),
  receipts: new Map(),
  lines: [],
  epoch: 0,
})

/** Everything that one run of the server may write to, each write a place where it can die. */
export interface Disk {
  readonly charges: ChargeStore
  readonly used: UsedPasses
  readonly notices: NoticeBox
  readonly log: LineLog
  writeReceipt(visit: Visit): Promise<void>
  receipt(visitId: string): Promise<Visit | undefined>
  noteReceipt(visitId: string, payment: PaymentState): Promise<void>
}

export interface LineLog {
  /** Resolves once they are durable, in the order of the calls. */
  append(lines: readonly Line[]): Promise<void>
}

export class LeaseIsLost extends Error {}

/** `isFenced`: a run whose lease another has taken is refused, as the database refuses it within the commit. */
export function diskOf(kept: Durable, run: ServerRun, isFenced = true): Disk {
  const mine = (): void => {
    if (isFenced && kept.epoch !== run.epoch) throw new LeaseIsLost('another run has the lease')
  }
  const write = <Result>(act: () => Promise<Result> | Result): Promise<Result> =>
    run.write(async () => {
      mine()
      return act()
    })
  let last: Promise<unknown> = Promise.resolve()
  return {
    charges: {
      read: (sessionId) => run.ask(() => kept.charges.read(sessionId)),
      append: (page) => write(() => kept.charges.append(page)),
      open: () => run.ask(() => kept.charges.open()),
      openOf: (accountId) => run.ask(() => kept.charges.openOf(accountId)),
    },
    used: {
      use: (jti, at, expires) => write(() => kept.used.use(jti, at, expires)),
      forget: (before) => kept.used.forget(before),
    },
    notices: {
      add: (notice) => write(() => kept.notices.add(notice)),
      waiting: (atMost) => run.ask(() => kept.notices.waiting(atMost)),
      taken: (id) => write(() => kept.notices.taken(id)),
    },
    log: {
      append(lines) {
        const mineNow = last.then(() => write(() => void kept.lines.push(...lines)))
        last = mineNow.catch(() => undefined)
        return mineNow
      },
    },
    writeReceipt: (visit) =>
      write(() => {
        const there = kept.receipts.get(visit.id)
        kept.receipts.set(visit.id, { visit: there?.visit ?? visit, payment: visit.payment })
      }),
    receipt: (visitId) => run.ask(async () => kept.receipts.get(visitId)?.visit),
    noteReceipt: (visitId, payment) =>
      write(() => {
        const there = kept.receipts.get(visitId)
        if (there) kept.receipts.set(visitId, { ...there, payment })
      }),
  }
}

export const entriesIn = ({ charges }: Durable): readonly Entry[] => charges.entries
