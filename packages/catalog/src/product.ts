/** One article the store sells. */
export interface Product {
  /** The GTIN as the store's own data spells it: what receipts show. Compare with `sameGtin`, or by `gtin14`. */
  readonly gtin: string
  /** The same number in 14 digits, leading zeros kept: the key. */
  readonly gtin14: string
  readonly name: string
  /** Mean weight of one unit, packaging included, grams. */
  readonly weightGrams: number
  /** Standard deviation of one unit's weight, grams. */
  readonly weightSpreadGrams: number
  readonly priceMinor: number
  readonly currency: string
}
