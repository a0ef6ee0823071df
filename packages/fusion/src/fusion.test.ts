import type { Frame, TracksFrame, Vec3, WeightFrame } from '@store/device-protocol/frame.ts'
import { checkPlanogram } from '@store/planogram/planogram.ts'
import { catalogOf } from '@store/catalog/catalog.ts'
import { describe, expect, test } from 'vitest'
import { corn, tuna } from './attribution-scene.ts'
import { fusion, type Fusion, type FusionEvent } from './fusion.ts'
import { room } from './gate-scene.ts'
import { rfidPolicy } from './rfid-policy.ts'
import { all, framesOf, gondolaOf, pick, type Said } from './shelf-signals.ts'

/** Oats on plates 1 and 2 of the only shelf, gum on 6 and 7. */
const OATS = '4006381333931'
const GUM = '96385074'
const catalog = catalogOf([
  { ...corn, gtin: OATS, gtin14: OATS.padStart(14, '0') },
  { ...tuna, gtin: GUM, gtin14: GUM.padStart(14, '0') },
])
const layout = { ...room, gondolas: [gondolaOf(8)] }
const planogram = checkPlanogram(
  [
    { gtin: OATS, gondola: 'g', shelf: 1, plates: [1, 2] },
    { gtin: GUM, gondola: 'g', shelf: 1, plates: [6, 7] },
  ],
  'planogram.json',
  { layout, catalog },
)
const store = { layout, catalog, planogram }

/** At 4 s oats are lifted, at 8 s gum. */
const twoPicks: Said = { plates: { 1: pick(4_000, 120), 2: pick(4_000, 80), 6: pick(8_000, 93) }, lastsMs: 14_000 }
const weights = framesOf(twoPicks)

const front = (plate: number): Vec3 => [plate * 0.1 - 0.05, -0.7, 1.6]
const over = (plate: number): Vec3 => [plate * 0.1 - 0.05, -0.2, 0.4]
/** Ana stands at the oats with a hand over them, Ben at the gum. */
const tracks = Array.from({ length: 140 }, (_, i): TracksFrame => ({
  kind: 'tracks',
  device: 'tracker',
  seq: i + 1,
  capturedMs: i * 100,
  arrivedMs: i * 100 + 2_300,
  tracks: [
    { id: 't1', head: front(1), hands: [over(1.5)] },
    { id: 't2', head: front(7), hands: [over(6)] },
  ],
}))
const inside = [
  ['ana', 't1'],
  ['ben', 't2'],
] as const

interface Lived {
  readonly store: Fusion
  readonly events: readonly FusionEvent[]
}

function lived(frames: readonly Frame[], shoppers: readonly (readonly [string, string | undefined])[] = inside): Lived {
  const believing = fusion(store)
  const events = shoppers.flatMap(([shopper, track]) => believing.inside(shopper, track))
  for (const frame of frames) believing.take(frame)
  return { store: believing, events: [...events, ...believing.finish()] }
}
const charged = ({ store: believing }: Lived, actor: string) =>
  believing.basketOf(actor).lines.map(({ gtin, quantity }) => [gtin, quantity])
const believed = ({ events }: Lived) => events.flatMap((event) => (event.type === 'believed' ? [event] : []))
const byCapture = (frames: readonly (WeightFrame | TracksFrame)[]): Frame[] =>
  frames.toSorted((a, b) => a.capturedMs - b.capturedMs)

describe('from frames to baskets', () => {
  test('[FA14] each is charged for what their hand was at', () => {
    const day = lived(byCapture([...weights, ...tracks]))
    expect([charged(day, 'ana'), charged(day, 'ben')]).toEqual([[[OATS, 1]], [[GUM, 1]]])
  })

  test('[FA37] every change carries its evidence', () => {
    const changes = believed(lived(byCapture([...weights, ...tracks])))
    expect(changes.map(({ evidence }) => Math.round(evidence.grams))).toEqual([-200, -93])
    expect(changes[0]!.evidence.considered[0]!.acts).toMatchObject([{ action: 'took', actor: 'ana', gtin: OATS }])
    expect(changes[0]!.evidence.people[0]).toMatchObject({ actor: 'ana' })
    expect(changes[0]!.actors).toContain('ana')
  })

  test('[FA12] a lone shopper is charged even where no tracker says anything', () => {
    const day = lived(weights, [['ana', undefined]])
    expect(charged(day, 'ana')).toEqual([
      [OATS, 1],
      [GUM, 1],
    ])
  })

  test('[FA12] where nobody is, nobody is', () => {
    const day = lived(weights, [])
    expect(believed(day)).toHaveLength(2)
    expect(believed(day).at(-1)!.actors).toEqual([])
  })
})

describe('order', () => {
  test('[FA39] streams may arrive one after the other: what is believed is the same', () => {
    const joined = lived(byCapture([...weights, ...tracks]))
    for (const frames of [
      [...weights, ...tracks],
      [...tracks, ...weights],
    ])
      expect(lived(frames).events).toEqual(joined.events)
  })

  test('[FA39] what is decided in time is what is decided in the end', () => {
    const believing = fusion(store)
    const events = inside.flatMap(([shopper, track]) => believing.inside(shopper, track))
    for (const frame of byCapture([...weights, ...tracks])) {
      believing.take(frame)
      events.push(...believing.advance(frame.capturedMs - 1))
    }
    events.push(...believing.finish())
    expect(events).toEqual(lived(byCapture([...weights, ...tracks])).events)
  })

  test('[FA33] the same frames give the same answer', () => {
    const [one, again] = [lived([...weights, ...tracks]), lived([...weights, ...tracks])]
    expect(again.events).toEqual(one.events)
    expect(again.store.basketOf('ana')).toEqual(one.store.basketOf('ana'))
    expect(again.store.effort).toEqual(one.store.effort)
  })
})

test('[FA29] a basket that became money is decided', () => {
  const day = lived([...weights, ...tracks])
  day.store.gone('ana')
  day.store.decideFor('ana', day.store.basketOf('ana').lines)
  expect(day.store.basketOf('ana')).toMatchObject({ lines: [{ gtin: OATS, confidence: 1 }], unresolved: [] })
})

test('[FA11] what somebody without a pass takes is not charged to a shopper', () => {
  const stranger = lived(byCapture([...weights, ...tracks]), [['ben', 't2']])
  expect(stranger.store.actorOfTrack('t1')).toBe('track t1')
  expect(believed(stranger)[0]!.evidence.people[0]!.actor).toBe('track t1')
  expect(charged(stranger, 'ben')).toEqual([[GUM, 1]])
})

test('[FA39] what is noticed and not decided yet is told, for as long as it is', () => {
  const believing = fusion(store)
  for (const frame of weights.filter(({ capturedMs }) => capturedMs < 5_000)) believing.take(frame)
  expect(believing.undecidedSince(4_800)).toBeGreaterThan(3_500)
  expect(believing.undecidedSince(4_800)).toBeLessThan(4_000)
  expect(believing.undecidedSince(3_000)).toBe(Number.POSITIVE_INFINITY)
})

const held = ({ store: believing }: Lived, actor: string, gtin: string): number =>
  believing.basketOf(actor).odds.find((one) => one.gtin === gtin)?.atLeast[0] ?? 0

/** From 7 s on Ana is at the gum and Ben at the oats. */
const changingPlaces = (frames: readonly TracksFrame[]): TracksFrame[] =>
  frames.map((frame) => {
    if (frame.capturedMs < 7_000) return frame
    const ana = { id: 't1', head: front(7), hands: [over(7)] }
    return { ...frame, tracks: [ana, { id: 't2', head: front(1), hands: [over(1.5)] }] }
  })

/** Ben cannot have taken the oats, nor do his hands meet Ana's. */
const benFarOff = tracks.map((frame): TracksFrame => ({
  ...frame,
  tracks: [frame.tracks[0]!, { id: 't2', head: [4.5, -3.5, 1.6], hands: [[4.4, -3.4, 1]] }],
}))

describe('hands that meet in the room', () => {
  /** Ana and Ben face each other there from 5.5 to 6.8 s, between their picks. */
  const meeting = tracks.map((frame): TracksFrame => {
    if (frame.capturedMs < 5_500 || frame.capturedMs > 6_800) return frame
    const heads = [
      { id: 't1', head: [0.2, -1.5, 1.6], hands: [[0.47, -1.5, 1.1]] },
      { id: 't2', head: [0.9, -1.5, 1.6], hands: [[0.55, -1.5, 1.1]] },
    ] as const
    return { ...frame, tracks: heads }
  })
  test('[FA55] what was taken before may be the other’s, what was taken later not', () => {
    const day = lived([...weights, ...meeting])
    expect(held(day, 'ana', OATS)).toBeCloseTo(1 - rfidPolicy.handedOver, 1)
    expect(held(day, 'ben', OATS)).toBeCloseTo(rfidPolicy.handedOver, 1)
    expect(held(day, 'ben', GUM)).toBeGreaterThan(0.95)
    expect(believed(day)[1]!.actors).toContain('ana')
  })

  test('[FA55] it is taken in when one of them leaves, if nothing happened since', () => {
    const onlyOats = framesOf({ plates: { 1: pick(4_000, 120), 2: pick(4_000, 80) }, lastsMs: 14_000 })
    const day = lived([...onlyOats, ...meeting])
    expect(held(day, 'ana', OATS)).toBeGreaterThan(0.95)
    expect(day.store.gone('ben')).toBe(true)
    expect(held(day, 'ana', OATS)).toBeCloseTo(1 - rfidPolicy.handedOver, 1)
  })

  test('[FA54] [FA55] what the other puts back was handed over, whether their hands were seen or not', () => {
    const putBack = framesOf({
      plates: {
        1: all(pick(4_000, 120), pick(9_000, -120, 0)),
        2: all(pick(4_000, 80), pick(9_000, -80, 0)),
      },
      lastsMs: 16_000,
    })
    for (const seen of [meeting, benFarOff]) {
      const day = lived([...putBack, ...changingPlaces(seen)])
      expect(believed(day).at(-1)!.evidence.considered[0]!.acts).toMatchObject([{ action: 'put-back', actor: 'ben' }])
      expect(charged(day, 'ana')).toEqual([])
    }
  })
})
