import { describe, expect, test } from 'vitest'
import { takes as act } from './attribution-scene.ts'
import { exitStory, type ExitStory } from './exit-scene.ts'
import type { HandOverEvidence } from './hand-over-evidence.ts'
import { handOvers } from './hand-overs.ts'
import { rfidPolicy as policy } from './rfid-policy.ts'
import { toldBook } from './told-book.ts'

/** Ana and Ben stand at arms' length, their hands together between them for a second. */
function meet({ meetings }: ExitStory, fromMs: number): void {
  for (let i = 0; i < 15; i++)
    meetings.see(
      {
        kind: 'tracks',
        device: 'tracker',
        seq: i + 1,
        arrivedMs: fromMs + i * 70,
        capturedMs: fromMs + i * 70,
        tracks: [
          { id: 'ana', head: [2, -2, 1.7], hands: [[2.35, -2, 1.1]] },
          { id: 'ben', head: [2.75, -2, 1.7], hands: [[2.4, -2, 1.1]] },
        ],
      },
      (track) => track,
    )
}

const settle = (story: ExitStory, told = toldBook<HandOverEvidence>()): boolean =>
  handOvers(story.beliefs, story.takes, story.meetings, told, policy).settle((actor) => actor === 'ben', 60_000)

describe('hands that met between two who face each other', () => {
  test('[FA55] the only thing they have may be the other’s now; its picker is charged as long as nothing else tells', () => {
    const story = exitStory()
    story.see(act('ana', 1_000, { 1: -200 }))
    meet(story, 5_000)
    expect(settle(story)).toBe(true)
    expect(story.believed('ben', 'corn')).toBeCloseTo(policy.handedOver, 2)
    expect([story.charged('ana'), story.charged('ben')]).toEqual([['corn'], []])
  })

  test('[FA64] both read of it: when hands met, what it may have been, and how likely', () => {
    const [story, told] = [exitStory(), toldBook<HandOverEvidence>()]
    story.see(act('ana', 1_000, { 1: -200 }))
    meet(story, 5_000)
    settle(story, told)
    expect(told.of('ana')).toEqual([
      {
        from: 'ana',
        to: 'ben',
        gtin: 'corn',
        change: 'g/1/1@1000',
        fromMs: 5_000,
        untilMs: 5_980,
        probability: policy.handedOver,
        among: 1,
      },
    ])
    expect(told.of('ben')).toEqual(told.of('ana'))
  })

  test('[FA55] of several things, of both, any one as likely as another', () => {
    const story = exitStory()
    story.see(act('ana', 0, { 1: -200 }))
    story.see(act('ana', 2_000, { 4: -200 }))
    story.see(act('ben', 4_000, { 6: -93 }))
    story.see(act('ana', 6_000, { 6: -93 }))
    meet(story, 9_000)
    settle(story)
    for (const [actor, gtin] of [
      ['ana', 'corn'],
      ['ana', 'peas'],
      ['ben', 'tuna'],
    ] as const)
      // prettier-ignore
      expect(story.holds(actor, gtin)).toBeCloseTo(1 - (policy.handedOver / 4) * (gtin === 'tuna' ? 0.9 : 1), 2)
  })

  test('[FA55] once, and not what was taken later', () => {
    const story = exitStory()
    meet(story, 0)
    story.see(act('ana', 5_000, { 1: -200 }))
    settle(story)
    expect(settle(story)).toBe(false)
    expect(story.believed('ana', 'corn')).toBeGreaterThan(0.99)
  })

  test('[FA55] [FA54] what the other one puts back was handed over', () => {
    const story = exitStory()
    story.see(act('ana', 1_000, { 1: -200 }))
    meet(story, 5_000)
    settle(story)
    story.see(act('ben', 20_000, { 1: 200 }))
    expect([story.believed('ana'), story.believed('ben')]).toEqual([1, 1].map(() => expect.closeTo(1, 2)))
  })

  test('[FA34] [FA55] favours nobody: of a thing that either may have taken, each has as much as before', () => {
    const story = exitStory()
    story.see({ atMs: 0, plates: { 1: -200 }, near: { ana: 1, ben: 1 } })
    meet(story, 5_000)
    settle(story)
    expect(story.believed('ana', 'corn')).toBeCloseTo(story.believed('ben', 'corn'), 12)
  })
})
