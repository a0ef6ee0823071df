import { prng } from '@store/kernel/prng.ts'
import { all, pick, step } from '@store/fusion/shelf-signals.ts'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  framesOfDay,
  grams,
  GUM,
  GUM_PLATE,
  OATS,
  OATS_PLATE,
  outcomeOf,
  sealedAt,
  shuffled,
  TEA,
  TEA_PLATE,
  visitOf,
} from './shop-day.ts'

/** Three who meet at one shelf, take, put back, and leave while others still take. */
const visits = [
  visitOf('ana', 't1', OATS_PLATE, 4_000, 16_000),
  visitOf('ben', 't2', OATS_PLATE + 3, 6_000, 21_000),
  visitOf('eve', 't3', GUM_PLATE, 9_000, 24_000),
]
const frames = framesOfDay({
  people: visits.map(({ person }) => person),
  gates: visits.flatMap(({ gates }) => gates),
  plates: {
    [OATS_PLATE]: all(pick(9_000, grams[OATS]), pick(15_700, grams[OATS])),
    [OATS_PLATE + 1]: pick(12_500, grams[OATS]),
    [TEA_PLATE]: all(pick(11_000, grams[TEA]), step(14_000, grams[TEA])),
    [GUM_PLATE]: all(pick(13_000, grams[GUM]), pick(17_000, 2 * grams[GUM])),
  },
  untilMs: 30_000,
})
const inOrder = outcomeOf(frames)

test.each([
  ['as they are', false],
  ['re-stamped', true],
])(
  '[EN14] frames permuted within 2 s, repeated and resent, %s, give the same receipts and the same events',
  (_how, isRestamped) => {
    expect(inOrder.receipts.flatMap(({ lines }) => lines).length).toBeGreaterThan(2) // or this test has shown nothing
    expect(sealedAt(inOrder, 'ana')).toBeLessThan(Number.POSITIVE_INFINITY)
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 31 }), (seed) => {
        const outcome = outcomeOf(shuffled(frames, prng(seed, 'arrival'), isRestamped))
        expect(outcome.receipts).toEqual(inOrder.receipts)
        expect(outcome.events).toEqual(inOrder.events)
        expect(outcome.counts.lost).toBe(0)
      }),
      { numRuns: 8 },
    )
  },
)

test('[EN14] the same frames give the same answers in every run', () => {
  expect(outcomeOf(frames)).toEqual(inOrder)
})
