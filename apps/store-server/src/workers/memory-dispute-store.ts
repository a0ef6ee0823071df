/** For tests only: forgets when the process ends. */
import { type EventStore, VersionConflict } from '@store/event-store/event-store.ts'
import { memoryEventStore } from '@store/event-store/memory-event-store.ts'
import { disputeEventOf, disputeStreamOf, newDisputeEvent } from './dispute-stream.ts'
import type { DisputeStore, OpenDispute } from './dispute-store.ts'

export function memoryDisputeStore(events: EventStore = memoryEventStore()): DisputeStore {
  const open = new Map<string, OpenDispute>()
  return {
    read: async (accountId) => (await events.read(disputeStreamOf(accountId))).map(disputeEventOf),
    async append(page) {
      try {
        await events.append(disputeStreamOf(page.accountId), page.version, page.events.map(newDisputeEvent))
      } catch (error) {
        if (VersionConflict.is(error)) return false
        throw error
      }
      const name = `${page.accountId}/${page.disputeId}`
      if (page.open) open.set(name, page.open)
      else open.delete(name)
      return true
    },
    open: async () => [...open.values()],
  }
}
