/** Time that passes as fast as its tasks can be done, in one order: by instant, then by when they were asked for. */
export interface VirtualTime {
  readonly now: () => number
  readonly schedule: (afterMs: number, task: () => void) => () => void
  /** Does all that falls due until then, and what that leads to. */
  passUntil(ms: number): Promise<void>
}

interface Task {
  readonly dueMs: number
  readonly nth: number
  run: (() => void) | undefined
}

export function virtualTime(startMs: number): VirtualTime {
  const heap: Task[] = []
  let nowMs = startMs
  let asked = 0

  const isBefore = (a: Task, b: Task): boolean => a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.nth < b.nth)

  function push(task: Task): void {
    let at = heap.push(task) - 1
    for (let up = (at - 1) >> 1; at > 0 && isBefore(task, heap[up]!); up = (at - 1) >> 1) {
      heap[at] = heap[up]!
      at = up
    }
    heap[at] = task
  }

  function pop(): Task | undefined {
    const [top] = heap
    const last = heap.pop()
    if (!top || !last || heap.length === 0) return top
    let at = 0
    for (;;) {
      let least = at * 2 + 1
      if (least >= heap.length) break
      if (least + 1 < heap.length && isBefore(heap[least + 1]!, heap[least]!)) least++
      if (!isBefore(heap[least]!, last)) break
      heap[at] = heap[least]!
      at = least
    }
    heap[at] = last
    return top
  }

  return {
    now: () => nowMs,
    schedule(afterMs, run) {
      const task: Task = { dueMs: nowMs + Math.max(0, afterMs), nth: asked++, run }
      push(task)
      return () => void (task.run = undefined)
    },
    async passUntil(ms) {
      await quiet()
      while (heap.length > 0 && heap[0]!.dueMs <= ms) {
        const task = pop()!
        if (!task.run) continue
        nowMs = Math.max(nowMs, task.dueMs)
        task.run()
        await quiet()
      }
      nowMs = Math.max(nowMs, ms)
    },
  }
}

/** In this world nothing waits for the disk or the network, only for promises: one turn of the event loop ends them all. */
const quiet = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
