import { describe, expect, test } from 'vitest'
import { ghostsOf } from '../src/ghosts.ts'
import { drawHealth } from '../src/plate-noise.ts'
import type { Play } from '../src/play.ts'
import { sightings, swapped } from '../src/track-ids.ts'
import { weathers } from '../src/weather.ts'

const { tracker } = weathers.foul

/** Two people who stand side by side for a minute. */
const sideBySide: Play = {
  lastsMs: 60_000,
  people: ['ana', 'ben'].map((id, i) => ({
    id,
    headMetres: 1.7,
    walk: [
      { atMs: 0, at: [i * 0.4, 0] as const },
      { atMs: 60_000, at: [i * 0.4, 0] as const },
    ],
    reaches: [],
  })),
  handlings: [],
  passages: [],
  truth: [],
  carriedOut: new Map(),
  leftOnFloor: [],
  onShelves: [],
  restocked: [],
  keptByStaff: [],
}

describe('what foul weather can do, one by one', () => {
  test('[SIM14] an id changes after a gap of 0.3 to 2 s, in which nobody is seen', () => {
    const [ana] = sightings(sideBySide, 3, { ...tracker, idChangesPerMinute: 6, occlusionsPerMinute: 0 })
    expect(ana!.length).toBeGreaterThan(2)
    for (const [i, later] of ana!.entries()) {
      const earlier = ana![i - 1]
      if (earlier === undefined) continue
      expect(later.id).not.toBe(earlier.id)
      expect(later.fromMs - earlier.toMs).toBeGreaterThanOrEqual(300)
      expect(later.fromMs - earlier.toMs).toBeLessThanOrEqual(2_000)
    }
  })

  test('[SIM14] an occlusion gives the old id back', () => {
    const [ana] = sightings(sideBySide, 3, { ...tracker, idChangesPerMinute: 0, occlusionsPerMinute: 6 })
    expect(ana!.length).toBeGreaterThan(2)
    expect(new Set(ana!.map(({ id }) => id)).size).toBe(1)
  })

  test('[SIM14] two people who come close can leave with each other’s id', () => {
    const steady = { ...tracker, idChangesPerMinute: 0, occlusionsPerMinute: 0 }
    const before = sightings(sideBySide, 3, steady)
    const after = swapped(sideBySide, before, 3, { ...steady, swapChance: 1 })
    expect(after[0]!.at(-1)!.id).toBe(before[1]!.at(-1)!.id)
    expect(after[1]!.at(-1)!.id).toBe(before[0]!.at(-1)!.id)
  })

  test('[SIM14] ghosts appear, and plates die, saturate and stick', () => {
    expect(ghostsOf(600_000, [0, 0], 1, tracker).length).toBeGreaterThan(1)
    const healths = Array.from({ length: 2_000 }, (_, i) =>
      drawHealth(1, `plate-${i}`, weathers.foul.plates.brokenShare),
    )
    expect(new Set(healths)).toEqual(new Set(['sound', 'dead', 'saturated', 'sticky']))
  })
})
