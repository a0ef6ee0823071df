import { defineFault } from '@store/kernel/fault.ts'

/** A fact, as its owner tells it. */
export interface NewEvent {
  readonly type: string
  /** When it happened, in milliseconds since 1970. */
  readonly at: number
  /** Anything JSON can say; what JSON leaves out (`undefined`, functions) is not kept. */
  readonly data: unknown
  /** Names this fact for ever: appended again, it is already there [ES5]. */
  readonly id?: string | undefined
}

/** A fact as it was stored: never changed, never deleted. */
export interface StoredEvent extends NewEvent {
  readonly stream: string
  /** Place in its stream, from 1 without gaps. */
  readonly version: number
  /** Place among all events of all streams, from 1 without gaps, in the order in which they became visible. */
  readonly position: number
  /** When it was stored, in milliseconds since 1970. For people to read: no rule may depend on it. */
  readonly recordedAt: number
}

/** The version a stream must be at for an append to stand; 0 means that the stream must not exist yet. */
export type ExpectedVersion = number | 'any'

export type EventListener = (event: StoredEvent) => void

export interface EventStore {
  /**
   * All of the events or none. Answers the version of the last of them.
   * Throws `VersionConflict` when the stream is not at `expectedVersion`, and `AppendRefused` for what cannot be stored.
   */
  append(stream: string, expectedVersion: ExpectedVersion, events: readonly NewEvent[]): Promise<number>
  /** The events of one stream from `fromVersion` (1 by default) on, in order; none for a stream that does not exist. */
  read(stream: string, fromVersion?: number): Promise<StoredEvent[]>
  /** At most `limit` events after `afterPosition` (0: from the first one), over all streams, in order. */
  readAll(afterPosition: number, limit: number): Promise<StoredEvent[]>
  /** Calls `listener` with every event appended from now on, each once, in order of position. Answers how to stop. */
  subscribe(listener: EventListener): () => void
}

export const VersionConflict = defineFault(
  'event-store.version-conflict',
  'conflict',
  (d: { stream: string; expected: ExpectedVersion; actual: number }) =>
    `Stream ${d.stream} is at version ${d.actual}, not ${d.expected}: somebody else appended to it. ` +
    `Nothing was stored; read it again and decide anew.`,
)

export const AppendRefused = defineFault(
  'event-store.append-refused',
  'refused',
  (d: { stream: string; reason: string }) => `Cannot append to stream ${d.stream}: ${d.reason}. Nothing was stored.`,
)
