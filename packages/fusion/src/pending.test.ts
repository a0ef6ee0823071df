import { expect, test } from 'vitest'
import { attributionPolicy as policy } from './attribution-policy.ts'
import { here, sceneOf, type Seen } from './attribution-scene.ts'
import { resumed } from './pending.ts'
import { emptyWorld, type Unfinished, type World } from './world.ts'

/** A hand of 300 g that came to rest on plates 1 and 2 a second ago. */
const begun: Unfinished = {
  change: 'c1',
  gondola: 'g',
  shelf: 1,
  plates: [
    { plate: 1, grams: 200, momentMs: 9_000 },
    { plate: 2, grams: 100, momentMs: 9_000 },
  ],
  sigmaGrams: 1,
  momentMs: 9_000,
  actor: 'ana',
}
const waiting: World = { ...emptyWorld, unfinished: [begun] }
const after = (plates: Seen['plates'], how: Partial<Seen> = {}, world = waiting) =>
  resumed(world, sceneOf({ atMs: 10_000, plates, near: { ana: here }, ...how }), policy)
const grams = (found: ReturnType<typeof after>) => found?.plates.map(({ plate, grams: g }) => [plate, g])

test('[FA21] a change on the same plates may be the rest of the act: the grams add up', () => {
  const found = after({ 1: -320, 2: -180 })
  expect(grams(found)).toEqual([
    [1, -120],
    [2, -80],
  ])
  expect(found!.world.unfinished).toEqual([])
})

test('[FA21] each plate moved when most of it did, and is as unsure as both', () => {
  const found = after({ 1: -250, 2: -60 })
  expect(found!.plates.map(({ momentMs }) => momentMs)).toEqual([10_000, 9_000])
  expect(found!.plates[0]!.sigmaGrams).toBeCloseTo(Math.hypot(0.7, 1 / Math.sqrt(2)))
})

test.each<[string, ReturnType<typeof after>]>([
  ['on other plates', after({ 3: -200 })],
  ['on another shelf', after({ 1: -200 }, { shelf: 2 })],
  ['much later', after({ 1: -200 }, { atMs: 9_001 + policy.unfinishedMs })],
  ['with nothing begun', after({ 1: -200 }, {}, emptyWorld)],
])('[FA21] not %s', (_, found) => {
  expect(found).toBeUndefined()
})

test('[FA22] of what was begun, the plates that do not move again stay open', () => {
  const found = after({ 1: -320 })
  expect(grams(found)).toEqual([[1, -120]])
  expect(found!.world.unfinished).toEqual([{ ...begun, plates: [begun.plates[1]] }])
})

test('[FA22] unless it is next to nothing', () => {
  const faint: Unfinished = { ...begun, plates: [begun.plates[0]!, { plate: 2, grams: 10, momentMs: 9_000 }] }
  expect(after({ 1: -320 }, {}, { ...emptyWorld, unfinished: [faint] })!.world.unfinished).toEqual([])
})
