import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { changesIn, framed, framesOf, pick, ramp, totals, type Signal } from './shelf-signals.ts'

const aSeed = fc.integer({ min: 1, max: 2 ** 31 })
const anAct = fc.oneof(
  fc.record({
    plate: fc.integer({ min: 1, max: 8 }),
    atMs: fc.integer({ min: 2_000, max: 6_000 }),
    grams: fc.integer({ min: 30, max: 900 }),
    isSlow: fc.boolean(),
  }),
)
const signalOf = ({ atMs, grams, isSlow }: { atMs: number; grams: number; isSlow: boolean }): Signal =>
  isSlow ? ramp(atMs, 2_000, -grams) : pick(atMs, grams)

test.each([0.4, 0.67, 1.2, 5])(
  '[FD1] with %d g of noise, 98 in 100 steps are within three deviations of the truth',
  (noiseGrams) => {
    const deviations = Array.from({ length: 150 }, (_, seed) => {
      const changes = changesIn(framesOf({ plates: { 2: pick(4_000, 60) }, noiseGrams, seed, wired: 2 }))
      const found = changes.flatMap(({ plates }) => plates.filter(({ plate }) => plate === 2))
      const grams = found.reduce((sum, plate) => sum + plate.grams, 0)
      return Math.abs(grams + 60) / Math.hypot(...found.map(({ sigmaGrams }) => sigmaGrams))
    })
    expect(deviations.filter((deviation) => deviation <= 3).length).toBeGreaterThanOrEqual(147)
    expect(Math.max(...deviations)).toBeLessThan(5)
  },
)

test('[FD12] a light article over two plates of a shaky shelf is found, as one change', () => {
  const found = Array.from({ length: 60 }, (_, seed) =>
    changesIn(framesOf({ plates: { 3: pick(4_000, 12, 0), 4: pick(4_000, 12, 0) }, noiseGrams: 5, seed })),
  )
  const near = found.filter((changes) => changes.length === 1 && Math.abs(totals(changes)[0]! + 24) < 6)
  expect(near.length).toBeGreaterThanOrEqual(54)
})

test('[FD16] however samples are cut into frames, the changes are the same', () => {
  const cuts = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(aSeed, fc.array(anAct, { maxLength: 4 }), cuts, (seed, acts, sizes) => {
      const plates = Object.fromEntries(acts.map((act) => [act.plate, signalOf(act)]))
      const frames = framesOf({ plates, noiseGrams: 1, seed, lastsMs: 9_000 })
      const grams = Float32Array.from(frames.flatMap((frame) => [...frame.grams]))
      const recut: typeof frames = []
      for (let from = 0, i = 0; from < grams.length / 8; i++) {
        const n = Math.min(sizes[i % sizes.length]!, grams.length / 8 - from)
        const [frame] = framed(grams.slice(from * 8, (from + n) * 8), 8, 60, n)
        recut.push({ ...frame!, seq: i + 1, capturedMs: (from * 1000) / 60 })
        from += n
      }
      expect(changesIn(recut).map(essence)).toEqual(changesIn(frames).map(essence))
    }),
    { numRuns: 60 },
  )
})

/** To the microsecond: sums of times round differently. */
const essence = ({ plates, ...times }: ReturnType<typeof changesIn>[number]): object => ({
  ...Object.fromEntries(Object.entries(times).map(([name, value]) => [name, shortened(value)])),
  plates: plates.map((plate) => ({ ...plate, momentMs: shortened(plate.momentMs) })),
})

const shortened = (value: unknown): unknown => (typeof value === 'number' ? Math.round(value * 1e3) / 1e3 : value)
