import { expect, test } from 'vitest'
import type { ConsideredAct } from './evidence.ts'
import { expectedGrams } from './expected-grams.ts'

const took = (grams?: number): ConsideredAct => ({
  action: 'took',
  who: 'you',
  quantity: 1,
  ...(grams !== undefined && { grams }),
})

test('[CT6] the sum of what was done, and nothing where a part of it has no weight', () => {
  expect(expectedGrams([took(-60), took(-60.5)])).toBe(-120.5)
  expect(expectedGrams([took(-60), took()])).toBeUndefined()
  expect(expectedGrams([])).toBeUndefined()
})
