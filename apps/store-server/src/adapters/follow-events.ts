import type { EventListener, StoredEvent } from '@store/event-store/event-store.ts'
import { tellAll } from '@store/event-store/tell-all.ts'
import { setTimeout as sleep } from 'node:timers/promises'

/** At most so many events are held at once for listeners that are behind. */
const PAGE = 500
const RETRY_AFTER_MS = 250

export interface EventFollower {
  readonly heardOf: (position: number) => void
  readonly subscribe: (listener: EventListener) => () => void
}

/**
 * Tells listeners about new events in order of position. Appends of one process may answer in another order than that
 * in which they took place, and other processes append as well: so an append only says that there is news, and the
 * events are read again from where the listeners are.
 */
export function followEvents(
  readAll: (afterPosition: number, limit: number) => Promise<StoredEvent[]>,
  lastPosition: number,
): EventFollower {
  const listeners = new Set<EventListener>()
  /** The highest position that an append of this process answered with. */
  let newest = lastPosition
  /** Every listener heard everything up to here. */
  let told = lastPosition
  let isTelling = false

  function heardOf(position: number): void {
    newest = Math.max(newest, position)
    if (listeners.size === 0) told = newest
    else if (!isTelling) void tell()
  }

  async function tell(): Promise<void> {
    isTelling = true
    while (listeners.size > 0 && told < newest) {
      // The append itself has succeeded: whatever keeps us from reading now is tried again.
      const events = await readAll(told, PAGE).catch(() => undefined)
      if (events) tellAll(events, listeners)
      else await sleep(RETRY_AFTER_MS, undefined, { ref: false })
      told = Math.max(told, events?.at(-1)?.position ?? told)
    }
    isTelling = false
  }

  return {
    heardOf,
    subscribe(listener) {
      const since = newest
      const own: EventListener = (event) => {
        if (event.position > since) listener(event)
      }
      listeners.add(own)
      return () => void listeners.delete(own)
    },
  }
}
