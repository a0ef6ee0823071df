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

  test('[FA25] what is clear needs one world alone, however many people share it', () => {
    const told = story(takes('ana', 0, corner), takes('ben', 2_000, cans(1)), takes('cy', 4_000, { 3: -100, 4: -100 }))
    expect(told.beliefs.worlds).toBe(1)
  })

  test('[FA25] doubts that have nothing to do with one another add up, and do not multiply', () => {
    const doubts = [
      unclear,
      { ...unclear, atMs: 5_000, plates: cans(1) },
      { ...unclear, atMs: 10_000, shelf: 2, plates: { 2: -452 } },
    ]
    const alone = doubts.map((doubt) => story(doubt).beliefs.worlds - 1)
    expect(story(...doubts).beliefs.worlds - 1).toBe(alone.reduce((sum, worlds) => sum + worlds, 0))
  })

  test('[FA25] even where the same people share them; what one may hold is all of it in every combination', () => {
    const told = story(unclear, { ...unclear, atMs: 5_000, plates: cans(1) })
    for (const goods of [[], ['corn'], ['tuna'], ['corn', 'tuna']])
      expect(told.believed('ana', ...goods)).toBeCloseTo(0.25, 2)
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
    // Each of six changes may be a cluster of its own.
    expect(few.beliefs.worlds).toBeLessThanOrEqual(1 + 6 * 8)
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
    expect(told.beliefs.holdingsOf('track 7')).toEqual([{ units: [], probability: 1 }])
  })

  test('[FA28] a stranger of whom nothing is believed leaves no trace', () => {
    const told = story(takes('ana', 0, corner))
    told.beliefs.rename('track 7', 'ben')
    expect([told.charged('ana'), told.charged('ben')]).toEqual([['corn'], []])
  })

  test('[FA25] whose beliefs were revised is told once, and nobody else is', () => {
    const told = story(takes('ana', 0, corner), { ...takes('ben', 5_000, cans(1)), near: { ben: here, cy: here } })
    expect(told.beliefs.revised().sort()).toEqual(['ana', 'ben', 'cy'])
    expect(told.beliefs.revised()).toEqual([])
    told.see(takes('cy', 10_000, { 3: -100, 4: -100 }))
    expect(told.beliefs.revised()).toEqual(['cy'])
  })

  test('[FA31] of somebody who was never near, it is sure that they hold nothing', () => {
    expect(story().beliefs.holdingsOf('zoe')).toEqual([{ units: [], probability: 1 }])
  })
})
