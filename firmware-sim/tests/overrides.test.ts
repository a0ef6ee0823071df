import { expect, test } from 'vitest'
import { stockedFor } from '../src/script-file.ts'
import { cornerShop } from './shops.ts'

const [one, other, third] = cornerShop.facings
const at = (gtin: string, plates: number[]) => ({ gtin, gondola: 'A', shelf: 1, plates })
const stocked = (...planogramOverrides: ReturnType<typeof at>[]) =>
  stockedFor({ name: 'day', shoppers: 1, events: [], planogramOverrides }, cornerShop).facings

test('[SIM50] an override takes its plates from what lay there, an earlier override too', () => {
  const facings = stocked(at(one!.gtin, [1, 2]), at(other!.gtin, [2]), at(third!.gtin, [3, 4]))
  const there = facings.filter(
    ({ gondola, shelf, plates }) => gondola === 'A' && shelf === 1 && plates.some((n) => n <= 4),
  )
  expect(there.map(({ gtin, plates }) => [gtin, plates])).toEqual([
    [one!.gtin, [1]],
    [other!.gtin, [2]],
    [third!.gtin, [3, 4]],
  ])
  const owners = facings.flatMap(({ gondola, shelf, plates }) => plates.map((plate) => `${gondola}/${shelf}/${plate}`))
  expect(new Set(owners).size, 'one product to a plate').toBe(owners.length)
})

test('[SIM50] a product that is moved lies nowhere else; one that is put in two places lies in both', () => {
  const facings = stocked(at(one!.gtin, [1]), at(one!.gtin, [3]))
  expect(facings.filter(({ gtin }) => gtin === one!.gtin).map(({ plates }) => plates)).toEqual([[1], [3]])
})

test('[SIM50] an override that a later one covers is gone', () => {
  expect(stocked(at(one!.gtin, [1]), at(other!.gtin, [1])).map(({ gtin }) => gtin)).not.toContain(one!.gtin)
})
