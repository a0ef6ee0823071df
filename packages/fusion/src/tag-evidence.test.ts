import { describe, expect, test } from 'vitest'
import { here, maybe, takes } from './attribution-scene.ts'
import { exitStory } from './exit-scene.ts'
import { rfidPolicy } from './rfid-policy.ts'
import { exactly, type TagEvidence, toldOf } from './tag-evidence.ts'
import { toldBook } from './told-book.ts'

const passage = { gate: 'exit', atMs: 40_000, passed: ['ben'], read: new Map([['corn', 1]]) }

describe('what a passage told of somebody’s goods', () => {
  test('[FR13] a read that settles who has a thing is told of both, with what it made of the belief', () => {
    // With four articles, a stray of the very one is to be as rare as in a store of a hundred.
    const story = exitStory({ ...rfidPolicy, straysPerPassage: 0.05 })
    story.see(takes('eve', 0, { 6: -93 }))
    story.see(takes('eve', 10_000, { 1: -200 }))
    story.leaves('eve', 20_000, 'tuna 1', 'corn 1')
    story.see({ atMs: 30_000, plates: { 1: -200 }, near: { ana: here, ben: maybe } })
    story.leaves('ben', 40_000, 'corn 2')
    const [[his], [hers]] = [story.exits.tagsOf('ben'), story.exits.tagsOf('ana')]
    expect(his).toMatchObject(passageOf('corn', 1))
    expect(hers).toMatchObject(passageOf('corn', 1))
    expect(his!.after[0]!).toBeGreaterThan(0.9)
    expect(his!.before[0]!).toBeLessThan(0.5)
    expect(hers!.after[0] ?? 0).toBeLessThan(0.1)
    // Each is one unit, in the hands of one of them.
    expect(his!.before[0]! + hers!.before[0]!).toBeLessThanOrEqual(1)
  })

  test('[FR13] a tag that was missed is told where it made a line less sure, and a read that only bears one out as well', () => {
    const story = exitStory()
    story.see(takes('ana', 0, { 6: -93 }))
    story.see(takes('ana', 10_000, { 1: -200 }))
    story.leaves('ana', 20_000, 'tuna 1')
    const told = story.exits.tagsOf('ana')
    expect(told.map(({ gtin, read }) => [gtin, read])).toEqual([
      ['corn', 0],
      ['tuna', 1],
    ])
    const [corn] = told
    expect(corn!.after[0]!).toBeLessThan(corn!.before[0]!)
  })

  test('[FR13] what did not move is not told of who was not there; of who was, only what was read', () => {
    const odds = [{ gtin: 'corn', atLeast: [0.99] }, { gtin: 'peas', atLeast: [0.7] }] // prettier-ignore
    expect(toldOf(passage, odds, odds, false)).toEqual([])
    expect(toldOf(passage, odds, odds, true)).toMatchObject([{ gtin: 'corn', read: 1, before: [0.99], after: [0.99] }])
    expect(toldOf(passage, odds, [{ gtin: 'corn', atLeast: [0.99] }], false)).toMatchObject([
      { gtin: 'peas', read: 0, before: [0.7], after: [] },
    ])
  })

  test('[FR13] it follows whoever turns out to be somebody, and is forgotten with them', () => {
    const book = toldBook<TagEvidence>()
    const told = toldOf(passage, [], [{ gtin: 'corn', atLeast: [0.9] }], true)
    book.add('track 1', told)
    book.rename('track 1', 'ben')
    expect([book.of('track 1'), book.of('ben')]).toEqual([[], told])
    book.forget((actor) => actor !== 'ben')
    expect(book.of('ben')).toEqual([])
  })

  test('[FR13] the probability of exactly so many is that of at least so many, less that of one more', () => {
    expect([0, 1, 2, 3].map((units) => exactly(units, [0.9, 0.4]))).toEqual([
      expect.closeTo(0.1),
      expect.closeTo(0.5),
      expect.closeTo(0.4),
      0,
    ])
  })
})

const passageOf = (gtin: string, read: number) => ({ gate: 'exit', atMs: 40_000, passed: ['ben'], gtin, read })
