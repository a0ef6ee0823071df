import type { Effects } from './effects.ts'

/** A clock behind the wall's, that hurries until it has met it, and from then on is the wall's for ever [CK1]. */
export interface LaggingClock extends Effects {
  /** From now on up to so many times as fast as the wall's clock, until both show the same; 1 is no hurry [CK2]. */
  hurry(speed: number): void
  /** How far behind it is, milliseconds; 0 once it has met the wall's. */
  readonly lagMs: number
  readonly clockSpeed: () => number
}

/** More than this a process that also simulates the shop's devices does not keep up with. */
export const FASTEST_HURRY = 30

interface Waiting {
  /** By this clock. */
  readonly dueMs: number
  readonly run: () => void
  disarm: (() => void) | undefined
}

/** The clock is moved on this often while it hurries, milliseconds. */
const STEP_MS = 1
/**
 * No step gains more than this many milliseconds of wall time are worth: a process that was busy elsewhere has not
 * looked after its timers, and would find deadlines passed that nobody had a chance to meet.
 */
const MOST_PER_STEP_MS = 4

/**
 * For a simulated store that is to have been open for a while: its whole process runs on this clock, timers included, so
 * that deadlines, token lives and waits keep their proportions. It never goes back, never stands in the future, and at no
 * instant jumps; hurrying only ever gains what the process can keep up with.
 */
export function laggingClock(real: Effects, behindMs: number): LaggingClock {
  const waiting = new Set<Waiting>()
  let lagMs = Math.max(0, behindMs)
  let hurrying: { readonly speed: number; readonly stop: () => void } | undefined
  let steppedMs = 0

  const now = (): number => real.now() - Math.ceil(lagMs)

  function arm(one: Waiting): void {
    one.disarm = real.after(Math.max(0, one.dueMs - now()), () => fire(one))
  }

  function fire(one: Waiting): void {
    if (waiting.delete(one)) one.run()
  }

  function at(dueMs: number, run: () => void): () => void {
    const one: Waiting = { dueMs, run, disarm: undefined }
    waiting.add(one)
    if (!hurrying) arm(one)
    return () => {
      waiting.delete(one)
      one.disarm?.()
    }
  }

  function step(): void {
    if (!hurrying) return
    const wallMs = real.monotonicMs()
    lagMs = Math.max(0, lagMs - Math.min(wallMs - steppedMs, MOST_PER_STEP_MS) * (hurrying.speed - 1))
    steppedMs = wallMs
    const nowMs = now()
    // Those that are asked for meanwhile have to wait for the next step, as timers do.
    const due = [...waiting].filter(({ dueMs }) => dueMs <= nowMs).sort((a, b) => a.dueMs - b.dueMs)
    if (lagMs === 0) calmDown()
    for (const one of due) fire(one)
  }

  /** The wall's pace: its own timers do from here on. */
  function calmDown(): void {
    if (!hurrying) return
    hurrying.stop()
    hurrying = undefined
    for (const one of waiting) arm(one)
  }

  return {
    now,
    monotonicMs: real.monotonicMs,
    after: (ms, run) => at(now() + Math.max(0, ms), run),
    every(ms, run) {
      let cancel: (() => void) | undefined
      const next = (dueMs: number): void => {
        cancel = at(dueMs, () => {
          next(Math.max(dueMs + ms, now()))
          run()
        })
      }
      next(now() + ms)
      return () => cancel?.()
    },
    hurry(speed) {
      if (lagMs === 0 || speed <= 1) return calmDown()
      hurrying?.stop()
      steppedMs = real.monotonicMs()
      hurrying = { speed: Math.min(speed, FASTEST_HURRY), stop: real.every(STEP_MS, step) }
      for (const one of waiting) one.disarm?.()
    },
    get lagMs() {
      return Math.ceil(lagMs)
    },
    clockSpeed: () => hurrying?.speed ?? 1,
  }
}
