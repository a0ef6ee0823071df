import { describe, expect, test } from 'vitest'
import { createEngine } from './engine.ts'
import { ingestPolicy } from './ingest-policy.ts'
import { charged, framesOfDay, grams, GUM, GUM_PLATE, OATS, OATS_PLATE, shop, visitOf } from './shop-day.ts'
import { pick } from '@store/fusion/shelf-signals.ts'

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

  test('[EN15] when everybody has fallen silent, time alone decides what was waited for', () => {
    const { engine, events } = storeAt(14_000)
    expect(believed(events)).toBe(0)
    expect(believed(engine.tick(14_000 + ingestPolicy.denseMs + ingestPolicy.gapMs))).toBe(1)
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
