import { setTimeout as sleep } from 'node:timers/promises'
import { storeProcess, type StoreProcess, type StoreWanted } from '../../../tests/server/store-process.ts'

/** Measures something of a store, and leaves nothing of it behind, whatever happens. What the server complained of is shown. */
export async function withStore<T>(wanted: StoreWanted, measure: (store: StoreProcess) => Promise<T>): Promise<T> {
  const store = await storeProcess(wanted)
  try {
    return await measure(store)
  } catch (error) {
    await sleep(500)
    for (const entry of store.entries.filter(({ level }) => level >= ERROR).slice(0, 3)) console.error(entry)
    throw error
  } finally {
    await store.close()
  }
}

/** As pino counts. */
const ERROR = 50
