import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeSgtin96, encodeSgtin96, EpcMalformed, NotSgtin96, SgtinUnencodable } from './epc.ts'
import { checkDigit, GtinWrong } from './gtin.ts'

describe('an SGTIN-96 tag names one item', () => {
  /** GS1 EPC Tag Data Standard: urn:epc:id:sgtin:0614141.812345.6789, filter 3. */
  const published = {
    epc: '3074257BF7194E4000001A85',
    sgtin: { gtin14: '80614141123458', serial: 6789, filter: 3, companyPrefixDigits: 7 },
  }

  test("[CA6] the standard's own example reads as it says", () => {
    expect(decodeSgtin96(published.epc)).toEqual(published.sgtin)
    expect(decodeSgtin96(published.epc.toLowerCase())).toEqual(published.sgtin)
  })

  test('[CA6] and is written as it says', () => {
    expect(encodeSgtin96(published.sgtin)).toBe(published.epc)
  })

  test('[CA6] every item survives its tag, for every length of company prefix', () => {
    fc.assert(
      fc.property(anSgtin, (sgtin) => {
        expect(decodeSgtin96(encodeSgtin96(sgtin))).toEqual(sgtin)
      }),
    )
  })

  test('[CA6] every tag is either refused, or survives being written again', () => {
    const anEpc = fc.bigInt({ min: 0n, max: 2n ** 88n - 1n }).map((bits) => `30${hex(bits, 22)}`)
    fc.assert(
      fc.property(anEpc, (epc) => {
        try {
          expect(encodeSgtin96(decodeSgtin96(epc))).toBe(epc)
        } catch (error) {
          if (!NotSgtin96.is(error)) throw error
        }
      }),
    )
  })
})

describe('other tags are told from damage', () => {
  test.each(['', '3074257BF7194E4000001A8', '3074257BF7194E4000001A85FF', '3074257BF7194E4000001A8G'])(
    '[CA7] %j is no EPC at all',
    (epc) => {
      expect(() => decodeSgtin96(epc)).toThrow(expect.objectContaining({ code: EpcMalformed.code }))
    },
  )

  test.each([
    ['another scheme', '3174257BF7194E4000001A85', 'has header 0x31, not 0x30'],
    ['the reserved partition', '307C257BF7194E4000001A85', 'has the reserved partition value 7'],
    ['a company prefix too long', '3077FFFFFF194E4000001A85', 'holds a number with more digits'],
  ])('[CA7] %s makes a stray tag', (_, epc, why) => {
    expect(() => decodeSgtin96(epc)).toThrow(expect.objectContaining({ code: NotSgtin96.code }))
    expect(() => decodeSgtin96(epc)).toThrow(why)
  })

  const sound = { gtin14: '80614141123458', serial: 1, filter: 1, companyPrefixDigits: 7 }
  test.each([
    ['serial', { serial: 2 ** 38 }],
    ['serial', { serial: -1 }],
    ['serial', { serial: 0.5 }],
    ['filter', { filter: 8 }],
    ['companyPrefixDigits', { companyPrefixDigits: 5 }],
  ])('[CA7] a %s that no tag can hold is not written: %j', (field, wrong) => {
    const attempt = () => encodeSgtin96({ ...sound, ...wrong })
    expect(attempt).toThrow(expect.objectContaining({ code: SgtinUnencodable.code }))
    expect(attempt).toThrow(`${field} is `)
  })

  test('[CA7] neither is a wrong GTIN', () => {
    expect(() => encodeSgtin96({ ...sound, gtin14: '80614141123459' })).toThrow(
      expect.objectContaining({ code: GtinWrong.code }),
    )
  })
})

const hex = (bits: bigint, digits: number) => bits.toString(16).toUpperCase().padStart(digits, '0')

const anSgtin = fc.record({
  gtin14: fc.bigInt({ min: 0n, max: 10n ** 13n - 1n }).map((number) => {
    const unchecked = number.toString().padStart(13, '0')
    return `${unchecked}${checkDigit(unchecked)}`
  }),
  serial: fc.integer({ min: 0, max: 2 ** 38 - 1 }),
  filter: fc.integer({ min: 0, max: 7 }),
  companyPrefixDigits: fc.integer({ min: 6, max: 12 }),
})
