import { encodeSgtin96 } from '@store/catalog/epc.ts'
import { gtin14Of } from '@store/catalog/gtin.ts'
import type { Frame, RfidFrame } from '@store/device-protocol/frame.ts'
import { comesIn, cross, goesOut, person, scan } from '@store/fusion/gate-scene.ts'
import { rfidPolicy } from '@store/fusion/rfid-policy.ts'
import { pick } from '@store/fusion/shelf-signals.ts'
import { prng } from '@store/kernel/prng.ts'
import { describe, expect, test } from 'vitest'
import { createEngine } from './engine.ts'
import {
  charged,
  framesOfDay,
  grams,
  GUM,
  GUM_PLATE,
  infrontOf,
  OATS,
  OATS_PLATE,
  outcomeOf,
  sealedAt,
  shop,
  visitOf,
  type Day,
} from './shop-day.ts'

const epcOf = (gtin: string, serial: number): string =>
  encodeSgtin96({ gtin14: gtin14Of(gtin), serial, filter: 1, companyPrefixDigits: 7 })

const swept = (capturedMs: number, seq: number, ...units: readonly (readonly [gtin: string, serial: number])[]) =>
  ({
    kind: 'rfid',
    device: 'reader',
    seq,
    arrivedMs: capturedMs + 100,
    capturedMs,
    gate: 'exit',
    reads: units.map(([gtin, serial]) => ({ epc: epcOf(gtin, serial), rssi: -50 })),
  }) satisfies RfidFrame

const withReader = (day: Day, ...sweeps: readonly RfidFrame[]): Frame[] =>
  [...framesOfDay(day), ...sweeps].toSorted((a, b) => a.arrivedMs - b.arrivedMs)

const [outMs, laterMs] = [20_000, 26_000]
/** Two people side by side, whose hands nobody sees: one of them takes the oats. Both leave. */
const pair: Day = {
  people: [standing('t1', 4_000, outMs, -0.13), standing('t2', 8_000, laterMs, 0.13)],
  gates: [
    scan(3_200, 'ana'),
    cross(4_000),
    cross(outMs, 'exit'),
    cross(outMs + 1_400, 'exit', 'out'),
    scan(7_200, 'ben'),
    cross(8_000),
    cross(laterMs, 'exit'),
    cross(laterMs + 1_400, 'exit', 'out'),
  ],
  plates: { [OATS_PLATE]: pick(14_000, grams[OATS]) },
  untilMs: 60_000,
}

function standing(track: string, inMs: number, leavesMs: number, asideMetres: number) {
  const [x, y] = infrontOf(OATS_PLATE)
  const at = [x + asideMetres, y] as const
  return person([...comesIn(inMs, at, leavesMs - 2_600), ...goesOut(leavesMs - 2_550, at, leavesMs)], track)
}

describe('a reader at the exit', () => {
  test('[EN24] tells who has what either may have taken', () => {
    expect(charged(outcomeOf(framesOfDay(pair)))).toEqual({ ana: {}, ben: {} })
    const oats = [OATS, 7] as const
    expect(charged(outcomeOf(withReader(pair, swept(20_900, 1, oats), swept(26_900, 2))))).toEqual({
      ana: { [OATS]: 1 },
      ben: {},
    })
    expect(charged(outcomeOf(withReader(pair, swept(20_900, 1), swept(26_900, 2, oats))))).toEqual({
      ana: {},
      ben: { [OATS]: 1 },
    })
  })

  test('[EN24] a basket is sealed with what was read while its shopper was between the doors', () => {
    const frames = withReader(pair, swept(21_100, 1, [OATS, 7]))
    const sealedMs = sealedAt(outcomeOf(frames), 'ana')!
    expect(sealedMs).toBeGreaterThan(21_100 + rfidPolicy.sweepsForMs)
  })

  test('[EN24] one that falls silent delays nobody for longer than it may be', () => {
    const ana = visitOf('ana', 't1', OATS_PLATE, 4_000, outMs)
    const gates = ana.gates.slice(0, -1)
    const day = { people: [ana.person], gates, plates: { [OATS_PLATE]: pick(10_000, grams[OATS]) }, untilMs: 50_000 }
    expect(sealedAt(outcomeOf(withReader(day, swept(1_000, 1))), 'ana')).toBeLessThan(
      outMs + rfidPolicy.silentForMs + 6_000,
    )
  })

  test('[EN22] who is still inside is believed anew as well', () => {
    const { events } = outcomeOf(withReader(pair, swept(20_900, 1, [OATS, 7]), swept(26_900, 2)))
    const sessionEvents = events.flatMap((event) => (event.type === 'session' ? [event] : []))
    const sealed = sessionEvents.findIndex(({ event }) => event.type === 'BasketSealed')
    const revised = sessionEvents.slice(0, sealed).findLast(({ sessionId }) => sessionId === 'ben')!
    expect(revised.event).toMatchObject({ type: 'BasketRevised', evidenceId: 'sealed/ana' })
  })

  test('[EN14] frames that come out of order, or twice, give the same receipts', () => {
    const frames = withReader(pair, swept(20_900, 1, [OATS, 7], [GUM, 3]), swept(21_000, 2), swept(26_900, 3))
    const right = outcomeOf(frames).receipts
    for (let seed = 1; seed <= 5; seed++) {
      const random = prng(seed, 'reader')
      const shuffled = [...frames, ...frames.filter(({ kind }) => kind === 'rfid')]
        .map((frame) => ({ ...frame, arrivedMs: frame.arrivedMs + random.between(0, 1_500) }))
        .toSorted((a, b) => a.arrivedMs - b.arrivedMs)
      expect(outcomeOf(shuffled).receipts).toEqual(right)
    }
  })

  test('[EN18] an engine that goes on from what another had written down knows the reader as that one did', () => {
    const frames = withReader(pair, swept(20_900, 1, [OATS, 7], [GUM, 3]), swept(26_900, 2, [GUM, 3]))
    const right = outcomeOf(frames).receipts
    for (const cutMs of [14_500, 20_500, 21_500, 26_500, 27_500]) {
      const before = createEngine(shop)
      const [early, late] = [frames.filter(({ arrivedMs }) => arrivedMs < cutMs), frames.filter(({ arrivedMs }) => arrivedMs >= cutMs)] // prettier-ignore
      for (const frame of early) before.take(frame)
      const after = createEngine(shop)
      after.restore(structuredClone(before.save()))
      for (const frame of late) after.take(frame)
      after.finish()
      expect(after.receipts()).toEqual(right)
    }
  })

  test('[EN23] what a store says of its costs decides what is charged', () => {
    const ana = visitOf('ana', 't1', GUM_PLATE, 4_000, outMs)
    const day = { people: [ana.person], gates: ana.gates, plates: { [GUM_PLATE]: pick(10_000, grams[GUM]) }, untilMs: 50_000 } // prettier-ignore
    const strict = { ofPrice: 1e6, minor: 0 }
    const costs = {
      wrongCharge: strict,
      missedCharge: { ofPrice: 1, minor: 0 },
      review: { ofPrice: 0.06, minor: 0 },
      reviewFinds: 0.3,
    }
    const [usual] = outcomeOf(framesOfDay(day)).receipts
    const [careful] = outcomeOf(framesOfDay(day), {}, { ...shop, costs }).receipts
    expect([usual!.lines.length, usual!.unresolved.length]).toEqual([1, 0])
    expect([careful!.lines.length, careful!.unresolved.length]).toEqual([0, 1])
    expect(careful!.odds).toEqual(usual!.odds)
  })
})
