import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { likeliestFirst, likeliestPlaces } from './likeliest-first.ts'

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

test('[FA33] of many without a name the likeliest few are the first of them all in order, and equals stay as they stand', () => {
  const log = fc.oneof(fc.integer({ min: -4, max: 0 }), fc.double({ min: -40, max: 0, noNaN: true }))
  fc.assert(
    fc.property(fc.array(log, { maxLength: 40 }), fc.integer({ min: 1, max: 12 }), (logs, most) => {
      const inOrder = likeliestFirst(
        [...logs.keys()],
        (place) => logs[place]!,
        () => '',
      )
      expect(likeliestPlaces(Float64Array.from(logs), most)).toEqual(inOrder.slice(0, most))
    }),
  )
})
