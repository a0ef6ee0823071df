/** Calls back once after so many milliseconds, unless what it answers is called before. The caller's own timer. */
export type Schedule = (run: () => void, afterMs: number) => () => void

/** Resolves after so long; at once when `signal` is given up before or meanwhile. */
export function pause(schedule: Schedule, forMs: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const done = (): void => {
      cancel()
      signal.removeEventListener('abort', done)
      resolve()
    }
    const cancel = schedule(done, forMs)
    signal.addEventListener('abort', done)
  })
}
