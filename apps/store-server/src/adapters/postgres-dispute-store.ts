import { VersionConflict } from '@store/event-store/event-store.ts'
import { Prisma, type PrismaClient } from '../generated/prisma/client.ts'
import { disputeEventOf, disputeStreamOf, newDisputeEvent } from '../workers/dispute-stream.ts'
import { type DisputePage, type DisputeStore, type OpenDispute, openDisputeStates } from '../workers/dispute-store.ts'
import type { PostgresEventStore } from './postgres-event-store.ts'

/** Events and the list of open disputes in one statement: there is no moment at which one lacks the other. */
export function postgresDisputeStore(setup: {
  readonly prisma: PrismaClient
  readonly events: PostgresEventStore
  readonly storeId: string
}): DisputeStore {
  const { prisma, events, storeId } = setup
  return {
    read: async (accountId) => (await events.read(disputeStreamOf(accountId))).map(disputeEventOf),

    async append(page) {
      const stream = disputeStreamOf(page.accountId)
      try {
        await events.appendAlong(stream, page.version, page.events.map(newDisputeEvent), [openStatement(storeId, page)])
        return true
      } catch (error) {
        if (VersionConflict.is(error)) return false
        throw error
      }
    },

    open: async () => {
      const rows = await prisma.openDispute.findMany({ where: { storeId }, orderBy: { since: 'asc' } })
      return rows.map(openOf)
    },
  }
}

function openStatement(storeId: string, { accountId, disputeId, open }: DisputePage): Prisma.Sql {
  if (!open)
    return Prisma.sql`
      DELETE FROM "OpenDispute" WHERE "accountId" = ${accountId} AND "disputeId" = ${disputeId}
        AND EXISTS (SELECT 1 FROM stored)`
  const { visitId, state, sinceMs } = open
  return Prisma.sql`
    INSERT INTO "OpenDispute" ("accountId", "disputeId", "storeId", "visitId", state, since)
    SELECT ${accountId}, ${disputeId}, ${storeId}, ${visitId}, ${state}, to_timestamp(${sinceMs}::float8 / 1000)
    WHERE EXISTS (SELECT 1 FROM stored)
    ON CONFLICT ("accountId", "disputeId") DO UPDATE SET state = excluded.state`
}

type Row = Awaited<ReturnType<PrismaClient['openDispute']['findMany']>>[number]

function openOf({ accountId, disputeId, visitId, state, since }: Row): OpenDispute {
  const known = openDisputeStates.find((one) => one === state)
  if (!known) throw new Error(`Invariant broken: an open dispute is ${state}`)
  return { accountId, disputeId, visitId, state: known, sinceMs: since.getTime() }
}
