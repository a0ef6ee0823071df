import { expect, test } from 'vitest'
import { likeliestFirst } from './likeliest-first.ts'

const ranked = (...items: readonly (readonly [name: string, probability: number])[]): string[] =>
  likeliestFirst(
    items,
    ([, probability]) => Math.log(probability),
    ([name]) => name,
  ).map(([name]) => name)

test('[FA33] the likeliest comes first', () => {
  expect(ranked(['a', 0.1], ['b', 0.7], ['c', 0.2])).toEqual(['b', 'c', 'a'])
})

test('[FA33] what differs by rounding goes by name, whichever came first', () => {
  const [sum, same] = [0.1 + 0.2, 0.3]
  expect(sum).not.toBe(same)
  expect(ranked(['b', sum], ['a', same])).toEqual(['a', 'b'])
  expect(ranked(['a', same], ['b', sum])).toEqual(['a', 'b'])
})

test('[FA33] the impossible comes last, by name too', () => {
  expect(ranked(['b', 0], ['a', 0], ['c', 1e-300])).toEqual(['c', 'a', 'b'])
})
