import {
  isPaymentSettled,
  type PaymentState,
  type Settlement,
  type Visit,
  type VisitPatch,
  type VisitSnapshot,
} from '@store/contract/visit.ts'
import type { Catalog } from '@store/catalog/catalog.ts'
import type { StoreLayout } from '@store/planogram/layout.ts'
import type { Grounds, StoreEvent } from '../pipeline/store-event.ts'
import type { VisitRecord } from '../pipeline/visit-register.ts'
import { visitView } from './visit-view.ts'

/** Every shopper's own visits, and nobody else's: a snapshot each, then patches [RT6]. */
export interface VisitBoard {
  hear(event: StoreEvent): void
  paid(visitId: string, payment: PaymentState): void
  /** What was taken for it and given back since, once that is known. */
  settled(visitId: string, settlement: Settlement | undefined): void
  snapshot(shopper: string): VisitSnapshot
  onPatch(listener: (shopper: string, patch: VisitPatch) => void): () => void
  /** A visit was sealed or turned back, or its money changed afterwards: what receipts are made of. */
  onEnded(listener: (visit: Visit, shopper: string) => void): () => void
}

/** What is over stays on the phone for a while; then it is a receipt among others. */
const SHOWN_FOR_MS = 15 * 60_000

interface Shown {
  readonly record: VisitRecord
  readonly grounds: Grounds | undefined
  readonly view: Visit
  /** The view as it goes over the wire: what reads the same is no news. */
  readonly text: string
}

interface Own {
  revision: number
  readonly visits: Map<string, Shown>
}

export function visitBoard(options: {
  readonly layout: StoreLayout
  readonly catalog: Catalog
  readonly now: () => number
}): VisitBoard {
  const { layout, catalog, now } = options
  const shoppers = new Map<string, Own>()
  const shopperOf = new Map<string, string>()
  const payments = new Map<string, PaymentState>()
  const settlements = new Map<string, Settlement>()
  const patched = new Set<(shopper: string, patch: VisitPatch) => void>()
  const ended = new Set<(visit: Visit, shopper: string) => void>()

  function ownOf(shopper: string): Own {
    const there = shoppers.get(shopper)
    if (there) return there
    const fresh: Own = { revision: 0, visits: new Map() }
    shoppers.set(shopper, fresh)
    return fresh
  }

  function put(record: VisitRecord, grounds: Grounds | undefined): void {
    const { id, shopper } = record
    shopperOf.set(id, shopper)
    const own = ownOf(shopper)
    const settlement = settlements.get(id)
    const view = {
      ...visitView(record, payments.get(id) ?? 'held', { layout, catalog }, grounds),
      ...(settlement && { settlement }),
    }
    const text = JSON.stringify(view)
    if (own.visits.get(id)?.text === text) return
    own.visits.set(id, { record, grounds, view, text })
    const drop = forgotten(own, id)
    const after = own.revision++
    for (const listener of patched) listener(shopper, { after, revision: own.revision, put: [view], drop })
    if (isOver(record)) for (const listener of ended) listener(view, shopper)
  }

  function putAgain(visitId: string): void {
    const shown = shoppers.get(shopperOf.get(visitId) ?? '')?.visits.get(visitId)
    if (shown) put(shown.record, shown.grounds)
  }

  /** The last of a shopper's visits takes their page along: who watches it still is told so with the next snapshot. */
  function forget(visitId: string): void {
    const shopper = shopperOf.get(visitId)
    shopperOf.delete(visitId)
    payments.delete(visitId)
    settlements.delete(visitId)
    const own = shopper === undefined ? undefined : shoppers.get(shopper)
    own?.visits.delete(visitId)
    if (shopper !== undefined && own?.visits.size === 0) shoppers.delete(shopper)
  }

  /** What is neither news nor still to be paid. */
  function forgotten({ visits }: Own, but: string): string[] {
    const old = [...visits.values()].filter(
      ({ record, view }) => record.id !== but && isOld(record) && isPaymentSettled[view.payment],
    )
    for (const { record } of old) {
      visits.delete(record.id)
      payments.delete(record.id)
      settlements.delete(record.id)
      shopperOf.delete(record.id)
    }
    return old.map(({ record }) => record.id)
  }

  const isOld = (record: VisitRecord): boolean =>
    isOver(record) && now() - (record.leftMs ?? record.scannedMs) > SHOWN_FOR_MS

  return {
    hear(event) {
      if (event.type === 'visit-changed') put(event.visit, event.grounds)
      else if (event.type === 'visit-forgotten') forget(event.visitId)
    },
    paid(visitId, payment) {
      payments.set(visitId, payment)
      putAgain(visitId)
    },
    settled(visitId, settlement) {
      // Of a visit that nobody watches any more, the receipt is where it stands.
      if (!settlement || !shopperOf.has(visitId)) return
      settlements.set(visitId, settlement)
      putAgain(visitId)
    },
    snapshot(shopper) {
      const own = shoppers.get(shopper)
      const shown = [...(own?.visits.values() ?? [])].filter(({ record }) => !isOld(record))
      return { revision: own?.revision ?? 0, visits: shown.map(({ view }) => view) }
    },
    onPatch(listener) {
      patched.add(listener)
      return () => void patched.delete(listener)
    },
    onEnded(listener) {
      ended.add(listener)
      return () => void ended.delete(listener)
    },
  }
}

const isOver = ({ status }: VisitRecord): boolean => status === 'sealed' || status === 'turned-back'
