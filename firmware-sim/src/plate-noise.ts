import { prng } from '@store/kernel/prng.ts'
import { gauss } from './draws.ts'
import { SAMPLES_PER_SECOND } from './swing.ts'
import { cosine } from './turn.ts'
import type { PlateFailing, PlateWeather } from './weather.ts'

/** The step of the real plates' converters, grams: every sample is a multiple (nanostore/README.md). */
export const STEP_GRAMS = 0.241
/** What a saturated channel says: the constant that the recordings' unwired channels send, grams. */
export const SATURATED_GRAMS = 6_067.4

type Health = 'sound' | 'dead' | 'saturated' | 'sticky'

/** What one plate's cell says, sample after sample, of the load that is on it. */
export type Cell = (grams: number) => number

/**
 * The cell of one plate: an arbitrary zero that drifts, a scale that is a little off, white noise, a board that rings,
 * lost and outlying samples, and the converter's steps.
 */
export function cellOf(seed: number, shelf: string, plate: number, weather: PlateWeather): Cell {
  const random = prng(seed, `noise/${shelf}/${plate}`)
  const health = drawHealth(seed, `${shelf}/${plate}`, weather.brokenShare)
  const zero = random.between(-6_000, 6_000)
  const gain = 1 + gauss(random) * weather.gainSpread
  const noise = weather.noiseGrams * random.between(0.6, 1.5)
  const ring = resonator(seed, shelf, plate, weather)
  const drift = weather.driftGramsPerMinute * Math.sqrt(DRIFT_EVERY_SAMPLES / (60 * SAMPLES_PER_SECOND))
  const spikes = weather.spikesPerHour / (3_600 * SAMPLES_PER_SECOND)
  const failure = failureOf(seed, `${shelf}/${plate}`, weather.failing)
  const constant = health === 'dead' ? zero : SATURATED_GRAMS

  let sample = 0
  let wandered = 0
  let wander = 0
  let stuckAt = Number.NaN
  return (grams) => {
    if (sample++ % DRIFT_EVERY_SAMPLES === 0) wander = (gauss(random) * drift) / DRIFT_EVERY_SAMPLES
    wandered += wander
    const unruly = random.unit()
    if (unruly < weather.missingShare) return Number.NaN
    if (health === 'dead' || health === 'saturated') return constant
    const failed = failure !== undefined && sample > failure.fromSample ? failure : undefined
    let said = grams * gain + zero + wandered + gauss(random) * noise + (ring?.() ?? 0)
    if (unruly > 1 - spikes) said += random.between(-400, 400)
    if (failed?.how === 'drifts') said += (failed.pace * (sample - failed.fromSample)) / (60 * SAMPLES_PER_SECOND)
    if (health === 'sticky' || failed?.how === 'sticks') {
      if (Math.abs(said - stuckAt) < STICKS_WITHIN_GRAMS) said = stuckAt
      stuckAt = said
    }
    if (failed?.how === 'loses samples' && random.chance(LOSES_SHARE)) return Number.NaN
    if (failed?.how === 'saturates') return SATURATED_GRAMS
    if (failed?.how === 'dies') return failed.pace > 0 ? Number.NaN : zero
    return Math.round(said / STEP_GRAMS) * STEP_GRAMS
  }
}

/** From when on a plate fails, and how: `pace` is grams a minute for one that drifts, and its sign a coin for others. */
export interface PlateFailure {
  readonly how: PlateFailing['how']
  readonly fromSample: number
  readonly pace: number
}

export function failureOf(seed: number, plate: string, failing: PlateFailing | undefined): PlateFailure | undefined {
  if (failing === undefined) return undefined
  const random = prng(seed, `failing/${plate}`)
  const fails = random.chance(failing.share)
  const fromSample = Math.round((random.between(...failing.betweenMs) * SAMPLES_PER_SECOND) / 1_000)
  const pace = random.between(...DRIFTS_GRAMS_PER_MINUTE) * (random.chance(0.5) ? 1 : -1)
  return fails ? { how: failing.how, fromSample, pace } : undefined
}

/** A cell in the sun or under a leaking bottle: in a visit's time it wanders by an article's weight. */
const DRIFTS_GRAMS_PER_MINUTE = [20, 80] as const
/** A loose plug loses every other sample and more. */
const LOSES_SHARE = 0.6

/** The walk's steps are drawn once a second and spread over it. */
const DRIFT_EVERY_SAMPLES = SAMPLES_PER_SECOND
const STICKS_WITHIN_GRAMS = 12

export function drawHealth(seed: number, plate: string, brokenShare: number): Health {
  const random = prng(seed, `health/${plate}`)
  if (!random.chance(brokenShare)) return 'sound'
  return random.pick(['dead', 'saturated', 'sticky'] as const)
}

/**
 * A loose board's vibration: white noise through a resonance at 5 to 8 Hz, swelling and ebbing over seconds. The board
 * is one, but each plate rings in its own phase: in the recordings neighbours correlate by 0.1 to 0.3 only.
 */
function resonator(seed: number, shelf: string, plate: number, weather: PlateWeather): (() => number) | undefined {
  const board = prng(seed, `board/${shelf}`)
  if (!board.chance(weather.ringingShare)) return undefined
  const hertz = board.between(5, 8) + prng(seed, `board/${shelf}/${plate}`).between(-0.3, 0.3)
  const deviation = board.between(...weather.ringingGrams)
  const random = prng(seed, `ringing/${shelf}/${plate}`)
  const kept = 0.95
  const push = 2 * kept * cosine((2 * Math.PI * hertz) / SAMPLES_PER_SECOND)
  const pull = kept * kept
  // What noise to drive it with, from the variance of a two-term recurrence.
  const drive = deviation * Math.sqrt(((1 - pull) * ((1 + pull) * (1 + pull) - push * push)) / (1 + pull))
  let [last, now, swell, aim, sample] = [0, 0, 1, 1, 0]
  return () => {
    if (sample++ % SWELLS_EVERY_SAMPLES === 0) aim = random.between(0.5, 1.5)
    swell += (aim - swell) * 0.02
    const next = push * now - pull * last + gauss(random) * drive * swell
    last = now
    now = next
    return now
  }
}

const SWELLS_EVERY_SAMPLES = SAMPLES_PER_SECOND
