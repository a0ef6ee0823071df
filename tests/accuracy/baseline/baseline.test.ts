import { describe, expect, test } from 'vitest'
import type { Product } from '@store/catalog/product.ts'
import type { GateCross, GateScan, TracksFrame, WeightFrame } from '@store/device-protocol/frame.ts'
import type { Gondola, StoreLayout } from '@store/planogram/layout.ts'
import { customersOf, nearestTrack } from './customers.ts'
import { arrangementScore, identifyPick, identifyPut, weightScore } from './identify.ts'
import { knownPlanogram } from './known-planogram.ts'
import { meanUpTo, movingStatistics } from './moving-statistics.ts'
import { baselinePolicy } from './policy.ts'
import { shelfEvents, type ShelfEvent } from './shelf-events.ts'
import { splitEvent } from './split-event.ts'
import { curvesOf, type ShelfCurves } from './weight-curves.ts'

const product = (gtin: string, weightGrams: number): Product => ({
  gtin,
  gtin14: gtin.padStart(14, '0'),
  name: gtin,
  weightGrams,
  weightSpreadGrams: 2,
  priceMinor: 100,
  currency: 'EUR',
})
const [tea, soup, twin] = [product('tea', 100), product('soup', 400), product('twin', 101)]
const gondola: Gondola = {
  id: 'A',
  x: 0,
  y: 3,
  rotationDegrees: 0,
  width: 1,
  depth: 0.4,
  plateWidth: 0.1,
  shelves: [{ index: 1, height: 1, plates: 10 }],
}
const planogram = () =>
  knownPlanogram([
    { gtin: 'tea', gondola: 'A', shelf: 1, plates: [1, 2] },
    { gtin: 'soup', gondola: 'A', shelf: 1, plates: [3, 4] },
    { gtin: 'twin', gondola: 'A', shelf: 1, plates: [5] },
  ])
const change = (...grams: number[]): ShelfEvent => ({
  gondola: 'A',
  shelf: 1,
  fromMs: 1_000,
  toMs: 2_000,
  plates: grams.map((one, i) => ({ plate: i + 1, grams: one })),
})

const curvesThat = (gramsAt: (second: number) => number, noise = 0): ShelfCurves => {
  const times = Float64Array.from({ length: 1_200 }, (_, i) => (i * 1_000) / 60)
  const curve = Float32Array.from(times, (ms, i) => gramsAt(ms / 1_000) + (i % 2 === 0 ? noise : -noise))
  return { shelf: 1, rateHz: 60, times, plates: [curve, new Float32Array(1_200)] }
}
const takenTwice = (gap: number) => curvesThat((second) => 500 - (second < 6 ? 0 : 100) - (second < 6 + gap ? 0 : 50))
const frame = (seq: number, ...grams: number[]): WeightFrame => ({
  kind: 'weight',
  device: 'shelf-A',
  seq,
  arrivedMs: 0,
  capturedMs: seq * 100,
  gondola: 'A',
  rateHz: 20,
  shape: [grams.length, 1, 1],
  grams: Float32Array.from(grams),
})
const grams = (gtin: string): number => [tea, soup, twin].find((one) => one.gtin === gtin)!.weightGrams

describe('when a shelf was active', () => {
  test('[BL1] moving mean and deviation over a window', () => {
    const { mean, deviation } = movingStatistics([6_000, 6_000, 6_004, 6_004, 6_004], 2)
    expect([...mean]).toEqual([6_000, 6_000, 6_002, 6_004, 6_004])
    expect([...deviation]).toEqual([0, 0, 2, 0, 0])
    expect(meanUpTo([1, 2, 3, 4], 3, 2)).toBe(3.5)
  })

  test('[BL1] [BL2] a thing taken is one event with its weight, on its plate', () => {
    const [event, ...more] = shelfEvents(
      'A',
      curvesThat((second) => (second < 8 ? 500 : 400)),
      baselinePolicy,
    )
    expect(more).toEqual([])
    expect(event!.plates[0]!.grams).toBeCloseTo(-100, 0)
    expect(event!.plates[1]!.grams).toBe(0)
    expect(event!.fromMs).toBeGreaterThanOrEqual(8_000)
    expect(event!.toMs).toBeLessThan(9_000)
  })

  test('[BL1] things taken seconds apart are two events, within half a second one', () => {
    expect(shelfEvents('A', takenTwice(3), baselinePolicy)).toHaveLength(2)
    expect(shelfEvents('A', takenTwice(0.4), baselinePolicy)).toHaveLength(1)
  })

  test('[BL7] a board that rings is at rest in its own way', () => {
    const ringing = curvesThat((second) => (second < 8 ? 500 : 400), 8)
    const events = shelfEvents('A', ringing, baselinePolicy)
    expect(events).toHaveLength(1)
    expect(events[0]!.plates[0]!.grams).toBeCloseTo(-100, 0)
  })

  test('[BL11] frames count once and in order, and a lost sample repeats the one before', () => {
    const single = { ...gondola, shelves: [{ index: 1, height: 1, plates: 1 }] }
    const [curves] = curvesOf(single, [frame(2, 7, Number.NaN), frame(1, Number.NaN, 5), frame(2, 7, Number.NaN)])
    expect([...curves!.plates[0]!]).toEqual([5, 5, 7, 7])
    expect([...curves!.times]).toEqual([100, 150, 200, 250])
  })
})

describe('what it was', () => {
  test('[BL3] a change on two articles is two events', () => {
    const split = splitEvent(change(-98, -2, -3, -398, 0), planogram(), grams, baselinePolicy)
    expect(split.map(({ plates }) => plates.map(({ plate }) => plate))).toEqual([
      [1, 2],
      [3, 4, 5],
    ])
  })

  test('[BL8] what lands on a neighbour is no event of its own', () => {
    const split = splitEvent(change(0, -30, -70, -300, 0), planogram(), grams, baselinePolicy)
    expect(split).toHaveLength(1)
    expect(split[0]!.plates).toHaveLength(5)
    expect(splitEvent(change(-2, 1, 0, -3, 0), planogram(), grams, baselinePolicy)).toEqual([])
  })

  test('[BL4] arrangement and weight, 0.8 to 0.2', () => {
    expect(arrangementScore('tea', change(-75, 0, -25, 0, 0), planogram())).toBe(0.75)
    expect(weightScore(200, 100, 2, baselinePolicy)).toEqual({ quantity: 2, score: 1 })
    expect(weightScore(110, 100, 2, baselinePolicy).score).toBeLessThan(0.05)
    const taken = identifyPick(change(-100, 0, 0, 0, 0), planogram(), [twin, tea, soup], baselinePolicy)
    expect(taken).toEqual({ gtin: 'tea', quantity: 1, score: 1 })
    // Four fifths of the say: a twin that fits better does not win against the place.
    const atTea = identifyPick(change(-101, 0, 0, 0, 0), planogram(), [twin, tea, soup], baselinePolicy)
    expect(atTea!.gtin).toBe('tea')
  })

  test('[BL6] what was put down shares the plates from then on', () => {
    const known = planogram()
    known.add('soup', 'A', 1, [1])
    expect(arrangementScore('soup', change(-400, 0, 0, 0, 0), known)).toBe(0.5)
    expect(arrangementScore('tea', change(-400, 0, 0, 0, 0), known)).toBe(0.5)
    const heavy = product('soup', 450)
    expect(identifyPick(change(-450, 0, 0, 0, 0), known, [tea, heavy], baselinePolicy)!.gtin).toBe('soup')
  })

  test('[BL9] what is put down is what is held and weighs as much, wherever', () => {
    const held = [
      { product: tea, quantity: 1 },
      { product: soup, quantity: 2 },
    ]
    expect(identifyPut(change(398, 0, 0, 0, 0), held, baselinePolicy)).toMatchObject({ gtin: 'soup', quantity: 1 })
    expect(identifyPut(change(250, 0, 0, 0, 0), held, baselinePolicy)).toBeUndefined()
    expect(identifyPut(change(250, 0, 0, 0, 0), [], baselinePolicy)).toBeUndefined()
  })
})

describe('who it was', () => {
  const layout: StoreLayout = {
    id: 'store',
    name: 'store',
    currency: 'EUR',
    timeZone: 'Europe/Berlin',
    floor: [[0, 0], [5, 0], [5, 5]],
    gates: [{ id: 'entry', kind: 'entry', line: [[1, 0], [2, 0]] }],
    gondolas: [gondola],
  } // prettier-ignore
  const said = { device: 'x', seq: 1, arrivedMs: 0 }
  const seen = (capturedMs: number, ...tracks: TracksFrame['tracks']): TracksFrame => ({
    ...said,
    kind: 'tracks',
    capturedMs,
    tracks,
  })

  test('[BL5] the nearest body part counts, be it a hand across another person', () => {
    const tracks = [
      seen(1_200, { id: 'near', head: [0.1, 2.2, 1.7], hands: [] }, { id: 'far', head: [0.9, 2, 1.7], hands: [[0.06, 2.8, 1.1]] }),
    ] // prettier-ignore
    expect(nearestTrack(change(-100, 0), gondola, tracks, baselinePolicy)).toBe('far')
    expect(nearestTrack(change(-100, 0), gondola, [], baselinePolicy)).toBeUndefined()
  })

  test('[BL10] the track nearest to the gate as somebody crosses is theirs; a stranger has no pass', () => {
    const gates: (GateScan | GateCross)[] = [
      { ...said, kind: 'gate', gate: 'entry', capturedMs: 100, event: 'scan', shopper: 'ana', party: 1 },
      { ...said, kind: 'gate', gate: 'entry', capturedMs: 1_000, event: 'cross', direction: 'in' },
      { ...said, kind: 'gate', gate: 'entry', capturedMs: 5_000, event: 'cross', direction: 'in' },
    ]
    const tracks = [
      seen(1_000, { id: 'T1', head: [1.5, 0.1, 1.7], hands: [] }, { id: 'T2', head: [4, 4, 1.7], hands: [] }),
    ]
    const { byTrack, shoppers } = customersOf(gates, tracks, layout, [{ shopper: 'ben', track: 'T9' }])
    expect([...byTrack]).toEqual([
      ['T9', 'ben'],
      ['T1', 'ana'],
    ])
    expect([...shoppers]).toEqual(['ben', 'ana'])
  })
})
