import { expect, test } from 'vitest'
import { changesIn, framesOf, gondolaOf } from './shelf-signals.ts'

/** As many plates as the nanostore has, for ten minutes; measured on 2 seeds, and stated with room. */
test.each([
  { noiseGrams: 0.67, mostChanges: 0, mostGrams: 0 },
  { noiseGrams: 7, mostChanges: 30, mostGrams: 8 },
])('[FD2] 306 plates with nothing but noise of $noiseGrams g', ({ noiseGrams, mostChanges, mostGrams }) => {
  const minutes = Array.from({ length: 10 }, (_, minute) =>
    changesIn(
      framesOf({ plates: {}, wired: 306, lastsMs: 60_000, noiseGrams, seed: minute + 1, samplesPerFrame: 60 }),
      gondolaOf(306),
    ),
  )
  const grams = minutes.flatMap((changes) =>
    changes.flatMap(({ plates }) => plates.map((plate) => Math.abs(plate.grams))),
  )
  expect(minutes.flat().length).toBeLessThanOrEqual(mostChanges)
  expect(Math.max(0, ...grams)).toBeLessThanOrEqual(mostGrams)
})
