import type { Prng } from '@store/kernel/prng.ts'
import { assert } from '@store/kernel/assert.ts'

/**
 * A standard normal draw, near enough: the sum of the four bytes of one 32-bit draw (Irwin–Hall, cut off at ±3.45 σ).
 * Integer sums only, so every machine draws the same bits; `Math.log` and `Math.cos` do not promise that.
 */
export function gauss(random: Prng): number {
  const bits = random.unit() * 2 ** 32
  const sum = (bits & 255) + ((bits >>> 8) & 255) + ((bits >>> 16) & 255) + (bits >>> 24)
  return (sum - 510) / DEVIATION_OF_FOUR_BYTES
}

const DEVIATION_OF_FOUR_BYTES = 147.8

/** A measured distribution, as (probability, value) pairs from 0 to 1, rising. */
export type Quantiles = readonly (readonly [probability: number, value: number])[]

/** Draws from a measured distribution: straight lines between its quantiles, no assumed shape. */
export function fromQuantiles(random: Prng, quantiles: Quantiles): number {
  const drawn = random.unit()
  for (let i = 1; i < quantiles.length; i++) {
    const [low, from] = quantiles[i - 1]!
    const [high, to] = quantiles[i]!
    if (drawn <= high) return from + ((drawn - low) / (high - low)) * (to - from)
  }
  return quantiles.at(-1)![1]
}

/** One of `from`, each as likely as its weight says. */
export function pickWeighted<T>(random: Prng, from: readonly T[], weightOf: (one: T) => number): T {
  const total = from.reduce((sum, one) => sum + weightOf(one), 0)
  assert(total > 0, 'a weighted pick needs something to pick from')
  let left = random.unit() * total
  for (const one of from) {
    left -= weightOf(one)
    if (left < 0) return one
  }
  return from.at(-1)!
}

export function shuffled<T>(random: Prng, items: readonly T[]): T[] {
  const mixed = [...items]
  for (let i = mixed.length - 1; i > 0; i--) {
    const j = random.integer(0, i)
    ;[mixed[i], mixed[j]] = [mixed[j]!, mixed[i]!]
  }
  return mixed
}

/** How many of something happens, when `mean` happen on average: whole part for sure, the rest by chance. */
export function countAround(random: Prng, mean: number): number {
  const spread = random.between(0.5, 1.5) * mean
  const whole = Math.floor(spread)
  return whole + (random.chance(spread - whole) ? 1 : 0)
}
