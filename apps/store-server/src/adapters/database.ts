import { PrismaPg } from '@prisma/adapter-pg'
import { defineFault } from '@store/kernel/fault.ts'
import { join } from 'node:path'
import { PrismaClient } from '../generated/prisma/client.ts'
import { codeOf } from './embedded/system-error.ts'
import { startEmbedded, startOrJoinEmbedded } from './embedded-postgres.ts'
import { applyMigrations } from './migrate.ts'
import { postgresEventStore, type PostgresEventStore } from './postgres-event-store.ts'

export interface Database {
  readonly prisma: PrismaClient
  readonly events: PostgresEventStore
  readonly url: string
  /** Waits for what is under way, then closes the connections and ends the embedded database. */
  readonly close: () => Promise<void>
}

export interface DatabaseSetup {
  /** A PostgreSQL server; without it the embedded one is started, with its data below `dataDir`. */
  readonly databaseUrl?: string | undefined
  readonly dataDir: string
  /** Where another process has the embedded database open, its database is used, and left open. */
  readonly joins?: boolean
  /** Hears of connections that broke while nobody used them. The next query opens a new one. */
  readonly onConnectionLost?: (error: Error) => void
}

export const DatabaseUnreachable = defineFault(
  'database.unreachable',
  'unavailable',
  (d: { server: string; reason: string }) =>
    `The database at ${d.server} cannot be used (${d.reason}). See that it runs and that DATABASE_URL is right; ` +
    `without DATABASE_URL the embedded database is used.`,
)

const MIGRATIONS = join(import.meta.dirname, '../../../../prisma/migrations')

/** Opens the database, brings it up to date, and answers when it can be used. */
export async function openDatabase({
  databaseUrl,
  dataDir,
  joins,
  onConnectionLost,
}: DatabaseSetup): Promise<Database> {
  const embedded = databaseUrl ? undefined : await (joins ? startOrJoinEmbedded : startEmbedded)(dataDir)
  const url = databaseUrl ?? embedded!.url
  try {
    await bringUpToDate(url)
    const prisma = connect(url, onConnectionLost)
    const events = await postgresEventStore(prisma, url)
    const close = async (): Promise<void> => {
      await events.close()
      await prisma.$disconnect()
      await embedded?.stop()
    }
    return { prisma, events, url, close }
  } catch (error) {
    await embedded?.stop()
    throw error
  }
}

async function bringUpToDate(url: string): Promise<void> {
  try {
    await applyMigrations(url, MIGRATIONS)
  } catch (error) {
    throw isNetworkOrSignIn(error) ? DatabaseUnreachable(describe(url, error), error) : error
  }
}

/**
 * How long a transaction may wait to begin, and take. A machine that stands still for seconds, or others who hold what
 * it needs, are no reason to leave a receipt unwritten; Prisma's own limits are 2 and 5 s.
 */
const TRANSACTION = { maxWait: 30_000, timeout: 120_000 }

/** Without an ear for it, a connection that breaks while idle would end the process. */
function connect(url: string, onConnectionLost: (error: Error) => void = () => {}): PrismaClient {
  const adapter = new PrismaPg(
    { connectionString: url, max: 10 },
    { onPoolError: onConnectionLost, onConnectionError: onConnectionLost },
  )
  return new PrismaClient({ adapter, transactionOptions: TRANSACTION })
}

function isNetworkOrSignIn(error: unknown): error is Error {
  const code = codeOf(error)
  return code !== undefined && /^(E[A-Z]+|28\w{3}|3D000|57P03|08\w{3}|ERR_INVALID_URL)$/.test(code)
}

/** Never with the password. */
function describe(url: string, error: Error): { server: string; reason: string } {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  const server = parsed ? `${parsed.hostname}:${parsed.port || 5432}${parsed.pathname}` : 'DATABASE_URL'
  return { server, reason: error.message || (codeOf(error) ?? 'no reason given') }
}
