import type { Server } from 'node:http'
import type { GateLog as Log } from '../commands/gate-desk.ts'

/** Ends a server without ending what it has begun [HT15]. */
export interface Drain {
  readonly isDraining: boolean
  /** Runs once; whoever asks again waits for the same end. True if everything ended in time. */
  drain(why: string): Promise<boolean>
}

export interface DrainStep {
  readonly name: string
  readonly run: () => Promise<unknown>
}

export interface DrainDeps {
  readonly server: Server
  /** In this order, after the server has stopped taking connections: sockets, workers, the log, the database. */
  readonly steps: readonly DrainStep[]
  readonly deadlineMs: number
  readonly log: Log
}

export function drainOf({ server, steps, deadlineMs, log }: DrainDeps): Drain {
  let ending: Promise<boolean> | undefined

  async function end(why: string): Promise<boolean> {
    log.info({ why }, 'draining')
    const deadline = after(deadlineMs)
    const closed = new Promise<void>((resolve) => {
      server.close(() => resolve())
    })
    // Requests that run are answered; a connection that then only waits for the next one is not waited for.
    const idle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS)
    const isSteps = await Promise.race([runSteps().then(() => true), deadline.passed])
    const isClosed = await Promise.race([closed.then(() => true), deadline.passed])
    clearInterval(idle)
    deadline.cancel()
    if (!isClosed) server.closeAllConnections()
    const isInTime = isSteps && isClosed
    if (isInTime) log.info({}, 'drained')
    else log.error({ deadlineMs }, 'not everything ended in time')
    return isInTime
  }

  /** A step that fails is logged and does not keep the later ones, the database above all, from ending. */
  async function runSteps(): Promise<void> {
    for (const { name, run } of steps)
      try {
        await run()
      } catch (error) {
        log.error({ step: name, err: error }, 'a step of the shutdown failed')
      }
  }

  return {
    get isDraining() {
      return ending !== undefined
    },
    drain: (why) => (ending ??= end(why)),
  }
}

/** The process, but for tests. */
export interface SignalSource {
  on(signal: 'SIGTERM' | 'SIGINT', listener: () => void): unknown
}

const IDLE_CHECK_MS = 25

/** SIGTERM and SIGINT drain; a second one, from somebody who cannot wait, ends the process at once. */
export function drainOnSignals(drain: Drain, exit: (code: number) => void, signals: SignalSource = process): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    signals.on(signal, () => {
      if (drain.isDraining) {
        exit(1)
        return
      }
      void drain.drain(signal).then((isInTime) => exit(isInTime ? 0 : 1))
    })
}

function after(ms: number): { passed: Promise<false>; cancel(): void } {
  let timer: NodeJS.Timeout | undefined
  const passed = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms)
  })
  return { passed, cancel: () => clearTimeout(timer) }
}
