import { type Catalog, parseProducts } from '@store/catalog/catalog.ts'
import { parseCosts, usualCosts, type ChargeCosts } from '@store/catalog/charge-costs.ts'
import { defineFault } from '@store/kernel/fault.ts'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { StoreLayout } from './layout.ts'
import { parsePlanogram, type Planogram } from './planogram.ts'
import { parseStore } from './store.ts'

/** One store's own data, checked: everything that is true of this shop and not of the software. */
export interface StoreFolder {
  readonly dir: string
  readonly layout: StoreLayout
  readonly catalog: Catalog
  readonly planogram: Planogram
  /** What it costs to charge wrongly, to miss, and to look into it. */
  readonly costs: ChargeCosts
}

export const StoreFolderMissing = defineFault(
  'planogram.store-folder-missing',
  'not-found',
  (d: { path: string; expected: string }) =>
    `${d.path} does not exist or is not ${d.expected}; a store folder holds store.json (the layout), products.json and planogram.json.`,
)

export const StoreFileUnreadable = defineFault(
  'planogram.store-file-unreadable',
  'unavailable',
  (d: { path: string; reason: string }) => `Cannot read ${d.path} (${d.reason}); check that this user may read it.`,
)

/**
 * Reads `store.json`, `products.json` and `planogram.json` from `dir`, each checked against those before it, and
 * `costs.json` where there is one [PL10].
 * Throws `StoreFolderMissing` or `StoreFileUnreadable` naming the path, or `MasterDataWrong` naming the entry.
 */
export async function loadStoreFolder(dir: string): Promise<StoreFolder> {
  const isFolder = await stat(dir).then(
    (found) => found.isDirectory(),
    () => false,
  )
  if (!isFolder) throw StoreFolderMissing({ path: dir, expected: 'a folder' })

  const [store, products, planogram] = [
    join(dir, 'store.json'),
    join(dir, 'products.json'),
    join(dir, 'planogram.json'),
  ]
  const layout = parseStore(await read(store), store)
  const catalog = parseProducts(await read(products), products, layout.currency)
  const facings = parsePlanogram(await read(planogram), planogram, { layout, catalog })
  return { dir, layout, catalog, planogram: facings, costs: await costsIn(join(dir, 'costs.json')) }
}

/** A store that says nothing of costs has the usual ones. */
async function costsIn(path: string): Promise<ChargeCosts> {
  const isThere = await stat(path).then(
    () => true,
    () => false,
  )
  return isThere ? parseCosts(await read(path), path) : usualCosts
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    if (reason === 'ENOENT' || reason === 'EISDIR') throw StoreFolderMissing({ path, expected: 'a file' }, error)
    throw StoreFileUnreadable({ path, reason }, error)
  }
}
