import { describe, expect, test } from 'vitest'
import { createEngine } from './engine.ts'
import { ingestPolicy } from './ingest-policy.ts'
import { charged, framesOfDay, grams, GUM, GUM_PLATE, OATS, OATS_PLATE, shop, visitOf } from './shop-day.ts'
import { pick, step, type Signal } from '@store/fusion/shelf-signals.ts'
import type { Stray } from '@store/fusion/world.ts'

const ana = visitOf('ana', 't1', OATS_PLATE, 4_000, 40_000)
const ben = visitOf('ben', 't2', GUM_PLATE, 8_000, 24_000)
const frames = framesOfDay({
  people: [ana.person, ben.person],
  gates: [...ana.gates, ...ben.gates],
  plates: { [OATS_PLATE]: pick(10_000, grams[OATS]), [GUM_PLATE]: pick(14_000, grams[GUM]) },
  untilMs: 60_000,
})
/** The store as it is after everything that arrived by `atMs`. */
function storeAt(atMs: number) {
  const engine = createEngine(shop)
  const events = frames.filter(({ arrivedMs }) => arrivedMs <= atMs).flatMap((frame) => engine.take(frame))
  return { engine, events }
}
const believed = (events: readonly { readonly type: string }[]) =>
  events.filter(({ type }) => type === 'believed').length

describe('an open store', () => {
  test('[EN15] what a gate says of its silence is not waited for', () => {
    const lateMs = 15_500
    const silent = storeAt(lateMs)
    const heard = storeAt(lateMs)
    const more = ['gate/in', 'gate/out', ...shop.layout.gates.map(({ id }) => `gate/${id}`)].flatMap((stream) =>
      heard.engine.heard(stream, lateMs, lateMs),
    )
    expect(believed(silent.events)).toBe(0)
    expect(believed([...heard.events, ...more])).toBe(1)
  })

  test('[EN15] while one gate is heard, time alone gives up the others', () => {
    const { engine, events } = storeAt(14_000)
    expect(believed(events)).toBe(0)
    const untilMs = 14_000 + ingestPolicy.denseMs + ingestPolicy.gapMs
    const more = []
    for (let nowMs = 14_000; nowMs <= untilMs; nowMs += 500) more.push(...engine.heard('gate/in', nowMs, nowMs))
    expect(believed(more)).toBe(1)
  })

  test('[EN27] when nobody is heard at all, they are waited for as long as they can keep what they have to say', () => {
    const { engine, events } = storeAt(14_000)
    const { mostMs } = ingestPolicy.hearing
    expect(believed([...events, ...engine.tick(14_000 + mostMs / 2)])).toBe(0)
    expect(believed(engine.tick(14_000 + 2 * mostMs))).toBe(1)
  })

  test('[EN16] one visit is closed as it is believed, once; the others go on', () => {
    const { engine } = storeAt(22_000)
    const [sealed, ...rest] = engine.close('ben', 22_000)
    expect(sealed).toMatchObject({ sessionId: 'ben', event: { type: 'BasketSealed', lines: [{ gtin: GUM }] } })
    expect(rest).toEqual([])
    expect(engine.close('ben', 22_500)).toEqual([])
    expect(engine.close('nobody', 22_500)).toEqual([])
    expect(engine.receiptOf('ana')!.lines).toHaveLength(1)
    for (const frame of frames.filter(({ arrivedMs }) => arrivedMs > 22_000)) engine.take(frame)
    engine.finish()
    expect(charged({ receipts: engine.receipts() })).toEqual({ ana: { [OATS]: 1 }, ben: { [GUM]: 1 } })
  })

  test('[EN17] quiet before the first and after the last, and not in between', () => {
    expect(storeAt(2_500).engine.isQuiet()).toBe(true)
    expect(storeAt(20_000).engine.isQuiet()).toBe(false)
    expect(storeAt(35_000).engine.isQuiet()).toBe(false)
    expect(storeAt(60_000).engine.isQuiet()).toBe(true)
  })

  test('[EN5] a receipt can be asked for by its visit, and whose a track is', () => {
    const { engine } = storeAt(20_000)
    expect(engine.receiptOf('nobody')).toBeUndefined()
    expect(engine.actorOfTrack('t2')).toBe('ben')
    expect(engine.actorOfTrack('t9')).toBeUndefined()
  })
})

function dayOf(shopper: string, track: string, plate: number, plates: Readonly<Record<number, Signal>>) {
  const visit = visitOf(shopper, track, plate, 4_000, 30_000)
  return framesOfDay({ people: [visit.person], gates: visit.gates, plates, untilMs: 60_000 })
}

describe('[EN21] what lies where it does not belong', () => {
  // Ana takes oats and leaves them among the tea; Ben takes them from there.
  const leaves = dayOf('ana', 't1', OATS_PLATE, {
    [OATS_PLATE]: pick(9_000, grams[OATS]),
    [OATS_PLATE + 3]: step(16_000, grams[OATS]),
  })
  const takes = dayOf('ben', 't2', OATS_PLATE + 3, { [OATS_PLATE + 3]: pick(12_000, grams[OATS]) })
  const played = (some: typeof leaves, astray: readonly Stray[] = []) => {
    const engine = createEngine(shop, { astray })
    for (const frame of some) engine.take(frame)
    engine.finish()
    return engine
  }

  test('is known to an engine that is told of it, and found there by whoever takes it', () => {
    const astray = played(leaves).astray()
    expect(astray.map(({ unit, plates }) => [unit.gtin, plates])).toEqual([[OATS, [OATS_PLATE + 3]]])
    const told = played(takes, astray)
    expect(charged({ receipts: told.receipts() })).toEqual({ ben: { [OATS]: 1 } })
    expect(told.astray()).toEqual([])
    const [sure, unsure] = [told, played(takes)].map((engine) => engine.receipts()[0]?.lines[0]?.confidence ?? 0)
    expect(sure).toBeGreaterThan(unsure!)
  })
})
