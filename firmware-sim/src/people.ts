import type { Prng } from '@store/kernel/prng.ts'

/** What differs from body to body. */
export interface Body {
  /** Height of the head as the tracker sees it, metres. */
  readonly headMetres: number
  readonly metresPerSecond: number
}

/** Adults: heads at 1.5 to 1.9 m; shoppers stroll at about 1.1 m/s, slower than the 1.3 m/s of a pavement. */
export function drawBody(random: Prng): Body {
  return { headMetres: random.between(1.5, 1.9), metresPerSecond: random.between(0.9, 1.3) }
}
