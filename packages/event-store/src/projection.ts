import { assert } from '@store/kernel/assert.ts'
import { defineFault } from '@store/kernel/fault.ts'
import type { EventStore, StoredEvent } from './event-store.ts'

/** Where projections note how far they came. */
export interface Checkpoints {
  /** 0 for a projection that never noted anything. */
  load(name: string): Promise<number>
  /** Never goes back: the note of a former run that comes late is ignored. */
  save(name: string, position: number): Promise<void>
}

export interface ProjectionSetup {
  readonly name: string
  readonly store: EventStore
  readonly checkpoints: Checkpoints
  /**
   * Events in order of position, never an empty list. After a crash the last ones are told again: applying an event
   * twice must be the same as applying it once.
   */
  readonly apply: (events: readonly StoredEvent[]) => Promise<void> | void
  /** At most so many at a time. */
  readonly batch?: number
}

export interface Projection {
  /** Resolves when all that was in the store at the time of asking is applied. Throws `ProjectionStopped`. */
  caughtUp(): Promise<void>
  /** The last position applied. */
  readonly position: number
  /** Applies nothing more; resolves when what was under way is done. */
  close(): Promise<void>
}

export const ProjectionStopped = defineFault(
  'event-store.projection-stopped',
  'unavailable',
  (d: { name: string; position: number; reason: string }) =>
    `Projection ${d.name} stopped after position ${d.position} (${d.reason}); what it shows is old. ` +
    `It goes on from there when it is started again.`,
)

/** Starts to follow `store` from the checkpoint on: first what is already there, then what comes. */
export function project({ name, store, checkpoints, apply, batch = 500 }: ProjectionSetup): Projection {
  assert(batch >= 1, `projection ${name}: a batch holds at least one event`)
  let position = 0
  let isClosed = false
  let failure: Error | undefined
  let hasNews = true
  let working = start()
  const stop = store.subscribe(wake)

  async function start(): Promise<void> {
    try {
      position = await checkpoints.load(name)
      await work()
    } catch (error) {
      failure = asError(error)
    }
  }

  /** Reads until nothing is left. News that come in the meantime are asked for once more. */
  async function work(): Promise<void> {
    while (hasNews) {
      hasNews = false
      for (;;) {
        const events = await store.readAll(position, batch)
        const last = events.at(-1)
        if (!last || isClosed) break
        await apply(events)
        await checkpoints.save(name, last.position)
        position = last.position
      }
    }
  }

  function wake(): void {
    if (hasNews) return
    hasNews = true
    working = working
      .then(() => (failure ? undefined : work()))
      .catch((error: unknown) => {
        failure ??= asError(error)
      })
  }

  return {
    async caughtUp() {
      wake()
      await working
      if (failure) {
        throw ProjectionStopped({ name, position, reason: failure.message }, failure)
      }
    },
    get position() {
      return position
    },
    async close() {
      isClosed = true
      stop()
      await working
    },
  }
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))

export function memoryCheckpoints(): Checkpoints {
  const positions = new Map<string, number>()
  return {
    load: async (name) => positions.get(name) ?? 0,
    save: async (name, position) => void positions.set(name, Math.max(position, positions.get(name) ?? 0)),
  }
}
