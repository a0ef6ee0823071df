import type { BasketLine, DoubtfulLine, PaymentState, Visit } from '@store/contract/visit.ts'
import type { Catalog } from '@store/catalog/catalog.ts'
import type { StoreLayout } from '@store/planogram/layout.ts'
import type { BelievedLine, UnresolvedLine } from '@store/session/events.ts'
import type { Grounds } from '../pipeline/store-event.ts'
import { totalMinorOf } from '../pipeline/visit-total.ts'
import type { VisitRecord } from '../pipeline/visit-register.ts'
import { shelfEvidence, type Reader } from './shelf-evidence.ts'
import { tagEvidence } from './tag-evidence.ts'

/** One visit as its shopper sees it: names, prices and a total instead of numbers [PI12], and why [PI14]. */
export function visitView(
  { id, number, party, status, scannedMs, sealedMs, basket }: VisitRecord,
  payment: PaymentState,
  { layout, catalog }: { readonly layout: StoreLayout; readonly catalog: Catalog },
  grounds?: Grounds,
): Visit {
  const nameOf = (gtin: string): string => catalog.find(gtin)?.name ?? gtin
  const reader: Reader | undefined = grounds && { visitId: id, grounds, layout, catalog }

  const lineOf = ({ gtin, quantity, confidence }: BelievedLine): BasketLine => {
    const found = grounds?.receipt.lines.find((line) => line.gtin === gtin)
    return {
      gtin,
      name: nameOf(gtin),
      quantity,
      unitPriceMinor: catalog.find(gtin)?.priceMinor ?? 0,
      confidence,
      evidence: reader && found ? found.evidence.map((one) => shelfEvidence(one, gtin, reader)) : [],
      ...(reader && found && tagEvidence(found.tags, quantity, reader)),
    }
  }

  const doubtOf = (line: UnresolvedLine): DoubtfulLine => {
    const found = grounds?.receipt.unresolved.find((one) => isSameDoubt(one, line))
    return {
      names: line.gtins.map(nameOf),
      gtins: [...line.gtins],
      quantity: line.quantity,
      reason: line.reason,
      ...(found && { cause: found.cause }),
      evidence: reader && found ? found.evidence.map((one) => shelfEvidence(one, undefined, reader)) : [],
      ...(reader && found && tagEvidence(found.tags, undefined, reader)),
    }
  }

  return {
    id,
    number,
    party,
    storeId: layout.id,
    storeName: layout.name,
    timeZone: layout.timeZone,
    status,
    enteredAt: new Date(scannedMs).toISOString(),
    ...(sealedMs !== undefined && { sealedAt: new Date(sealedMs).toISOString() }),
    lines: basket.lines.map(lineOf),
    doubtful: basket.unresolved.map(doubtOf),
    total: { amountMinor: totalMinorOf(basket, catalog), currency: layout.currency },
    payment,
  }
}

/** The session keeps the same doubts in an order of its own. */
const isSameDoubt = (one: UnresolvedLine, other: UnresolvedLine): boolean =>
  one.reason === other.reason &&
  one.quantity === other.quantity &&
  one.gtins.toSorted().join() === other.gtins.toSorted().join()
