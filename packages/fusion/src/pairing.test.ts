import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { bestPairs } from './pairing.ts'

const between = (a: number, b: number): number => Math.abs(a - b)

test('[FP12] the pairs that are best together need not hold the best pair', () => {
  // 5 is nearest to 4, but then 8 would be left alone.
  expect(bestPairs([5, 3], [4, 8], between, 5)).toEqual(new Map([[3, 4], [5, 8]])) // prettier-ignore
})

test('[FP12] to stay alone is better than to strain too much', () => {
  expect([...bestPairs([1, 50], [2, 90], between, 5)]).toEqual([[1, 2]])
})

test('[FP12] nobody is paired twice, few or many', () => {
  const some = fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { maxLength: 9 })
  fc.assert(
    fc.property(some, some, (from, to) => {
      const pairs = bestPairs(from, to, between, 10)
      expect(new Set(pairs.values()).size).toBe(pairs.size)
      for (const [a, b] of pairs) expect(between(a, b)).toBeLessThanOrEqual(10)
    }),
  )
})
