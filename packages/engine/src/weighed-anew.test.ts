import { all, pick, step } from '@store/fusion/shelf-signals.ts'
import { describe, expect, test } from 'vitest'
import { createEngine, type EngineOptions } from './engine.ts'
import { charged, framesOfDay, grams, OATS, OATS_PLATE, outcomeOf, shop, visitOf, type Day } from './shop-day.ts'

const ana = visitOf('ana', 't1', OATS_PLATE, 4_000, 20_000)
/** Beside her, a little further from the oats; still there when she has left. */
const ben = visitOf('ben', 't2', OATS_PLATE + 5, 5_500, 44_000)
const day = (backAtMs?: number): Day => ({
  people: [ana.person, ben.person],
  gates: [...ana.gates, ...ben.gates],
  plates: {
    [OATS_PLATE]:
      backAtMs === undefined ? pick(10_000, grams[OATS]) : all(pick(10_000, grams[OATS]), step(backAtMs, grams[OATS])),
  },
  untilMs: 70_000,
})

/** How surely ana has oats, once everything was heard. */
function sureOf(ofDay: Day, options: EngineOptions): number {
  const engine = createEngine(shop, options)
  for (const frame of framesOfDay(ofDay)) engine.take(frame)
  engine.finish()
  return engine.beliefOf('ana').odds.find(({ gtin }) => gtin === OATS)?.atLeast[0] ?? 0
}
const contested: EngineOptions = { decidedAs: (sessionId) => (sessionId === 'ana' ? [] : undefined) }

describe('[EN25] a visit that was sealed and is weighed anew', () => {
  test('is believed as it was charged while nothing speaks against it', () => {
    expect(charged(outcomeOf(framesOfDay(day())))).toMatchObject({ ana: { [OATS]: 1 } })
    expect(sureOf(day(), contested)).toBeGreaterThan(0.6)
  })

  test('is believed to have nothing when somebody else puts the thing back: only who holds it can', () => {
    expect(charged(outcomeOf(framesOfDay(day(32_000))))).toMatchObject({ ana: { [OATS]: 1 } })
    expect(sureOf(day(32_000), contested)).toBeLessThan(0.1)
  })

  test('was taken for granted by the engine that charged it', () => {
    expect(sureOf(day(32_000), {})).toBe(1)
  })

  test('does not have what another was charged for', () => {
    const bens: EngineOptions = { decidedAs: (sessionId) => (sessionId === 'ben' ? [{ gtin: OATS, quantity: 1 }] : []) }
    expect(sureOf(day(), bens)).toBeLessThan(0.01)
  })
})
