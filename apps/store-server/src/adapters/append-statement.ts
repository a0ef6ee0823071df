import type { ExpectedVersion, NewEvent } from '@store/event-store/event-store.ts'
import { Prisma } from '../generated/prisma/client.ts'
import type { Lease } from './lease.ts'

/** What the statement found and did. */
export interface Appended {
  /** Version of the stream when the statement began. */
  readonly head: number
  /** Events that were not stored yet when the statement began. */
  readonly unknown: number
  /** Highest version of those that were. */
  readonly known: number | null
  /** Id of an event that is in another stream. */
  readonly stranger: string | null
  readonly isFenced: boolean
  /** Version and position of the last event stored; null when nothing was. */
  readonly stored: number | null
  readonly position: bigint | null
}

/**
 * One append, whole or not at all, in one statement, however many events it has.
 *
 * Order: `turn` locks the one row of EventPosition until the commit, so appends take place one after another, and
 * positions have no gaps and become visible in order. A sequence would be faster and give neither: whoever commits late
 * would put an event behind readers that have already passed its place.
 *
 * Everything else is seen as it was when the statement began, before its turn came. That suffices: the unique indexes
 * of (stream, version) and of id refuse what was overtaken in the meantime, and the caller tries again.
 *
 * `along`: statements that stand or fall with the append. Each must do nothing unless `EXISTS (SELECT 1 FROM stored)`.
 */
export function appendStatement(
  stream: string,
  expected: ExpectedVersion,
  events: readonly NewEvent[],
  jsons: readonly string[],
  lease: Lease | undefined,
  along: readonly Prisma.Sql[] = [],
): Prisma.Sql {
  const ids = events.map(({ id }) => id ?? null)
  const types = events.map(({ type }) => type)
  const ats = events.map(({ at }) => at)
  const isExpected = expected === 'any' ? Prisma.sql`true` : Prisma.sql`head.version = ${expected}::int`
  // The row stays locked until the commit: a lease cannot change hands between this look and the commit.
  const fence = lease
    ? Prisma.sql`SELECT 1 FROM "StoreLease" WHERE "storeId" = ${lease.storeId} AND epoch = ${lease.epoch} FOR SHARE`
    : Prisma.sql`SELECT 1`
  return Prisma.sql`
    WITH fence AS MATERIALIZED (${fence}),
    named AS (
      SELECT * FROM unnest(${ids}::text[], ${types}::text[], ${ats}::float8[], ${jsons}::text[])
        WITH ORDINALITY AS event (id, type, at, data, place)
    ),
    head AS (SELECT coalesce(max(version), 0) AS version FROM "StoredEvent" WHERE stream = ${stream}),
    known AS (SELECT id, stream, version FROM "StoredEvent" WHERE id = ANY (${ids}::text[])),
    fresh AS (
      SELECT *, row_number() OVER (ORDER BY place)::int AS nth FROM named
      WHERE id IS NULL OR id NOT IN (SELECT id FROM known)
    ),
    turn AS (
      UPDATE "EventPosition" SET last = last + (SELECT count(*) FROM fresh)
      WHERE EXISTS (SELECT 1 FROM fence) AND EXISTS (SELECT 1 FROM fresh)
        AND NOT EXISTS (SELECT 1 FROM known WHERE stream <> ${stream})
        AND EXISTS (SELECT 1 FROM head WHERE ${isExpected})
      RETURNING last - (SELECT count(*) FROM fresh) AS before
    ),
    stored AS (
      INSERT INTO "StoredEvent" ("position", stream, version, id, type, at, data)
      SELECT turn.before + nth, ${stream}, head.version + nth, fresh.id, fresh.type, fresh.at, fresh.data::json
      FROM turn, head, fresh
      RETURNING version, "position"
    )
    ${Prisma.join([Prisma.empty, ...along.map((one, i) => Prisma.sql`, ${Prisma.raw(`along_${i}`)} AS (${one})`)], '')}
    SELECT (SELECT version FROM head) AS head,
      (SELECT count(*) FROM fresh)::int AS unknown,
      (SELECT max(version) FROM known) AS known,
      (SELECT min(id) FROM known WHERE stream <> ${stream}) AS stranger,
      EXISTS (SELECT 1 FROM fence) AS "isFenced",
      (SELECT max(version) FROM stored) AS stored,
      (SELECT max("position") FROM stored) AS position`
}
