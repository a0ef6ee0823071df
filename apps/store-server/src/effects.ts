/** What the rest of the server is given instead of reaching for a clock: only the entry points make one. */
export interface Effects {
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number
  /** As many times as fast as the wall's clock as `now` is at present; absent: as fast as that. */
  readonly clockSpeed?: () => number
  /** For how long things take; it never goes back. */
  readonly monotonicMs: () => number
  /** Calls once, later; answers how to call it off. */
  readonly after: (ms: number, run: () => void) => () => void
  /** Calls again and again; answers how to stop it. */
  readonly every: (ms: number, run: () => void) => () => void
}

export const realEffects: Effects = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
  every(ms, run) {
    const timer = setInterval(run, ms)
    return () => clearInterval(timer)
  },
}
