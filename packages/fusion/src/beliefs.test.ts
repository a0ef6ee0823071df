import { describe, expect, test } from 'vitest'
import { attributionPolicy } from './attribution-policy.ts'
import { here, storyOf, takes, type Seen } from './attribution-scene.ts'

const corner = { 1: -120, 2: -80 }
const back = { 1: 120, 2: 80 }
const cans = (count: number): Seen['plates'] => ({ 6: -46.5 * count, 7: -46.5 * count })
const story = (...acts: readonly Seen[]) => {
  const told = storyOf()
  for (const act of acts) told.see(act)
  return told
}

describe('people are believed about together as long as they must be', () => {
  const unclear = { plates: corner, near: { ana: here, ben: here } }

  test('[FA25] who shares nothing unclear stays apart: one world each', () => {
    const told = story(takes('ana', 0, corner), takes('ben', 2_000, cans(1)), takes('cy', 4_000, { 3: -100, 4: -100 }))
    expect(told.beliefs.worlds).toBe(3)
  })

  test('[FA25] what could be either’s is one’s or the other’s, never both’s', () => {
    const told = story(unclear)
    const [ana, ben] = ['ana', 'ben'].map((actor) => told.believed(actor, 'corn'))
    expect(ana).toBeCloseTo(0.5, 3)
    expect(ana! + ben!).toBeLessThanOrEqual(1)
    expect(told.beliefs.worlds).toBeGreaterThan(1)
  })

  test('[FA25] later evidence tells, and they part again', () => {
    const told = story(unclear, takes('ben', 5_000, back))
    expect(told.believed('ana')).toBeGreaterThan(0.99)
    expect(told.believed('ben')).toBeGreaterThan(0.99)
  })

  test('[FA27] worlds are bounded, and what is cut off is counted', () => {
    const few = storyOf({ ...attributionPolicy, mostWorlds: 8 })
    const crowd = { ana: here, ben: here, cy: here, dan: here }
    for (let i = 0; i < 6; i++) few.see({ atMs: i * 5_000, plates: i % 2 ? corner : cans(2), near: crowd })
    // Those about whom all is sure have a world of their own.
    expect(few.beliefs.worlds).toBeLessThanOrEqual(8 + Object.keys(crowd).length)
    expect(few.beliefs.cutOff).toBeGreaterThan(0.1)
    expect(story(takes('ana', 0, corner)).beliefs.cutOff).toBeLessThan(1e-3)
  })

  test('[FA29] a unit that one was charged for is nobody else’s', () => {
    const told = story({ ...unclear, near: { ana: here, ben: here / 2 } })
    expect(told.charged('ana')).toEqual(['corn'])
    expect(told.doubts('ben')).toMatchObject([{ gtins: ['corn'] }])
    told.beliefs.decide('ana', [{ gtin: 'corn', quantity: 1 }])
    expect(told.believed('ana', 'corn')).toBeCloseTo(1, 12)
    expect([told.charged('ben'), told.doubts('ben')]).toEqual([[], []])
  })

  test('[FA29] a line that no world agrees with changes nothing, and the others count all the same', () => {
    const told = story(unclear)
    told.beliefs.decide('ana', [{ gtin: 'jam', quantity: 1 }])
    expect(told.believed('ana', 'corn')).toBeCloseTo(0.5, 3)
    told.beliefs.decide('ana', [
      { gtin: 'jam', quantity: 1 },
      { gtin: 'corn', quantity: 1 },
    ])
    expect(told.believed('ana', 'corn')).toBeCloseTo(1, 12)
  })
})

describe('names', () => {
  test('[FA28] what a stranger held is the shopper’s they turn out to be', () => {
    const told = story(takes('track 7', 0, corner), takes('ana', 3_000, cans(1)))
    told.beliefs.rename('track 7', 'ana')
    expect(told.charged('ana')).toEqual(['corn', 'tuna'])
    expect(told.beliefs.actors()).toEqual(['ana'])
  })

  test('[FA28] a stranger of whom nothing is believed leaves no trace', () => {
    const told = story(takes('ana', 0, corner))
    told.beliefs.rename('track 7', 'ben')
    expect(told.beliefs.actors()).toEqual(['ana'])
  })

  test('[FA31] of somebody who was never near, it is sure that they hold nothing', () => {
    expect(story().beliefs.holdingsOf('zoe')).toEqual([{ units: [], probability: 1 }])
  })
})
