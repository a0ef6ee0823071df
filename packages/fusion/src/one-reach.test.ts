import type { TrackedPerson } from '@store/device-protocol/frame.ts'
import type { Gondola } from '@store/planogram/layout.ts'
import { expect, test } from 'vitest'
import { attributionPolicy as policy } from './attribution-policy.ts'
import { reachesInto } from './one-reach.ts'
import type { Sighting } from './track-log.ts'

const gondola: Gondola = {
  id: 'g',
  x: 0,
  y: 0,
  rotationDegrees: 0,
  width: 1,
  depth: 0.4,
  plateWidth: 0.1,
  shelves: [{ index: 1, height: 1, plates: 10 }],
}
const inShelf = [0.5, -0.2, 1.1] as const
const drawnBack = [0.5, -0.8, 1] as const

/** Ten frames a second for ten seconds: where ana's hands are at each, and ben beside her with his in the shelf all the time. */
function seen(handsAt: (atMs: number) => TrackedPerson['hands']): Sighting[] {
  return Array.from({ length: 100 }, (_, i) => ({
    atMs: i * 100,
    people: [
      { id: 'ana', head: [0.5, -1, 1.6], hands: handsAt(i * 100) },
      { id: 'ben', head: [0.8, -1, 1.6], hands: [inShelf] },
    ],
  }))
}

const reaches = (sightings: readonly Sighting[]) =>
  reachesInto(
    gondola,
    10_000,
    { between: (fromMs, toMs) => sightings.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs) },
    (track) => track,
    policy,
  )

test('[FA62] a hand that stays in the shelves is in one reach, in whatever order one asks', () => {
  const inOneReach = reaches(seen((atMs) => (atMs < 8_000 ? [inShelf, drawnBack] : [drawnBack])))
  expect(inOneReach('ana', 1_000, 7_000)).toBe(true)
  expect(inOneReach('ana', 7_000, 1_000)).toBe(true)
  expect(inOneReach('ana', 1_000, 9_500)).toBe(false)
  expect(inOneReach('ben', 1_000, 9_500)).toBe(true)
  expect(inOneReach('kim', 1_000, 2_000)).toBe(false)
})

const away = (forMs: number) =>
  reaches(seen((atMs) => (atMs >= 4_000 && atMs < 4_000 + forMs ? [drawnBack] : [inShelf])))

test('[FA62] drawn back, it reaches anew; out of sight for a few frames, it does not', () => {
  expect(away(policy.withdrawnMs - 200)('ana', 3_000, 6_000)).toBe(true)
  expect(away(policy.withdrawnMs + 200)('ana', 3_000, 6_000)).toBe(false)
})

test('[FA62] where no hands are seen nothing is known', () => {
  expect(reaches(seen(() => []))('ana', 1_000, 1_100)).toBe(false)
})
