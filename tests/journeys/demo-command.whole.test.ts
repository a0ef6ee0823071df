import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { buildApps } from '@store/demo/build-apps.ts'
import { canEnter } from '@store/store-server/adapters/embedded/unprivileged.ts'
import { chmodSync, chownSync, existsSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { isMissing, openBrowser, openScreen } from './chromium.ts'
import { dataFolder, unusedPort } from './open-shop.ts'
import { descendants, isAlive } from './processes.ts'
import { staffScreen } from './staff-screen.ts'
import { captures, receiptsOf, tokenFor } from './store-books.ts'

const ROOT = join(import.meta.dirname, '../..')
const OPENS_WITHIN_MS = 180_000
const CLOSES_WITHIN_MS = 60_000
/** How long it really takes is printed; a busy machine is no failure. */
const SEEN = { timeout: 120_000, interval: 50 }

const ESCAPE = String.fromCharCode(27)

describe('npm run demo', () => {
  const folders: string[] = []
  const running: ChildProcess[] = []
  afterEach(async () => {
    for (const child of running.filter((one) => !hasEnded(one))) {
      pressCtrlC(child)
      await once(child, 'exit')
    }
  })
  afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })))

  test('[DM1] [DM4] [DM3] says where everything is and how to sign in, beside a taken port; Ctrl-C leaves no process', async () => {
    const taken = createServer().listen(await unusedPort(), '127.0.0.1')
    await once(taken, 'listening')
    const address = taken.address()
    const wanted = address !== null && typeof address === 'object' ? address.port : 0

    const { child, welcome } = start(newFolder(), wanted)
    const { text, url, shopper, staff, bankUrl } = await welcome
    expect(text).toContain('Ctrl-C')
    expect(new URL(url).port).not.toBe(String(wanted))

    expect((await fetch(`${url}/shopper/`)).status).toBe(200)
    expect((await fetch(`${url}/floor/`)).status).toBe(200)
    expect((await fetch(`${bankUrl}/sandbox/books`)).status).toBe(200)
    expect(await receiptsOf(url, await tokenFor(url, shopper))).toEqual([])
    expect(await tokenFor(url, staff)).not.toBe('')

    await endsWithoutTrace(child, () => pressCtrlC(child))
    taken.close()
  }, 400_000)

  test.skipIf(isMissing)(
    '[DM5] [DM3] people are seen walking and the first receipt is paid within seconds; killed and opened again, it is still there',
    async () => {
      const folder = newFolder()
      const browser = await openBrowser()
      const sinceMs = performance.now()
      const seconds = (): string => `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`
      const first = start(folder, await unusedPort())
      const { url, staff, bankUrl } = await first.welcome
      const seen: Record<string, string> = { open: seconds() }

      const desk = await openScreen(browser, 'desk')
      await staffScreen(desk, url).signIn(staff)
      const places = () =>
        desk.page.locator('.dot').evaluateAll((dots) => dots.map((dot) => dot.getAttribute('transform')).join(' '))
      await expect.poll(places, SEEN).not.toBe('')
      const before = await places()
      await expect.poll(places, SEEN).not.toBe(before)
      seen['a dot moves'] = seconds()
      await expect.poll(() => captures(bankUrl), SEEN).not.toEqual([])
      seen['captured'] = seconds()
      await expect.poll(() => first.said(), SEEN).toMatch(/^Receipt of visit \d+: \$\d/m)
      seen['receipt in the terminal'] = seconds()
      await desk.page.locator('.visit-row', { hasText: 'Paid' }).first().waitFor()
      seen['staff see it paid'] = seconds()
      process.stdout.write(`From the start of npm run demo: ${JSON.stringify(seen)}\n`)
      expect(desk.complaints).toEqual([])
      await desk.context.close()
      const [capture] = await captures(bankUrl)

      // Whatever is stamped while the shop catches up happened before now, and after the shop opened.
      expect(capture!.at).toBeLessThanOrEqual(Date.now())
      expect(capture!.at).toBeGreaterThan(Date.now() - 10 * 60_000)

      const family = descendants(first.child.pid!)
      process.kill(-first.child.pid!, 'SIGKILL')
      await once(first.child, 'exit')
      const again = start(folder, await unusedPort())
      const opened = await again.welcome
      expect(await captures(opened.bankUrl)).toContainEqual(capture)
      await expect.poll(() => family.filter(isAlive), { ...SEEN, message: 'what the killed one left ends' }).toEqual([])
      await endsWithoutTrace(again.child, () => pressCtrlC(again.child))
      expect(existsSync(join(folder, 'store/postgres.lock')), 'no lock is left').toBe(false)
      await browser.close()
    },
    800_000,
  )

  test('[DM4] a second one on the same data is refused, and says who has it', async () => {
    const folder = newFolder()
    const first = start(folder, await unusedPort())
    await first.welcome
    const second = start(folder, await unusedPort())
    await expect(second.welcome).rejects.toThrow(/ended with 2[\s\S]*\b\d+\b/)
    expect(second.said()).not.toMatch(/^ +at /m)
    await endsWithoutTrace(first.child, () => process.kill(-first.child.pid!, 'SIGTERM'))
  }, 400_000)

  test('[DM8] it opens for an ordinary user below a folder of theirs alone, with no folder for temporary files; a kill of npm alone ends it', async () => {
    await buildApps()
    const folder = newFolder()
    const who = ordinaryUser()
    chownSync(folder, who.uid, who.gid)
    chmodSync(folder, 0o700)
    const env = { HOME: folder, TMPDIR: join(folder, 'nowhere'), DATABASE_URL: '' }
    const { child, welcome } = start(join(folder, 'data'), await unusedPort(), [], { ...who, env })
    const { url, shopper } = await welcome
    expect(statSync(join(folder, 'data/store/postgres')).uid).toBe(who.uid)
    expect(await receiptsOf(url, await tokenFor(url, shopper))).toEqual([])
    await endsWithoutTrace(child, () => child.kill('SIGTERM'))
    expect(existsSync(join(folder, 'data/store/postgres.lock')), 'no lock is left').toBe(false)
  }, 400_000)

  test('[DM6] what cannot be meant ends with code 2 and a sentence', async () => {
    const child = start(newFolder(), 0, ['--speed', '3'])
    await expect(child.welcome).rejects.toThrow(/ended with 2[\s\S]*--speed[\s\S]*Usage: npm run demo/)
  }, 400_000)

  function newFolder(): string {
    const folder = dataFolder()
    folders.push(folder)
    return folder
  }

  function start(dataDir: string, port: number, args: readonly string[] = [], as: StartsAs = {}) {
    const env = { ...process.env, PORT: String(port), DATA_DIR: dataDir, ...as.env }
    const child = spawn('npm', ['run', '--silent', 'demo', '--', ...args], {
      ...as,
      cwd: ROOT,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    running.push(child)
    let text = ''
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (piece: Buffer) => (text += piece.toString().replaceAll(ESCAPE, '')))
    return { child, said: () => text, welcome: welcomed(child, () => text) }
  }
})

interface StartsAs {
  readonly uid?: number
  readonly gid?: number
  readonly env?: Readonly<Record<string, string>>
}

/** Root starts it as somebody else, where they may come to this checkout at all. */
function ordinaryUser() {
  const own = { uid: process.getuid!(), gid: process.getgid!() }
  return own.uid === 0 && canEnter(NOBODY, ROOT) ? NOBODY : own
}

const NOBODY = { uid: 65_534, gid: 65_534 }

async function endsWithoutTrace(child: ChildProcess, end: () => void): Promise<void> {
  const family = descendants(child.pid!)
  // The database and those who work for it, at least.
  expect(family.length).toBeGreaterThan(3)
  end()
  await expect.poll(() => family.filter(isAlive), { timeout: CLOSES_WITHIN_MS }).toEqual([])
}

/** A terminal signals everything that it started, not only the first. */
const pressCtrlC = (child: ChildProcess): boolean => process.kill(-child.pid!, 'SIGINT')

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null

/** What it says once it is open. */
async function welcomed(child: ChildProcess, said: () => string) {
  const late = AbortSignal.timeout(OPENS_WITHIN_MS)
  while (!said().includes('Ctrl-C')) {
    if (late.aborted) throw new Error(`The demo did not open in time. It said: ${said()}`)
    if (hasEnded(child)) throw new Error(`The demo ended with ${child.exitCode}. It said: ${said()}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  const text = said()
  const signIn = (page: string) => {
    const [, url = '', email = '', password = ''] =
      new RegExp(`${page} +(http:\\S+)/\\w+/ +(\\S+) +(\\S+)`).exec(text) ?? []
    return { url, email, password }
  }
  const { url, ...shopper } = signIn('Phone')
  const { url: sameUrl, ...staff } = signIn('Staff')
  expect(sameUrl).toBe(url)
  return { text, url, shopper, staff, bankUrl: /Bank +(\S+?)\/sandbox/.exec(text)?.[1] ?? '' }
}
