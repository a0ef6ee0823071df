/** Day after day, until the store was open for long enough, in the order of their seeds; several at once where asked. */
import type { StoreFolder } from '@store/planogram/store-folder.ts'
import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { dayOf, type PlayedDay } from './run-days.ts'

export interface DaysAsked {
  readonly hours: number
  /** The first day's seed. */
  readonly from: number
  readonly jobs: number
}

/** The same days, whatever `jobs` is: what was begun beyond the last of them is thrown away. */
export async function* daysOf({ hours, from, jobs }: DaysAsked, store: StoreFolder): AsyncGenerator<PlayedDay> {
  const workers = jobs > 1 ? Array.from({ length: jobs }, dayWorker) : []
  try {
    let played = 0
    for await (const day of workers.length > 0 ? playedBy(workers, from) : playedHere(from, store)) {
      yield day
      played += day.hours
      if (played >= hours) return
    }
  } finally {
    for (const worker of workers) worker.kill()
  }
}

async function* playedHere(from: number, store: StoreFolder): AsyncGenerator<PlayedDay> {
  for (let seed = from; ; seed++) yield await dayOf(seed, store)
}

async function* playedBy(workers: readonly ChildProcess[], from: number): AsyncGenerator<PlayedDay> {
  const days = new Map<number, Promise<PlayedDay>>()
  let next = from
  // Some days take a hundred times as long as others, so whoever is free takes the next.
  const work = async (worker: ChildProcess): Promise<void> => {
    for (;;) {
      const seed = next++
      const day = playedIn(worker, seed)
      days.set(seed, day)
      await day
    }
  }
  // The loop below meets the same failure, at its day.
  for (const worker of workers) work(worker).catch(() => undefined)
  for (let seed = from; ; seed++) {
    // It is there: whoever played the day before took this one, or another had.
    yield await days.get(seed)!
    days.delete(seed)
  }
}

const dayWorker = (): ChildProcess =>
  fork(join(import.meta.dirname, 'day-worker.ts'), { execArgv: ['--import', 'tsx'] })

function playedIn(worker: ChildProcess, seed: number): Promise<PlayedDay> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null): void =>
      reject(new Error(`A process ended with ${code} during day ${seed}; replay: npm run chaos -- --seed ${seed}`))
    worker.once('exit', ended)
    worker.once('message', (day: PlayedDay) => {
      worker.off('exit', ended)
      resolve(day)
    })
    worker.send(seed)
  })
}
