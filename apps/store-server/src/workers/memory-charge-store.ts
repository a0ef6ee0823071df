/** For tests and simulations only: forgets when the process ends. */
import type { ChargeEvent } from '@store/charging/events.ts'
import { memoryEventStore } from '@store/event-store/memory-event-store.ts'
import { type EventStore, VersionConflict } from '@store/event-store/event-store.ts'
import { checked, type Entry } from '@store/ledger/entry.ts'
import { chargeEventOf, newEventOf, streamOf } from './charge-stream.ts'
import type { ChargeStore, OpenCharge } from './charge-store.ts'

export interface MemoryChargeStore extends ChargeStore {
  // Tests put other behaviour in their place.
  append: ChargeStore['append']
  readonly events: EventStore
  readonly entries: readonly Entry[]
}

export function memoryChargeStore(events: EventStore = memoryEventStore()): MemoryChargeStore {
  const entries: Entry[] = []
  const open = new Map<string, OpenCharge>()
  /** What was stored never changes: each event is read back once. */
  const readBack = new Map<string, readonly ChargeEvent[]>()
  return {
    events,
    entries,
    async read(sessionId) {
      const known = readBack.get(sessionId) ?? []
      const fresh = await events.read(streamOf(sessionId), known.length + 1)
      if (fresh.length === 0) return known
      const all = [...known, ...fresh.map(chargeEventOf)]
      readBack.set(sessionId, all)
      return all
    },
    async append(page) {
      try {
        await events.append(streamOf(page.sessionId), page.version, page.events.map(newEventOf))
      } catch (error) {
        if (VersionConflict.is(error)) return false
        throw error
      }
      entries.push(...page.entries.map(checked))
      if (page.open) open.set(page.sessionId, page.open)
      else open.delete(page.sessionId)
      return true
    },
    open: async () => [...open.values()],
    openOf: async (accountId) => [...open.values()].filter((one) => one.accountId === accountId),
  }
}
