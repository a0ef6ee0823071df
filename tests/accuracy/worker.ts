/** One worker process: plays what it is told to, one case at a time. */
import { runCase, type CaseResult } from './run-case.ts'
import { suites } from './suites/all-suites.ts'

export interface Task {
  readonly suite: string
  readonly seed: number
  readonly thresholds: readonly number[]
}

export type Reply =
  | { readonly task: Task; readonly result: CaseResult; readonly peakBytes: number }
  | { readonly task: Task; readonly failure: string }

process.on('message', (task: Task) => {
  void play(task).then((reply) => process.send!(reply))
})

// Whoever started this worker is gone, in whatever way: so is the reason to go on.
process.on('disconnect', () => process.exit())

async function play(task: Task): Promise<Reply> {
  try {
    const suite = suites.find(({ name }) => name === task.suite)!
    const result = runCase(task.suite, task.seed, await suite.make(task.seed), task)
    return { task, result, peakBytes: process.resourceUsage().maxRSS * 1_024 }
  } catch (error) {
    return { task, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}
