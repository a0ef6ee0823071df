import type { PaymentState, Visit } from '@store/contract/visit.ts'
import type { Catalog } from '@store/catalog/catalog.ts'
import type { StoreLayout } from '@store/planogram/layout.ts'
import { totalMinorOf } from '../pipeline/visit-total.ts'
import type { VisitRecord } from '../pipeline/visit-register.ts'

/** One visit as its shopper sees it: names, prices and a total instead of numbers [PI12]. */
export function visitView(
  { id, status, scannedMs, sealedMs, basket }: VisitRecord,
  payment: PaymentState,
  { layout, catalog }: { readonly layout: StoreLayout; readonly catalog: Catalog },
): Visit {
  const nameOf = (gtin: string): string => catalog.find(gtin)?.name ?? gtin
  return {
    id,
    storeId: layout.id,
    storeName: layout.name,
    timeZone: layout.timeZone,
    status,
    enteredAt: new Date(scannedMs).toISOString(),
    ...(sealedMs !== undefined && { sealedAt: new Date(sealedMs).toISOString() }),
    lines: basket.lines.map(({ gtin, quantity, confidence }) => ({
      gtin,
      name: nameOf(gtin),
      quantity,
      unitPriceMinor: catalog.find(gtin)?.priceMinor ?? 0,
      confidence,
    })),
    doubtful: basket.unresolved.map(({ gtins, quantity, reason }) => ({ names: gtins.map(nameOf), quantity, reason })),
    total: { amountMinor: totalMinorOf(basket, catalog), currency: layout.currency },
    payment,
  }
}
