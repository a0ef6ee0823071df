import type { Product } from '@store/catalog/product.ts'
import type { Facing, StoreLayout } from '@store/planogram/layout.ts'

/** The store that a scenario plays in: what stands where, what is sold and what lies on which plates at the start. */
export interface Shop {
  readonly layout: StoreLayout
  readonly products: readonly Product[]
  readonly facings: readonly Facing[]
}
