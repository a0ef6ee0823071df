import { assert } from '@store/kernel/assert.ts'
import { asJson, checkAppend } from '@store/event-store/check-append.ts'
import {
  AppendRefused,
  VersionConflict,
  type EventStore,
  type ExpectedVersion,
  type NewEvent,
  type StoredEvent,
} from '@store/event-store/event-store.ts'
import { Prisma, type PrismaClient } from '../generated/prisma/client.ts'
import { appendStatement, type Appended } from './append-statement.ts'
import { followEvents } from './follow-events.ts'
import { listenForEvents } from './listen-events.ts'
import { LeaseLost, type Lease } from './lease.ts'

export interface PostgresEventStore extends EventStore {
  /** As `append`; `along` is stored in the same statement, with all of the events or not at all. */
  appendAlong(
    stream: string,
    expected: ExpectedVersion,
    events: readonly NewEvent[],
    along: readonly Prisma.Sql[],
  ): Promise<number>
  /** The same events and listeners; its appends are refused once the lease has gone to somebody else [DB14]. */
  under(lease: Lease): PostgresEventStore
  /** Stops listening to what other processes store. */
  close(): Promise<void>
}

/** Somebody else's append may come between looking and storing; each time one of all who try has got further. */
const MOST_TRIES = 100

/** `url`: of the same database, for a connection of its own that only listens. */
export async function postgresEventStore(prisma: PrismaClient, url: string): Promise<PostgresEventStore> {
  const look = async (): Promise<number> =>
    Number((await prisma.eventPosition.findUniqueOrThrow({ where: { id: 1 } })).last)
  const { subscribe, heardOf } = followEvents(readAll, await look())
  const close = listenForEvents({ url, heardOf, look })

  async function append(
    stream: string,
    expected: ExpectedVersion,
    events: readonly NewEvent[],
    lease?: Lease,
    along: readonly Prisma.Sql[] = [],
  ): Promise<number> {
    checkAppend(stream, expected, events)
    const jsons = events.map((event) => asJson(stream, event))
    for (let attempt = 1; ; attempt++) {
      const done = await tryToAppend(appendStatement(stream, expected, events, jsons, lease, along))
      if (done === 'overtaken') {
        assert(attempt < MOST_TRIES, `append to ${stream} was overtaken ${attempt} times`)
        continue
      }
      if (lease && !done.isFenced) throw LeaseLost(lease)
      if (done.stranger !== null) throw AppendRefused({ stream, reason: `event ${done.stranger} is in another stream` })
      if (done.stored === null && done.unknown > 0) {
        throw VersionConflict({ stream, expected, actual: done.head })
      }
      if (done.position !== null) heardOf(Number(done.position))
      return done.stored ?? done.known ?? checkedHead(stream, expected, done.head)
    }
  }

  async function tryToAppend(statement: Prisma.Sql): Promise<Appended | 'overtaken'> {
    try {
      const [row] = await prisma.$queryRaw<Appended[]>(statement)
      assert(row, 'an append answers with one row')
      return row
    } catch (error) {
      if (isTaken(error)) return 'overtaken'
      throw error
    }
  }

  async function readAll(afterPosition: number, limit: number): Promise<StoredEvent[]> {
    assert(afterPosition >= 0 && limit >= 1, `readAll(${afterPosition}, ${limit}) asks for nothing`)
    const rows = await prisma.$queryRaw<Row[]>`
      SELECT "position", stream, version, id, type, at, data, "recordedAt" FROM "StoredEvent"
      WHERE "position" > ${afterPosition} ORDER BY "position" LIMIT ${limit}`
    return rows.map(toEvent)
  }

  return storeUnder(undefined)

  function storeUnder(lease: Lease | undefined): PostgresEventStore {
    return {
      append: (stream, expected, events) => append(stream, expected, events, lease),
      appendAlong: (stream, expected, events, along) => append(stream, expected, events, lease, along),
      under: storeUnder,
      close,
      read,
      readAll,
      subscribe,
    }
  }

  async function read(stream: string, fromVersion = 1): Promise<StoredEvent[]> {
    const rows = await prisma.$queryRaw<Row[]>`
      SELECT "position", stream, version, id, type, at, data, "recordedAt" FROM "StoredEvent"
      WHERE stream = ${stream} AND version >= ${fromVersion} ORDER BY version`
    return rows.map(toEvent)
  }
}

interface Row {
  readonly position: bigint
  readonly stream: string
  readonly version: number
  readonly id: string | null
  readonly type: string
  readonly at: number
  readonly data: unknown
  readonly recordedAt: Date
}

const toEvent = ({ position, id, recordedAt, ...row }: Row): StoredEvent => ({
  ...row,
  ...(id !== null && { id }),
  position: Number(position),
  recordedAt: recordedAt.getTime(),
})

/** An append of nothing still asks whether the stream is where it should be. */
function checkedHead(stream: string, expected: ExpectedVersion, head: number): number {
  if (expected !== 'any' && expected !== head) throw VersionConflict({ stream, expected, actual: head })
  return head
}

/** A unique index refused the row: its version, or its id, was taken after this statement began. */
function isTaken(error: unknown): boolean {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return false
  return error.code === 'P2002' || (error.code === 'P2010' && JSON.stringify(error.meta).includes('23505'))
}
