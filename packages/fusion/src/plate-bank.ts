import type { WeightFrame } from '@store/device-protocol/frame.ts'
import type { Gondola } from '@store/planogram/layout.ts'
import type { DetectionPolicy } from './detection-policy.ts'

/** One plate came to rest at another weight than it had. `deltaGrams` is negative when something left. */
export interface WeightStep {
  readonly shelf: number
  readonly plate: number
  readonly onsetMs: number
  /** When half of the change had happened for good: the moment a thing changed hands. */
  readonly momentMs: number
  /** When the plate was believed to be at rest again. */
  readonly settledMs: number
  readonly deltaGrams: number
  /** One standard deviation of `deltaGrams`. */
  readonly sigmaGrams: number
}

export interface PlateBank {
  /** Frames of one gondola in the order of their capture. Steps come out in the order in which plates settled. */
  take(frame: WeightFrame): WeightStep[]
  /** Believes every plate as it stands. */
  finish(): WeightStep[]
  /** The end of the last block that was judged; nothing that settled before it is still to come. */
  readonly judgedMs: number
  /** When the disturbance of this plate began, or `undefined` while it rests. */
  disturbedSince(shelf: number, plate: number): number | undefined
  /** The onset of the earliest disturbance still open, or `undefined` when every plate rests. */
  openSince(): number | undefined
  /** What a plate that took no step of its own changed by, as far as can be told: the spill of a neighbour's step. */
  spill(shelf: number, plate: number): { readonly deltaGrams: number; readonly sigmaGrams: number } | undefined
  /** Takes the present weight of the plate for its rest weight. */
  rest(shelf: number, plate: number): void
}

const RING = 16
/** The median of |difference of two normal values| is 0.954 of the deviation of one. */
const MEDIAN_DIFFERENCE = 0.954
const STARTING_BLOCKS = 8

/**
 * The plates of one gondola as a bank of equal machines over typed arrays: samples are averaged to blocks, a plate is
 * at rest or disturbed, and leaving a disturbance at another weight is a step. One pass, no allocation per sample.
 */
export function plateBank(gondola: Gondola, policy: DetectionPolicy): PlateBank {
  const shelves = gondola.shelves
  const firstOf: number[] = []
  let count = 0
  for (const shelf of shelves) {
    firstOf.push(count)
    count += shelf.plates
  }
  const shelfOf = shelves.flatMap((shelf) => Array.from({ length: shelf.plates }, () => shelf.index))
  const plateOf = shelves.flatMap((shelf) => Array.from({ length: shelf.plates }, (_, i) => i + 1))
  const positionOfShelf = new Map(shelves.map((shelf, position) => [shelf.index, position]))

  // The block being filled, relative to `zero` so that float sums keep their precision at any arbitrary zero.
  const zero = new Float64Array(count)
  const sum = new Float64Array(count)
  const least = new Float64Array(count)
  const most = new Float64Array(count)
  const filled = new Uint16Array(count)
  // The judged past.
  const ring = new Float64Array(count * RING)
  const blocks = new Uint32Array(count)
  const level = new Float64Array(count)
  const levels = new Float64Array(count * RING)
  const noise = new Float64Array(count)
  const onsetMs = new Float64Array(count).fill(Number.NaN)
  const before = new Float64Array(count)
  const wandering = new Map<number, { atMs: number; grams: number }[]>()

  let samplesPerBlock = 0
  let samplesInBlock = 0
  let blockMs = policy.blockMs
  let nextSampleMs = Number.NaN
  let blockStartMs = Number.NaN
  let judgedMs = Number.NEGATIVE_INFINITY
  const drift = (): number => Math.min(1, blockMs / policy.driftMs)

  function take(frame: WeightFrame): WeightStep[] {
    const steps: WeightStep[] = []
    const [samples, shelvesSent, platesSent] = frame.shape
    const sampleMs = 1000 / frame.rateHz
    const perBlock = Math.max(1, Math.round((policy.blockMs * frame.rateHz) / 1000))
    const hole = frame.capturedMs - nextSampleMs
    if (perBlock !== samplesPerBlock || !(hole < policy.holeMs)) {
      flush(steps)
      samplesPerBlock = perBlock
      blockMs = perBlock * sampleMs
    }
    for (let sample = 0; sample < samples; sample++) {
      if (samplesInBlock === 0) blockStartMs = frame.capturedMs + sample * sampleMs
      for (let position = 0; position < shelves.length; position++) {
        const shelf = shelves[position]!
        if (shelf.index > shelvesSent) continue
        const plates = Math.min(shelf.plates, platesSent)
        let from = (sample * shelvesSent + (shelf.index - 1)) * platesSent
        let to = firstOf[position]!
        for (let plate = 0; plate < plates; plate++, from++, to++) {
          const value = frame.grams[from]! - zero[to]!
          if (value !== value) continue
          if (filled[to] === 0) {
            least[to] = value
            most[to] = value
          } else if (value < least[to]!) least[to] = value
          else if (value > most[to]!) most[to] = value
          sum[to]! += value
          filled[to]!++
        }
      }
      if (++samplesInBlock === samplesPerBlock) {
        nextSampleMs = frame.capturedMs + (sample + 1) * sampleMs
        flush(steps)
      }
    }
    nextSampleMs = frame.capturedMs + samples * sampleMs
    return steps
  }

  function flush(steps: WeightStep[]): void {
    if (samplesInBlock === 0) return
    samplesInBlock = 0
    const endMs = Number.isNaN(nextSampleMs) ? blockStartMs : nextSampleMs
    judgedMs = endMs
    for (let i = 0; i < count; i++) {
      const n = filled[i]!
      if (n === 0) continue
      // One sample at either end is left out: a spike must not look like a hand.
      const mean = (n >= 5 ? (sum[i]! - least[i]! - most[i]!) / (n - 2) : sum[i]! / n) + zero[i]!
      if (blocks[i] === 0) zero[i] = mean
      sum[i] = 0
      filled[i] = 0
      judge(i, mean, endMs, steps)
    }
  }

  function judge(i: number, mean: number, atMs: number, steps: WeightStep[]): void {
    const seen = blocks[i]!
    const previous = ring[i * RING + ((seen + RING - 1) % RING)]!
    ring[i * RING + (seen % RING)] = mean
    blocks[i] = seen + 1
    if (seen < STARTING_BLOCKS) {
      start(i, seen)
      levels[i * RING + (seen % RING)] = level[i]!
      return
    }
    follow(i, Math.abs(mean - previous), seen)
    if (Number.isNaN(onsetMs[i]!)) {
      const away = mean - level[i]!
      const deviation = noise[i]!
      const opens = Math.abs(away) > Math.max(policy.onsetGrams, policy.onsetDeviations * deviation)
      const shifted =
        !opens &&
        Math.abs(recent(i, 0, policy.stillBlocks) - level[i]!) >
          Math.max(policy.shiftGrams, policy.shiftDeviations * deviation)
      if (opens || shifted) {
        onsetMs[i] = atMs - blockMs * (shifted ? policy.stillBlocks : 1)
        before[i] = levels[i * RING + ((seen + RING - policy.lookBackBlocks) % RING)]!
        wandering.set(i, [{ atMs, grams: mean }])
      } else {
        level[i]! += drift() * away
      }
      levels[i * RING + (seen % RING)] = level[i]!
      return
    }
    levels[i * RING + (seen % RING)] = level[i]!
    const path = wandering.get(i)!
    path.push({ atMs, grams: mean })
    const tooLong = atMs - onsetMs[i]! > policy.longestDisturbanceMs
    if (isStill(i) || tooLong) settle(i, atMs, steps)
  }

  /** Before a plate has a past: its rest is the median so far, its noise the median difference of blocks. */
  function start(i: number, seen: number): void {
    const past = Array.from(ring.subarray(i * RING, i * RING + seen + 1))
    level[i] = median(past)
    const differences = past.slice(1).map((value, k) => Math.abs(value - past[k]!))
    noise[i] = Math.max(policy.noiseFloorGrams, differences.length > 2 ? median(differences) / MEDIAN_DIFFERENCE : 1)
  }

  /** A running median of block differences: a swing counts as one vote for `more`, however wide it is. */
  function follow(i: number, difference: number, seen: number): void {
    const rate = seen < 40 ? 0.1 : 0.03
    const grows = difference > MEDIAN_DIFFERENCE * noise[i]!
    noise[i] = Math.max(policy.noiseFloorGrams, noise[i]! * (grows ? 1 + rate : 1 / (1 + rate)))
  }

  function isStill(i: number): boolean {
    const n = policy.stillBlocks
    let low = Number.POSITIVE_INFINITY
    let high = Number.NEGATIVE_INFINITY
    const end = blocks[i]!
    for (let k = end - n; k < end; k++) {
      const value = ring[i * RING + (k % RING)]!
      if (value < low) low = value
      if (value > high) high = value
    }
    if (high - low > Math.max(policy.stillGrams, policy.stillDeviations * noise[i]!)) return false
    const half = n >> 1
    const slope = Math.abs(recent(i, 0, half) - recent(i, n - half, half))
    return slope <= Math.max(policy.slopeGrams, policy.slopeDeviations * noise[i]!)
  }

  function settle(i: number, atMs: number, steps: WeightStep[]): void {
    const after = recent(i, 0, policy.stillBlocks)
    const deltaGrams = after - before[i]!
    const sigmaGrams = sigmaOf(i)
    const path = wandering.get(i)!
    wandering.delete(i)
    const onset = onsetMs[i]!
    onsetMs[i] = Number.NaN
    restAt(i, after)
    if (Math.abs(deltaGrams) < Math.max(policy.shiftGrams, policy.shiftDeviations * noise[i]!)) return
    let moment = path.length - 1
    while (moment > 0 && (path[moment - 1]!.grams - before[i]!) / deltaGrams > 0.5) moment--
    steps.push({
      shelf: shelfOf[i]!,
      plate: plateOf[i]!,
      onsetMs: onset,
      momentMs: path[moment]!.atMs - blockMs,
      settledMs: atMs,
      deltaGrams,
      sigmaGrams,
    })
  }

  /** Two means differ: the rest weight over the drift's memory, and the few blocks since. Quantisation adds its own. */
  function sigmaOf(i: number): number {
    const variance = noise[i]! ** 2
    return Math.sqrt(variance / policy.stillBlocks + variance * drift() + 0.07 ** 2)
  }

  function restAt(i: number, grams: number): void {
    level[i] = grams
    levels.fill(grams, i * RING, (i + 1) * RING)
  }

  /** Mean of `n` blocks, the last of them `skip` blocks ago. */
  function recent(i: number, skip: number, n: number): number {
    let total = 0
    const end = blocks[i]! - skip
    for (let k = end - n; k < end; k++) total += ring[i * RING + (k % RING)]!
    return total / n
  }

  function indexOf(shelf: number, plate: number): number | undefined {
    const position = positionOfShelf.get(shelf)
    if (position === undefined || plate < 1 || plate > shelves[position]!.plates) return undefined
    return firstOf[position]! + plate - 1
  }

  return {
    take,
    finish() {
      const steps: WeightStep[] = []
      flush(steps)
      for (const i of wandering.keys()) if (blocks[i]! > policy.stillBlocks) settle(i, judgedMs, steps)
      return steps
    },
    get judgedMs() {
      return judgedMs
    },
    disturbedSince(shelf, plate) {
      const i = indexOf(shelf, plate)
      return i === undefined || Number.isNaN(onsetMs[i]!) ? undefined : onsetMs[i]
    },
    openSince() {
      let since: number | undefined
      for (const i of wandering.keys()) if (since === undefined || onsetMs[i]! < since) since = onsetMs[i]!
      return since
    },
    spill(shelf, plate) {
      const i = indexOf(shelf, plate)
      if (i === undefined || blocks[i]! <= STARTING_BLOCKS || !Number.isNaN(onsetMs[i]!)) return undefined
      return { deltaGrams: recent(i, 0, policy.stillBlocks) - level[i]!, sigmaGrams: sigmaOf(i) }
    },
    rest(shelf, plate) {
      const i = indexOf(shelf, plate)
      if (i !== undefined && Number.isNaN(onsetMs[i]!)) restAt(i, recent(i, 0, policy.stillBlocks))
    },
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
