import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { dataFolder, unusedPort } from './open-shop.ts'
import { descendants, isAlive } from './processes.ts'
import { receiptsOf, tokenFor } from './store-books.ts'

const ROOT = join(import.meta.dirname, '../..')
const OPENS_WITHIN_MS = 60_000
const CLOSES_WITHIN_MS = 20_000

describe('npm run demo', () => {
  const dataDir = dataFolder()
  const running: ChildProcess[] = []
  afterEach(async () => {
    for (const child of running.filter((one) => !hasEnded(one))) {
      pressCtrlC(child)
      await once(child, 'exit')
    }
    rmSync(dataDir, { recursive: true, force: true })
  })

  test('[DM1] [DM4] [DM3] says where everything is and how to sign in, beside a taken port; Ctrl-C leaves no process', async () => {
    const taken = createServer().listen(await unusedPort(), '127.0.0.1')
    await once(taken, 'listening')
    const address = taken.address()
    const wanted = address !== null && typeof address === 'object' ? address.port : 0

    const child = start(wanted)
    const text = await welcome(child)
    const phone = /Phone +(http:\S+)\/shopper\/ +(\S+) +(\S+)/.exec(text)
    const staff = /Staff +(http:\S+)\/floor\/ +(\S+) +(\S+)/.exec(text)
    const [, url = '', ...shopper] = phone ?? []
    expect(text).toContain('Ctrl-C')
    expect(new URL(url).port).not.toBe(String(wanted))
    expect(staff?.[1]).toBe(url)

    expect((await fetch(`${url}/shopper/`)).status).toBe(200)
    expect((await fetch(`${url}/floor/`)).status).toBe(200)
    expect((await fetch(/Bank +(\S+)/.exec(text)![1]!)).status).toBe(200)
    const [email = '', password = ''] = shopper
    expect(await receiptsOf(url, await tokenFor(url, { email, password }))).toEqual([])
    expect(await tokenFor(url, { email: staff![2]!, password: staff![3]! })).not.toBe('')

    const family = descendants(child.pid!)
    // The database and those who work for it, at least.
    expect(family.length).toBeGreaterThan(3)
    pressCtrlC(child)
    await expect.poll(() => family.filter(isAlive), { timeout: CLOSES_WITHIN_MS }).toEqual([])
    taken.close()
  }, 150_000)

  function start(port: number): ChildProcess {
    const env = { ...process.env, PORT: String(port), DATA_DIR: dataDir, SEED: '11' }
    const child = spawn('npm', ['run', '--silent', 'demo'], {
      cwd: ROOT,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    running.push(child)
    return child
  }
})

/** A terminal signals everything that it started, not only the first. */
const pressCtrlC = (child: ChildProcess): boolean => process.kill(-child.pid!, 'SIGINT')

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null

/** All that it says until it is open. */
function welcome(child: ChildProcess): Promise<string> {
  let text = ''
  return new Promise((resolve, reject) => {
    const late = AbortSignal.timeout(OPENS_WITHIN_MS)
    late.addEventListener('abort', () => reject(new Error(`The demo did not open in time. It said: ${text}`)))
    child.once('exit', (code) => reject(new Error(`The demo ended with ${code}. It said: ${text}`)))
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (piece: Buffer) => {
        text += piece.toString()
        if (text.includes('Ctrl-C')) resolve(text)
      })
  })
}
