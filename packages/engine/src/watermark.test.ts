import type { Frame, GateCross, RfidFrame, TracksFrame, WeightFrame } from '@store/device-protocol/frame.ts'
import { expect, test } from 'vitest'
import { hearingPolicy } from './hearing.ts'
import { shop } from './shop-day.ts'
import { watermark, type Watermark } from './watermark.ts'

const policy = { gapMs: 4_000, denseMs: 6_000, sparseMs: 3_000, sealEveryMs: 250, hearing: hearingPolicy }
const said = { seq: 1, arrivedMs: 0 }
const weight = (capturedMs: number): WeightFrame => ({
  ...said,
  device: 'shelf',
  kind: 'weight',
  capturedMs,
  gondola: 'g',
  rateHz: 60,
  shape: [12, 1, 1],
  grams: new Float32Array(12),
})
const tracks = (capturedMs: number, device = 'tracker'): TracksFrame => ({
  ...said,
  device,
  kind: 'tracks',
  capturedMs,
  tracks: [],
})
const gate = (capturedMs: number): GateCross => ({
  ...said,
  device: 'entry',
  kind: 'gate',
  capturedMs,
  gate: 'entry',
  event: 'cross',
  direction: 'in',
})
const rfid = (capturedMs: number): RfidFrame => ({
  ...said,
  device: 'rfid',
  kind: 'rfid',
  capturedMs,
  gate: 'exit',
  reads: [],
})

function after(...frames: readonly Frame[]): Watermark {
  const mark = watermark(shop.layout, policy)
  for (const frame of frames) mark.passed(frame)
  return mark
}

test('[EN3] everything is said up to where the slowest stream is', () => {
  expect(after(weight(20_000), tracks(18_000)).at(20_500)).toBe(17_500) // the gates, which only speak now and then
  expect(after(weight(20_000), tracks(18_000), gate(20_000)).at(21_500)).toBe(18_000)
})

test('[EN3] a weight frame tells of all its samples', () => {
  expect(after(weight(20_000), tracks(25_000)).at(23_300)).toBe(20_200)
})

test('[EN4] a stream that stalls, or has not begun, is waited for so long and no longer', () => {
  expect(after(weight(20_000), tracks(10_000)).at(15_900)).toBe(10_000)
  expect(after(weight(20_000), tracks(10_000)).at(20_000)).toBe(14_000)
  expect(after(weight(20_000)).at(20_000)).toBe(14_000)
  expect(after().at(20_000)).toBe(14_000)
})

test('[EN4] a silent gate holds up nothing for longer than its frames take', () => {
  expect(after(weight(20_000), tracks(20_000)).at(20_000)).toBe(17_000)
})

test('[EN4] a stream with frames behind a gap is waited for until the gap is closed or given up', () => {
  const mark = after(weight(20_000), tracks(10_000))
  expect(mark.at(20_000, [tracks(10_200)])).toBe(10_000)
  expect(mark.at(20_000, [])).toBe(14_000)
})

test('[EN3] two trackers are two streams', () => {
  expect(after(weight(20_000), tracks(19_000), tracks(18_000, 'another')).at(21_500)).toBe(18_000)
})

test('[EN3] a reader of which the layout knows nothing is a stream from its first word on', () => {
  expect(after(weight(20_000), tracks(20_000), gate(20_000), rfid(19_500)).at(22_800)).toBe(19_800)
})
