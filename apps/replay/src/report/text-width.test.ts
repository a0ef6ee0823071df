import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { moneyIn } from './money.ts'
import { table } from './table.ts'
import { indented, LINE_WIDTH, printable, widthOf, wrapped } from './text-width.ts'

describe('[RP10] text on a terminal', () => {
  test('an accent takes no room of its own, a Han character two', () => {
    expect(['Jalapen\u0303o', 'é', '茶', '🍫'].map(widthOf)).toEqual([8, 1, 2, 2])
  })

  test('what would move the cursor or break a line is left out', () => {
    expect(printable('a\u001b[2Jb\nc\u009bd\u2028e')).toBe('a [2Jb c d e')
  })

  test('is broken between words, under its indent', () => {
    expect(indented('aaa '.repeat(30).trim(), 4, '- ').split('\n')).toEqual([
      `    - ${'aaa '.repeat(18).trim()}`,
      `      ${'aaa '.repeat(12).trim()}`,
    ])
  })

  test('never exceeds its width and loses nothing but spaces', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 2, max: 30 }), (text, width) => {
        const lines = wrapped(text, width)
        for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width)
        expect(bare(lines.join(''))).toBe(bare(text))
      }),
    )
  })
})

describe('[RP10] a table', () => {
  test('stands numbers below each other, on the right', () => {
    expect(
      table(
        [
          ['Article', 'Each'],
          ['Oats', '$1.99'],
          ['Milk', '$12.99'],
        ],
        2,
      ),
    ).toEqual([
      '  Article                                 Each',
      '  Oats                                   $1.99',
      '  Milk                                  $12.99',
    ])
  })

  test('breaks a long name and stays within 80 columns', () => {
    const lines = table([['Chocolate '.repeat(12).trim(), '1', '$1.99', '$1.99', '99.9 %']], 2)
    expect(lines).toHaveLength(3)
    expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(LINE_WIDTH)
  })
})

test.each([
  ['USD', 219, '$2.19'],
  ['USD', 5, '$0.05'],
  ['EUR', 123_456, '€1,234.56'],
  ['JPY', 219, '¥219'],
  ['KWD', 1_500, 'KWD 1.500'],
])('[RP10] money in %s: %i minor units are %s', (currency, amountMinor, text) => {
  expect(moneyIn(currency)(amountMinor).replaceAll('\u00a0', ' ')).toBe(text)
})

const bare = (text: string): string => text.replaceAll(' ', '')
