/** One requirement of the store's server, and what was measured of it. */
export interface Figure {
  readonly what: string
  readonly required: string
  readonly measured: string
  readonly isMet: boolean
}

/** Nearest rank: of a hundred waits the p99 is the second longest. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** `p50 12, p99 30, most 31 ms (500)`. */
export const waitsText = (waits: readonly number[]): string =>
  `p50 ${ms(quantile(waits, 0.5))}, p99 ${ms(quantile(waits, 0.99))}, most ${ms(Math.max(...waits))} ms (${waits.length})`

/** A p99 of nothing meets no requirement. */
export const waitsFigure = (what: string, mostMs: number, waits: readonly number[], least = 1): Figure => ({
  what,
  required: `p99 <= ${mostMs} ms`,
  measured: waits.length === 0 ? 'nothing' : waitsText(waits),
  isMet: waits.length >= least && quantile(waits, 0.99) <= mostMs,
})

const ms = (value: number): string => value.toFixed(value < 10 ? 1 : 0)
