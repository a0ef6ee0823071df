import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { catalogOf } from '@store/catalog/catalog.ts'
import { gtin14Of } from '@store/catalog/gtin.ts'
import type { Product } from '@store/catalog/product.ts'
import type { Facing } from '@store/planogram/layout.ts'
import { checkPlanogram } from '@store/planogram/planogram.ts'
import { loadStoreFolder } from '@store/planogram/store-folder.ts'
import type { StoreModel } from '@store/fusion/fusion.ts'
import { parseScripts, type Script } from '@store/firmware-sim/script-file.ts'
import type { Shop } from '@store/firmware-sim/shop.ts'
import { makeStore } from '@store/firmware-sim/stores.ts'

const root = join(import.meta.dirname, '../../..')
export const CORNER_SHOP = join(root, 'firmware-sim/stores/corner-shop')
/** A real shop's data, no part of this repository. */
export const NANOSTORE = join(root, '../shared/nanostore')
export const isNanostoreHere = existsSync(join(NANOSTORE, 'store.json'))

/** A made-up store of so many gondolas: other furniture, other goods with every seed. */
export function madeShop(seed: number, gondolas: number): Shop {
  const { layout, products, facings } = makeStore(seed, gondolas)
  return { layout, facings, products: products.map((product) => ({ ...product, gtin14: gtin14Of(product.gtin) })) }
}

export async function shopIn(dir: string): Promise<Shop> {
  const { layout, catalog, planogram } = await loadStoreFolder(dir)
  return { layout, products: catalog.products, facings: planogram.facings }
}

/** The small stores take turns: the corner shop with every fourth seed, else one that nobody has seen before. */
export const smallShop = async (seed: number): Promise<Shop> =>
  seed % 4 === 1 ? shopIn(CORNER_SHOP) : madeShop(seed, 5 + (seed % 4))

export const nanostore = (): Promise<Shop> => shopIn(NANOSTORE)

export const nanostoreScripts = (): Script[] => {
  const path = join(NANOSTORE, 'scripts.json')
  return parseScripts(readFileSync(path, 'utf8'), path)
}

/** What the store believes of itself: by default what is true. */
export function modelOf({ layout, products, facings }: Shop, believed: readonly Product[] = products): StoreModel {
  const catalog = catalogOf(believed)
  const entries = facings.map((facing: Facing) => ({ ...facing }))
  return { layout, catalog, planogram: checkPlanogram(entries, layout.id, { layout, catalog }) }
}
