import type { Prng } from '@store/kernel/prng.ts'
import type { VirtualTime } from './virtual-time.ts'

/**
 * One run of the server's process. Whatever it does outside its memory passes through here, so that it can die just
 * before or just after any of it; what it had asked for by then may still be done, but nobody hears of it.
 */
export interface ServerRun {
  readonly epoch: number
  readonly isAlive: boolean
  /** A write: it takes a moment, and may be the last that this run did. */
  write<Result>(run: () => Promise<Result>): Promise<Result>
  /** A call to somebody else: it is made, and its answer heard only while this run lives. */
  ask<Result>(run: () => Promise<Result>): Promise<Result>
  /** As the timers of a process: they end with it. */
  readonly schedule: (afterMs: number, task: () => void) => () => void
  kill(): void
}

export interface RunSetup {
  readonly epoch: number
  readonly time: VirtualTime
  readonly random: Prng
  /** It dies at this write, counted from 1; `Infinity`: not by itself. */
  readonly fuse: number
  readonly diskMs: () => number
  readonly died: () => void
}

export function serverRun({ epoch, time, random, fuse, diskMs, died }: RunSetup): ServerRun {
  let isAlive = true
  let writes = 0

  function kill(): void {
    if (!isAlive) return
    isAlive = false
    died()
  }

  return {
    epoch,
    get isAlive() {
      return isAlive
    },
    write(run) {
      if (!isAlive) return forEver()
      const isLast = ++writes >= fuse
      const isDone = !isLast || random.chance(0.5)
      return new Promise((resolve, reject) => {
        time.schedule(diskMs(), () => {
          // What was handed to the disk before the crash may have reached it.
          if (!isAlive && random.chance(0.5)) return
          if (isDone)
            run().then(
              (result) => isAlive && resolve(result),
              (error: Error) => isAlive && reject(error),
            )
          if (isLast) kill()
        })
      })
    },
    async ask(run) {
      if (!isAlive) return forEver()
      const result = await run()
      return isAlive ? result : forEver()
    },
    schedule: (afterMs, task) => time.schedule(afterMs, () => isAlive && task()),
    kill,
  }
}

const forEver = <Result>(): Promise<Result> => new Promise<never>(() => undefined)
