/**
 * A labelled stream of randomness: SplitMix32 over an FNV-1a hash of `seed/label`.
 * A new label never shifts what the old labels draw, and 32-bit integer arithmetic draws the same on every machine.
 */
export function prng(seed: number, label: string): Prng {
  let state = fnv1a(`${seed}/${label}`)
  const unit = (): number => {
    state = (state + 0x9e3779b9) | 0
    let z = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
    return ((z ^ (z >>> 15)) >>> 0) / 2 ** 32
  }
  return {
    unit,
    chance: (probability) => unit() < probability,
    between: (low, high) => low + unit() * (high - low),
    integer: (low, high) => low + Math.floor(unit() * (high - low + 1)),
    pick: (from) => {
      const one = from[Math.floor(unit() * from.length)]
      if (one === undefined) throw new RangeError('Cannot pick from an empty list.')
      return one
    },
  }
}

/** Over UTF-16 code units (Fowler, Noll and Vo, 32 bits). */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash
}

export interface Prng {
  /** Uniform in [0, 1). */
  unit(): number
  chance(probability: number): boolean
  between(low: number, high: number): number
  /** Uniform over the whole numbers low..high, both included. */
  integer(low: number, high: number): number
  pick<T>(from: readonly T[]): T
}
