import type { StoreFolder } from '@store/planogram/store-folder.ts'
import { openFrameLog } from '@store/store-server/pipeline/frame-log.ts'
import { openStoreEngine } from '@store/store-server/pipeline/store-engine.ts'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ReplayedVisit } from '../world/books.ts'

/**
 * Every visit as the frame log alone has it: read back from the beginning of the run that is going on, in a copy without
 * the states that the server wrote down meanwhile. The server has to be stopped.
 */
export async function replayedVisits(dataDir: string, store: StoreFolder): Promise<ReplayedVisit[]> {
  const copy = await mkdtemp(join(tmpdir(), 'chaos-replay-'))
  try {
    await cp(join(dataDir, 'log'), copy, { recursive: true, filter: (path) => !path.endsWith('.state') })
    const log = await openFrameLog({ dir: copy, storeId: store.layout.id, now: Date.now })
    const engine = await openStoreEngine({ store, log, now: Date.now })
    const { visits } = engine.current()
    await engine.close()
    return visits.map((visit) => ({ ...visit, pass: visit.id }))
  } finally {
    await rm(copy, { recursive: true, force: true })
  }
}
