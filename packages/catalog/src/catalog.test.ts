import { describe, expect, test } from 'vitest'
import { parseProducts, weightSpreadPolicy } from './catalog.ts'
import { MasterDataWrong } from './master-data.ts'

const oats = { gtin: '4006381333931', name: 'Oats', weightGrams: 500, priceMinor: 249, currency: 'EUR' }
const gum = { gtin: '96385074', name: 'Gum', weightGrams: 14.2, priceMinor: 99, currency: 'EUR' }

const read = (...entries: unknown[]) => parseProducts(JSON.stringify(entries), 'products.json')
const refusal = (text: string, currency?: string) => {
  try {
    parseProducts(text, 'products.json', currency)
  } catch (error) {
    if (MasterDataWrong.is(error)) return error.message
    throw error
  }
  return 'not refused'
}
const refusalOf = (...entries: unknown[]) => refusal(JSON.stringify(entries))

describe('a product file', () => {
  test('[CA3] keeps the spelling it uses, beside the 14 digits', () => {
    expect(read(oats).products).toEqual([
      { ...oats, gtin14: '04006381333931', weightSpreadGrams: weightSpreadPolicy.defaultGrams },
    ])
  })

  test('[CA2] finds a product by any spelling of its GTIN', () => {
    const catalog = read(oats, { ...gum, gtin: '0000096385074' })
    for (const spelling of ['96385074', '0000096385074', '00000096385074', '000096385074'])
      expect(catalog.find(spelling)?.name).toBe('Gum')
  })

  test.each(['5000112637922', '4006381333930', '385074', 'oats', ''])('[CA2] %j finds nothing', (gtin) => {
    expect(read(oats, gum).find(gtin)).toBeUndefined()
  })

  test('[CA4] may say how much one unit scatters', () => {
    expect(read({ ...oats, weightSpreadGrams: 4.5 }).products[0]?.weightSpreadGrams).toBe(4.5)
  })

  test('[CA4] may hold fields that are not ours, and products that cost nothing', () => {
    const [product] = read({ ...oats, priceMinor: 0, shelfLifeDays: 90 }).products
    expect(product).toMatchObject({ priceMinor: 0 })
    expect(product).not.toHaveProperty('shelfLifeDays')
  })

  test('[CA4] may be empty, and may start with a byte order mark', () => {
    expect(parseProducts('\uFEFF[]', 'products.json').products).toEqual([])
  })
})

describe('a faulty product file is told so that it can be mended', () => {
  test('[CA8] with file, entry, field, what is wrong and what to do', () => {
    expect(refusalOf(oats, { ...gum, weightGrams: 0 })).toBe(
      'products.json: entry 2 (GTIN 96385074), weightGrams is 0; ' +
        'give the mean weight of one unit, packaging included, in grams above 0, such as 114.7.',
    )
  })

  test.each([
    ['weightGrams', -5, 'is -5; give the mean weight'],
    ['weightGrams', '500', 'is "500"; give the mean weight'],
    ['weightGrams', null, 'is null; give the mean weight'],
    ['weightGrams', undefined, 'is missing; give the mean weight'],
    ['weightSpreadGrams', 0, 'is 0; give the standard deviation'],
    ['priceMinor', 2.49, 'is 2.49; give the price in minor units'],
    ['priceMinor', -1, 'is -1; give the price in minor units'],
    ['priceMinor', 1e300, 'is 1e+300; give the price in minor units'],
    ['currency', 'eur', 'is "eur"; give an ISO 4217 code'],
    ['currency', 'EURO', 'is "EURO"; give an ISO 4217 code'],
    ['name', ' ', 'is " "; give the name'],
    ['gtin', '4006381333930', '"4006381333930" ends in 0 where its check digit should be 1'],
    ['gtin', 4006381333931, 'is 4006381333931; give the GTIN as a string'],
    ['gtin', undefined, 'is missing; give the GTIN as a string'],
  ])('[CA4] %s %j is refused: it %s', (field, value, why) => {
    expect(refusalOf({ ...oats, [field]: value })).toContain(`, ${field} ${why}`)
  })

  test('[CA4] an infinite weight is refused, though JSON can write one', () => {
    const text = JSON.stringify([oats]).replace('500', '1e999')
    expect(refusal(text)).toContain('entry 1 (GTIN 4006381333931), weightGrams is Infinity; give')
  })

  test('[CA8] with all its problems at once', () => {
    const message = refusalOf({ ...oats, weightGrams: 0, currency: '$' }, gum, { ...gum, priceMinor: 'cheap' })
    expect(message).toMatch(/^products\.json has 3 problems:\n/)
    expect(message.split('\n')).toHaveLength(4)
  })

  test('[CA8] but no more than a screen can show', () => {
    const message = refusalOf(...Array.from({ length: 50 }, () => ({ ...oats, weightGrams: 0 })))
    expect(message.split('\n')).toHaveLength(1 + 20 + 1)
    expect(message).toMatch(/and 30 more$/m)
  })

  test('[CA5] one GTIN twice, even in another spelling, names both entries', () => {
    expect(refusalOf(oats, gum, { ...oats, gtin: '04006381333931' })).toBe(
      'products.json: entry 3 (GTIN 04006381333931), gtin is the product of entry 1 (GTIN 4006381333931) again; ' +
        'keep one of the two.',
    )
  })

  test("[CA5] a price in another currency than the store's", () => {
    expect(refusal(JSON.stringify([oats]), 'USD')).toContain(
      'entry 1 (GTIN 4006381333931), currency is "EUR" in a store that sells in USD',
    )
    expect(refusal(JSON.stringify([oats]), 'EUR')).toBe('not refused')
  })

  test.each([
    ['{}', 'it is {}; give a JSON array of products'],
    ['[[]]', 'entry 1 is []; give an object'],
  ])('[CA4] %s has the wrong shape', (text, why) => {
    expect(refusal(text)).toContain(why)
  })

  test.each([
    ['[\n  {"gtin": "4006381333931",}\n]', 'line 2, column 28 is not JSON: "}" cannot stand there'],
    ['[{"weightGrams": NaN}]', 'line 1, column 18 is not JSON: it has no NaN; give a number'],
    ['[\n  {"gtin": "40063', 'line 2, column 12 is not JSON'],
    ['', 'line 1, column 1 is not JSON: the text ends too early'],
  ])('[CA9] %j is located', (text, where) => {
    expect(refusal(text)).toContain(`products.json: ${where}`)
  })
})
