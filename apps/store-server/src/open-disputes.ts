import type { Catalog } from '@store/catalog/catalog.ts'
import type { Logger } from 'pino'
import type { Database } from './adapters/database.ts'
import { postgresDisputeStore } from './adapters/postgres-dispute-store.ts'
import { sealedVisits } from './adapters/prisma-receipts.ts'
import { disputeDesk, type DisputeDesk, type DisputeDeskSetup } from './commands/dispute-desk.ts'
import type { Effects } from './effects.ts'
import type { StoreEngine } from './pipeline/store-engine.ts'
import type { ChargeDesk } from './workers/charging-worker.ts'

/** Shorter than anybody waits at a screen for what a failure has dropped. */
const RESUME_EVERY_MS = 60_000

/** Disputes over one database: receipts, the log to weigh them anew, and the charges to refund. */
export function openDisputes(
  { prisma, events }: Database,
  { now, every }: Effects,
  log: Logger,
  from: {
    readonly storeId: string
    readonly catalog: Catalog
    readonly charges: ChargeDesk
    readonly engine: StoreEngine
  } & Pick<DisputeDeskSetup, 'onChange' | 'onQueue'>,
): { readonly desk: DisputeDesk; readonly watch: () => () => void } {
  const { storeId, catalog, charges, engine, onChange, onQueue } = from
  const receipts = sealedVisits(prisma, storeId)
  const desk = disputeDesk({
    store: postgresDisputeStore({ prisma, events, storeId }),
    charges,
    receipts,
    weighAnew: (visitId) => engine.weighAnew(visitId, (fromMs, toMs) => receipts.charged(fromMs, toMs)),
    article: (gtin) => catalog.find(gtin),
    now,
    onChange,
    onQueue,
    log,
  })
  const resume = (): void =>
    void desk.resume().catch((error: unknown) => log.error({ err: error }, 'open disputes could not be taken up'))
  return {
    desk,
    watch() {
      resume()
      return every(RESUME_EVERY_MS, resume)
    },
  }
}
