import { type Charge, evolve, initial } from '@store/charging/charge.ts'
import { type ChargeCommand, decide } from '@store/charging/decide.ts'
import type { ChargeEvent } from '@store/charging/events.ts'
import { type EventStore, type NewEvent, type StoredEvent, VersionConflict } from '@store/event-store/event-store.ts'
import { z } from 'zod'

const PREFIX = 'charge/'
const streamOf = (sessionId: string): string => `${PREFIX}${sessionId}`

/** The session that a stream's charge belongs to; `undefined` for the streams of others. */
export const chargedSession = (stream: string): string | undefined =>
  stream.startsWith(PREFIX) ? stream.slice(PREFIX.length) : undefined

/** The charges of all sessions, each a stream of its own. */
export interface ChargeBook {
  readonly load: (sessionId: string) => Promise<Charge>
  /** Decides and stores what follows; decided anew whenever somebody else stored something in the meantime. */
  readonly tell: (sessionId: string, command: ChargeCommand) => Promise<{ before: Charge; after: Charge }>
}

export function chargeBook(events: EventStore, now: () => number): ChargeBook {
  async function read(sessionId: string): Promise<{ charge: Charge; version: number }> {
    const stored = await events.read(streamOf(sessionId))
    return { charge: stored.map(chargeEventOf).reduce(evolve, initial), version: stored.at(-1)?.version ?? 0 }
  }

  return {
    load: async (sessionId) => (await read(sessionId)).charge,

    async tell(sessionId, command) {
      for (;;) {
        const { charge: before, version } = await read(sessionId)
        const decided = decide(before, command, now())
        if (decided.length === 0) return { before, after: before }
        try {
          await events.append(streamOf(sessionId), version, decided.map(newEventOf))
          return { before, after: decided.reduce(evolve, before) }
        } catch (error) {
          if (!VersionConflict.is(error)) throw error
        }
      }
    },
  }
}

function newEventOf({ type, at, ...data }: ChargeEvent): NewEvent {
  // The store's own unique index stands behind the decider: no key is ever intended twice.
  const id = type === 'OperationIntended' && 'key' in data ? `intent/${data.key}` : undefined
  return { type, at, data, ...(id !== undefined && { id }) }
}

const chargeEventOf = ({ type, at, data }: StoredEvent): ChargeEvent =>
  StoredCharge.parse({ type, at, ...z.record(z.string(), z.unknown()).parse(data) })

const at = z.number()
const key = z.string()
const minor = z.int().nonnegative()
const learntBy = z.enum(['answer', 'lookup'])

const StoredCharge = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('ChargeOpened'),
    at,
    sessionId: z.string(),
    accountId: z.string(),
    paymentMethod: z.string(),
    currency: z.string(),
    holdMinor: minor,
    headroomMinor: minor,
  }),
  z.object({ type: z.literal('TotalSettled'), at, totalMinor: minor }),
  z.object({
    type: z.literal('OperationIntended'),
    at,
    operation: z.enum(['hold', 'capture', 'capture-2', 'void']),
    key,
    amountMinor: minor,
  }),
  z.object({
    type: z.literal('OperationConfirmed'),
    at,
    key,
    providerRef: z.string(),
    amountMinor: minor,
    learntBy,
  }),
  z.object({ type: z.literal('OperationDeclined'), at, key, reason: z.string(), learntBy }),
  z.object({ type: z.literal('OperationUnanswered'), at, key, reason: z.string() }),
  z.object({ type: z.literal('OperationFoundMissing'), at, key }),
])
