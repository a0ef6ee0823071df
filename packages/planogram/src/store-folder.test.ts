import { usualCosts } from '@store/catalog/charge-costs.ts'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { loadStoreFolder, StoreFolderMissing } from './store-folder.ts'

const store = {
  id: 'kiosk',
  name: 'Kiosk',
  lengthUnit: 'm',
  currency: 'EUR',
  timeZone: 'Europe/Berlin',
  floor: [[0, 0], [2, 0], [2, 2]], // prettier-ignore
  gates: [],
  gondolas: [
    {
      id: 1,
      x: 0,
      y: 0,
      rotation: 0,
      width: 0.2,
      depth: 0.4,
      plateWidth: 0.1,
      shelves: [{ index: 1, height: 1, plates: 2 }],
    },
  ],
}
const products = [{ gtin: '96385074', name: 'Gum', weightGrams: 14.2, priceMinor: 99, currency: 'EUR' }]
const planogram = [{ gtin: '96385074', gondola: 1, shelf: 1, plates: [1, 2] }]

describe('a store folder', () => {
  let dir: string
  const put = (name: string, content: unknown) => writeFile(join(dir, name), JSON.stringify(content))

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'store-folder-'))
    await put('store.json', store)
    await put('products.json', products)
    await put('planogram.json', planogram)
  })
  afterEach(() => rm(dir, { recursive: true }))

  test('[PL10] is layout, catalog and planogram', async () => {
    const kiosk = await loadStoreFolder(dir)
    expect(kiosk.layout.name).toBe('Kiosk')
    expect(kiosk.catalog.find('96385074')?.name).toBe('Gum')
    expect(kiosk.planogram.at('1', 1, 2)?.gtin).toBe('96385074')
  })

  test('[PL10] has the usual costs, or its own where it says so', async () => {
    expect((await loadStoreFolder(dir)).costs).toEqual(usualCosts)
    await put('costs.json', { wrongCharge: { ofPrice: 3 } })
    expect((await loadStoreFolder(dir)).costs.wrongCharge).toEqual({ ofPrice: 3, minor: 0 })
    await put('costs.json', { wrongCharge: 3 })
    await expect(loadStoreFolder(dir)).rejects.toThrow('wrongCharge is 3; give a cost {ofPrice, minor}')
  })

  test.each(['store.json', 'products.json', 'planogram.json'])('[PL10] without %s is told so', async (name) => {
    await rm(join(dir, name))
    const loading = loadStoreFolder(dir)
    await expect(loading).rejects.toThrow(`${join(dir, name)} does not exist or is not a file; a store folder holds`)
    await expect(loading).rejects.toMatchObject({ code: StoreFolderMissing.code, kind: 'not-found' })
  })

  test('[PL10] that does not exist is told by its path, and so is one that is a file', async () => {
    const nowhere = join(dir, 'nowhere')
    await expect(loadStoreFolder(nowhere)).rejects.toThrow(`${nowhere} does not exist or is not a folder`)
    const file = join(dir, 'store.json')
    await expect(loadStoreFolder(file)).rejects.toThrow(`${file} does not exist or is not a folder`)
  })

  test("[PL10] has its prices in the store's currency", async () => {
    await put('products.json', [{ ...products[0], currency: 'USD' }])
    await expect(loadStoreFolder(dir)).rejects.toThrow(
      `${join(dir, 'products.json')}: entry 1 (GTIN 96385074), currency is "USD" in a store that sells in EUR`,
    )
  })

  test('[PL10] has a planogram of its own products', async () => {
    await put('products.json', [])
    await expect(loadStoreFolder(dir)).rejects.toThrow(`${join(dir, 'planogram.json')}: entry 1 (GTIN 96385074), gtin`)
  })
})

const nanostore = '../shared/nanostore'
const isHere = existsSync(nanostore)

test.skipIf(!isHere)(`[PL10] the nanostore loads${isHere ? '' : ` (SKIPPED: ${nanostore} is not here)`}`, async () => {
  const { layout, catalog, planogram: facings } = await loadStoreFolder(nanostore)
  const shelves = layout.gondolas.flatMap((gondola) => gondola.shelves)
  expect(layout.gondolas).toHaveLength(5)
  expect(shelves).toHaveLength(30)
  expect(shelves.reduce((sum, shelf) => sum + shelf.plates, 0)).toBe(306)
  expect(catalog.products).toHaveLength(129)
  expect(facings.facings).toHaveLength(108)
})
