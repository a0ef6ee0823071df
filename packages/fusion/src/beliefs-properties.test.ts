import { usualCosts } from '@store/catalog/charge-costs.ts'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyDay } from './any-day.ts'
import { basketOf } from './basket.ts'
import { attributionPolicy } from './attribution-policy.ts'
import { catalog, here, storyOf, type Seen, type Story } from './attribution-scene.ts'
import { chargePolicy } from './charge-policy.ts'

const people = ['ana', 'ben', 'cy']
const charging = chargePolicy(usualCosts, catalog)
const lived = (day: readonly Seen[], story = storyOf()): Story => {
  for (const seen of day) story.see(seen)
  return story
}
/** Of each, what they may hold and how likely: articles only, since changes are named by where and when. */
const believed = (story: Story, actors = people): Record<string, number>[] =>
  actors.map((actor) => {
    const byArticles: Record<string, number> = {}
    for (const { units, probability } of story.beliefs.holdingsOf(actor)) {
      const articles = units.map(({ gtin }) => gtin ?? '?').sort().join() // prettier-ignore
      byArticles[articles] = (byArticles[articles] ?? 0) + probability
    }
    return byArticles
  })
const farthest = (some: readonly Record<string, number>[], others: readonly Record<string, number>[]): number =>
  Math.max(
    ...some.flatMap((one, i) =>
      [...Object.keys(one), ...Object.keys(others[i]!)].map((key) =>
        Math.abs((one[key] ?? 0) - (others[i]![key] ?? 0)),
      ),
    ),
  )

test('[FA31] what anybody may hold has probabilities that add up to 1', () => {
  fc.assert(
    fc.property(anyDay, (day) => {
      const { beliefs } = lived(day)
      for (const actor of people)
        expect(beliefs.holdingsOf(actor).reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 9)
    }),
    { numRuns: 20, seed: 2 },
  )
})

test('[FA29] what somebody was charged for stays theirs, whatever others are charged for after', () => {
  fc.assert(
    fc.property(anyDay, fc.shuffledSubarray(people, { minLength: people.length }), (day, order) => {
      const { beliefs } = lived(day)
      const paid = order.map((actor) => {
        beliefs.gone(actor)
        const { lines } = basketOf(beliefs.holdingPartsOf(actor), charging)
        beliefs.decide(actor, lines)
        return { actor, lines }
      })
      for (const { actor, lines } of paid) {
        const now = basketOf(beliefs.holdingPartsOf(actor), charging).lines
        for (const { gtin, quantity } of lines)
          expect(now.find((line) => line.gtin === gtin)?.quantity).toBeGreaterThanOrEqual(quantity)
      }
    }),
    { numRuns: 20, seed: 3 },
  )
})

test('[FA32] changes that have nothing to do with one another may come in any order', () => {
  const apart: readonly Seen[] = [
    { atMs: 0, plates: { 1: -120, 2: -80 }, near: { ana: here } },
    { atMs: 0, plates: { 6: -93, 7: -93 }, near: { ben: here, cy: here } },
    { atMs: 0, shelf: 2, plates: { 2: -452 }, near: { ana: here, ben: here / 2 } },
    { atMs: 0, plates: { 3: -100, 4: -100 }, near: { cy: here } },
  ]
  const inOrder = believed(lived(apart))
  fc.assert(
    fc.property(fc.shuffledSubarray([...apart], { minLength: apart.length }), (day) => {
      expect(farthest(believed(lived(day)), inOrder)).toBeLessThan(4 * attributionPolicy.leastDoubt)
    }),
  )
})

test('[FA33] the same day gives the same beliefs, to the bit', () => {
  fc.assert(
    fc.property(anyDay, (day) => {
      const [one, again] = [lived(day), lived(day)]
      expect(people.map((actor) => again.beliefs.holdingsOf(actor))).toEqual(
        people.map((actor) => one.beliefs.holdingsOf(actor)),
      )
      expect([again.beliefs.cutOff, again.beliefs.worlds]).toEqual([one.beliefs.cutOff, one.beliefs.worlds])
    }),
    { numRuns: 10, seed: 4 },
  )
})

test('[FA34] with two people exchanged, beliefs are exchanged', () => {
  const other: Record<string, string> = { ana: 'ben', ben: 'ana', cy: 'cy' }
  const mirrored = (day: readonly Seen[]): Seen[] =>
    day.map((seen) => ({
      ...seen,
      near: Object.fromEntries(Object.entries(seen.near ?? {}).map(([actor, ratio]) => [other[actor]!, ratio])),
    }))
  // Where worlds are cut off, equals go by name: that favours somebody, and is as little as it is likely.
  const roomy = {
    ...attributionPolicy,
    mostWorlds: 20_000,
    mostAssignments: 1_000,
    mostCombinations: 1_000,
    mostStories: 1_000,
  }
  fc.assert(
    fc.property(
      anyDay.map((day) => day.slice(0, 4)),
      (day) => {
        const [one, mirror] = [lived(day, storyOf(roomy)), lived(mirrored(day), storyOf(roomy))]
        expect(farthest(believed(one), believed(mirror, people.map((actor) => other[actor]!)))).toBeLessThan(0.01) // prettier-ignore
      },
    ),
    { numRuns: 20, seed: 5 },
  )
})
