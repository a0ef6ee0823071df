const HOUR_MS = 3_600_000

/** Whole hours that are left, never below 0: rounded down, so that nobody counts on time that there is not. */
export const hoursLeft = (by: string, nowMs: number): number =>
  Math.max(0, Math.floor((Date.parse(by) - nowMs) / HOUR_MS))
