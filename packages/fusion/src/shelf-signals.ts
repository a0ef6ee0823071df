/** Test-only: what the plates of one shelf say while things are done to them. */
import type { WeightFrame } from '@store/device-protocol/frame.ts'
import { prng } from '@store/kernel/prng.ts'
import type { Gondola } from '@store/planogram/layout.ts'
import { detectionPolicy } from './detection-policy.ts'
import { shelfWatch, type ShelfChange } from './shelf-change.ts'

/** Grams that come on (+) or go off (−), by the time since the signal began. */
export type Signal = (atMs: number) => number

export const still: Signal = () => 0
export const constant =
  (grams: number): Signal =>
  () =>
    grams
/** Something leaves or comes at once. */
export const step =
  (fromMs: number, grams: number): Signal =>
  (atMs) =>
    atMs >= fromMs ? grams : 0
/** … or little by little. */
export const ramp =
  (fromMs: number, forMs: number, grams: number): Signal =>
  (atMs) =>
    grams * Math.min(1, Math.max(0, (atMs - fromMs) / forMs))
/** A hand presses and lets go. */
export const press =
  (fromMs: number, forMs: number, grams: number): Signal =>
  (atMs) =>
    atMs >= fromMs && atMs < fromMs + forMs ? grams : 0
/** A swing of that many grams which has died down after a second. */
export const swing =
  (fromMs: number, grams: number): Signal =>
  (atMs) =>
    atMs < fromMs ? 0 : grams * Math.exp((fromMs - atMs) / 250) * Math.cos(((atMs - fromMs) / 1000) * 2 * Math.PI * 4)
export const all =
  (...signals: readonly Signal[]): Signal =>
  (atMs) =>
    signals.reduce((sum, signal) => sum + signal(atMs), 0)

/** As people do it: press for 0.3 s, lift within 0.1 s, and leave the rest swinging by half of what was lifted. */
export const pick = (atMs: number, grams: number, pressGrams = 120): Signal =>
  all(press(atMs - 350, 300, pressGrams), ramp(atMs - 50, 100, -grams), swing(atMs + 50, grams / 2))

export interface Said {
  /** By plate, from 1; plates that are not named keep still. */
  readonly plates: Readonly<Record<number, Signal>>
  readonly lastsMs?: number
  /** Deviation of one sample, grams: of all plates, or by plate. */
  readonly noiseGrams?: number | Readonly<Record<number, number>>
  /** Grams that a plate shows with nothing done to it. */
  readonly zeroGrams?: number
  readonly wired?: number
  readonly rateHz?: number
  readonly samplesPerFrame?: number
  readonly seed?: number
}

const WIRED = 8

/** One shelf's device, as it would have spoken. */
export function framesOf(said: Said): WeightFrame[] {
  const { plates, lastsMs = 10_000, noiseGrams = 0.4, zeroGrams = -1_234, wired = WIRED, rateHz = 60 } = said
  const random = prng(said.seed ?? 1, 'shelf')
  const noise = Array.from({ length: wired }, (_, i) =>
    typeof noiseGrams === 'number' ? noiseGrams : (noiseGrams[i + 1] ?? 0.4),
  )
  const samples = Math.round((lastsMs * rateHz) / 1000)
  const grams = new Float32Array(samples * wired)
  for (let sample = 0; sample < samples; sample++)
    for (let i = 0; i < wired; i++) {
      const load = (plates[i + 1] ?? still)((sample * 1000) / rateHz)
      grams[sample * wired + i] = zeroGrams + load + noise[i]! * normal(random.unit(), random.unit())
    }
  return framed(grams, wired, rateHz, said.samplesPerFrame ?? 12)
}

/** Cuts samples into frames. */
export function framed(grams: Float32Array, wired: number, rateHz: number, samplesPerFrame: number): WeightFrame[] {
  const samples = grams.length / wired
  return Array.from({ length: Math.ceil(samples / samplesPerFrame) }, (_, i) => {
    const from = i * samplesPerFrame
    const n = Math.min(samplesPerFrame, samples - from)
    const capturedMs = (from * 1000) / rateHz
    return {
      kind: 'weight',
      device: 'shelf',
      seq: i + 1,
      arrivedMs: capturedMs + 300,
      capturedMs,
      gondola: 'g',
      rateHz,
      shape: [n, 1, wired] as const,
      grams: grams.slice(from * wired, (from + n) * wired),
    }
  })
}

export const gondolaOf = (...platesByShelf: readonly number[]): Gondola => ({
  id: 'g',
  x: 0,
  y: 0,
  rotationDegrees: 0,
  width: 1,
  depth: 0.4,
  plateWidth: 0.1,
  shelves: platesByShelf.map((plates, i) => ({ index: i + 1, height: 0.4 * (i + 1), plates })),
})

export function changesIn(frames: readonly WeightFrame[], gondola: Gondola = gondolaOf(WIRED)): ShelfChange[] {
  const watch = shelfWatch(gondola, detectionPolicy)
  return [...frames.flatMap((frame) => watch.take(frame)), ...watch.finish()]
}

/** What was seen to change, as one reads it off a list: whole grams by plate. */
export const read = (changes: readonly ShelfChange[]): Record<number, number>[] =>
  changes.map(({ plates }) => Object.fromEntries(plates.map(({ plate, grams }) => [plate, Math.round(grams)])))

/** The sum of each change, grams. */
export const totals = (changes: readonly ShelfChange[]): number[] =>
  changes.map(({ plates }) => plates.reduce((sum, { grams }) => sum + grams, 0))

const normal = (a: number, b: number): number => Math.sqrt(-2 * Math.log(1 - a)) * Math.cos(2 * Math.PI * b)
