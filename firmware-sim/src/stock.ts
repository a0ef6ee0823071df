import { assert } from '@store/kernel/assert.ts'
import { prng, type Prng } from '@store/kernel/prng.ts'
import type { Product } from '@store/catalog/product.ts'
import { gauss } from './draws.ts'
import { layDown, type Footprint } from './footprint.ts'
import type { Place } from './scenario.ts'
import type { Shop } from './shop.ts'

/** One thing, with a weight of its own that it keeps for life: what is put back weighs what was picked. */
export interface Unit {
  readonly id: number
  readonly gtin: string
  readonly grams: number
}

/** A unit on a shelf. It stays exactly where it was laid until someone moves it. */
export interface Lying {
  readonly unit: Unit
  readonly footprint: Footprint
  readonly sinceMs: number
}

/** A planogram that counts no units gets this many of each. */
const UNCOUNTED_STOCK = 8

/** Every unit in the store, and where it lies. */
export class Stock {
  readonly #random: Prng
  readonly #products: ReadonlyMap<string, Product>
  readonly #shop: Shop
  readonly #leakMost: number
  readonly #lying = new Set<Lying>()
  #units = 0

  constructor(shop: Shop, seed: number, leakMost: number) {
    this.#random = prng(seed, 'stock')
    this.#products = new Map(shop.products.map((product) => [product.gtin, product]))
    this.#shop = shop
    this.#leakMost = leakMost
    for (const { gtin, gondola, shelf, plates, stock } of shop.facings) {
      const place = { gondola, shelf, plates }
      for (let i = 0; i < (stock ?? UNCOUNTED_STOCK); i++) this.lay(this.newUnit(gtin), place, -Infinity)
    }
  }

  get lying(): Iterable<Lying> {
    return this.#lying
  }

  newUnit(gtin: string): Unit {
    const product = this.#products.get(gtin)
    assert(product !== undefined, `product ${gtin} is in the shop's catalogue`)
    const grams = Math.max(1, product.weightGrams + gauss(this.#random) * product.weightSpreadGrams)
    return { id: ++this.#units, gtin, grams: Math.round(grams * 100) / 100 }
  }

  lay(unit: Unit, place: Place, sinceMs: number): Lying {
    const gondola = this.#shop.layout.gondolas.find(({ id }) => id === place.gondola)
    const shelf = gondola?.shelves.find(({ index }) => index === place.shelf)
    assert(shelf !== undefined, `shelf ${place.gondola}/${place.shelf} is in the layout`)
    const footprint = layDown(this.#random, unit, place, shelf.plates, this.#leakMost)
    const lying = { unit, footprint, sinceMs }
    this.#lying.add(lying)
    return lying
  }

  /** Back to exactly where it was taken from. */
  letDown(lying: Lying): void {
    this.#lying.add(lying)
  }

  /**
   * Takes up to `quantity` units of one product from a place, neighbours together, those on its plates first, as far as
   * they lie there at `atMs`.
   */
  take(gtin: string, quantity: number, place: Place, atMs: number): Lying[] {
    const there = [...this.#lying].filter(
      ({ unit, footprint, sinceMs }) =>
        unit.gtin === gtin &&
        footprint.gondola === place.gondola &&
        footprint.shelf === place.shelf &&
        sinceMs + SETTLED_AFTER_MS <= atMs,
    )
    const onPlates = there.filter(({ footprint }) => place.plates.includes(footprint.mainPlate))
    const from = onPlates.length >= quantity ? onPlates : there
    if (from.length === 0) return []
    const first = this.#random.pick(from).footprint.mainPlate
    const away = ({ footprint }: Lying) => Math.abs(footprint.mainPlate - first)
    const taken = from.toSorted((a, b) => away(a) - away(b)).slice(0, quantity)
    for (const one of taken) this.#lying.delete(one)
    return taken
  }
}

/** Nobody takes a thing out of another one's fingers: it lies for this long first. */
const SETTLED_AFTER_MS = 700
