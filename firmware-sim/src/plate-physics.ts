import type { Gondola } from '@store/planogram/layout.ts'
import { prng } from '@store/kernel/prng.ts'
import { gauss } from './draws.ts'
import type { WeightFrame } from '@store/device-protocol/frame.ts'
import { loadOf } from './plate-load.ts'
import { cellOf, SATURATED_GRAMS } from './plate-noise.ts'
import type { Handling, Play } from './play.ts'
import { SAMPLES_PER_SECOND } from './swing.ts'
import type { Weather } from './weather.ts'

/** Shelf devices send five times a second (both recordings). */
export const SAMPLES_PER_FRAME = 12

/** What a device says before the network has it: all but when it arrives. */
export type Unsent<F> = Omit<F, 'arrivedMs'>

/** What one gondola's device says while a play goes on. */
export function weightFrames(gondola: Gondola, play: Play, seed: number, weather: Weather): Unsent<WeightFrame>[] {
  const frameCount = Math.ceil((play.lastsMs * SAMPLES_PER_SECOND) / 1_000 / SAMPLES_PER_FRAME)
  const samples = frameCount * SAMPLES_PER_FRAME
  const own = [...play.handlings.entries()].filter(([, handling]) => gondolaOf(handling) === gondola.id)
  const load = loadOf(gondola, samples, own, seed, weather.plates)

  const shelves = Math.max(...gondola.shelves.map(({ index }) => index))
  const wired = Math.max(...gondola.shelves.map(({ plates }) => plates))
  const plates = wired + weather.plates.unwiredColumns
  const grams = new Float32Array(samples * shelves * plates).fill(Number.NaN)
  for (let shelf = 1; shelf <= shelves; shelf++) {
    for (let plate = 1; plate <= plates; plate++) {
      const curve = load.plate(shelf, plate)
      if (curve === undefined && plate <= wired) continue
      const cell = curve && cellOf(seed, `${gondola.id}/${shelf}`, plate, weather.plates)
      const column = (shelf - 1) * plates + plate - 1
      for (let i = 0; i < samples; i++) grams[i * shelves * plates + column] = cell?.(curve![i]!) ?? SATURATED_GRAMS
    }
  }

  const clock = prng(seed, `clock/shelf-${gondola.id}`)
  const skewMs = clock.between(-1, 1) * weather.network.clockSkewMs
  const perFrame = SAMPLES_PER_FRAME * shelves * plates
  return Array.from({ length: frameCount }, (_, i) => ({
    kind: 'weight',
    device: `shelf-${gondola.id}`,
    seq: i + 1,
    capturedMs: capturedAt(
      (i * SAMPLES_PER_FRAME * 1_000) / SAMPLES_PER_SECOND,
      skewMs,
      gauss(clock) * weather.plates.clockJitterMs,
    ),
    gondola: gondola.id,
    rateHz: SAMPLES_PER_SECOND,
    shape: [SAMPLES_PER_FRAME, shelves, plates],
    grams: grams.subarray(i * perFrame, (i + 1) * perFrame),
  }))
}

/** The instant a device writes on a frame: its clock is off, and no earlier than the trace's start. */
export const capturedAt = (atMs: number, skewMs: number, jitterMs = 0): number =>
  toTenth(Math.max(0, atMs + skewMs + jitterMs))

/** Times go out in tenths of a millisecond. */
export const toTenth = (ms: number): number => Math.round(ms * 10) / 10

export const gondolaOf = (handling: Handling): string =>
  handling.kind === 'press' ? handling.gondola : handling.footprint.gondola
