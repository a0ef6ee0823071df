import { z } from 'zod'
import { CurrencyCode } from './currency.ts'
import { gtin14Of, gtinFlaw, isGtin } from './gtin.ts'
import {
  checkShape,
  give,
  inList,
  MasterDataWrong,
  nameEntry,
  NonBlank,
  parseJson,
  type Problem,
} from './master-data.ts'
import type { Product } from './product.ts'

/** What the store sells. No two products share a GTIN, however spelt [CA5]. */
export interface Catalog {
  readonly products: readonly Product[]
  /** By any spelling of the GTIN; `undefined` for an unknown one and for what is no GTIN. */
  find(gtin: string): Product | undefined
}

/**
 * Real unit weights scatter by 1 to 3 g whatever the weight: the nanostore's recordings say so, and Jose et al.
 * (Sensors 2024, 24(2), 367) measured 0.5 to 3 g. So one figure serves until a product's own has been measured.
 */
export const weightSpreadPolicy = { defaultGrams: 2 } as const

/**
 * Reads a store's product file: a JSON array of `{gtin, name, weightGrams, priceMinor, currency, weightSpreadGrams?}`,
 * other fields ignored [CA4]. `expectedCurrency` is the store's own: a price in another is a fault [CA5].
 * Throws `MasterDataWrong` with every problem found.
 */
export function parseProducts(text: string, file: string, expectedCurrency?: string): Catalog {
  const raw = parseJson(text, file)
  const products = checkShape(ProductList, raw, file, inList(raw)).map(productOf)
  const problems = [...sameGtinTwice(products), ...foreignPrices(products, expectedCurrency)]
  if (problems.length > 0) throw MasterDataWrong({ file, problems })
  return catalogOf(products)
}

export function catalogOf(products: readonly Product[]): Catalog {
  const bySpelling = new Map(products.flatMap((product) => [product.gtin, product.gtin14].map((key) => [key, product])))
  return {
    products,
    find: (gtin) => bySpelling.get(gtin) ?? (isGtin(gtin) ? bySpelling.get(gtin14Of(gtin)) : undefined),
  }
}

const wanted = {
  weight: give('the mean weight of one unit, packaging included, in grams above 0, such as 114.7'),
  spread: give('the standard deviation of one unit in grams, above 0, or leave the field out'),
  price: give('the price in minor units (cents) as a whole number, 0 or more, such as 219 for 2.19'),
  gtin: give('the GTIN as a string of 8, 12, 13 or 14 digits'),
}

const ProductEntry = z.object(
  {
    gtin: z.string(wanted.gtin).check(({ value, issues }) => {
      const flaw = gtinFlaw(value)
      if (flaw !== undefined) issues.push({ code: 'custom', input: value, message: `${JSON.stringify(value)} ${flaw}` })
    }),
    name: NonBlank('the name that receipts show'),
    weightGrams: z.number(wanted.weight).positive(wanted.weight),
    weightSpreadGrams: z.number(wanted.spread).positive(wanted.spread).optional(),
    priceMinor: z.int(wanted.price).nonnegative(wanted.price),
    currency: CurrencyCode,
  },
  give('an object {gtin, name, weightGrams, priceMinor, currency}'),
)
type ProductEntry = z.infer<typeof ProductEntry>

const ProductList = z.array(ProductEntry, give('a JSON array of products, even for one: [{"gtin": ...}]'))

function productOf({ gtin, name, weightGrams, weightSpreadGrams, priceMinor, currency }: ProductEntry): Product {
  return {
    gtin,
    gtin14: gtin14Of(gtin),
    name,
    weightGrams,
    weightSpreadGrams: weightSpreadGrams ?? weightSpreadPolicy.defaultGrams,
    priceMinor,
    currency,
  }
}

function sameGtinTwice(products: readonly Product[]): Problem[] {
  const first = new Map<string, number>()
  return products.flatMap((product, index) => {
    const earlier = first.get(product.gtin14)
    if (earlier === undefined) {
      first.set(product.gtin14, index)
      return []
    }
    const flaw = `is the product of ${nameEntry(earlier, products[earlier])} again; keep one of the two`
    return [{ entry: nameEntry(index, product), field: 'gtin', flaw }]
  })
}

function foreignPrices(products: readonly Product[], expected: string | undefined): Problem[] {
  return products.flatMap((product, index) => {
    if (expected === undefined || product.currency === expected) return []
    const flaw = `is "${product.currency}" in a store that sells in ${expected}; give the price in ${expected}`
    return [{ entry: nameEntry(index, product), field: 'currency', flaw }]
  })
}
