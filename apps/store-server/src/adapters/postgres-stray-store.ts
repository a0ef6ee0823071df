import { VersionConflict } from '@store/event-store/event-store.ts'
import { newStrayEvent, strayEventOf, type StrayStore, strayStreamOf } from '../workers/stray-store.ts'
import { postingStatements } from './postgres-charge-store.ts'
import type { PostgresEventStore } from './postgres-event-store.ts'

/** Events and the ledger's entries in one statement, as charges have them. */
export function postgresStrayStore(setup: {
  readonly events: PostgresEventStore
  readonly storeId: string
  /** IANA name. */
  readonly timeZone: string
}): StrayStore {
  const { events, storeId, timeZone } = setup
  return {
    read: async (payment) => (await events.read(strayStreamOf(payment))).map(strayEventOf),
    async append({ payment, version, events: fresh, entries }) {
      const along = postingStatements(storeId, timeZone, entries)
      try {
        await events.appendAlong(strayStreamOf(payment), version, fresh.map(newStrayEvent), along)
        return true
      } catch (error) {
        if (VersionConflict.is(error)) return false
        throw error
      }
    },
  }
}
