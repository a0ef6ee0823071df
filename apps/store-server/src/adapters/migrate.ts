import { defineFault } from '@store/kernel/fault.ts'
import { createHash, randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from 'pg'

export const MigrationFailed = defineFault(
  'database.migration-failed',
  'unavailable',
  (d: { migration: string; reason: string }) =>
    `The database could not be brought up to date: migration ${d.migration} failed (${d.reason}). ` +
    `Repair what it says, then: npm run prisma -- migrate resolve --rolled-back ${d.migration}`,
)

export const MigrationEdited = defineFault(
  'database.migration-edited',
  'refused',
  (d: { migration: string }) =>
    `Migration ${d.migration} is not the one that was applied to this database: its file was edited afterwards. ` +
    `Restore the file, and make the change in a new migration.`,
)

export const MigrationUnknown = defineFault(
  'database.migration-unknown',
  'refused',
  (d: { migration: string }) =>
    `Migration ${d.migration} was applied to this database, but this version of the software does not have it. ` +
    `Start the version that does: an older one could damage what a newer one wrote.`,
)

/**
 * Applies the committed migrations of `dir` that are missing, in order of their names, and answers which. Everything is
 * as Prisma Migrate does it (lock, table, checksums), so that either can go on where the other stopped [DB1].
 */
export async function applyMigrations(url: string, dir: string): Promise<string[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    // Prisma's own lock: of two servers that start at once, one waits.
    await client.query('SELECT pg_advisory_lock(72707369)')
    return await applyMissing(client, await readMigrations(dir))
  } finally {
    await client.end()
  }
}

interface Migration {
  readonly name: string
  readonly sql: string
  readonly checksum: string
}

interface Applied {
  readonly name: string
  readonly checksum: string
  readonly isFinished: boolean
  readonly logs: string | null
}

async function readMigrations(dir: string): Promise<Migration[]> {
  const entries = await readdir(dir, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(join(dir, name, 'migration.sql'), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}

async function applyMissing(client: Client, migrations: readonly Migration[]): Promise<string[]> {
  await client.query(MIGRATIONS_TABLE)
  const applied = await readApplied(client)
  for (const { name, checksum, isFinished, logs } of applied) {
    if (!isFinished) throw MigrationFailed({ migration: name, reason: logs?.split('\n')[0] ?? 'it was cut short' })
    const own = migrations.find((migration) => migration.name === name)
    if (!own) throw MigrationUnknown({ migration: name })
    if (own.checksum !== checksum) throw MigrationEdited({ migration: name })
  }
  const missing = migrations.filter(({ name }) => !applied.some((one) => one.name === name))
  for (const migration of missing) await apply(client, migration)
  return missing.map(({ name }) => name)
}

async function readApplied(client: Client): Promise<Applied[]> {
  const { rows } = await client.query<Applied>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS "isFinished", logs
     FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at`,
  )
  return rows
}

async function apply(client: Client, { name, sql, checksum }: Migration): Promise<void> {
  const id = randomUUID()
  await client.query('INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ($1, $2, $3)', [
    id,
    checksum,
    name,
  ])
  try {
    // One simple query is one transaction: a migration is applied whole or not at all.
    await client.query(sql)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    await client.query('UPDATE _prisma_migrations SET logs = $2 WHERE id = $1', [id, reason])
    throw MigrationFailed({ migration: name, reason }, error)
  }
  await client.query('UPDATE _prisma_migrations SET finished_at = now(), applied_steps_count = 1 WHERE id = $1', [id])
}

const MIGRATIONS_TABLE = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum VARCHAR(64) NOT NULL,
  finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL,
  logs TEXT,
  rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`
