/** For tests only: time that passes when it is told to. */
export interface PlayedTime {
  readonly now: () => number
  readonly schedule: (afterMs: number, task: () => void) => () => void
  /** Lets it pass, running what falls due in order, and what that leads to. */
  pass(ms: number): Promise<void>
  /** How many tasks are still to come. */
  waiting(): number
}

export function playedTime(startMs = Date.UTC(2026, 0, 1)): PlayedTime {
  let nowMs = startMs
  const tasks = new Set<{ readonly dueMs: number; readonly task: () => void }>()
  return {
    now: () => nowMs,
    schedule(afterMs, task) {
      const entry = { dueMs: nowMs + afterMs, task }
      tasks.add(entry)
      return () => void tasks.delete(entry)
    },
    async pass(ms) {
      const untilMs = nowMs + ms
      for (;;) {
        const next = [...tasks].sort((a, b) => a.dueMs - b.dueMs)[0]
        if (!next || next.dueMs > untilMs) break
        tasks.delete(next)
        nowMs = next.dueMs
        next.task()
        await quiet()
      }
      nowMs = untilMs
      await quiet()
    },
    waiting: () => tasks.size,
  }
}

/** Everything that is under way in memory, and what it leads to. */
async function quiet(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise<void>((resolve) => setImmediate(resolve))
}
