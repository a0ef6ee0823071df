import type { EventStore, NewEvent, StoredEvent } from '@store/event-store/event-store.ts'
import { VersionConflict } from '@store/event-store/event-store.ts'
import { type Entry, checked } from '@store/ledger/entry.ts'
import type { StrayEvent } from '@store/ledger/stray.ts'
import { z } from 'zod'

/** Where it is kept what was decided about payments that the bank's books and ours tell differently of. */
export interface StrayStore {
  read(payment: string): Promise<readonly StrayEvent[]>
  /** All of it or nothing; false when somebody else stored something after `version`. */
  append(page: StrayPage): Promise<boolean>
}

export interface StrayPage {
  readonly payment: string
  /** How many events there are before it. */
  readonly version: number
  readonly events: readonly StrayEvent[]
  readonly entries: readonly Entry[]
}

export const strayStreamOf = (payment: string): string => `stray/${payment}`

export const newStrayEvent = ({ type, at, ...data }: StrayEvent): NewEvent => ({ type, at, data })

export const strayEventOf = ({ type, at, data }: StoredEvent): StrayEvent =>
  StoredStray.parse({ type, at, ...StoredData.parse(data) })

/** For tests only: forgets when the process ends. */
export function memoryStrayStore(events: EventStore, entries: Entry[]): StrayStore {
  return {
    read: async (payment) => (await events.read(strayStreamOf(payment))).map(strayEventOf),
    async append(page) {
      try {
        await events.append(strayStreamOf(page.payment), page.version, page.events.map(newStrayEvent))
      } catch (error) {
        if (VersionConflict.is(error)) return false
        throw error
      }
      entries.push(...page.entries.map(checked))
      return true
    },
  }
}

const StoredData = z.record(z.string(), z.unknown())
const at = z.number()
const key = z.string()
const about = {
  at,
  payment: z.string(),
  subject: z.string(),
  currency: z.string(),
  variancesMinor: z.array(z.int()).readonly(),
  by: z.string(),
  reason: z.string(),
}

const StoredStray = z.discriminatedUnion('type', [
  z.object({ type: z.literal('DifferenceBooked'), ...about }),
  z.object({ type: z.literal('GiveBackIntended'), ...about, key, amountMinor: z.int().positive() }),
  z.object({ type: z.literal('GivenBack'), at, key }),
  z.object({ type: z.literal('GiveBackRefused'), at, key, because: z.string() }),
])
