/** Mean and standard deviation over the last `window` samples up to each one; over fewer at the start. */
export interface MovingStatistics {
  readonly mean: Float64Array
  readonly deviation: Float64Array
}

export function movingStatistics(values: ArrayLike<number>, window: number): MovingStatistics {
  const mean = new Float64Array(values.length)
  const deviation = new Float64Array(values.length)
  // Against the first value: raw weights lie thousands of grams from zero, and squares would lose their small digits.
  const zero = values[0] ?? 0
  let [sum, squares] = [0, 0]
  for (let i = 0; i < values.length; i++) {
    const comes = values[i]! - zero
    sum += comes
    squares += comes * comes
    if (i >= window) {
      const goes = values[i - window]! - zero
      sum -= goes
      squares -= goes * goes
    }
    const count = Math.min(i + 1, window)
    const average = sum / count
    mean[i] = average + zero
    deviation[i] = Math.sqrt(Math.max(0, squares / count - average * average))
  }
  return { mean, deviation }
}

/** The mean of `values` over the `window` samples that end at `last`. */
export function meanUpTo(values: ArrayLike<number>, last: number, window: number): number {
  const first = Math.max(0, last - window + 1)
  let sum = 0
  for (let i = first; i <= last; i++) sum += values[i]!
  return sum / (last - first + 1)
}
