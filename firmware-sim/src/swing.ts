import type { Prng } from '@store/kernel/prng.ts'
import { cosine } from './turn.ts'

/** Plates are sampled this often (nanostore/README.md). */
export const SAMPLES_PER_SECOND = 60

/**
 * What rings after a jolt: a damped vibration as a two-term recurrence, x[n+1] = 2 r cos θ · x[n] − r² · x[n−1], which
 * needs no sine or exponential per sample. `r` is drawn so that it has died down after about a second.
 */
export function ringing(random: Prng, amplitudeGrams: number): Float64Array {
  const hertz = random.between(2.5, 7)
  const keptPerSample = random.between(0.925, 0.962) // e-folding in 0.21 to 0.43 s
  const push = 2 * keptPerSample * cosine((2 * Math.PI * hertz) / SAMPLES_PER_SECOND)
  const pull = keptPerSample * keptPerSample
  const wave = new Float64Array(RINGS_FOR_SAMPLES)
  let [last, now] = [amplitudeGrams, (amplitudeGrams * push) / 2]
  wave[0] = last
  wave[1] = now
  for (let i = 2; i < wave.length; i++) {
    const next = push * now - pull * last
    last = now
    now = next
    wave[i] = now
  }
  return wave
}

const RINGS_FOR_SAMPLES = 2 * SAMPLES_PER_SECOND

/** From 0 to 1 without corners: 3s² − 2s³. */
export function ease(share: number): number {
  const s = Math.min(1, Math.max(0, share))
  return s * s * (3 - 2 * s)
}
