import type { EventListener, StoredEvent } from './event-store.ts'

/**
 * Every listener hears every event. One that throws is a bug: it must neither undo the append nor keep others from
 * hearing, but it must not go unnoticed either, so the process gets it as an error that nobody caught.
 */
export function tellAll(events: readonly StoredEvent[], listeners: Iterable<EventListener>): void {
  const now = [...listeners]
  for (const event of events) {
    for (const listener of now) {
      try {
        listener(event)
      } catch (error) {
        queueMicrotask(() => {
          throw error
        })
      }
    }
  }
}
