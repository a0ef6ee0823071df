import type { Catalog } from '@store/catalog/catalog.ts'
import type { ChargedLine } from '@store/charging/events.ts'
import { priceOf } from '@store/charging/figures.ts'
import type { Basket } from '@store/session/events.ts'

/** What a basket is charged for, at the prices of the catalogue. What is in doubt is not charged, nor what has no price. */
export function chargedLines({ lines }: Basket, catalog: Catalog): ChargedLine[] {
  const quantities = new Map<string, number>()
  for (const { gtin, quantity } of lines) quantities.set(gtin, (quantities.get(gtin) ?? 0) + quantity)
  return [...quantities]
    .map(([item, quantity]) => ({ item, quantity, unitMinor: catalog.find(item)?.priceMinor ?? 0 }))
    .filter(({ quantity }) => quantity > 0)
}

/** In minor units of the store's currency. */
export const totalMinorOf = (basket: Basket, catalog: Catalog): number => priceOf(chargedLines(basket, catalog))
