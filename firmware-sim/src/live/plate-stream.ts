import type { WeightFrame } from '@store/device-protocol/frame.ts'
import { prng } from '@store/kernel/prng.ts'
import type { Gondola } from '@store/planogram/layout.ts'
import { gauss } from '../draws.ts'
import { bear, GondolaLoad } from '../plate-load.ts'
import { cellOf, SATURATED_GRAMS, type Cell } from '../plate-noise.ts'
import { capturedAt, SAMPLES_PER_FRAME } from '../plate-physics.ts'
import type { Handling } from '../play.ts'
import { SAMPLES_PER_SECOND } from '../swing.ts'
import type { Weather } from '../weather.ts'
import { shelfDevice } from './devices.ts'

/** One gondola's plates, weighed on and on. */
export interface PlateStream {
  readonly device: string
  /** Something that will be done to this gondola; told before its time comes [LV11]. */
  bear(index: number, handling: Handling): void
  /** The frames whose last sample is taken by `nowMs`. */
  until(nowMs: number): Omit<WeightFrame, 'arrivedMs' | 'seq'>[]
  /** Everything captured before this has been told. */
  readonly capturedMs: number
}

/** How far ahead loads are worked out: longer than any handling lasts and its swinging and creeping after it. */
const WINDOW_MS = 40_000
/** A handling is worked out when it is this near: its hand leans on the shelf up to 0.6 s before. */
const NEAR_MS = 3_000
const FRAME_MS = (SAMPLES_PER_FRAME * 1_000) / SAMPLES_PER_SECOND

export function plateStream(gondola: Gondola, seed: number, weather: Weather): PlateStream {
  const device = shelfDevice(gondola.id)
  const load = new GondolaLoad(gondola, (WINDOW_MS * SAMPLES_PER_SECOND) / 1_000)
  const columns = columnsOf(gondola, seed, weather, load)
  const shelves = Math.max(...gondola.shelves.map(({ index }) => index))
  const plates = columns.length / shelves
  const clock = prng(seed, `clock/${device}`)
  const skewMs = clock.between(-1, 1) * weather.network.clockSkewMs
  let pending: (readonly [index: number, handling: Handling])[] = []
  let frames = 0

  function next(): Omit<WeightFrame, 'arrivedMs' | 'seq'> {
    const baseMs = frames++ * FRAME_MS
    const isNear = ([, { atMs }]: (typeof pending)[number]): boolean => atMs < baseMs + NEAR_MS
    for (const [index, handling] of pending.filter(isNear))
      bear(load, index, { ...handling, atMs: handling.atMs - baseMs }, seed, weather.plates)
    pending = pending.filter((one) => !isNear(one))

    const grams = new Float32Array(SAMPLES_PER_FRAME * columns.length)
    for (let i = 0; i < SAMPLES_PER_FRAME; i++)
      for (const [column, say] of columns.entries()) grams[i * columns.length + column] = say(i)
    load.advance(SAMPLES_PER_FRAME)
    return {
      kind: 'weight',
      device,
      capturedMs: capturedAt(baseMs, skewMs, gauss(clock) * weather.plates.clockJitterMs),
      gondola: gondola.id,
      rateHz: SAMPLES_PER_SECOND,
      shape: [SAMPLES_PER_FRAME, shelves, plates],
      grams,
    }
  }

  return {
    device,
    bear: (index, handling) => void pending.push([index, handling]),
    until(nowMs) {
      const due = []
      while ((frames + 1) * FRAME_MS <= nowMs) due.push(next())
      return due
    },
    get capturedMs() {
      return frames * FRAME_MS
    },
  }
}

/** What each column of a frame says of the window's `i`-th sample: shelf by shelf, unwired columns and missing plates too. */
function columnsOf(gondola: Gondola, seed: number, weather: Weather, load: GondolaLoad): ((i: number) => number)[] {
  const shelves = Math.max(...gondola.shelves.map(({ index }) => index))
  const wired = Math.max(...gondola.shelves.map(({ plates }) => plates))
  const plates = wired + weather.plates.unwiredColumns
  return Array.from({ length: shelves * plates }, (_, column) => {
    const [shelf, plate] = [Math.floor(column / plates) + 1, (column % plates) + 1]
    const curve = load.plate(shelf, plate)
    if (curve === undefined) return () => (plate <= wired ? Number.NaN : SATURATED_GRAMS)
    const cell: Cell = cellOf(seed, `${gondola.id}/${shelf}`, plate, weather.plates)
    return (i) => cell(curve[i]!)
  })
}
