/** Test-only: a small shop, and what its devices would have said while people went about in it. */
import { catalogOf } from '@store/catalog/catalog.ts'
import type { Frame, GateFrame, WeightFrame } from '@store/device-protocol/frame.ts'
import type { StoreModel } from '@store/fusion/fusion.ts'
import {
  comesIn,
  cross,
  goesOut,
  person,
  room,
  scan,
  tracksOf,
  type Point,
  type Walker,
} from '@store/fusion/gate-scene.ts'
import { framesOf, type Signal } from '@store/fusion/shelf-signals.ts'
import type { Prng } from '@store/kernel/prng.ts'
import type { StoreLayout } from '@store/planogram/layout.ts'
import { checkPlanogram } from '@store/planogram/planogram.ts'
import { createEngine, type EngineEvent, type EngineOptions } from './engine.ts'
import type { Receipt } from './receipt.ts'

export const OATS = '04006381333931'
export const TEA = '04000000000013'
export const GUM = '96385074'
/** Plates on which each lies; the middle of the first is at x = 1.15 m. */
export const OATS_PLATE = 2
export const TEA_PLATE = 12
export const GUM_PLATE = 22
export const grams = { [OATS]: 500, [TEA]: 100, [GUM]: 60 }

const PLATES = 26
const layout: StoreLayout = {
  ...room,
  gondolas: [{ ...room.gondolas[0]!, shelves: [{ index: 1, height: 1, plates: PLATES }] }],
}
const catalog = catalogOf(
  Object.entries(grams).map(([gtin, weightGrams]) => ({
    gtin,
    gtin14: gtin.padStart(14, '0'),
    name: gtin,
    weightGrams,
    weightSpreadGrams: 2,
    priceMinor: 100,
    currency: 'EUR',
  })),
)
const around = (gtin: string, plate: number) => ({
  gtin,
  gondola: 'g',
  shelf: 1,
  plates: [plate - 1, plate, plate + 1],
})
const facings = [around(OATS, OATS_PLATE), around(TEA, TEA_PLATE), around(GUM, GUM_PLATE)]
export const shop: StoreModel = { layout, catalog, planogram: checkPlanogram(facings, 'facings', { layout, catalog }) }

/** Where somebody stands to reach a plate. */
export const infrontOf = (plate: number): Point => [1 + (plate - 0.5) * 0.1, -0.65]

export interface Day {
  readonly people: readonly Walker[]
  readonly gates?: readonly GateFrame[]
  readonly plates?: Readonly<Record<number, Signal>>
  readonly untilMs: number
}

/** Somebody who comes in, stands in front of a plate, and leaves. */
export const visitOf = (shopper: string, track: string, plate: number, inMs: number, outMs: number) => ({
  person: person(
    [...comesIn(inMs, infrontOf(plate), outMs - 2_600), ...goesOut(outMs - 2_550, infrontOf(plate), outMs)],
    track,
  ),
  gates: [scan(inMs - 800, shopper), cross(inMs), cross(outMs, 'exit'), cross(outMs + 1_400, 'exit', 'out')],
})

/** Delays are as measured in the real store: plates 0.1 s after their last sample, gates the same, the tracker 2.3 s. */
export function framesOfDay({ people, gates = [], plates = {}, untilMs }: Day): Frame[] {
  const weights = framesOf({ plates, lastsMs: untilMs, wired: PLATES }).map((frame): WeightFrame => {
    return { ...frame, arrivedMs: frame.capturedMs + 300 }
  })
  const tracks = tracksOf(people, untilMs).map((frame) => ({ ...frame, arrivedMs: frame.capturedMs + 2_300 }))
  return inArrival([...weights, ...tracks, ...numbered(gates)])
}

function numbered(gates: readonly GateFrame[]): GateFrame[] {
  const counts = new Map<string, number>()
  return gates
    .toSorted((a, b) => a.capturedMs - b.capturedMs)
    .map((frame) => {
      const seq = (counts.get(frame.gate) ?? 0) + 1
      counts.set(frame.gate, seq)
      return { ...frame, seq, arrivedMs: frame.capturedMs + 100 }
    })
}

const inArrival = (frames: readonly Frame[]): Frame[] => frames.toSorted((a, b) => a.arrivedMs - b.arrivedMs)

export interface Outcome {
  readonly events: readonly EngineEvent[]
  readonly receipts: readonly Receipt[]
  readonly counts: ReturnType<typeof createEngine>['counts']
  /** Events with the arrival time at which they came out; infinity for those of the end. */
  readonly told: readonly (readonly [arrivedMs: number, event: EngineEvent])[]
}

export function outcomeOf(frames: readonly Frame[], options: EngineOptions = {}, store: StoreModel = shop): Outcome {
  const engine = createEngine(store, options)
  const told = frames.flatMap((frame) => engine.take(frame).map((event) => [frame.arrivedMs, event] as const))
  told.push(...engine.finish().map((event) => [Number.POSITIVE_INFINITY, event] as const))
  return { events: told.map(([, event]) => event), receipts: engine.receipts(), counts: engine.counts, told }
}

/** What each visit is charged for. */
export const charged = ({ receipts }: Pick<Outcome, 'receipts'>): Record<string, Record<string, number>> =>
  Object.fromEntries(
    receipts.map(({ sessionId, lines }) => [
      sessionId,
      Object.fromEntries(lines.map(({ gtin, quantity }) => [gtin, quantity])),
    ]),
  )

/** The arrival time at which a visit was sealed. */
export const sealedAt = ({ told }: Outcome, sessionId: string): number | undefined =>
  told.find(
    ([, event]) => event.type === 'session' && event.sessionId === sessionId && event.event.type === 'BasketSealed',
  )?.[0]

/** Every frame comes up to 2 s earlier or later than it did; some of them twice, some a second time much later. */
export function shuffled(frames: readonly Frame[], random: Prng, isRestamped: boolean): Frame[] {
  const sent = frames.flatMap((frame) => {
    const at = frame.arrivedMs + random.between(-2_000, 2_000)
    const again = random.chance(0.05) ? [{ frame, at: at + random.between(0, 1_000) }] : []
    const resent = random.chance(0.02) ? [{ frame, at: at + random.between(3_000, 15_000) }] : []
    return [{ frame, at }, ...again, ...resent]
  })
  return sent
    .toSorted((a, b) => a.at - b.at)
    .map(({ frame, at }) => (isRestamped ? { ...frame, arrivedMs: at } : frame))
}
