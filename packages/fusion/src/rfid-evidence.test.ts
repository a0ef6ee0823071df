import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyDay } from './any-day.ts'
import { here, maybe, takes } from './attribution-scene.ts'
import { epcOf, exitStory, sweepAt, type ExitStory } from './exit-scene.ts'
import { rfidPolicy } from './rfid-policy.ts'

const OVER_CORN_AND_PEAS = { 2: -100, 3: -100 }

/** With four articles, a stray of the very one is to be as rare as in a store of a hundred. */
const fewStrays = { ...rfidPolicy, straysPerPassage: 0.05 }

/** Somebody passes with something sure, so that it is known what this store tags and that its reader reads. */
function store(): ExitStory {
  const story = exitStory(fewStrays)
  story.see(takes('eve', 0, { 6: -93 }))
  story.see(takes('eve', 10_000, { 1: -200 }))
  expect(story.leaves('eve', 20_000, 'tuna 1', 'corn 1')).toEqual(['corn', 'tuna'])
  return story
}

describe('what is read', () => {
  test('[FR4] tells which of twins it was', () => {
    const story = store()
    story.see(takes('ana', 30_000, OVER_CORN_AND_PEAS))
    expect(story.charged('ana')).toEqual([])
    expect(story.leaves('ana', 40_000, 'peas 2')).toEqual(['peas'])
  })

  test('[FR4] and so, which the other has, who may have taken either', () => {
    const story = store()
    const both = { ana: here, ben: here }
    story.see({ atMs: 30_000, plates: { 1: -200 }, near: both })
    story.see({ atMs: 36_000, plates: { 6: -93 }, near: both })
    expect([story.charged('ana'), story.charged('ben')]).toEqual([[], []])
    expect(story.leaves('ana', 40_000, 'corn 2')).toEqual(['corn'])
    expect(story.charged('ben')).toEqual(['tuna'])
  })

  test('[FR4] tells who took it, though another was nearer', () => {
    const story = store()
    story.see({ atMs: 30_000, plates: { 1: -200 }, near: { ana: here, ben: maybe } })
    expect(story.charged('ana')).toEqual(['corn'])
    expect(story.leaves('ben', 40_000, 'corn 2')).toEqual(['corn'])
    expect(story.charged('ana')).toEqual([])
  })

  test('[FR4] tells what it was that no article fits', () => {
    const story = store()
    story.see(takes('ana', 30_000, { 6: -135 }))
    expect(story.charged('ana')).toEqual([])
    expect(story.leaves('ana', 70_000, 'tuna 7')).toEqual(['tuna'])
  })

  test('[FR5] a thing from another’s hands is paid by whom it leaves with, once', () => {
    const story = store()
    story.see(takes('ana', 30_000, { 1: -200 }))
    expect(story.leaves('ben', 40_000, 'corn 2')).toEqual(['corn'])
    expect(story.leaves('ana', 50_000)).toEqual([])
  })

  test('[FR5] also where the giver left first, if their hands met', () => {
    const story = store()
    story.see(takes('ana', 30_000, { 1: -200 }))
    for (let frame = 0; frame < 6; frame++) story.meetings.see(handsAt(35_000 + frame * 66), (track) => track)
    expect(story.leaves('ana', 40_000)).toEqual([])
    expect(story.leaves('ben', 50_000, 'corn 2')).toEqual(['corn'])
  })

  test('[FR6] two of one article read of who took one of two that were weighed: no third went, so one read is a stray', () => {
    const story = store()
    story.see({ atMs: 30_000, plates: { 1: -400 }, near: { ana: here, ben: here } })
    expect([story.leaves('ana', 40_000, 'corn 2'), story.leaves('ben', 50_000, 'corn 3', 'corn 4')]).toEqual([
      ['corn'],
      ['corn'],
    ])
  })

  test('[FR6] one read of what nobody saw go is rather a stray: nobody is charged for it', () => {
    const story = store()
    story.see(takes('ana', 30_000, { 1: -200 }))
    expect(story.leaves('ana', 40_000, 'corn 2', 'jam 1')).toEqual(['corn'])
  })

  test('[FR6] what the store does not sell, and what is no tag of goods, is nothing', () => {
    const story = store()
    story.exits.sweep({ ...sweepAt(40_500), reads: [{ epc: 'FFFFFFFFFFFFFFFFFFFFFFFF', rssi: -40 }, { epc: 'x', rssi: -40 }] }) // prettier-ignore
    expect(story.leaves('ana', 40_000)).toEqual([])
  })
})

describe('what is not read', () => {
  test('[FR7] is less likely held: between two, it is the other’s', () => {
    const story = store()
    story.see({ atMs: 30_000, plates: { 1: -200 }, near: { ana: here, ben: here / 3 } })
    const before = story.believed('ben', 'corn')
    expect(story.leaves('ana', 40_000)).toEqual([])
    expect(story.believed('ben', 'corn')).toBeGreaterThan(before + 0.3)
  })

  test('[FR7] one miss does not undo what was plainly seen', () => {
    const story = store()
    story.see(takes('ana', 30_000, { 6: -93 }))
    story.see(takes('ana', 36_000, { 1: -200 }))
    expect(story.leaves('ana', 40_000, 'tuna 3')).toEqual(['corn', 'tuna'])
  })

  test('[FR7] nor does a bag that lets nothing through', () => {
    const story = store()
    for (const [i, plates] of [{ 6: -93 }, { 1: -200 }, { 4: -200 }].entries())
      story.see(takes('ana', 30_000 + i * 6_000, plates))
    expect(story.leaves('ana', 60_000)).toEqual(['corn', 'peas', 'tuna'])
  })

  test('[FR8] tells nothing where no tag was ever read', () => {
    const story = exitStory()
    for (let i = 0; i < 6; i++) {
      story.see(takes(`early ${i}`, i * 20_000, { 1: -200 }))
      expect(story.leaves(`early ${i}`, i * 20_000 + 10_000)).toEqual(['corn'])
    }
    story.see({ atMs: 200_000, plates: { 6: -93 }, near: { ana: here, ben: here / 3 } })
    const before = story.believed('ana', 'tuna')
    story.passes('ana', 210_000)
    expect(story.believed('ana', 'tuna')).toBeCloseTo(before, 1)
  })

  test('[FR8] nor of an article that bears no tags, while others do', () => {
    const story = store()
    for (let i = 2; i < 8; i++) {
      story.see(takes(`early ${i}`, i * 20_000, { 4: -200 }))
      story.see(takes(`early ${i}`, i * 20_000 + 6_000, { 6: -93 }))
      story.leaves(`early ${i}`, i * 20_000 + 10_000, `tuna ${i}`)
    }
    story.see(takes('ana', 300_000, { 4: -200 }))
    expect(story.leaves('ana', 310_000)).toEqual(['peas'])
    expect(story.believed('ana', 'peas')).toBeGreaterThan(0.95)
  })
})

describe('whose tag it is', () => {
  test('[FR9] what left with somebody is not taken again, wherever it is read', () => {
    const story = store()
    story.see(takes('ana', 30_000, { 1: -200 }, { ben: maybe }))
    expect(story.leaves('ben', 40_000, 'corn 1', 'tuna 1')).toEqual([])
    expect(story.charged('ana')).toEqual(['corn'])
  })

  test('[FR9] a tag that is read with everybody is a stray', () => {
    const story = store()
    for (let i = 0; i < 4; i++) expect(story.leaves(`empty ${i}`, 30_000 + i * 5_000, 'jam 9')).toEqual([])
    story.see({ atMs: 60_000, shelf: 2, plates: { 2: -452 }, near: { ana: here, ben: here / 2 } })
    const before = story.believed('ben', 'jam')
    story.passes('ben', 70_000, 'jam 9')
    expect(story.believed('ben', 'jam') - before).toBeLessThan(0.2)
  })
})

describe('whatever is read', () => {
  const anyReads = fc.array(fc.constantFrom('corn 1', 'corn 2', 'peas 1', 'tuna 1', 'jam 1'), { maxLength: 5 })

  test('[FR10] beliefs stay probabilities, and nobody is charged for what another was charged for', () => {
    const people = ['ana', 'ben', 'cy']
    fc.assert(
      fc.property(
        anyDay,
        fc.tuple(anyReads, anyReads, anyReads),
        fc.shuffledSubarray(people, { minLength: people.length }),
        (day, reads, order) => {
          const story = exitStory()
          for (const seen of day) story.see(seen)
          const charged = order.map((actor, i) => ({
            actor,
            lines: story.leaves(actor, 500_000 + i * 5_000, ...reads[i]!),
          }))
          for (const { actor, lines } of charged) {
            const sum = story.beliefs.holdingsOf(actor).reduce((all, { probability }) => all + probability, 0)
            expect(sum).toBeCloseTo(1, 9)
            const now = unitsOf(story.charged(actor))
            for (const [gtin, quantity] of unitsOf(lines)) expect(now.get(gtin)).toBeGreaterThanOrEqual(quantity)
          }
        },
      ),
      { numRuns: 6, seed: 7 },
    )
  })

  test('[FR10] the same is believed, to the bit, in whatever order the reader names its tags', () => {
    const inOrder = lived('corn 5', 'jam 1', 'peas 4')
    expect(lived('peas 4', 'corn 5', 'jam 1')).toEqual(inOrder)
    expect(epcOf('corn 5')).not.toBe(epcOf('corn 4'))
  })
})

/** Two people's hands at one place in the middle of the room. */
const handsAt = (capturedMs: number) => ({
  kind: 'tracks' as const,
  device: 'tracker',
  seq: 1,
  arrivedMs: capturedMs,
  capturedMs,
  tracks: [
    { id: 'ana', head: [2, -2, 1.7] as const, hands: [[2.35, -2, 1.1] as const] },
    { id: 'ben', head: [2.7, -2, 1.7] as const, hands: [[2.4, -2, 1.1] as const] },
  ],
})

/** `2 corn` as article and quantity. */
const unitsOf = (lines: readonly string[]): Map<string, number> =>
  new Map(
    lines.map((line) => {
      const [, quantity, gtin] = /^(?:(\d+) )?(.*)$/.exec(line)!
      return [gtin!, Number(quantity ?? 1)]
    }),
  )

/** What two are believed to hold of whom one took something, after this was read of her. */
const lived = (...reads: readonly string[]) => {
  const story = store()
  story.see({ atMs: 30_000, plates: OVER_CORN_AND_PEAS, near: { ana: here, ben: here } })
  story.leaves('ana', 40_000, ...reads)
  return [story.beliefs.holdingsOf('ana'), story.beliefs.holdingsOf('ben')]
}
