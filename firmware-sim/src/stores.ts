import { prng, type Prng } from '@store/kernel/prng.ts'
import { checkDigit } from '@store/catalog/gtin.ts'
import type { Product } from '@store/catalog/product.ts'
import type { Facing, Gondola, StoreLayout } from '@store/planogram/layout.ts'
import { layFloor } from './store-floor.ts'

/** A whole made-up store. */
export interface MadeStore {
  readonly layout: StoreLayout
  readonly products: readonly Omit<Product, 'gtin14'>[]
  readonly facings: readonly Facing[]
}

export const FEWEST_GONDOLAS = 5
export const MOST_GONDOLAS = 40

/**
 * A store that nobody built: gondolas back to back in rows, now and then all of it at an odd angle, and as many products
 * that weigh the same as in a real one. Same seed, same store.
 */
export function makeStore(seed: number, gondolas?: number): MadeStore {
  const random = prng(seed, 'store')
  const count = gondolas ?? random.integer(FEWEST_GONDOLAS, MOST_GONDOLAS)
  const layout = layFloor(random, `made-${seed}-${count}`, count)
  const products: Omit<Product, 'gtin14'>[] = []
  const facings = layout.gondolas.flatMap((gondola) => fill(random, gondola, products))
  return { layout, products, facings }
}

/** Puts a product of its own on every few plates of each shelf; a few plates stay empty, few products have two places. */
function fill(random: Prng, gondola: Gondola, products: Omit<Product, 'gtin14'>[]): Facing[] {
  return gondola.shelves.flatMap(({ index, plates }) => {
    const facings: Facing[] = []
    for (let first = 1; first <= plates;) {
      const last = Math.min(plates, first + random.integer(1, 4))
      const { gtin } = products.length > 5 && random.chance(0.04) ? random.pick(products) : addProduct(random, products)
      const own = Array.from({ length: last - first + 1 }, (_, i) => first + i)
      if (!random.chance(0.05))
        facings.push({ gtin, gondola: gondola.id, shelf: index, plates: own, stock: random.integer(2, 12) })
      first = last + 1
    }
    return facings
  })
}

/** In the nanostore three quarters of the products have another within 2 g. */
const TWIN_SHARE = 0.6

function addProduct(random: Prng, products: Omit<Product, 'gtin14'>[]): Omit<Product, 'gtin14'> {
  const isTwin = products.length > 0 && random.chance(TWIN_SHARE)
  // Neighbours are often one brand's flavours: the twin is mostly the product just before.
  const like = random.chance(0.6) ? products.at(-1) : products[random.integer(0, Math.max(0, products.length - 1))]
  const skewed = random.unit() * random.unit()
  const own = 25 + skewed * 1_500
  const grams = isTwin && like !== undefined ? Math.max(20, like.weightGrams + random.between(-2, 2)) : own
  const product = {
    gtin: freshGtin(random, products),
    name: `${random.pick(KINDS)} no. ${products.length + 1}`,
    weightGrams: toTenth(grams),
    weightSpreadGrams: toTenth(random.between(1, 3)),
    priceMinor: random.integer(39, 899),
    currency: 'EUR',
  }
  products.push(product)
  return product
}

/** Prefix 2 is GS1's for numbers that mean something inside one store only: no real product has it. */
function freshGtin(random: Prng, products: readonly Pick<Product, 'gtin'>[]): string {
  for (;;) {
    const digits = `2${String(random.integer(0, 99_999)).padStart(5, '0')}${String(random.integer(0, 999_999)).padStart(6, '0')}`
    const gtin = `${digits}${checkDigit(digits)}`
    if (!products.some((product) => product.gtin === gtin)) return gtin
  }
}

const toTenth = (grams: number): number => Math.round(grams * 10) / 10

const KINDS = ['Crisps', 'Lemonade', 'Chocolate', 'Tea', 'Noodles', 'Biscuits', 'Yoghurt', 'Soup', 'Nuts'] as const
