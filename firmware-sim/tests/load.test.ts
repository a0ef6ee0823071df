import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { prng } from '@store/kernel/prng.ts'
import { direct } from '../src/direct.ts'
import type { Footprint } from '../src/footprint.ts'
import { layDown } from '../src/footprint.ts'
import { loadOf } from '../src/plate-load.ts'
import { STEP_GRAMS } from '../src/plate-noise.ts'
import { weightFrames } from '../src/plate-physics.ts'
import type { Handling, Play } from '../src/play.ts'
import { SAMPLES_PER_SECOND } from '../src/swing.ts'
import { weathers } from '../src/weather.ts'
import { cornerShop } from './shops.ts'
import { written } from './plays.ts'

const gondola = cornerShop.layout.gondolas[0]!
const { plates } = weathers.real

describe('what a plate feels', () => {
  test('[SIM7] after everything has settled, each gondola has lost what was lifted off it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
        const play = direct(written('hard-mix', cornerShop, seed), cornerShop, seed, plates.leakMost)
        for (const one of cornerShop.layout.gondolas) expect(lost(one.id, play, seed)).toBeCloseTo(0, 0)
      }),
      { numRuns: 8 },
    )
  })

  test.each([1, 2, 3, 4, 5, 6])(
    '[SIM8] a lift swings by 30 to 70 %% of the weight, for about a second (seed %i)',
    (seed) => {
      const atMs = 2_000
      const grams = curveOf([{ kind: 'lift', atMs, takesMs: 120, footprint: onPlate4(400) }], seed, 0)
      const [after, late] = [from(grams, atMs + 90), from(grams, atMs + 2_200)]
      const deepest = -Math.min(...after)
      expect(deepest).toBeGreaterThan(400 * 1.15)
      expect(deepest).toBeLessThan(400 * 1.72)
      for (const one of late) expect(Math.abs(one + 400)).toBeLessThan(400 * 0.03)
    },
  )

  test('[SIM8] a hand presses 50 g or more before it lifts', () => {
    const presses = Array.from({ length: 40 }, (_, seed) =>
      Math.max(
        ...curveOf([{ kind: 'lift', atMs: 2_000, takesMs: 200, footprint: onPlate4(300) }], seed, 1).slice(0, 121),
      ),
    )
    expect(Math.min(...presses)).toBeGreaterThan(20) // its neighbours bear a part
    expect(Math.max(...presses)).toBeGreaterThan(150)
  })

  test('[SIM9] no more than 18 % of a weight lands on a neighbour plate, and all of it lands', () => {
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 20, max: 1_500, noNaN: true }), (seed, grams) => {
        const place = { gondola: 'A', shelf: 1, plates: [5, 6, 7, 8] }
        const { loads } = layDown(prng(seed, 'x'), { gtin: String(seed), grams }, place, 12, plates.leakMost)
        const outside = loads.filter(({ plate }) => plate < 5 || plate > 8).reduce((sum, one) => sum + one.grams, 0)
        expect(outside).toBeLessThanOrEqual(0.18 * grams + 1e-6)
        expect(loads.reduce((sum, one) => sum + one.grams, 0)).toBeCloseTo(grams, 6)
      }),
    )
  })

  test('[SIM10] every sample is a step of the converter', () => {
    const play = direct(written('touch', cornerShop, 1), cornerShop, 1, plates.leakMost)
    const frames = weightFrames(gondola, play, 1, { ...weathers.real, plates: { ...plates, brokenShare: 0 } })
    const off = frames
      .flatMap(({ grams }) => [...grams])
      .filter((said) => Number.isFinite(said))
      .map((said) => Math.abs(said / STEP_GRAMS - Math.round(said / STEP_GRAMS)))
    expect(Math.max(...off.slice(0, 50_000))).toBeLessThan(0.01)
  })
})

const onPlate4 = (grams: number): Footprint => ({
  gondola: gondola.id,
  shelf: 2,
  loads: [{ plate: 4, grams }],
  mainPlate: 4,
})

function curveOf(handlings: readonly Handling[], seed: number, pressChance: number): number[] {
  const weather = { ...plates, pressChance, leanChance: 0, creepShare: 0, jostleChance: 0 }
  const load = loadOf(gondola, 6 * SAMPLES_PER_SECOND, [...handlings.entries()], seed, weather)
  return [...load.plate(2, 4)!]
}

const from = (grams: readonly number[], ms: number) => grams.slice(Math.round((ms * SAMPLES_PER_SECOND) / 1_000))

/** Grams that are gone from a gondola at the end but were not lifted, or the other way about. */
function lost(id: string, play: Play, seed: number): number {
  const one = cornerShop.layout.gondolas.find((candidate) => candidate.id === id)!
  const own = [...play.handlings.entries()].filter(
    ([, handling]) => (handling.kind === 'press' ? handling.gondola : handling.footprint.gondola) === id,
  )
  const samples = Math.ceil((play.lastsMs / 1_000) * SAMPLES_PER_SECOND) + 40 * SAMPLES_PER_SECOND
  const load = loadOf(one, samples, own, seed, plates)
  const atEnd = one.shelves
    .flatMap(({ index }) => load.platesOf(index).map((plate) => load.plate(index, plate)!.at(-1)!))
    .reduce((sum, grams) => sum + grams, 0)
  const moved = own.reduce((sum, [, handling]) => sum + movedBy(handling), 0)
  return atEnd - moved
}

function movedBy(handling: Handling): number {
  if (handling.kind === 'press' || (handling.kind === 'hold' && handling.ends === 'leave')) return 0
  const grams = handling.footprint.loads.reduce((sum, load) => sum + load.grams, 0)
  return handling.kind === 'set' ? grams : -grams
}
