import { describe, expect, test } from 'vitest'
import { handOver, here, sceneOf, storyOf, type Seen } from './attribution-scene.ts'
import { attributionPolicy as policy } from './attribution-policy.ts'
import { busyness } from './busyness.ts'

/** Plays changes one after the other, each knowing the reaches of those before. */
function played(...changes: readonly Seen[]) {
  const story = storyOf()
  const busy = busyness(policy)
  for (const seen of changes) {
    const scene = sceneOf(seen)
    const considered = story.beliefs.believe({ ...scene, reachFor: busy.reachFor(scene.change) })
    busy.note(scene.change, considered)
  }
  return story
}
const can = { 1: -120, 2: -80 }
const both = { ana: here, ben: here }

describe('two changes just after one another', () => {
  test('[FA56] with two hands at the goods are one each, whoever was first', () => {
    const soon = played({ atMs: 10_000, plates: can, near: both }, { atMs: 11_500, plates: can, near: both })
    const oneEach = soon.believed('ana', 'corn')
    expect(oneEach).toBeGreaterThan(0.9)
    expect(soon.believed('ben', 'corn')).toBeCloseTo(oneEach)
    const later = played({ atMs: 10_000, plates: can, near: both }, { atMs: 20_000, plates: can, near: both })
    expect(later.believed('ana', 'corn')).toBeLessThan(0.6)
  })

  test('[FA56] the second tells who made the first', () => {
    const first: Seen = { atMs: 10_000, plates: can, near: both }
    const alone = played(first).believed('ana', 'corn')
    const other: Seen = { atMs: 11_500, plates: { 6: -50, 7: -43 }, near: { ana: 0.5 * here, ben: handOver(1) } }
    const informed = played(first, other)
    expect(informed.believed('ben', 'corn')).toBeGreaterThan(alone + 0.2)
    expect(informed.believed('ana', 'tuna')).toBeGreaterThan(0.7)
  })

  test('[FA56] the only one there took both', () => {
    const found = played({ atMs: 10_000, plates: can, near: { ana: here } }, { atMs: 11_500, plates: can, near: { ana: here } }) // prettier-ignore
    expect(found.charged('ana')).toEqual(['2 corn'])
  })

  test('[FA32] [FA56] in either order they come out the same', () => {
    const changes: Seen[] = [
      { atMs: 10_000, plates: can, near: { ana: here, ben: 0.5 * here } },
      { atMs: 11_000, plates: can, near: { ana: 0.5 * here, ben: 0.3 * here } },
    ]
    const [one, other] = [played(...changes), played(...changes.toReversed())]
    for (const actor of ['ana', 'ben'])
      expect(other.believed(actor, 'corn')).toBeCloseTo(one.believed(actor, 'corn'), 9)
  })
})
