import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { applyMigrations, MigrationEdited, MigrationFailed, MigrationUnknown } from './migrate.ts'
import { ask, startThrowawayEmbedded, type ThrowawayServer } from './throwaway-postgres.ts'

const root = join(import.meta.dirname, '../../../..')
const committed = join(root, 'prisma/migrations')
const names = readdirSync(committed).filter((name) => /^\d/.test(name))

let server: ThrowawayServer
let folder: string
beforeAll(async () => {
  server = await startThrowawayEmbedded()
  folder = mkdtempSync(join(tmpdir(), 'migrations-'))
})
afterAll(async () => {
  await server?.stop()
  rmSync(folder, { recursive: true, force: true })
})

describe("the server's migrations and Prisma's agree", () => {
  test('[DB1] what the server applied, Prisma finds applied', async () => {
    const url = await server.database()
    expect(await applyMigrations(url, committed)).toEqual(names)
    expect(await prisma(url, 'migrate', 'status')).toMatchObject({
      code: 0,
      output: expect.stringMatching(/up to date/),
    })
    expect(await prisma(url, 'migrate', 'deploy')).toMatchObject({
      code: 0,
      output: expect.stringMatching(/No pending migrations/),
    })
    expect(await applyMigrations(url, committed)).toEqual([])
  })

  test('[DB1] what Prisma applied, the server finds applied; both databases are the same', async () => {
    const [deployed, applied] = [await server.database(), await server.database()]
    expect(await prisma(deployed, 'migrate', 'status')).toMatchObject({
      code: 1,
      output: expect.stringMatching(/not yet been applied/),
    })
    expect(await prisma(deployed, 'migrate', 'deploy')).toMatchObject({ code: 0 })
    expect(await applyMigrations(deployed, committed)).toEqual([])
    await applyMigrations(applied, committed)
    expect(await portrait(applied)).toEqual(await portrait(deployed))
  })

  test('[DB2] the migrations make the schema: no drift', async () => {
    const url = await server.database()
    const drift = ['--from-migrations', committed, '--to-schema', join(root, 'prisma/schema.prisma'), '--exit-code']
    expect(await prisma(url, 'migrate', 'diff', ...drift)).toMatchObject({
      code: 0,
      output: expect.stringMatching(/No difference detected/),
    })
    // It can go red: without the last table, there is a difference.
    const schema = readFileSync(join(root, 'prisma/schema.prisma'), 'utf8')
    const other = join(folder, 'other.prisma')
    const last = schema.lastIndexOf('\nmodel ')
    const [, lastTable] = /^\nmodel (\w+)/.exec(schema.slice(last)) ?? []
    writeFileSync(other, schema.slice(0, last))
    const seen = await prisma(
      url,
      'migrate',
      'diff',
      '--from-migrations',
      committed,
      '--to-schema',
      other,
      '--exit-code',
    )
    expect(seen).toMatchObject({ code: 2, output: expect.stringContaining(lastTable!) })
  })

  test('[DB2] `migrate dev` writes the next migration, and leaves no shadow database', async () => {
    const url = await server.database()
    const own = join(folder, 'dev')
    mkdirSync(own)
    cpSync(committed, join(own, 'migrations'), { recursive: true })
    const schema = readFileSync(join(root, 'prisma/schema.prisma'), 'utf8')
    writeFileSync(join(own, 'schema.prisma'), `${schema}\nmodel Coupon {\n  code String @id\n}\n`)
    const setup = {
      schema: join(own, 'schema.prisma'),
      migrations: { path: join(own, 'migrations') },
      datasource: { url },
    }
    writeFileSync(join(own, 'prisma.config.mjs'), `export default ${JSON.stringify(setup)}`)
    const dev = await prisma(url, 'migrate', 'dev', '--name', 'coupon', '--config', join(own, 'prisma.config.mjs'))
    expect(dev).toMatchObject({ code: 0, output: expect.stringMatching(/now in sync/) })
    const written = readdirSync(join(own, 'migrations')).find((name) => name.endsWith('_coupon'))!
    expect(readFileSync(join(own, 'migrations', written, 'migration.sql'), 'utf8')).toContain('CREATE TABLE "Coupon"')
    expect(await applyMigrations(url, join(own, 'migrations'))).toEqual([])
    expect(await ask(url, `SELECT datname FROM pg_database WHERE datname LIKE '%shadow%'`)).toEqual([])

    // What would be lost is said, and not done unasked.
    await ask(url, `INSERT INTO "Coupon" VALUES ('ten percent')`)
    writeFileSync(join(own, 'schema.prisma'), schema)
    const losing = await prisma(url, 'migrate', 'dev', '--name', 'lost', '--config', join(own, 'prisma.config.mjs'))
    expect(losing.code).not.toBe(0)
    expect(losing.output).toMatch(/drop.*Coupon/)
  })

  test('[DB3] a migration that fails leaves nothing behind; once Prisma resolved it, it is tried again', async () => {
    const url = await server.database()
    const dir = withMigration('1_broken', 'CREATE TABLE half (n int); SELECT 1 / 0;')
    const failing = applyMigrations(url, dir)
    await expect(failing).rejects.toMatchObject({
      code: MigrationFailed.code,
      message: expect.stringMatching(/1_broken.*division by zero/),
    })
    await expect(applyMigrations(url, dir)).rejects.toThrow(/migrate resolve --rolled-back 1_broken/)
    expect(await ask(url, `SELECT to_regclass('half') AS half`)).toEqual([{ half: null }])

    writeFileSync(join(dir, '1_broken', 'migration.sql'), 'CREATE TABLE whole (n int);')
    const config = join(dir, 'prisma.config.mjs')
    const schema = join(root, 'prisma/schema.prisma')
    writeFileSync(
      config,
      `export default ${JSON.stringify({ schema, migrations: { path: dir }, datasource: { url } })}`,
    )
    const resolved = await prisma(url, 'migrate', 'resolve', '--rolled-back', '1_broken', '--config', config)
    expect(resolved).toMatchObject({ code: 0 })
    expect(await applyMigrations(url, dir)).toEqual(['1_broken'])
  })

  test('[DB3] an edited migration, and one of a newer version, are refused', async () => {
    const url = await server.database()
    const dir = withMigration('1_first', 'CREATE TABLE a (n int);')
    await applyMigrations(url, dir)
    writeFileSync(join(dir, '1_first', 'migration.sql'), 'CREATE TABLE a (n bigint);')
    await expect(applyMigrations(url, dir)).rejects.toMatchObject({ code: MigrationEdited.code })
    const older = withMigration('0_other', 'SELECT 1;')
    await expect(applyMigrations(url, older)).rejects.toMatchObject({ code: MigrationUnknown.code })
  })

  test('[DB3] two servers that start at once apply each migration once', async () => {
    const url = await server.database()
    const applied = await Promise.all([1, 2, 3].map(() => applyMigrations(url, committed)))
    expect(applied.flat()).toEqual(names)
  })
})

function withMigration(name: string, sql: string): string {
  const dir = mkdtempSync(join(folder, 'set-'))
  mkdirSync(join(dir, name))
  writeFileSync(join(dir, name, 'migration.sql'), sql)
  writeFileSync(join(dir, 'migration_lock.toml'), 'provider = "postgresql"\n')
  return dir
}

/** The ordinary CLI, as `npm run prisma --` starts it. */
function prisma(url: string, ...args: string[]): Promise<{ code: number; output: string }> {
  const env = { ...process.env, DATABASE_URL: url, NO_COLOR: '1' }
  return new Promise((resolve) => {
    execFile(process.execPath, [join(root, 'tools/prisma.mjs'), ...args], { env, cwd: root }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, output: `${stdout}${stderr}` }),
    )
  })
}

/** All that a migration can make, as the catalogue tells it; when it was applied is not part of it. */
async function portrait(url: string): Promise<unknown> {
  const columns = `SELECT table_name, column_name, data_type, column_default, is_nullable FROM information_schema.columns
    WHERE table_schema = 'public' ORDER BY table_name, ordinal_position`
  const constraints = `SELECT conname, pg_get_constraintdef(oid) AS is FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace ORDER BY conname`
  const indexes = `SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY indexname`
  const triggers = `SELECT tgname, pg_get_triggerdef(oid) AS is FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname`
  const recorded = `SELECT migration_name, checksum, applied_steps_count, rolled_back_at, logs FROM _prisma_migrations
    ORDER BY migration_name`
  return Promise.all([columns, constraints, indexes, triggers, recorded].map((sql) => ask(url, sql)))
}
