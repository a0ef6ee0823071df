/** Test-only: PostgreSQL servers to try things on, and databases on them. */
import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, type QueryResultRow } from 'pg'
import { startEmbedded } from './embedded-postgres.ts'
import { freePort } from './embedded/free-port.ts'
import { runsAs } from './embedded/unprivileged.ts'

export interface ThrowawayServer {
  /** Makes an empty database and answers its address. */
  database(): Promise<string>
  stop(): Promise<void>
}

/** Where a PostgreSQL server for tests would come from; undefined when this machine has none. */
export function installedServer(): string | undefined {
  if (process.env['TEST_DATABASE_URL']) return 'TEST_DATABASE_URL'
  return newestDebianBin()
}

/** The server of TEST_DATABASE_URL, or one of Debian's, started in a temporary folder. */
export async function startInstalled(): Promise<ThrowawayServer> {
  const given = process.env['TEST_DATABASE_URL']
  if (given) return serverAt(given, async () => {})

  const bin = newestDebianBin()!
  const folder = mkdtempSync(join(tmpdir(), 'throwaway-postgres-'))
  const who = { ...runsAs(folder, bin), cwd: '/', encoding: 'utf8' as const }
  if (who.uid !== undefined && who.gid !== undefined) chownSync(folder, who.uid, who.gid)
  const run = (program: string, ...args: string[]): void => {
    const { status, stderr, error } = spawnSync(join(bin, program), args, {
      ...who,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    if (status !== 0) throw new Error(`${program} failed: ${error?.message ?? stderr}`)
  }
  const data = join(folder, 'data')
  const log = join(folder, 'log')
  run('initdb', '-D', data, '--auth=trust', '--username=postgres', '--encoding=UTF8', '--locale=C', '--no-sync')
  const port = await freePort()
  const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''`
  run('pg_ctl', 'start', '-w', '-D', data, '-l', log, '-o', settings)
  return serverAt(`postgresql://postgres@127.0.0.1:${port}/postgres`, async () => {
    run('pg_ctl', 'stop', '-w', '-m', 'fast', '-D', data)
    rmSync(folder, { recursive: true, force: true })
  })
}

/** The embedded one, in a temporary folder. */
export async function startThrowawayEmbedded(): Promise<ThrowawayServer> {
  const folder = temporaryFolder()
  const embedded = await startEmbedded(folder)
  return serverAt(embedded.url, async () => {
    await embedded.stop()
    rmSync(folder, { recursive: true, force: true })
  })
}

/** One that everybody may enter, so that an embedded database below it stays there. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'store-data-'))
  chmodSync(folder, 0o755)
  return folder
}

/** One query on a connection of its own. */
export async function ask<Row extends QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Row>(sql)).rows
  } finally {
    await client.end()
  }
}

function serverAt(url: string, stop: () => Promise<void>): ThrowawayServer {
  const made: string[] = []
  return {
    async database() {
      const name = `throwaway_${process.pid}_${Math.random().toString(36).slice(2)}`
      await ask(url, `CREATE DATABASE ${name}`)
      made.push(name)
      const own = new URL(url)
      own.pathname = `/${name}`
      return own.href
    },
    async stop() {
      for (const name of made) await ask(url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
      await stop()
    },
  }
}

function newestDebianBin(): string | undefined {
  const home = '/usr/lib/postgresql'
  if (!existsSync(home)) return undefined
  return readdirSync(home)
    .toSorted((a, b) => Number(b) - Number(a))
    .map((version) => join(home, version, 'bin'))
    .find((bin) => existsSync(join(bin, 'postgres')))
}
