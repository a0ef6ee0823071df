import type { Stateful } from '@store/kernel/stateful.ts'

/** One plate left its rest, from the first sign of it until it was known what came of it. */
export interface Disturbance {
  readonly shelf: number
  readonly plate: number
  readonly onsetMs: number
  /** When it was noticed; a light article on a shaky shelf is noticed half a second after the onset. */
  readonly noticedMs: number
  /** When the change it belongs to was given out, or when it was known that nothing had changed; infinity until then. */
  decidedMs: number
}

/** The disturbances of one gondola, the open ones and those just decided, by which to ask what was open at an instant. */
export interface DisturbanceLog extends Stateful<readonly Disturbance[]> {
  add(disturbance: Disturbance): void
  /**
   * The onset of the earliest disturbance that was noticed by `asOfMs` and not decided by then. It answers the same
   * however far the plates have been judged beyond `asOfMs`; one that lasts longer than any may is not waited for.
   */
  openSince(asOfMs: number): number | undefined
  forget(beforeMs: number): void
}

export function disturbanceLog(longestMs: number): DisturbanceLog {
  let log: Disturbance[] = []
  return {
    add: (disturbance) => void log.push(disturbance),
    openSince(asOfMs) {
      let since: number | undefined
      for (const { onsetMs, noticedMs, decidedMs } of log) {
        if (noticedMs > asOfMs || decidedMs <= asOfMs || asOfMs - noticedMs > longestMs) continue
        if (since === undefined || onsetMs < since) since = onsetMs
      }
      return since
    },
    forget(beforeMs) {
      if (log.length > 64)
        log = log.filter(({ decidedMs, noticedMs }) => Math.min(decidedMs, noticedMs + longestMs) >= beforeMs)
    },
    save: () => log,
    restore(state) {
      log = [...state]
    },
  }
}
