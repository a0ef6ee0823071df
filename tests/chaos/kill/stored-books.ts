/** What a real database and the bank's own books say, in the form that the invariants look at. */
import { evolve, initial } from '@store/charging/charge.ts'
import { Visit } from '@store/contract/visit.ts'
import type { StoreFolder } from '@store/planogram/store-folder.ts'
import type { Database } from '@store/store-server/adapters/database.ts'
import { postgresChargeStore } from '@store/store-server/adapters/postgres-charge-store.ts'
import { prismaLedger } from '@store/store-server/adapters/prisma-ledger.ts'
import { paymentOf } from '@store/store-server/workers/payment.ts'
import { chargedSession } from '@store/store-server/workers/charge-stream.ts'
import { figuresOf } from '@store/charging/charge.ts'
import { invariants, type Violation } from '../invariants/invariants.ts'
import type { Books, ChargeHistory } from '../world/books.ts'
import type { BankBooks } from './bank-process.ts'

export interface StoredBooks extends Books {
  /** Sessions by how their money ended. */
  readonly ends: Readonly<Record<string, number>>
}

/** Those that need nothing but records: money, holds, the ledger; receipts, where the log was replayed. */
const OF_RECORDS = new Set(['I1', 'I2', 'I6', 'I7'])

export async function storedBooks(database: Database, bank: BankBooks, store: StoreFolder): Promise<StoredBooks> {
  const { prisma, events } = database
  const { id: storeId, timeZone } = store.layout
  const charges = postgresChargeStore({ prisma, events, storeId, timeZone })
  const sessions = new Set<string>()
  for (let position = 0; ;) {
    const some = await events.readAll(position, 1_000)
    const last = some.at(-1)
    if (!last) break
    for (const { stream } of some) sessions.add(chargedSession(stream) ?? stream)
    position = last.position
  }
  const histories = new Map<string, ChargeHistory>()
  const ends: Record<string, number> = {}
  for (const sessionId of sessions) {
    const own = await charges.read(sessionId)
    const charge = own.reduce(evolve, initial)
    histories.set(sessionId, { events: own, charge })
    const end = paymentOf(charge) ?? charge.status
    ends[end] = (ends[end] ?? 0) + 1
  }
  const rows = await prisma.receipt.findMany({ where: { storeId } })
  const receipts = new Map(
    rows.map(({ id, body, payment }) => {
      const visit = Visit.parse({ ...Visit.omit({ payment: true }).parse(body), payment })
      return [id, { visit, payment: visit.payment }]
    }),
  )
  return {
    store,
    startedMs: 0,
    endedMs: Date.now(),
    charges: histories,
    ends,
    entries: await prismaLedger(prisma, storeId).entries('2000-01-01', '3000-01-01'),
    earlierEntries: [],
    open: await charges.open(),
    receipts,
    bank: bank.payments.map((payment) => ({
      providerRef: payment.id,
      key: payment.reference ?? '',
      sessionId: payment.metadata['session'] ?? '',
      currency: payment.currency.toUpperCase(),
      capturedMinor: payment.capturedMinor,
      refundedMinor: payment.refundedMinor,
      status: payment.status,
      isHold: payment.isManual,
    })),
    visits: [],
    liveVisits: undefined,
    stock: {
      atStart: new Map(),
      onShelves: new Map(),
      cannotTell: new Map(),
      reallyGone: new Map(),
      unheard: new Map(),
    },
    devices: [],
    earlyAcks: [],
    digest: '',
    cameIn: new Set(),
  }
}

/** `isOver`: everybody is out, and the bank was left alone for long enough. */
export function brokenIn(books: StoredBooks, isOver: boolean): Violation[] {
  const broken = invariants
    .filter(({ id }) => OF_RECORDS.has(id) && isOver)
    .flatMap(({ id, broken: of }) => of(books).map((what) => ({ invariant: id, what })))
  for (const [id, { visit }] of books.receipts) {
    const figures = figuresOf(books.charges.get(id)?.charge ?? initial)
    if (figures && figures.totalMinor !== visit.total.amountMinor)
      broken.push({
        invariant: 'I6',
        what: `${id} was charged ${figures.totalMinor}, its receipt says ${visit.total.amountMinor}`,
      })
  }
  if (!isOver) return broken
  for (const [id, { charge }] of books.charges) {
    const payment = paymentOf(charge) ?? 'none'
    if (!ENDS.has(payment)) broken.push({ invariant: 'I3', what: `${id} ended as ${payment} (${charge.status})` })
    const figures = figuresOf(charge)
    if (figures && figures.totalMinor > 0 && !books.receipts.has(id))
      broken.push({ invariant: 'I6', what: `${id} was charged ${figures.totalMinor} and has no receipt` })
  }
  return broken
}

const ENDS = new Set(['charged', 'refunded', 'nothing-to-pay', 'review', 'unpaid'])
