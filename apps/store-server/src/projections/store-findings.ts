import type { Catalog } from '@store/catalog/catalog.ts'
import type { FloorFinding } from '@store/contract/floor.ts'
import type { SilentPlates } from '@store/fusion/fusion.ts'
import { unitWeights } from '@store/fusion/unit-weights.ts'
import type { StoreEvent } from '../pipeline/store-event.ts'

/** What is wrong with plates and master data, as far as the store finds it out by itself [PI25]. */
export interface StoreFindings {
  hear(event: StoreEvent): void
  /** All that is wrong at present. */
  with(silent: readonly SilentPlates[]): FloorFinding[]
}

export function storeFindings(catalog: Catalog): StoreFindings {
  const weights = unitWeights(catalog)
  return {
    hear(event) {
      if (event.type === 'change-believed') weights.hear(event.evidence)
    },
    with: (silent) => [
      ...silent.map(({ gondola, shelf, plates }): FloorFinding => ({
        kind: 'finding',
        id: `finding/silent/${gondola}/${shelf}`,
        finding: { what: 'silent-plates', gondola, shelf, plates: [...plates] },
      })),
      ...weights.findings().map(({ gtin, catalogGrams, measuredGrams, weighings }): FloorFinding => {
        const name = catalog.find(gtin)?.name ?? gtin
        const grams = { catalogGrams, measuredGrams: Math.round(measuredGrams * 10) / 10 }
        return {
          kind: 'finding',
          id: `finding/weight/${gtin}`,
          finding: { what: 'wrong-weight', gtin, name, ...grams, weighings },
        }
      }),
    ],
  }
}
