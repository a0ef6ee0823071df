import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { makeStore } from '../src/stores.ts'
import { writeStoreFolder } from '../src/write-store-folder.ts'
import { cornerShop, shopIn } from './shops.ts'
import { played } from './plays.ts'

describe('stores', () => {
  test('[SIM19] the corner shop is a valid store folder: six gondolas, gates, a vestibule', () => {
    expect(cornerShop.layout.gondolas).toHaveLength(6)
    expect(cornerShop.layout.gates.map(({ kind }) => kind)).toEqual(['entry', 'exit'])
    expect(cornerShop.products.length).toBeGreaterThanOrEqual(60)
  })

  test.each([1, 2, 3, 4, 5, 6])(
    '[SIM20] made store %i reads back as a valid folder, and can be shopped in',
    async (seed) => {
      const dir = await mkdtemp(join(tmpdir(), 'made-store-'))
      try {
        await writeStoreFolder(dir, makeStore(seed))
        const shop = await shopIn(dir)
        expect(shop.layout.gondolas.length).toBeGreaterThanOrEqual(5)
        expect(shop.layout.gondolas.length).toBeLessThanOrEqual(40)
        expect(twinShare(shop.products.map(({ weightGrams }) => weightGrams))).toBeGreaterThan(0.6)
        expect(played('hard-mix', shop, seed).carriedOut.size).toBe(3)
      } finally {
        await rm(dir, { recursive: true })
      }
    },
  )
})

/** The share of products that have another within 2 g. */
function twinShare(grams: readonly number[]): number {
  const twins = grams.filter((one, i) => grams.some((other, j) => i !== j && Math.abs(one - other) <= 2))
  return twins.length / grams.length
}
