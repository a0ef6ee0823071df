import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { loadStoreFolder } from '@store/planogram/store-folder.ts'
import type { Shop } from '../src/shop.ts'

export const cornerShop = await shopIn(fileURLToPath(new URL('../stores/corner-shop', import.meta.url)))

/** Measurements that are no part of this repository: a test that needs one says in its name that it skips without. */
export const shared = (path: string): string => fileURLToPath(new URL(`../../../shared/${path}`, import.meta.url))
export const isThere = (path: string): boolean => existsSync(shared(path))

export async function shopIn(dir: string): Promise<Shop> {
  const { layout, catalog, planogram } = await loadStoreFolder(dir)
  return { layout, products: catalog.products, facings: planogram.facings }
}
