import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { lineAndColumn, whereJsonBreaks } from './json-syntax.ts'

describe('the place where a text stops being JSON', () => {
  test.each([
    ['[1, 2,]', 6],
    ['{"a": NaN}', 6],
    ['{"a": 1 "b": 2}', 8],
    ["{'a': 1}", 1],
    ['[1, 2', 5],
    ['[01]', 2],
    ['"a\tb"', 0],
    ['[] []', 3],
    ['', 0],
  ])('[CA9] %j breaks at offset %i', (text, offset) => {
    expect(whereJsonBreaks(text)).toBe(offset)
  })

  test('[CA9] lines and columns count from 1', () => {
    expect(lineAndColumn('ab\ncd', 0)).toEqual({ line: 1, column: 1 })
    expect(lineAndColumn('ab\ncd', 4)).toEqual({ line: 2, column: 2 })
  })

  test('[CA9] what JSON.parse accepts breaks nowhere, and what it refuses breaks somewhere', () => {
    const damaged = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '"', '}', ']', '\\', 'e', '-', '0', '\n'))
      .map(([json, at, mark]) => {
        const place = at % (json.length + 1)
        return json.slice(0, place) + mark + json.slice(place + (at % 2))
      })
    fc.assert(
      fc.property(damaged, (text) => {
        expect(whereJsonBreaks(text) === undefined).toBe(isJson(text))
      }),
      { numRuns: 500 },
    )
  })
})

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
