import { parseProducts } from '@store/catalog/catalog.ts'
import { MasterDataWrong } from '@store/catalog/master-data.ts'
import { describe, expect, test } from 'vitest'
import type { StoreLayout } from './layout.ts'
import { checkPlanogram, parsePlanogram } from './planogram.ts'

const layout: StoreLayout = {
  id: 'corner',
  name: 'Corner shop',
  currency: 'EUR',
  timeZone: 'Europe/Berlin',
  floor: [[0, 0], [5, 0], [5, 4]], // prettier-ignore
  gates: [],
  gondolas: ['1', '2'].map((id) => ({
    id,
    x: 0,
    y: 0,
    rotationDegrees: 0,
    width: 0.9,
    depth: 0.4,
    plateWidth: 0.1,
    shelves: [1, 2].map((index) => ({ index, height: 0.3 * index, plates: 9 })),
  })),
}
const catalog = parseProducts(
  JSON.stringify([
    { gtin: '4006381333931', name: 'Oats', weightGrams: 500, priceMinor: 249, currency: 'EUR' },
    { gtin: '96385074', name: 'Gum', weightGrams: 14.2, priceMinor: 99, currency: 'EUR' },
  ]),
  'products.json',
)

const oats = { gtin: '4006381333931', gondola: 1, shelf: 1, plates: [1, 2, 3], stock: 8 }
const gum = { gtin: '96385074', gondola: 1, shelf: 1, plates: [4] }

const check = (...entries: unknown[]) => checkPlanogram(entries, 'planogram.json', { layout, catalog })
const refusalOf = (...entries: unknown[]) => {
  try {
    check(...entries)
  } catch (error) {
    if (MasterDataWrong.is(error)) return error.message
    throw error
  }
  return 'not refused'
}

describe('a planogram says what belongs where', () => {
  test('[PL9] plate by plate', () => {
    const planogram = check(oats, gum)
    expect(planogram.at('1', 1, 3)?.gtin).toBe('4006381333931')
    expect(planogram.at('1', 1, 4)?.gtin).toBe('96385074')
  })

  test.each([
    ['1', 1, 5],
    ['1', 2, 1],
    ['2', 1, 1],
    ['9', 1, 1],
  ])('[PL9] and nothing where nothing belongs (gondola %s, shelf %i, plate %i)', (gondola, shelf, plate) => {
    expect(check(oats, gum).at(gondola, shelf, plate)).toBeUndefined()
  })

  test('[PL9] shelf by shelf', () => {
    const planogram = check(oats, gum, { ...gum, shelf: 2 })
    expect(planogram.onShelf('1', 1).map(({ gtin }) => gtin)).toEqual(['4006381333931', '96385074'])
    expect(planogram.onShelf('2', 2)).toEqual([])
  })

  test('[PL9] product by product, which may have several places, by any spelling', () => {
    const planogram = check(oats, { ...oats, gondola: '2', gtin: '04006381333931' })
    expect(planogram.facingsOf('04006381333931').map(({ gondola }) => gondola)).toEqual(['1', '2'])
    expect(planogram.facingsOf('96385074')).toEqual([])
  })

  test("[PL9] in the catalog's spelling", () => {
    expect(check({ ...oats, gtin: '04006381333931' }).facings).toEqual([{ ...oats, gondola: '1' }])
  })

  test('[PL8] stock may be unknown', () => {
    expect(check(gum).facings[0]).not.toHaveProperty('stock')
  })
})

describe('a faulty planogram is told so that it can be mended', () => {
  test.each([
    ['[PL6]', { gtin: '5000112637922' }, `gtin "5000112637922" is not among the store's products`],
    ['[PL6]', { gtin: 4006381333931 }, 'gtin is 4006381333931; give the GTIN as a string'],
    ['[PL6]', { gondola: 7 }, 'gondola "7" does not exist; the store has 1, 2'],
    ['[PL6]', { gondola: undefined }, "gondola is missing; give a gondola's id"],
    ['[PL6]', { shelf: 3 }, 'shelf 3 does not exist; gondola 1 has 1, 2'],
    [
      '[PL6]',
      { plates: [9, 10] },
      'plates name plate 10, which does not exist; shelf 1 of gondola 1 has plates 1 to 9',
    ],
    ['[PL6]', { plates: [0] }, 'plates[0] is 0; give a plate number, from 1'],
    ['[PL6]', { plates: [1.5] }, 'plates[0] is 1.5; give a plate number, from 1'],
    ['[PL7]', { plates: [1, 2, 1] }, 'plates name plate 1 twice; name it once'],
    ['[PL8]', { plates: [] }, 'plates is []; give the numbers of the plates'],
    ['[PL8]', { stock: -1 }, 'stock is -1; give the number of units'],
    ['[PL8]', { stock: 2.5 }, 'stock is 2.5; give the number of units'],
  ])('%s a facing with %j', (_rule, changes, why) => {
    const facing = { ...oats, ...changes }
    const name = typeof facing.gtin === 'string' ? `entry 2 (GTIN ${facing.gtin})` : 'entry 2'
    expect(refusalOf(gum, facing)).toContain(`planogram.json: ${name}, ${why}`)
  })

  test('[PL7] two products on one plate: both entries are named', () => {
    expect(refusalOf(oats, { ...gum, plates: [3, 4] })).toBe(
      'planogram.json: entry 2 (GTIN 96385074), plates name plate 3 of gondola 1, shelf 1, ' +
        'which entry 1 (GTIN 4006381333931) has already; a plate holds one product, so take it from one of the two.',
    )
  })

  test('[PL6] in a trace header, the fault names the place there', () => {
    const where = 'BASELINE-1.jsonl.gz line 1, planogram'
    expect(() => checkPlanogram([{ ...gum, shelf: 9 }], where, { layout, catalog })).toThrow(
      `${where}: entry 1 (GTIN 96385074), shelf 9 does not exist`,
    )
    expect(() => checkPlanogram('full', where, { layout, catalog })).toThrow(`${where}: it is "full"`)
  })

  test('[PL6] text that is not JSON is located', () => {
    expect(() => parsePlanogram('[,]', 'planogram.json', { layout, catalog })).toThrow('line 1, column 2 is not JSON')
  })
})
