/**
 * The store's time: as the caller's clock has it, or faster. What the devices stamp is `startedAtMs` plus the time that
 * went by, times `speed`; a server that plays along faster than real time needs the same clock.
 */
export interface StoreClock {
  /** Milliseconds of store time since the start. */
  elapsedMs(): number
  /** The instant of time zero, since the Unix epoch. */
  readonly epochMs: number
  /** Leaves so much store time out, as when the machine slept: devices were silent meanwhile. */
  skip(ms: number): void
}

export function storeClock(now: () => number, speed: number): StoreClock {
  const startedAtMs = now()
  let skippedMs = 0
  return {
    elapsedMs: () => (now() - startedAtMs) * speed - skippedMs,
    get epochMs() {
      return startedAtMs + skippedMs
    },
    skip: (ms) => void (skippedMs += ms),
  }
}
