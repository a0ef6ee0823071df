import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatIn, localeFor } from './format.ts'

const english = formatIn('en-US')
const chinese = formatIn('zh-CN')
/** With a space that no line breaks at. */
const unbroken = (text: string) => text.replace('_', '\u00a0')
const AT = '2026-11-21T18:04:05.000Z'

describe('numbers as people write them', () => {
  test('[HS2] a confidence is never certain and never impossible', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (share) => {
        for (const format of [english, chinese]) expect(format.percent(share)).not.toMatch(/^(0(\.0)?|100) ?%$/)
      }),
    )
    expect([0.9999, 0.5, 0.004, 0].map((value) => english.percent(value))).toEqual(['99%', '50%', '0.4%', '0.1%'])
  })

  test('[HS3] money has the minor units of its currency', () => {
    expect(english.money({ amountMinor: 1234, currency: 'USD' })).toBe('$12.34')
    expect(english.money({ amountMinor: 1234, currency: 'JPY' })).toBe('¥1,234')
    expect(chinese.money({ amountMinor: -50, currency: 'CNY' })).toBe('-¥0.50')
  })

  test('[HS4] grams and distances have as many digits as matter', () => {
    expect([-5.25, 9.96, 12.4, 1250].map((value) => english.grams(value))).toEqual(
      ['5.3_g', '10_g', '12_g', '1,250_g'].map(unbroken),
    )
    expect([0.083, 0.65, 1.34].map((value) => english.distance(value))).toEqual(
      ['8_cm', '65_cm', '1.3_m'].map(unbroken),
    )
    expect([-31.4, 0, 12].map((value) => english.signed(value))).toEqual(['-31', '0', '+12'])
    expect([41, 2840].map((value) => english.lag(value))).toEqual(['41 ms', '2.8 sec'])
  })

  test('[HS4] times are by the store’s clock, in hours as the language has them or as the screen wants', () => {
    const zone = 'America/New_York'
    expect(english.time(AT, zone)).toMatch(/^1:04\sPM$/)
    expect(formatIn('en-US', { hourCycle: 'h23' }).clock(AT, zone)).toBe('13:04:05')
    expect(chinese.time(AT, zone)).toBe('13:04')
    expect(formatIn('en-GB', { hourCycle: 'h23' }).day(AT, 'Asia/Shanghai')).toBe('22 Nov 2026')
    expect(formatIn('en-GB', { hourCycle: 'h23' }).appointment(AT, zone)).toMatch(/^Sat,? 21 Nov(,| at) 13:04$/)
    expect(chinese.appointment(AT, zone)).toBe('11月21日周六 13:04')
  })

  test('English is that of the browser’s country; Chinese is one', () => {
    expect(localeFor('en', ['de', 'en-GB', 'en-US'])).toBe('en-GB')
    expect(localeFor('en', ['zh-CN'])).toBe('en')
    expect(localeFor('zh-CN', ['en-GB'])).toBe('zh-CN')
  })
})
