import { assert } from '@store/kernel/assert.ts'
import { asJson, checkAppend } from './check-append.ts'
import {
  AppendRefused,
  VersionConflict,
  type EventListener,
  type EventStore,
  type NewEvent,
  type StoredEvent,
} from './event-store.ts'
import { tellAll } from './tell-all.ts'

/** For tests and simulations: forgets when the process ends. Without `now`, an event is recorded when it happened. */
export function memoryEventStore(now?: () => number): EventStore {
  const all: Stored[] = []
  const streams = new Map<string, Stored[]>()
  const byId = new Map<string, Stored['event']>()
  const listeners = new Set<EventListener>()

  const inStream = (stream: string): Stored[] => streams.get(stream) ?? []

  return {
    async append(stream, expectedVersion, events) {
      checkAppend(stream, expectedVersion, events)
      const jsons = new Map(events.map((event) => [event, asJson(stream, event)]))
      const known = events.flatMap(({ id }) => (id === undefined ? [] : (byId.get(id) ?? [])))
      const stranger = known.find((event) => event.stream !== stream)
      if (stranger) throw AppendRefused({ stream, reason: `event ${stranger.id} is in stream ${stranger.stream}` })

      const fresh = events.filter(({ id }) => id === undefined || !byId.has(id))
      const version = inStream(stream).length
      if (events.length > 0 && fresh.length === 0) return Math.max(...known.map((event) => event.version))
      if (expectedVersion !== 'any' && expectedVersion !== version) {
        throw VersionConflict({ stream, expected: expectedVersion, actual: version })
      }
      const added = fresh.map((event, i) => ({
        event: {
          ...named(event),
          stream,
          version: version + 1 + i,
          position: all.length + 1 + i,
          recordedAt: now?.() ?? event.at,
        },
        json: jsons.get(event)!,
      }))
      all.push(...added)
      streams.set(stream, [...inStream(stream), ...added])
      for (const { event } of added) if (event.id !== undefined) byId.set(event.id, event)
      tellAll(added.map(toEvent), listeners)
      return version + added.length
    },

    read: async (stream, fromVersion = 1) =>
      inStream(stream)
        .slice(Math.max(0, fromVersion - 1))
        .map(toEvent),

    async readAll(afterPosition, limit) {
      assert(afterPosition >= 0 && limit >= 1, `readAll(${afterPosition}, ${limit}) asks for nothing`)
      return all.slice(afterPosition, afterPosition + limit).map(toEvent)
    },

    subscribe(listener) {
      const own: EventListener = (event) => listener(event)
      listeners.add(own)
      return () => void listeners.delete(own)
    },
  }
}

interface Stored {
  readonly event: Omit<StoredEvent, 'data'>
  /** As text, so that nobody who holds the data can change what is stored. */
  readonly json: string
}

const toEvent = ({ event, json }: Stored): StoredEvent => ({ ...event, data: JSON.parse(json) as unknown })

const named = ({ type, at, id }: NewEvent) => ({ type, at, ...(id !== undefined && { id }) })
