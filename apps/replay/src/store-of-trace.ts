import { MasterDataWrong } from '@store/catalog/master-data.ts'
import { checkPlanogram } from '@store/planogram/planogram.ts'
import { loadStoreFolder, type StoreFolder } from '@store/planogram/store-folder.ts'
import type { TraceHeader } from '@store/trace/header.ts'
import { TraceRefused } from '@store/trace/trace-refused.ts'
import { DEMO_STORES, findStore } from './find-store.ts'
import { firstProblem } from './tell-failure.ts'

/**
 * The store that a trace belongs to, with the facings that were in force in it. Throws `TraceRefused` for line 1 when
 * the store is not found, is another one, or does not have what the header's planogram names.
 */
export async function storeOfTrace(
  header: TraceHeader,
  path: string,
  askedDir: string | undefined,
): Promise<StoreFolder> {
  const dir = askedDir ?? (await findStore(header.store, path))
  if (dir === undefined) throw notFound(header.store, path)
  const store = await loadStoreFolder(dir)
  if (store.layout.id !== header.store) throw another(header.store, store, path)
  return header.planogram === undefined ? store : { ...store, planogram: planogramIn(header, store, path) }
}

function planogramIn({ planogram }: TraceHeader, store: StoreFolder, path: string) {
  try {
    return checkPlanogram(planogram, path, store)
  } catch (error) {
    if (!MasterDataWrong.is(error)) throw error
    const { first, others } = firstProblem(error.detail)
    const advice = others === 0 ? 'Mend the planogram, or leave it out.' : `It has ${others} more such faults.`
    throw TraceRefused({ source: path, line: 1, reason: `the header's planogram, ${first}`, advice }, error)
  }
}

const notFound = (id: string, path: string) =>
  TraceRefused({
    source: path,
    line: 1,
    reason: `no store "${id}" was found`,
    advice: `Looked for a store.json with that id beside the trace, in four folders above it and in ${DEMO_STORES}; name the store's folder with --store DIR.`,
  })

const another = (id: string, { dir, layout }: StoreFolder, path: string) =>
  TraceRefused({
    source: path,
    line: 1,
    reason: `the trace is from store "${id}", and ${dir} holds store "${layout.id}"`,
    advice: 'Give the right folder with --store, or leave it out to have the store looked for.',
  })
