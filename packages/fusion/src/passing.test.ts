import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { momentAt, PARTS, passedTogether, passingOf } from './passing.ts'

/** What a plate weighed in each tenth of a second. */
const path = (...grams: readonly number[]) => grams.map((weight, i) => ({ atMs: i * 100, grams: weight }))

describe('[FD20] when each part of a change had gone for good', () => {
  test('at one moment, where it went at once', () => {
    expect(passingOf(path(0, -2, -200, -200, -200), 0, -200)).toEqual(Array.from({ length: PARTS }, () => 200))
  })

  test('half at one moment and half at another', () => {
    const passed = passingOf(path(0, -100, -100, -100, -200, -200), 0, -200)
    expect(passed).toEqual([
      ...Array.from({ length: PARTS / 2 }, () => 100),
      ...Array.from({ length: PARTS / 2 }, () => 400),
    ])
  })

  test('a press before it, and swings that come back, make little of a difference', () => {
    const moved = {
      grams: -200,
      momentMs: 0,
      passedMs: passingOf(path(0, 150, 150, -260, -140, -220, -180, -200), 0, -200),
    }
    expect([0.25, 0.5].map((share) => momentAt(share, [moved]))).toEqual([300, 300])
    const again = passingOf(path(0, -100, -130, -70, -100, 50, -30, -240, -170, -200), 0, -200)
    expect([0.25, 0.75].map((share) => momentAt(share, [{ ...moved, passedMs: again }]))).toEqual([100, 700])
  })

  test('of several plates, each counts with what it lost', () => {
    const plates = [
      { grams: -150, momentMs: 0 },
      { grams: -50, momentMs: 900 },
    ]
    expect([0.25, 0.5, 0.75, 0.9].map((share) => momentAt(share, plates))).toEqual([0, 0, 0, 900])
  })

  test('two changes of one plate keep their moments', () => {
    const early = { grams: -90, momentMs: 100, passedMs: passingOf(path(0, -90), 0, -90) }
    const late = { grams: -90, momentMs: 2_000 }
    const both = { grams: -180, momentMs: 100, passedMs: passedTogether(early, late) }
    expect([0.25, 0.75].map((share) => momentAt(share, [both]))).toEqual([100, 2_000])
  })

  test('whatever the path, in order, and within it', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -300, max: 300 }), { minLength: 1, maxLength: 60 }), (grams) => {
        const passed = passingOf(path(...grams), 0, -100)
        expect(passed).toEqual(passed.toSorted((a, b) => a - b))
        expect(passed[0]).toBeGreaterThanOrEqual(0)
        expect(passed.at(-1)).toBeLessThanOrEqual((grams.length - 1) * 100)
      }),
    )
  })
})
