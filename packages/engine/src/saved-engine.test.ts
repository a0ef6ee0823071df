import { prng } from '@store/kernel/prng.ts'
import { all, pick, step } from '@store/fusion/shelf-signals.ts'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createEngine, type EngineOptions, type EngineState } from './engine.ts'
import {
  framesOfDay,
  grams,
  GUM,
  GUM_PLATE,
  OATS,
  OATS_PLATE,
  outcomeOf,
  shop,
  shuffled,
  TEA,
  TEA_PLATE,
  visitOf,
} from './shop-day.ts'

/** Two who reach at one moment, a put-back, a third who comes when the first is out. */
const visits = [
  visitOf('ana', 't1', OATS_PLATE, 4_000, 16_000),
  visitOf('ben', 't2', OATS_PLATE + 3, 6_000, 21_000),
  visitOf('ana', 't3', GUM_PLATE, 19_000, 27_000),
]
const frames = framesOfDay({
  people: visits.map(({ person }) => person),
  gates: visits.flatMap(({ gates }) => gates),
  plates: {
    [OATS_PLATE]: all(pick(9_000, grams[OATS]), pick(15_700, grams[OATS])),
    [OATS_PLATE + 1]: pick(12_500, grams[OATS]),
    [TEA_PLATE]: all(pick(11_000, grams[TEA]), step(14_000, grams[TEA])),
    [GUM_PLATE]: pick(22_000, grams[GUM]),
  },
  untilMs: 32_000,
})

/** The engine is given up at each cut, and another goes on from what it had written down. */
function interrupted(arriving: typeof frames, cuts: readonly number[], options: EngineOptions = {}) {
  let engine = createEngine(shop, options)
  const events = arriving.flatMap((frame, i) => {
    if (cuts.includes(i)) {
      const saved: EngineState = structuredClone(engine.save())
      engine = createEngine(shop, options)
      engine.restore(saved)
    }
    return engine.take(frame)
  })
  events.push(...engine.finish())
  return { events, receipts: engine.receipts(), counts: engine.counts }
}

const cutsOf = (count: number): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: 0, max: count - 1 }), { minLength: 1, maxLength: 3 })

describe('[EN18] an engine that goes on from what another had written down', () => {
  test('tells the very same, whenever that was', () => {
    const { told: _, ...whole } = outcomeOf(frames)
    expect(whole.receipts.flatMap(({ lines }) => lines).length).toBeGreaterThan(2)
    fc.assert(
      fc.property(cutsOf(frames.length), (cuts) => {
        expect(interrupted(frames, cuts)).toEqual(whole)
      }),
      { numRuns: 30 },
    )
  })

  test('also with frames held back behind gaps', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 31 }), cutsOf(frames.length), (seed, cuts) => {
        const arrived = shuffled(frames, prng(seed, 'arrival'), true)
        const { told: _, ...whole } = outcomeOf(arrived)
        expect(interrupted(arrived, cuts)).toEqual(whole)
      }),
      { numRuns: 8 },
    )
  })

  test('and who was inside before the first frame is still inside', () => {
    const options: EngineOptions = { inside: [{ shopper: 'dee' }] }
    const { told: _, ...whole } = outcomeOf(frames, options)
    expect(interrupted(frames, [0, 1, 200], options)).toEqual(whole)
  })
})

describe('[EN26] an engine that may not go on for now', () => {
  test('tells the very same later, in the same order, also to another that goes on from what it had written down', () => {
    const { told: _, ...whole } = outcomeOf(frames)
    fc.assert(
      fc.property(fc.infiniteStream(fc.boolean()), cutsOf(frames.length), (answers, cuts) => {
        const mayGoOn = (): boolean => answers.next().value
        const stopped = interrupted(frames, cuts, { mayGoOn })
        expect(stopped).toEqual(whole)
      }),
      { numRuns: 8 },
    )
  })

  test('says that there is more, and catches up when it may', () => {
    let may = false
    const engine = createEngine(shop, { mayGoOn: () => may })
    const events = frames.flatMap((frame) => engine.take(frame))
    expect(events).toEqual([])
    expect([engine.isBehind, engine.isQuiet()]).toEqual([true, false])
    may = true
    expect(engine.catchUp().length).toBeGreaterThan(10)
    expect(engine.isBehind).toBe(false)
  })
})

describe('[EN19] what is over', () => {
  const longDay = framesOfDay({
    people: visits.slice(0, 2).map(({ person }) => person),
    gates: visits.slice(0, 2).flatMap(({ gates }) => gates),
    plates: { [OATS_PLATE]: pick(9_000, grams[OATS]), [TEA_PLATE]: pick(160_000, grams[TEA]) },
    untilMs: 200_000,
  })

  test('is forgotten once it has been over for so long, with its evidence', () => {
    const remembers = createEngine(shop)
    const forgets = createEngine(shop, { rememberMs: 30_000 })
    for (const frame of longDay) expect(forgets.take(frame)).toEqual(remembers.take(frame))
    expect(remembers.receipts().length).toBeGreaterThan(1)
    expect(forgets.receipts()).toEqual([])
    expect([...forgets.save().evidence.values()].map(({ change }) => change.momentMs > 150_000)).toEqual([true])
  })

  test('and so is the evidence of what nobody holds, though somebody was there then who has not left', () => {
    const stays = visitOf('dee', 't9', GUM_PLATE, 5_000, 400_000)
    const engine = createEngine(shop, { rememberMs: 30_000 })
    const day = framesOfDay({
      people: [visits[0]!.person, stays.person],
      gates: [...visits[0]!.gates, ...stays.gates],
      plates: { [OATS_PLATE]: pick(9_000, grams[OATS]), [GUM_PLATE]: pick(22_000, grams[GUM]) },
      untilMs: 200_000,
    })
    for (const frame of day) engine.take(frame)
    const own = engine.receiptOf('dee')!.lines.flatMap((line) => line.evidence.map(({ change }) => change.id))
    expect(own).toHaveLength(1)
    expect([...engine.save().evidence.keys()]).toEqual(own)
  })

  test('leaves no trace in what is believed, whether it is remembered or not', () => {
    const engine = createEngine(shop)
    for (const frame of longDay) engine.take(frame)
    const { sure, clusters } = engine.save().believing.believing
    expect([sure, ...clusters.flat()].flatMap(({ holdings }) => [...holdings.keys()])).toEqual([])
  })
})
