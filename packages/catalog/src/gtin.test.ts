import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkDigit, gtin14Of, gtinFlaw, isGtin, sameGtin } from './gtin.ts'

describe('a GTIN is known by its length and its check digit', () => {
  test.each([
    ['96385074', 'GTIN-8'],
    ['614141000036', 'GTIN-12'],
    ['4006381333931', 'GTIN-13'],
    ['80614141123458', 'GTIN-14'],
  ])('[CA1] %s is a %s', (gtin) => {
    expect(isGtin(gtin)).toBe(true)
  })

  test.each([
    ['614141000037', 'ends in 7 where its check digit should be 6'],
    ['4006381333930', 'ends in 0 where its check digit should be 1'],
    ['40063813339', 'has 11 digits; a GTIN has 8, 12, 13 or 14'],
    ['', 'has 0 digits'],
    ['4006381-333931', 'is not all digits; write the digits under the barcode, without spaces or hyphens'],
    [' 4006381333931', 'is not all digits'],
    ['４００６３８１３３３９３１', 'is not all digits'],
  ])('[CA1] %j is refused, for it %s', (text, why) => {
    expect(isGtin(text)).toBe(false)
    expect(() => gtin14Of(text)).toThrow(`GTIN ${JSON.stringify(text)} ${why}`)
  })

  test('[CA1] one mistyped digit is always noticed', () => {
    fc.assert(
      fc.property(aGtin, fc.nat(), fc.integer({ min: 1, max: 9 }), (gtin, at, by) => {
        const digits = Array.from(gtin, Number)
        const place = at % digits.length
        digits[place] = (digits[place]! + by) % 10
        expect(gtinFlaw(digits.join(''))).toMatch(/^ends in \d where its check digit should be \d/)
      }),
    )
  })
})

describe('one article has several spellings', () => {
  test('[CA2] the key is 14 digits, padded with zeros', () => {
    expect(gtin14Of('96385074')).toBe('00000096385074')
    expect(gtin14Of('4006381333931')).toBe('04006381333931')
  })

  test('[CA2] leading zeros change neither the check digit nor the article', () => {
    fc.assert(
      fc.property(aGtin, (gtin) => {
        expect(isGtin(gtin14Of(gtin))).toBe(true)
        expect(sameGtin(gtin, gtin14Of(gtin))).toBe(true)
      }),
    )
  })

  test('[CA2] what is no GTIN is the same as nothing', () => {
    expect(sameGtin('123', '123')).toBe(false)
  })
})

const aGtin = fc
  .constantFrom(7, 11, 12, 13)
  .chain((length) => fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }))
  .map((digits) => `${digits.join('')}${checkDigit(digits.join(''))}`)
