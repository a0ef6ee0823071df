import { Visit } from '@store/contract/visit.ts'
import { loadStoreFolder } from '@store/planogram/store-folder.ts'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { visitView } from './visit-view.ts'

const store = await loadStoreFolder(join(import.meta.dirname, '../../../../firmware-sim/stores/corner-shop'))
const [one, two] = store.catalog.products

test('[PI12] names, unit prices and a total in minor units; what is in doubt is not in the total', () => {
  const view = visitView(
    {
      id: 'v',
      number: 1,
      shopper: 'ana',
      party: 1,
      status: 'sealed',
      scannedMs: 0,
      leftMs: 60_000,
      sealedMs: 60_000,
      basket: {
        lines: [{ gtin: one!.gtin, quantity: 3, confidence: 0.98 }],
        unresolved: [{ gtins: [one!.gtin, two!.gtin], quantity: 1, reason: 'which' }],
      },
    },
    'charging',
    store,
  )
  expect(Visit.parse(view)).toEqual(view)
  expect(view).toMatchObject({
    lines: [{ name: one!.name, quantity: 3, unitPriceMinor: one!.priceMinor }],
    doubtful: [{ names: [one!.name, two!.name], quantity: 1 }],
    total: { amountMinor: 3 * one!.priceMinor, currency: store.layout.currency },
    enteredAt: '1970-01-01T00:00:00.000Z',
    sealedAt: '1970-01-01T00:01:00.000Z',
    payment: 'charging',
  })
})
