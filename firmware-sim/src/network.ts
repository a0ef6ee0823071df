import { prng, type Prng } from '@store/kernel/prng.ts'
import type { Frame } from '@store/device-protocol/frame.ts'
import { toTenth, type Unsent } from './plate-physics.ts'
import type { NetworkWeather } from './weather.ts'

/** `Unsent` of each kind of frame, not of their union. */
export type UnsentFrame = Frame extends infer F ? (F extends Frame ? Unsent<F> : never) : never

/** A frame that is overtaken comes this much later, milliseconds. */
const LATE_MS = [200, 2_000] as const

/** Brings frames to the store: each stream with its own delay, in bad weather lost, twice or late. Sorted by arrival. */
export function deliver(frames: readonly UnsentFrame[], seed: number, weather: NetworkWeather): Frame[] {
  const lines = new Map<string, Line>()
  const arrivals = frames.flatMap((frame): Frame[] => {
    const line = lines.get(frame.device) ?? { random: prng(seed, `network/${frame.device}`), lastMs: 0 }
    lines.set(frame.device, line)
    return send(frame, line, weather)
  })
  return arrivals.sort(
    (a, b) => a.arrivedMs - b.arrivedMs || (a.device < b.device ? -1 : a.device > b.device ? 1 : a.seq - b.seq),
  )
}

/** One device's connection. Frames on it keep their order, as on any stream; only weather lets one be overtaken. */
interface Line {
  readonly random: Prng
  lastMs: number
}

function send(frame: UnsentFrame, line: Line, weather: NetworkWeather): Frame[] {
  const { random } = line
  const delayMs = random.between(...delayOf(frame, weather))
  const isLost = random.chance(weather.lossShare) && isLosable(frame)
  const isLate = random.chance(weather.lateShare)
  const isRepeated = random.chance(weather.repeatShare)
  const [lateMs, againMs] = [random.between(...LATE_MS), random.between(...LATE_MS)]
  if (isLost) return []
  const inOrderMs = Math.max(line.lastMs, toTenth(readyMs(frame) + delayMs))
  line.lastMs = inOrderMs
  const arrivedMs = isLate ? toTenth(inOrderMs + lateMs) : inOrderMs
  const once: Frame = { ...frame, arrivedMs }
  return isRepeated ? [once, { ...frame, arrivedMs: toTenth(arrivedMs + againMs) }] : [once]
}

/** A weight frame leaves when its last sample is taken. */
const readyMs = (frame: UnsentFrame): number =>
  frame.kind === 'weight' ? frame.capturedMs + ((frame.shape[0] - 1) * 1_000) / frame.rateHz : frame.capturedMs

/** Shelves and trackers stream and forget; a gate and a portal keep each message until it is acknowledged. */
const isLosable = ({ kind }: UnsentFrame): boolean => kind === 'weight' || kind === 'tracks'

function delayOf({ kind }: UnsentFrame, weather: NetworkWeather): readonly [low: number, high: number] {
  switch (kind) {
    case 'weight':
      return weather.weightDelayMs
    case 'tracks':
      return weather.tracksDelayMs
    case 'gate':
    case 'rfid':
      return weather.gateDelayMs
  }
}
