import type { Frame } from '@store/device-protocol/frame.ts'
import { detectionPolicy } from '@store/fusion/detection-policy.ts'
import { comesIn, cross, person, scan, stands } from '@store/fusion/gate-scene.ts'
import { all, pick, press, step, type Signal } from '@store/fusion/shelf-signals.ts'
import { describe, expect, test } from 'vitest'
import { createEngine, FrameRefused } from './engine.ts'
import { rfidPolicy } from '@store/fusion/rfid-policy.ts'
import { ingestPolicy } from './ingest-policy.ts'
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
  TEA_PLATE,
  visitOf,
  type Day,
} from './shop-day.ts'

const ana = visitOf('ana', 't1', OATS_PLATE, 4_000, 20_000)
const ben = visitOf('ben', 't2', GUM_PLATE, 8_000, 24_000)
const takesOats: Signal = pick(10_000, grams[OATS])
const takesGum: Signal = pick(14_000, grams[GUM])

const twoVisits: Day = {
  people: [ana.person, ben.person],
  gates: [...ana.gates, ...ben.gates],
  plates: { [OATS_PLATE]: takesOats, [GUM_PLATE]: takesGum },
  untilMs: 50_000,
}
const oneVisit = (plates: Day['plates'] = {}, untilMs = 50_000): Day => ({
  people: [ana.person],
  gates: ana.gates,
  plates: { [OATS_PLATE]: takesOats, ...plates },
  untilMs,
})

const isTracks = ({ kind }: Frame): boolean => kind === 'tracks'

describe('receipts', () => {
  test('[EN5] everybody is charged for what they took, with the evidence for it', () => {
    const outcome = outcomeOf(framesOfDay(twoVisits))
    expect(charged(outcome)).toEqual({ ana: { [OATS]: 1 }, ben: { [GUM]: 1 } })
    const [line] = outcome.receipts[0]!.lines
    expect(line!.confidence).toBeGreaterThan(0.9)
    expect(line!.evidence[0]!.change.plates[0]).toMatchObject({ plate: OATS_PLATE })
  })

  test('[EN5] who took nothing has a receipt with no lines; who never came in has none', () => {
    const gates = [...ana.gates, scan(30_000, 'eve')]
    const { receipts, events } = outcomeOf(framesOfDay({ people: [ana.person], gates, untilMs: 50_000 }))
    expect(receipts).toEqual([{ sessionId: 'ana', shopper: 'ana', lines: [], unresolved: [], odds: [] }])
    expect(events.at(-1)).toMatchObject({ sessionId: 'eve', event: { type: 'ShopperTurnedBack' } })
  })

  test('[EN6] a shopper who comes twice has a receipt for each visit', () => {
    const again = visitOf('ana', 't3', GUM_PLATE, 30_000, 45_000)
    const day: Day = {
      people: [ana.person, again.person],
      gates: [...ana.gates, ...again.gates],
      plates: { [OATS_PLATE]: takesOats, [GUM_PLATE]: pick(36_000, grams[GUM]) },
      untilMs: 60_000,
    }
    const outcome = outcomeOf(framesOfDay(day))
    expect(charged(outcome)).toEqual({ ana: { [OATS]: 1 }, 'ana#2': { [GUM]: 1 } })
    expect(outcome.receipts.map(({ shopper }) => shopper)).toEqual(['ana', 'ana'])
  })

  test('[EN7] an item is never charged to two people, whoever is sealed first', () => {
    const beside = visitOf('ben', 't2', OATS_PLATE + 2, 5_500, 30_000)
    const day: Day = {
      people: [ana.person, beside.person],
      gates: [...ana.gates, ...beside.gates],
      plates: { [OATS_PLATE]: takesOats },
      untilMs: 60_000,
    }
    const { receipts } = outcomeOf(framesOfDay(day))
    const oats = receipts.flatMap(({ lines }) => lines.filter(({ gtin }) => gtin === OATS))
    expect(oats.reduce((sum, { quantity }) => sum + quantity, 0)).toBeLessThanOrEqual(1)
  })

  test('[EN8] where the trace ends, what is still open is closed as it is believed then', () => {
    const stays = person(comesIn(4_000, infrontOf(OATS_PLATE), 15_000), 't1')
    const gates = [scan(3_200, 'ana'), cross(4_000)]
    const outcome = outcomeOf(
      framesOfDay({ people: [stays], gates, plates: { [OATS_PLATE]: takesOats }, untilMs: 15_000 }),
    )
    expect(charged(outcome)).toEqual({ ana: { [OATS]: 1 } })
    const sealed = outcome.events.at(-1)!
    expect(sealed).toMatchObject({ type: 'session', event: { type: 'BasketSealed' } })
    expect(sealed.type === 'session' && sealed.event.at).toBeCloseTo(15_000, -2)
  })

  test('[EN9] who was inside before the first frame has a receipt', () => {
    const day: Day = {
      people: [person(stands(0, infrontOf(OATS_PLATE), 20_000), 't1')],
      plates: { [OATS_PLATE]: takesOats },
      untilMs: 20_000,
    }
    expect(charged(outcomeOf(framesOfDay(day), { inside: [{ shopper: 'ana', track: 't1' }] }))).toEqual({
      ana: { [OATS]: 1 },
    })
  })
})

describe('sealing', () => {
  const LEFT_MS = 20_000
  /** From leaving until the last stream has told of it, on the network of `framesOfDay`, and a reader could have. */
  const SOON_MS = ingestPolicy.sparseMs + 1_500 + rfidPolicy.silentForMs

  test('[EN10] a visit is sealed once its shopper has left and everything from before is decided', () => {
    const at = sealedAt(outcomeOf(framesOfDay(oneVisit())), 'ana')!
    expect(at).toBeGreaterThan(LEFT_MS)
    expect(at).toBeLessThan(LEFT_MS + SOON_MS)
  })

  test('[EN10] a disturbance that began before delays it, on whichever plate', () => {
    const lasting = all(press(19_000, 8_000, 100), (atMs) =>
      atMs > 19_000 && atMs < 27_000 ? 40 * Math.sin(atMs / 80) : 0,
    )
    const at = sealedAt(outcomeOf(framesOfDay(oneVisit({ [TEA_PLATE]: lasting }))), 'ana')!
    expect(at).toBeGreaterThan(27_000)
    expect(at).toBeLessThan(27_000 + SOON_MS)
  })

  test('[EN10] one that began after does not', () => {
    expect(sealedAt(outcomeOf(framesOfDay(oneVisit({ [TEA_PLATE]: fidgetsFrom(20_500) }))), 'ana')).toBeLessThan(
      LEFT_MS + SOON_MS,
    )
  })

  test.each<[string, Signal]>([
    ['that never keeps still', fidgetsFrom(19_000)],
    ['whose samples stop in the middle', (atMs) => (atMs > 19_200 ? Number.NaN : step(19_000, 60)(atMs))],
  ])('[EN11] a plate %s delays it by no more than the longest disturbance', (_what, signal) => {
    const at = sealedAt(outcomeOf(framesOfDay(oneVisit({ [TEA_PLATE]: signal }, 70_000))), 'ana')!
    expect(at).toBeLessThan(19_000 + detectionPolicy.longestDisturbanceMs + SOON_MS)
  })

  test('[EN11] so does a gondola that falls silent in the middle of one', () => {
    const silent = framesOfDay(oneVisit({ [TEA_PLATE]: step(19_000, 60) }, 70_000)).filter(
      ({ kind, capturedMs }) => kind !== 'weight' || capturedMs < 19_200,
    )
    const at = sealedAt(outcomeOf(silent), 'ana')!
    expect(at).toBeLessThan(19_000 + detectionPolicy.longestDisturbanceMs + ingestPolicy.denseMs + 3_000)
  })

  test('[EN12] a sealed basket stays as it is', () => {
    const putsBack = all(takesOats, step(40_000, grams[OATS]))
    const outcome = outcomeOf(framesOfDay({ ...oneVisit(), plates: { [OATS_PLATE]: putsBack }, untilMs: 60_000 }))
    expect(charged(outcome)).toEqual({ ana: { [OATS]: 1 } })
    const sealed = outcome.events.findIndex(
      ({ type, ...rest }) => type === 'session' && 'event' in rest && rest.event.type === 'BasketSealed',
    )
    const later = outcome.events.slice(sealed + 1).filter((event) => event.type === 'session')
    expect(later).toEqual([])
  })
})

describe('streams that are not as they should be', () => {
  const frames = framesOfDay(twoVisits)
  const right = { ana: { [OATS]: 1 }, ben: { [GUM]: 1 } }

  test('[EN1] [EN2] frames that are lost or come twice are counted', () => {
    const some = frames.filter((frame, i) => !(isTracks(frame) && i % 50 === 7))
    const lost = frames.length - some.length
    const { counts, receipts } = outcomeOf([...some, ...some.slice(-5)])
    expect(counts).toMatchObject({ lost, repeated: 5, frames: some.length + 5 })
    expect(charged({ receipts })).toEqual(right)
  })

  test('[EN4] a tracker that never speaks delays what is decided, and is not replaced by guesses', () => {
    const blind = outcomeOf(frames.filter((frame) => !isTracks(frame)))
    const believed = blind.told.find(([, { type }]) => type === 'believed')!
    expect(believed[0]).toBeLessThan(10_000 + 2_000 + ingestPolicy.denseMs + 1_000)
    for (const { lines } of blind.receipts)
      for (const { gtin, quantity } of lines) expect([gtin, quantity]).toEqual([expect.anything(), 1])
  })

  test('[EN4] a tracker that stalls and then catches up loses nothing', () => {
    const stalled = frames
      .map((frame) => {
        const isLate = isTracks(frame) && frame.capturedMs > 9_000 && frame.capturedMs < 12_000
        return isLate ? { ...frame, arrivedMs: 14_400 + frame.capturedMs / 1_000 } : frame
      })
      .toSorted((a, b) => a.arrivedMs - b.arrivedMs)
    expect(charged(outcomeOf(stalled))).toEqual(right)
  })

  test.each<[string, Partial<Record<'gondola' | 'gate', string>>, string]>([
    [
      'gondola',
      { gondola: 'h' },
      'device shelf: it weighs gondola h, which store room does not have; its gondolas are g',
    ],
    [
      'gate',
      { gate: 'roof' },
      'device entry: it speaks of gate roof, which store room does not have; its gates are entry, exit',
    ],
  ])('[EN13] a %s that the store does not have is refused', (_what, wrong, says) => {
    const frame = strayed(frames, wrong)
    const engine = createEngine(shop)
    expect(() => engine.take(frame)).toThrow(says)
    expect(() => engine.take(frame)).toThrow(expect.objectContaining({ code: FrameRefused.code }))
  })

  test('[EN13] and what was refused changes nothing', () => {
    const engine = createEngine(shop)
    const stranger = strayed(frames, { gondola: 'h' })
    for (const frame of frames) {
      engine.take(frame)
      expect(() => engine.take(stranger)).toThrow('it weighs gondola h')
    }
    engine.finish()
    expect(charged({ receipts: engine.receipts() })).toEqual(right)
    expect(engine.counts.frames).toBe(frames.length)
  })
})

/** The first frame of a gondola or a gate, as if it came from one that the shop does not have. */
function strayed(frames: readonly Frame[], wrong: { gondola?: string; gate?: string }): Frame {
  for (const frame of frames) {
    if (frame.kind === 'weight' && wrong.gondola !== undefined) return { ...frame, gondola: wrong.gondola }
    if (frame.kind === 'gate' && wrong.gate !== undefined) return { ...frame, gate: wrong.gate }
  }
  throw new Error('no frame to lead astray')
}

/** A hand that never lets go. */
function fidgetsFrom(fromMs: number): Signal {
  return (atMs) => (atMs > fromMs ? 40 * Math.sin(atMs / 80) : 0)
}
