import { describe, expect, test } from 'vitest'
import { attributionPolicy } from './attribution-policy.ts'
import { elsewhere, handOver, here, maybe, storyOf, takes, type Seen } from './attribution-scene.ts'

const corner = { 1: -120, 2: -80 }
const back = { 1: 120, 2: 80 }
const cans = (count: number): Seen['plates'] => ({ 6: -46.5 * count, 7: -46.5 * count })
const amongPeas = (grams: number): Seen => takes('ana', 6_000, { 3: grams / 2, 4: grams / 2 })
const story = (...acts: readonly Seen[]) => {
  const told = storyOf()
  for (const act of acts) told.see(act)
  return told
}

describe('a thing is taken', () => {
  test('[FA5] one unit by the one who is there', () => {
    const told = story(takes('ana', 0, corner, { ben: elsewhere }))
    expect([told.charged('ana'), told.charged('ben')]).toEqual([['corn'], []])
  })

  test.each([1, 2, 3, 4])('[FA6] %i units of one article, by weight', (count) => {
    expect(story(takes('ana', 0, cans(count))).charged('ana')).toEqual([count === 1 ? 'tuna' : `${count} tuna`])
  })

  test('[FA6] two articles in one grab', () => {
    expect(story(takes('ana', 0, { 2: -200, 3: -200 })).charged('ana')).toEqual(['corn', 'peas'])
  })

  test.each([0.96, 1.03, 1.05])('[FA7] on a plate whose gain is off by %f', (gain) => {
    expect(story(takes('ana', 0, { 1: -120 * gain, 2: -80 * gain })).charged('ana')).toEqual(['corn'])
  })

  test('[FA3] with an edge plate that echoes, or carries some of it', () => {
    expect(story(takes('ana', 0, { 1: -120, 2: -80, 3: -9 })).charged('ana')).toEqual(['corn'])
    expect(story(takes('ana', 0, { 1: -116, 2: -78, 3: -6 })).charged('ana')).toEqual(['corn'])
  })

  test('[FA8] between two twins: it is not known which, and nothing is charged', () => {
    const told = story(takes('ana', 0, { 2: -100, 3: -100 }))
    expect(told.charged('ana')).toEqual([])
    expect(told.doubts('ana')).toMatchObject([{ gtins: ['corn', 'peas'], reason: 'which-article' }])
  })

  test('[FA24] that weighs like nothing in the store: somebody has it, whatever it is', () => {
    const told = story(takes('ana', 0, { 9: -350, 10: -350 }))
    told.beliefs.gone('ana')
    expect(told.charged('ana')).toEqual([])
    expect(told.doubts('ana')).toMatchObject([{ reason: 'no-article-fits' }])
  })
})

describe('nobody is charged without cause', () => {
  test('[FA12] where nobody is near', () => {
    expect(story({ plates: corner }).beliefs.revised()).toEqual([])
  })

  test('[FA12] a lone shopper in a store without a tracker is', () => {
    expect(story({ plates: corner, near: { ana: attributionPolicy.blind } }).charged('ana')).toEqual(['corn'])
  })

  test('[FA12] with two of them it stays open who', () => {
    const told = story({ plates: corner, near: { ana: attributionPolicy.blind, ben: attributionPolicy.blind } })
    expect(['ana', 'ben'].map((actor) => told.charged(actor))).toEqual([[], []])
    expect(told.doubts('ana')).toMatchObject([{ gtins: ['corn'], reason: 'who-took-it' }])
  })

  test('[FA10] staff who fill a facing, nor a shopper beside them', () => {
    const told = story({ plates: { 1: 500, 2: 500 }, near: { kim: 1, ana: maybe }, staff: ['kim'] })
    expect(['kim', 'ana'].map((actor) => told.believed(actor))).toEqual([1, 1].map((p) => expect.closeTo(p, 2)))
  })
})

describe('two at one shelf', () => {
  test('[FA13] two cans gone in a second, two hands there: one each', () => {
    const told = story({ plates: cans(2), near: { ana: here, ben: here } })
    expect(['ana', 'ben'].map((actor) => told.charged(actor))).toEqual([['tuna'], ['tuna']])
  })

  test('[FA13] one hand there: both hers', () => {
    const told = story({ plates: cans(2), near: { ana: here, ben: elsewhere } })
    expect(['ana', 'ben'].map((actor) => told.charged(actor))).toEqual([['2 tuna'], []])
  })

  test('[FA14] each has what was under their hand', () => {
    const told = story({ plates: { 2: -200, 6: -93 }, near: { ana: handOver(6), ben: handOver(2) } })
    expect(['ana', 'ben'].map((actor) => told.charged(actor))).toEqual([['tuna'], ['corn']])
  })

  test('[FA14] neighbours too, where their plates moved one after the other', () => {
    const near = { ana: handOver(2), ben: handOver(3) }
    const told = story({ plates: { 2: -200, 3: [-200, 800] }, near })
    expect(['ana', 'ben'].map((actor) => told.charged(actor))).toEqual([['corn'], ['peas']])
  })
})

describe('a thing is put back', () => {
  test('[FA17] on its own facing', () => {
    const told = story(takes('ana', 0, corner), takes('ana', 5_000, back))
    expect(told.believed('ana')).toBeGreaterThan(0.999)
  })

  test('[FA16] by who holds it, even when another stands nearer', () => {
    const told = story(takes('ana', 0, corner), takes('ben', 5_000, back, { ana: maybe }))
    expect(told.believed('ana')).toBeGreaterThan(0.99)
  })

  test('[FA16] once', () => {
    const told = story(takes('ana', 0, corner), takes('ana', 5_000, back), takes('ana', 9_000, back))
    expect(told.beliefs.holdingsOf('ana').flatMap(({ units }) => units)).toEqual([])
  })

  test('[FA16] two that were taken together, together or one by one', () => {
    const both = { 6: 93, 7: 93 }
    expect(story(takes('ana', 0, cans(2)), takes('ana', 5_000, both)).believed('ana')).toBeGreaterThan(0.99)
    const one = { 6: 46, 7: 47 }
    const oneByOne = [takes('ana', 0, cans(2)), takes('ana', 5_000, one), takes('ana', 9_000, one)]
    expect(story(...oneByOne.slice(0, 2)).charged('ana')).toEqual(['tuna'])
    expect(story(...oneByOne).believed('ana')).toBeGreaterThan(0.99)
  })

  test('[FA17] beside its own facing, and then it lies there', () => {
    const told = story(takes('ana', 0, corner), takes('ana', 5_000, { 2: 20, 3: 180 }))
    expect(told.believed('ana')).toBeGreaterThan(0.95)
    const next = told.see(takes('ben', 9_000, { 2: -20, 3: -180 }))
    expect(next[0]!.happened).toMatchObject([
      { actor: 'ben', move: { kind: 'take-stray', stray: { unit: { gtin: 'corn' } } } },
    ])
    expect(told.charged('ben')).toEqual(['corn'])
  })

  test('[FA19] in a wrong place, where the next one takes it and is charged for what it is', () => {
    const told = story(
      takes('ana', 0, corner),
      takes('ana', 5_000, { 8: 100, 9: 100 }),
      takes('ben', 9_000, { 8: -100, 9: -100 }),
    )
    expect(['ana', 'ben'].map((actor) => told.charged(actor))).toEqual([[], ['corn']])
  })

  test('[FA18] of twins, the one that weighed so', () => {
    const [corn, peas] = [takes('ana', 0, { 1: -101, 2: -102 }), takes('ana', 3_000, { 3: -98, 4: -99 })]
    expect(story(corn, peas, takes('ana', 6_000, { 8: 98, 9: 99 })).charged('ana')).toEqual(['corn'])
    expect(story(corn, peas, takes('ana', 6_000, { 8: 101, 9: 102 })).charged('ana')).toEqual(['peas'])
  })

  test('[FA53] among its twins while the twin is held too: where weights are equal, nobody knows which', () => {
    const both = [takes('ana', 0, { 1: -100, 2: -100 }), takes('ana', 3_000, { 3: -100, 4: -100 })]
    const told = story(...both, takes('ana', 6_000, { 3: 100, 4: 100 }))
    expect(told.charged('ana')).toEqual(['corn'])
    expect(told.believed('ana', 'corn')).toBeLessThan(0.95)
    expect(told.believed('ana', 'peas')).toBeGreaterThan(0.05)
  })

  test('[FA53] where the twin weighed otherwise, the scales tell', () => {
    const both = [takes('ana', 0, { 1: -103, 2: -103 }), takes('ana', 3_000, { 3: -97, 4: -97 })]
    expect(story(...both, amongPeas(206)).charged('ana')).toEqual(['peas'])
    expect(story(...both, amongPeas(194)).believed('ana', 'corn')).toBeGreaterThan(0.98)
  })

  test('[FA20] over where another is taken', () => {
    const jam = takes('ana', 0, { 2: -452 })
    const told = story({ ...jam, shelf: 2 }, takes('ana', 5_000, { 1: 252 }))
    expect(told.charged('ana')).toEqual(['corn'])
    expect(told.believed('ana', 'corn')).toBeGreaterThan(0.6)
  })
})

describe('an act in pieces', () => {
  test('[FA21] a hand that rests and goes takes nothing', () => {
    const told = story(takes('ana', 0, { 1: 300 }), takes('ana', 4_000, { 1: -300 }))
    expect(told.believed('ana')).toBeGreaterThan(0.999)
  })

  test('[FA21] a thing lifted in two halves is taken once', () => {
    const told = story(takes('ana', 0, { 1: -70, 2: -50 }), takes('ana', 2_000, { 1: -50, 2: -30 }))
    expect(told.charged('ana')).toEqual(['corn'])
    expect(told.believed('ana', 'corn')).toBeGreaterThan(0.99)
  })

  test('[FA22] a lean over the whole shelf takes nothing', () => {
    const leans = { 1: 200, 2: -150, 4: 300, 6: -200, 8: 150 }
    const lifts = { 1: -200, 2: 150, 4: -300, 6: 200, 8: -150 }
    const told = story(takes('ana', 0, leans))
    expect(told.beliefs.holdingsOf('ana')[0]!.units).toEqual([])
    told.see(takes('ana', 5_000, lifts))
    expect(told.believed('ana')).toBeGreaterThan(0.999)
  })

  const half = takes('ana', 0, { 1: -70, 2: -50 })

  test('[FA23] one that is never finished is something that no article fits, when its actor leaves', () => {
    const told = story(half)
    expect(told.doubts('ana')).toEqual([])
    told.beliefs.gone('ana')
    expect(told.doubts('ana')).toMatchObject([{ reason: 'no-article-fits', quantity: 1 }])
  })

  test('[FA23] or when its time is over', () => {
    const late = attributionPolicy.unfinishedMs + 1_000
    const told = story(half, { ...takes('ben', late, { 2: -452 }), shelf: 2 })
    expect(told.doubts('ana')).toMatchObject([{ reason: 'no-article-fits' }])
    expect(told.charged('ben')).toEqual(['jam'])
  })

  test('[FA23] not because another leaves', () => {
    const told = story({ ...half, near: { ana: here, ben: elsewhere } })
    told.beliefs.gone('ben')
    expect(told.doubts('ana')).toEqual([])
  })

  test('[FA28] it is its actor’s, under whatever name they turn out to have', () => {
    const told = story(takes('track 7', 0, { 1: -70, 2: -50 }))
    told.beliefs.rename('track 7', 'ana')
    told.beliefs.gone('ana')
    expect(told.doubts('ana')).toMatchObject([{ reason: 'no-article-fits' }])
  })
})
