import type { Catalog } from '@store/catalog/catalog.ts'
import type { Basket } from '@store/session/events.ts'

/** What a basket costs, in minor units of the store's currency. What is in doubt is not charged. */
export const totalMinorOf = ({ lines }: Basket, catalog: Catalog): number =>
  lines.reduce((sum, { gtin, quantity }) => sum + quantity * (catalog.find(gtin)?.priceMinor ?? 0), 0)
