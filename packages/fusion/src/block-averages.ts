import type { WeightFrame } from '@store/device-protocol/frame.ts'
import type { Stateful } from '@store/kernel/stateful.ts'
import type { Gondola } from '@store/planogram/layout.ts'
import type { DetectionPolicy } from './detection-policy.ts'

/** What the plates of a gondola weighed on average over a tenth of a second or so. Overwritten by the next block. */
export interface Block {
  readonly startMs: number
  readonly endMs: number
  /** How long a whole block lasts: a round number of samples. */
  readonly lengthMs: number
  /** Grams by plate, in the order of the layout's shelves and plates; NaN where a plate said nothing. */
  readonly means: Float64Array
  /** Highest less lowest sample, grams. */
  readonly spreads: Float64Array
}

export interface BlockAverages extends Stateful<BlockAveragesState> {
  /** Frames in the order of their capture. Hands out every block that the frame completes, borders of frames aside. */
  take(frame: WeightFrame, use: (block: Block) => void): void
  /** Hands out the block that was begun. */
  finish(use: (block: Block) => void): void
}

/** The block that was begun. */
export interface BlockAveragesState {
  readonly zero: Float64Array
  readonly sum: Float64Array
  readonly least: Float64Array
  readonly most: Float64Array
  readonly filled: Uint16Array
  readonly samplesPerBlock: number
  readonly samplesInBlock: number
  readonly sampleMs: number
  readonly startMs: number
  readonly endMs: number
  readonly nextSampleMs: number
}

/** Averages samples over blocks of equal length: one pass over typed arrays, no allocation per sample. */
export function blockAverages(gondola: Gondola, policy: DetectionPolicy): BlockAverages {
  const rows = rowsOf(gondola)
  const count = rows.reduce((sum, { plates }) => sum + plates, 0)
  // Sums are kept relative to a first sample, so that they stay precise at any arbitrary zero.
  const zero = new Float64Array(count).fill(Number.NaN)
  const sum = new Float64Array(count)
  const least = new Float64Array(count)
  const most = new Float64Array(count)
  const filled = new Uint16Array(count)
  const means = new Float64Array(count)
  const spreads = new Float64Array(count)

  let samplesPerBlock = 0
  let samplesInBlock = 0
  let sampleMs = Number.NaN
  let startMs = Number.NaN
  let endMs = Number.NEGATIVE_INFINITY
  let nextSampleMs = Number.NaN

  function take(frame: WeightFrame, use: (block: Block) => void): void {
    const perBlock = Math.max(1, Math.round((policy.blockMs * frame.rateHz) / 1000))
    const hole = frame.capturedMs - nextSampleMs
    if (perBlock !== samplesPerBlock || !(hole < policy.holeMs)) {
      finish(use)
      samplesPerBlock = perBlock
    }
    sampleMs = 1000 / frame.rateHz
    const samples = frame.shape[0]
    for (let sample = 0; sample < samples;) {
      if (samplesInBlock === 0) {
        startMs = frame.capturedMs + sample * sampleMs
        if (samples - sample >= samplesPerBlock) {
          averageWhole(frame, sample)
          sample += samplesPerBlock
          nextSampleMs = frame.capturedMs + sample * sampleMs
          tell(use)
          continue
        }
      }
      add(frame, sample++)
      nextSampleMs = frame.capturedMs + sample * sampleMs
      if (++samplesInBlock === samplesPerBlock) hand(use)
    }
  }

  /** The usual case: a block that lies in one frame is averaged plate by plate, in registers; to the bit as by `add`. */
  function averageWhole({ grams, shape }: WeightFrame, sample: number): void {
    const [, shelvesSent, platesSent] = shape
    const stride = shelvesSent * platesSent
    for (const { shelf, plates, first } of rows) {
      for (let plate = 0; plate < plates; plate++) {
        const i = first + plate
        const isSent = shelf <= shelvesSent && plate < platesSent
        let from = sample * stride + (shelf - 1) * platesSent + plate
        let origin = zero[i]!
        let [n, total, low, high] = [0, 0, 0, 0]
        for (let k = isSent ? samplesPerBlock : 0; k > 0; k--, from += stride) {
          const said = grams[from]!
          if (said !== said) continue
          if (n === 0) {
            if (origin !== origin) zero[i] = origin = said
            low = high = said
          } else if (said < low) low = said
          else if (said > high) high = said
          total += said - origin
          n++
        }
        settle(i, n, total, low, high)
      }
    }
  }

  function add({ grams, shape }: WeightFrame, sample: number): void {
    const [, shelvesSent, platesSent] = shape
    for (const { shelf, plates, first } of rows) {
      if (shelf > shelvesSent) continue
      let from = (sample * shelvesSent + (shelf - 1)) * platesSent
      const end = first + Math.min(plates, platesSent)
      for (let i = first; i < end; i++, from++) {
        const said = grams[from]!
        if (said !== said) continue
        if (filled[i] === 0) {
          if (zero[i]! !== zero[i]!) zero[i] = said
          least[i] = said
          most[i] = said
        } else if (said < least[i]!) least[i] = said
        else if (said > most[i]!) most[i] = said
        sum[i]! += said - zero[i]!
        filled[i]!++
      }
    }
  }

  function hand(use: (block: Block) => void): void {
    samplesInBlock = 0
    for (let i = 0; i < count; i++) {
      settle(i, filled[i]!, sum[i]!, least[i]!, most[i]!)
      sum[i] = 0
      filled[i] = 0
    }
    tell(use)
  }

  function settle(i: number, n: number, total: number, low: number, high: number): void {
    const origin = zero[i]!
    // One sample at either end is left out: a spike must not look like a hand.
    means[i] = origin + (n >= 5 ? (total - (low - origin) - (high - origin)) / (n - 2) : total / n)
    spreads[i] = n === 0 ? Number.NaN : high - low
  }

  function tell(use: (block: Block) => void): void {
    // A device's clock may step back a little between frames; what was judged stays judged.
    endMs = Math.max(endMs, nextSampleMs)
    use({ startMs: Math.min(startMs, endMs), endMs, lengthMs: samplesPerBlock * sampleMs, means, spreads })
  }

  function finish(use: (block: Block) => void): void {
    // Less than half a block is noisier than all others, and would be taken for a hand.
    if (samplesInBlock * 2 >= samplesPerBlock && samplesInBlock > 0) return hand(use)
    samplesInBlock = 0
    sum.fill(0)
    filled.fill(0)
  }

  return {
    take,
    finish,
    save: () => ({
      zero,
      sum,
      least,
      most,
      filled,
      samplesPerBlock,
      samplesInBlock,
      sampleMs,
      startMs,
      endMs,
      nextSampleMs,
    }),
    restore(state) {
      zero.set(state.zero)
      sum.set(state.sum)
      least.set(state.least)
      most.set(state.most)
      filled.set(state.filled)
      ;({ samplesPerBlock, samplesInBlock, sampleMs, startMs, endMs, nextSampleMs } = state)
    },
  }
}

/** Where the plates of each shelf stand in a block. */
export function rowsOf({ shelves }: Gondola): { shelf: number; plates: number; first: number }[] {
  let first = 0
  return shelves.map(({ index, plates }) => {
    const row = { shelf: index, plates, first }
    first += plates
    return row
  })
}
