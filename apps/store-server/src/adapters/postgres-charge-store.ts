import { VersionConflict } from '@store/event-store/event-store.ts'
import { dayOf } from '@store/ledger/day.ts'
import type { Entry } from '@store/ledger/entry.ts'
import { Prisma, type PrismaClient } from '../generated/prisma/client.ts'
import { chargeEventOf, newEventOf, streamOf } from '../workers/charge-stream.ts'
import { type ChargePage, type ChargeStore, type OpenCharge, openStates } from '../workers/charge-store.ts'
import type { PostgresEventStore } from './postgres-event-store.ts'

export interface PostgresChargeStoreSetup {
  readonly prisma: PrismaClient
  readonly events: PostgresEventStore
  readonly storeId: string
  /** IANA name: what a business day is, is the store's own. */
  readonly timeZone: string
}

/** Events, ledger entries and the list of open charges in one statement: there is no moment at which one lacks the other. */
export function postgresChargeStore({ prisma, events, storeId, timeZone }: PostgresChargeStoreSetup): ChargeStore {
  return {
    read: async (sessionId) => (await events.read(streamOf(sessionId))).map(chargeEventOf),

    async append(page) {
      const along = [openStatement(storeId, page), ...postingStatements(storeId, timeZone, page.entries)]
      try {
        await events.appendAlong(streamOf(page.sessionId), page.version, page.events.map(newEventOf), along)
        return true
      } catch (error) {
        if (VersionConflict.is(error)) return false
        throw error
      }
    },

    open: async () => {
      const rows = await prisma.openCharge.findMany({ where: { storeId }, orderBy: { since: 'asc' } })
      return rows.map(openChargeOf)
    },
    openOf: async (accountId) => {
      const rows = await prisma.openCharge.findMany({ where: { accountId }, orderBy: { since: 'asc' } })
      return rows.map(openChargeOf)
    },
  }
}

export function openStatement(storeId: string, { sessionId, open }: ChargePage): Prisma.Sql {
  if (!open)
    return Prisma.sql`DELETE FROM "OpenCharge" WHERE "sessionId" = ${sessionId} AND EXISTS (SELECT 1 FROM stored)`
  const { accountId, state, inReview, dueMinor, currency, sinceMs } = open
  return Prisma.sql`
    INSERT INTO "OpenCharge" ("sessionId", "storeId", "accountId", state, "inReview", "dueMinor", currency, since)
    SELECT ${sessionId}, ${storeId}, ${accountId}, ${state}, ${inReview}, ${dueMinor}::bigint, ${currency},
      to_timestamp(${sinceMs}::float8 / 1000)
    WHERE EXISTS (SELECT 1 FROM stored)
    ON CONFLICT ("sessionId") DO UPDATE SET state = excluded.state, "inReview" = excluded."inReview",
      "dueMinor" = excluded."dueMinor", since = excluded.since`
}

/** What comes late for a day that is closed counts on the first that is open [LG4]. */
export function postingStatements(storeId: string, timeZone: string, entries: readonly Entry[]): Prisma.Sql[] {
  const postings = entries.flatMap((entry) => entry.postings.map((posting, place) => ({ ...entry, ...posting, place })))
  if (postings.length === 0) return []
  const text = (of: (one: (typeof postings)[number]) => string | null) => postings.map(of)
  return [
    Prisma.sql`
    INSERT INTO "LedgerPosting"
      ("entryId", place, "storeId", day, at, kind, subject, currency, payment, account, "amountMinor")
    SELECT posting.id, posting.place, ${storeId},
      CASE WHEN posting.day <= closed.day THEN (closed.day::date + 1)::text ELSE posting.day END,
      posting.at, posting.kind, posting.subject, posting.currency, posting.payment, posting.account, posting.minor
    FROM unnest(
        ${text(({ id }) => id)}::text[], ${postings.map(({ place }) => place)}::int[],
        ${text(({ at }) => dayOf(at, timeZone))}::text[], ${postings.map(({ at }) => at)}::float8[],
        ${text(({ kind }) => kind)}::text[], ${text(({ subject }) => subject)}::text[],
        ${text(({ currency }) => currency)}::text[], ${text(({ payment }) => payment ?? null)}::text[],
        ${text(({ account }) => account)}::text[], ${postings.map(({ amountMinor }) => amountMinor)}::bigint[]
      ) AS posting (id, place, day, at, kind, subject, currency, payment, account, minor),
      (SELECT max(day) AS day FROM "LedgerDay" WHERE "storeId" = ${storeId}) AS closed
    WHERE EXISTS (SELECT 1 FROM stored)`,
  ]
}

type OpenRow = Awaited<ReturnType<PrismaClient['openCharge']['findMany']>>[number]

function openChargeOf({ sessionId, accountId, state, inReview, dueMinor, currency, since }: OpenRow): OpenCharge {
  const known = openStates.find((one) => one === state)
  if (!known) throw new Error(`Invariant broken: an open charge is ${state}`)
  const sinceMs = since.getTime()
  return { sessionId, accountId, state: known, inReview, dueMinor: Number(dueMinor), currency, sinceMs }
}
