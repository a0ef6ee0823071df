import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { timeline, type Timed } from './timeline.ts'

const aFact = fc.record({
  atMs: fc.integer({ min: 0, max: 20 }),
  rank: fc.integer({ min: 0, max: 3 }),
  name: fc.constantFrom('a', 'b', 'c'),
})
const order = (a: Timed, b: Timed): number =>
  a.atMs - b.atMs || a.rank - b.rank || (a.name < b.name ? -1 : +(a.name > b.name))
const fact = (atMs: number): Timed => ({ atMs, rank: 0, name: `${atMs}` })

test('[FP30] facts come out by instant, then rank, then name, whatever the order they came in', () => {
  fc.assert(
    fc.property(fc.array(aFact), (facts) => {
      const line = timeline<Timed>()
      for (const one of facts) line.add(one)
      expect([...line.until(20)]).toEqual(facts.toSorted(order))
    }),
  )
})

test('[FP30] only what is due, and what is added meanwhile in its place', () => {
  const line = timeline<Timed>()
  for (const atMs of [30, 10, 20]) line.add(fact(atMs))
  const seen: number[] = []
  for (const { atMs } of line.until(20)) {
    seen.push(atMs)
    if (atMs === 10) line.add(fact(15))
  }
  line.add(fact(5)) // too late for its turn: it is next
  for (const { atMs } of line.until(40)) seen.push(atMs)
  expect(seen).toEqual([10, 15, 20, 5, 30])
})

test('[FP30] a long day is not kept', () => {
  const line = timeline<Timed>()
  let count = 0
  for (let atMs = 0; atMs < 5_000; atMs++) {
    line.add({ atMs, rank: 0, name: '' })
    if (atMs % 7 === 0) count += [...line.until(atMs)].length
  }
  expect(count + [...line.until(5_000)].length).toBe(5_000)
})
