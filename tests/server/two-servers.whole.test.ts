import { startThrowawayEmbedded, type ThrowawayServer } from '@store/store-server/adapters/throwaway-postgres.ts'
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freePort } from '@store/store-server/adapters/embedded/free-port.ts'
import { CORNER_SHOP, storeProcess } from './store-process.ts'

const ROOT = join(import.meta.dirname, '../..')
const LEASE_MS = 15_000

let postgres: ThrowawayServer
let home = ''
const started: ChildProcess[] = []
beforeAll(async () => {
  postgres = await startThrowawayEmbedded()
  home = await mkdtemp(join(tmpdir(), 'two-servers-'))
})
afterAll(async () => {
  for (const child of started) child.kill('SIGKILL')
  await postgres.stop()
  await rm(home, { recursive: true, force: true })
})

interface Started {
  readonly child: ChildProcess
  /** `open`, or what it said as it ended. */
  readonly became: Promise<'open' | { readonly code: number | null; readonly said: string }>
  readonly ended: Promise<number | null>
  said(): string
}

async function server(databaseUrl: string, folder: string, wantedPort?: number): Promise<Started> {
  const port = wantedPort ?? (await freePort())
  const child = spawn(process.execPath, ['--import', 'tsx', join(ROOT, 'apps/store-server/src/main.ts')], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      PORT: String(port),
      STORE_DIR: CORNER_SHOP,
      DATA_DIR: join(home, folder),
      DATABASE_URL: databaseUrl,
    },
  })
  started.push(child)
  let [out, errors] = ['', '']
  child.stdout.on('data', (text) => (out += String(text)))
  child.stderr.on('data', (text) => (errors += String(text)))
  const ended = once(child, 'exit').then(() => child.exitCode)
  const opened = async (): Promise<'open'> => {
    for (;;) {
      const isReady = await fetch(`http://127.0.0.1:${port}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      )
      if (isReady) return 'open'
      await sleep(50)
    }
  }
  const became = Promise.race([opened(), ended.then((code) => ({ code, said: errors }))])
  return { child, became, ended, said: () => out }
}

describe('[DB14] two servers of one store on one PostgreSQL', () => {
  test('the second is refused in a sentence, may have the store when the lease has lapsed, and the first gives up', async () => {
    const url = await postgres.database()
    const first = await server(url, 'one')
    expect(await first.became).toBe('open')
    const second = await server(url, 'two')
    expect(await second.became).toEqual({
      code: 2,
      said: expect.stringMatching(
        /^Store corner-shop is run by .*one, whose lease lasts until .*\. A store has one server/,
      ),
    })
    const sameFolder = await server(url, 'one')
    expect(await sameFolder.became).toEqual({
      code: 2,
      said: expect.stringMatching(/one is in use by process \d+\. Stop that one first/),
    })

    // The first sleeps, as a machine that swaps or a cut network does, and cannot renew its lease.
    first.child.kill('SIGSTOP')
    await sleep(LEASE_MS + 1_000)
    const third = await server(url, 'three')
    expect(await third.became).toBe('open')
    first.child.kill('SIGCONT')
    expect(await first.ended).toBe(1)
    expect(first.said()).toContain('another server has taken over this store')
    third.child.kill('SIGTERM')
    expect(await third.ended).toBe(0)
  })

  test('the same server needs not wait after it was killed, and nobody after it was stopped', async () => {
    const url = await postgres.database()
    const first = await server(url, 'four')
    expect(await first.became).toBe('open')
    first.child.kill('SIGKILL')
    await first.ended
    const again = await server(url, 'four')
    expect(await again.became).toBe('open')
    again.child.kill('SIGTERM')
    expect(await again.ended).toBe(0)
    const other = await server(url, 'five')
    expect(await other.became).toBe('open')
    other.child.kill('SIGTERM')
    await other.ended
  })
})

test('[HT18] a server whose port is taken ends, and says which', async () => {
  const taken = createServer((_request, response) => void response.writeHead(503).end()).listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const address = taken.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const late = await server(await postgres.database(), 'six', port)
  expect(await late.became).toEqual({ code: 2, said: expect.stringMatching(`^Port ${port} of .*is in use`) })
  taken.close()
})

test('[DB21] devices are enrolled and revoked beside a running server with its embedded database', async () => {
  const store = await storeProcess({ devices: [] })
  const command = (...args: readonly string[]): Promise<string> =>
    new Promise((resolve, reject) => {
      const main = join(ROOT, 'apps/store-server/src/device-cli.ts')
      const env = { PATH: process.env['PATH'], STORE_DIR: CORNER_SHOP, DATA_DIR: store.dataDir }
      execFile(process.execPath, ['--import', 'tsx', main, ...args], { cwd: ROOT, env }, (error, stdout, stderr) =>
        error ? reject(new Error(stderr)) : resolve(stdout),
      )
    })
  const token = (key: string) =>
    fetch(`${store.url}/api/device-tokens`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ deviceId: 'shelf-1', key }),
    })
  const told = await command('enroll', '--id', 'shelf-1', '--kind', 'plates')
  const [key = ''] = /[A-Za-z0-9_-]{40,}/.exec(told) ?? []
  expect((await token(key)).status).toBeLessThan(300)
  expect(await command('list')).toContain('shelf-1')
  await command('revoke', '--id', 'shelf-1')
  expect((await token(key)).status).toBe(401)
  expect((await fetch(`${store.url}/readyz`)).ok).toBe(true)
  const { mode } = await stat(join(store.dataDir, 'postgres.address'))
  // Windows knows no such modes.
  expect(process.platform === 'win32' || (mode & 0o777) === 0o600).toBe(true)
  await store.close()
})
