import { ingestPolicy } from '@store/engine/ingest-policy.ts'
import { fusionPolicies, type StoreModel } from '@store/fusion/fusion.ts'
import { createHash } from 'node:crypto'
import { version } from 'node:process'

/**
 * To be raised whenever what a saved state holds changes its shape or its meaning. `state-shape.test.ts` notices a change of
 * shape; a change of meaning only its author can notice.
 */
export const STATE_VERSION = 11

/**
 * Tells apart everything that a saved state depends on. Under another fingerprint the log is read again instead: slower,
 * and right. Node's version is in it, for what one writes an older one cannot read.
 */
export function stateFingerprint({ layout, catalog, planogram }: StoreModel, policies: object): string {
  const store = { layout, products: catalog.products, facings: planogram.facings }
  const all = { STATE_VERSION, node: version.split('.')[0], store, ingestPolicy, fusionPolicies, policies }
  return createHash('sha256').update(JSON.stringify(all)).digest('hex')
}
