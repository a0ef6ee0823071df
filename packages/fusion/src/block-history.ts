import type { Stateful } from '@store/kernel/stateful.ts'

/** The last blocks of every plate of a bank: their means, and how steady they were. */
export interface BlockHistory extends Stateful<BlockHistoryState> {
  push(plate: number, grams: number, spreadGrams: number): void
  /** Forgets what a plate said. */
  clear(plate: number): void
  /** How many blocks of this plate were pushed since it was cleared. */
  seen(plate: number): number
  /** Mean of `n` blocks, the last of them `skip` blocks ago. */
  mean(plate: number, skip: number, n: number): number
  /** Highest less lowest of the last `n` blocks. */
  spread(plate: number, n: number): number
  /** The median of what was seen so far, up to `LONGEST`. */
  median(plate: number): number
  /** The deviation of one block, from the median difference of neighbours: a step among them counts once. */
  deviation(plate: number): number
  /** For how many blocks in a row every single sample was the same. */
  constantFor(plate: number): number
}

export interface BlockHistoryState {
  readonly ring: Float64Array
  readonly counts: Uint32Array
  readonly constant: Uint32Array
}

/** How many blocks are remembered. */
export const LONGEST = 16
/** The median of |difference of two normal values| is 0.954 of the deviation of one. */
export const MEDIAN_DIFFERENCE = 0.954

export function blockHistory(plates: number): BlockHistory {
  const ring = new Float64Array(plates * LONGEST)
  const counts = new Uint32Array(plates)
  const constant = new Uint32Array(plates)
  const at = (plate: number, block: number): number => ring[plate * LONGEST + (block % LONGEST)]!

  function past(plate: number): number[] {
    const end = counts[plate]!
    const from = Math.max(0, end - LONGEST)
    return Array.from({ length: end - from }, (_, k) => at(plate, from + k))
  }

  return {
    push(plate, grams, spreadGrams) {
      const block = counts[plate]!
      const same = spreadGrams === 0 && (block === 0 || grams === at(plate, block - 1))
      constant[plate] = same ? constant[plate]! + 1 : 0
      ring[plate * LONGEST + (block % LONGEST)] = grams
      counts[plate] = block + 1
    },
    clear(plate) {
      counts[plate] = 0
      constant[plate] = 0
    },
    seen: (plate) => counts[plate]!,
    mean(plate, skip, n) {
      let total = 0
      const end = counts[plate]! - skip
      for (let block = end - n; block < end; block++) total += at(plate, block)
      return total / n
    },
    spread(plate, n) {
      let low = Number.POSITIVE_INFINITY
      let high = Number.NEGATIVE_INFINITY
      const end = counts[plate]!
      for (let block = end - n; block < end; block++) {
        const grams = at(plate, block)
        if (grams < low) low = grams
        if (grams > high) high = grams
      }
      return high - low
    },
    median: (plate) => median(past(plate)),
    deviation(plate) {
      const grams = past(plate)
      const differences = grams.slice(1).map((value, k) => Math.abs(value - grams[k]!))
      return median(differences) / MEDIAN_DIFFERENCE
    },
    constantFor: (plate) => constant[plate]!,
    save: () => ({ ring, counts, constant }),
    restore(state) {
      ring.set(state.ring)
      counts.set(state.counts)
      constant.set(state.constant)
    },
  }
}

/** NaN of nothing. */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  if (sorted.length === 0) return Number.NaN
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
