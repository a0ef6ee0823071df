import { all, pick } from '@store/fusion/shelf-signals.ts'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createEngine, type EngineEvent } from './engine.ts'
import { framesOfDay, grams, GUM, GUM_PLATE, OATS, OATS_PLATE, shop, visitOf } from './shop-day.ts'

const ana = visitOf('ana', 't1', OATS_PLATE, 4_000, 16_000)
const ben = visitOf('ben', 't2', GUM_PLATE, 6_000, 21_000)
const frames = framesOfDay({
  people: [ana.person, ben.person],
  gates: [...ana.gates, ...ben.gates],
  plates: {
    [OATS_PLATE]: all(pick(9_000, grams[OATS]), pick(12_000, grams[OATS])),
    [GUM_PLATE]: pick(14_000, grams[GUM]),
  },
  untilMs: 40_000,
})
const devices = [...new Set(frames.map(({ device }) => device))]

/** The store hears nobody for a while; then one device after the other is back, each with all that it kept. */
const aDay = fc.record({
  fromMs: fc.integer({ min: 2_000, max: 25_000 }),
  backAfterMs: fc.array(fc.integer({ min: 500, max: 40_000 }), {
    minLength: devices.length,
    maxLength: devices.length,
  }),
  ticks: fc.array(fc.integer({ min: 0, max: 80_000 }), { maxLength: 400 }),
})

test('[EN28] whether a clock ticked between two frames or not: the same is decided on the same evidence', () => {
  let late = 0
  fc.assert(
    fc.property(aDay, ({ fromMs, backAfterMs, ticks }) => {
      const backMs = new Map(devices.map((device, i) => [device, fromMs + backAfterMs[i]!]))
      const arriving = frames
        .map((frame) => {
          const back = backMs.get(frame.device)!
          return frame.arrivedMs >= fromMs && frame.arrivedMs < back ? { ...frame, arrivedMs: back } : frame
        })
        .toSorted((a, b) => a.arrivedMs - b.arrivedMs)
      const bare = decided(arriving, [])
      if (JSON.stringify(bare) !== inTime) late++
      expect(decided(arriving, ticks)).toEqual(bare)
    }),
    { numRuns: 80 },
  )
  // Or nobody was ever too late, and this has shown nothing.
  expect(late).toBeGreaterThan(15)
})

/** What was decided, with a clock that ticks at these instants. */
function decided(arriving: typeof frames, ticks: readonly number[]): EngineEvent[] {
  const engine = createEngine(shop)
  const waiting = ticks.toSorted((a, b) => a - b)
  const events = arriving.flatMap((frame) => {
    const ticked: EngineEvent[] = []
    while (waiting[0] !== undefined && waiting[0] <= frame.arrivedMs) ticked.push(...engine.tick(waiting.shift()!))
    return [...ticked, ...engine.take(frame)]
  })
  return [...events, ...engine.finish()]
}

const inTime = JSON.stringify(decided(frames, []))
