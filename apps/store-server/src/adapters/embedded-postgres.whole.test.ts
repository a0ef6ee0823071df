import { spawn, type ChildProcess } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, describe, expect, test } from 'vitest'
import { settleIn, DatabaseMoved } from './embedded/home.ts'
import { AlreadyOpen } from './embedded/instance-lock.ts'
import { findNativeBinaries } from './embedded/native-binaries.ts'
import { canRun } from './embedded/unprivileged.ts'
import { startEmbedded, type Embedded } from './embedded-postgres.ts'
import { ask, temporaryFolder } from './throwaway-postgres.ts'

const isRoot = process.getuid?.() === 0
const onLinux = process.platform === 'linux'

const folders: string[] = []
const open: Embedded[] = []
const children: ChildProcess[] = []

afterEach(async () => {
  for (const child of children.splice(0)) {
    child.kill('SIGTERM')
    await ended(child)
  }
  await Promise.all(open.splice(0).map((embedded) => embedded.stop()))
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

describe('the embedded database', () => {
  test('[DB4] is made at the first start, and is there again at the next, with nothing to be made or mended', async () => {
    const dir = newFolder()
    const first = await start(dir)
    await ask(first.url, 'CREATE TABLE kept AS SELECT 7 AS n')
    const made = statSync(join(dir, 'postgres')).ino
    await first.stop()
    const second = await start(dir)
    expect(statSync(join(dir, 'postgres')).ino).toBe(made)
    const story = readFileSync(join(dir, 'postgres.log'), 'utf8')
    expect(story).toContain('ready to accept connections')
    expect(story).not.toMatch(/recover|redo/)
    expect(await ask(second.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }])
  })

  test.runIf(onLinux)('[DB5] leaves no process behind when it is stopped, nor a lock', async () => {
    const dir = newFolder()
    const embedded = await start(dir)
    expect(processesIn(join(dir, 'postgres')).length).toBeGreaterThan(0)
    await embedded.stop()
    await embedded.stop()
    expect(processesIn(join(dir, 'postgres'))).toEqual([])
    expect(readdirSync(dir)).not.toContain('postgres.lock')
  })

  test.runIf(onLinux)('[DB5] ends with a process that forgets to stop it', async () => {
    const dir = newFolder()
    const child = await hold(dir, { ending: 'exit' })
    await ended(child.process)
    await expect.poll(() => processesIn(join(dir, 'postgres'))).toEqual([])
  })

  test('[DB6] after kill -9 the server left behind gives way to a new one, and nothing committed is lost', async () => {
    const dir = newFolder()
    const child = await hold(dir)
    await ask(child.says, 'CREATE TABLE kept AS SELECT 7 AS n')
    child.process.kill('SIGKILL')
    await ended(child.process)
    const again = await start(dir)
    expect(await ask(again.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }])
    await expect(ask(child.says, 'SELECT 1')).rejects.toThrow(/ECONNREFUSED|ended/)
  })

  test.runIf(onLinux)('[DB6] after kill -9 of both it recovers', async () => {
    const dir = newFolder()
    const child = await hold(dir)
    await ask(child.says, 'CREATE TABLE kept AS SELECT 7 AS n')
    const postmaster = postmasterOf(dir)
    child.process.kill('SIGKILL')
    process.kill(postmaster, 'SIGKILL')
    await ended(child.process)
    const again = await start(dir)
    expect(await ask(again.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }])
  })

  test.runIf(onLinux)('[DB6] does no harm to a process that has the number of the old server by now', async () => {
    const dir = newFolder()
    await (await start(dir)).stop()
    const innocent = spawn('sleep', ['60'])
    children.push(innocent)
    const pidFile = join(dir, 'postgres', 'postmaster.pid')
    writeFileSync(pidFile, `${innocent.pid}\n${join(dir, 'postgres')}\n1\n5432\n\n127.0.0.1\n\nready   \n`)
    const { uid, gid } = statSync(join(dir, 'postgres'))
    chownSync(pidFile, uid, gid)
    await start(dir)
    expect(innocent.exitCode ?? innocent.signalCode).toBeNull()
  })

  test('[DB7] a second process is refused by name of the first; with a folder of its own it is not', async () => {
    const dir = newFolder()
    await start(dir)
    const refused = await hold(dir)
    expect(refused.says).toContain(`${dir} is in use by process ${process.pid}`)
    expect(refused.says).toContain('DATA_DIR')
    await expect(startEmbedded(dir)).rejects.toMatchObject({ code: AlreadyOpen.code, detail: { pid: process.pid } })
    const beside = await hold(newFolder())
    expect(beside.says).toMatch(/^postgresql:/)
  })

  test('[DB7] of several that start at once, one gets it', async () => {
    const dir = newFolder()
    writeFileSync(join(dir, 'postgres.lock'), JSON.stringify({ pid: 1, identity: 'long gone', host: hostname() }))
    const started = await Promise.allSettled([1, 2, 3].map(() => start(dir)))
    expect(started.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected'])
  })

  test('[DB7] the lock of a process on another machine counts, and the sentence says how to go on', async () => {
    const dir = newFolder()
    writeFileSync(join(dir, 'postgres.lock'), JSON.stringify({ pid: 1, identity: 'x', host: 'elsewhere' }))
    await expect(start(dir)).rejects.toThrow(/process 1 on elsewhere.*delete .*postgres\.lock/)
  })

  test('[DB8] a first start that was cut short is begun anew', async () => {
    const dir = newFolder()
    mkdirSync(join(dir, 'postgres.new-1234'))
    writeFileSync(join(dir, 'postgres.new-1234', 'PG_VERSION'), '18\n')
    const embedded = await start(dir)
    expect(await ask(embedded.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    expect(readdirSync(dir).filter((name) => name.includes('.new-'))).toEqual([])
  })

  test('[DB8] is closed to others: its own password, in a file for the owner alone', async () => {
    const dir = newFolder()
    const { url } = await start(dir)
    expect(statSync(join(dir, 'postgres.password')).mode & 0o777).toBe(0o600)
    expect(statSync(join(dir, 'postgres')).mode & 0o077).toBe(0)
    const wrong = new URL(url)
    wrong.password = 'postgres'
    await expect(ask(wrong.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' })
    expect(await ask(url, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }])
  })

  test('[DB9] on a platform without binaries says to set DATABASE_URL', () => {
    expect(() => findNativeBinaries('sunos', 'x64')).toThrow(/no embedded PostgreSQL for sunos-x64.*Set DATABASE_URL/)
  })
})

describe.runIf(isRoot)('started by root', () => {
  test('[DB9] runs as another user, with its data in the data folder', async () => {
    const dir = newFolder()
    await start(dir)
    expect(statSync(join(dir, 'postgres')).uid).not.toBe(0)
    expect(statSync(`/proc/${postmasterOf(dir)}`).uid).toBe(statSync(join(dir, 'postgres')).uid)
  })

  test('[DB9] below a folder of root alone, it lives where its user can, and is found there again', async () => {
    const [closed, openFolder] = [newFolder(), newFolder()]
    chmodSync(closed, 0o700)
    const dir = join(closed, 'data')
    const first = await start(dir, [openFolder])
    await ask(first.url, 'CREATE TABLE kept AS SELECT 7 AS n')
    await first.stop()
    const place = readFileSync(join(dir, 'postgres.moved-to'), 'utf8').trim()
    expect(place.startsWith(openFolder)).toBe(true)
    const again = await start(dir, [openFolder])
    expect(await ask(again.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }])
    await again.stop()

    rmSync(place, { recursive: true })
    await expect(start(dir, [openFolder])).rejects.toMatchObject({ code: DatabaseMoved.code })
  })

  test('[DB9] with a checkout below a folder of root alone, the programs are copied, the data stays', () => {
    const [closed, dir, openFolder] = [newFolder(), newFolder(), newFolder()]
    const { folder, version } = findNativeBinaries()
    cpSync(folder, join(closed, 'native'), { recursive: true, verbatimSymlinks: true })
    chmodSync(closed, 0o700)
    const home = settleIn(dir, { folder: join(closed, 'native'), version }, [openFolder])
    expect(home.cluster).toBe(join(dir, 'postgres'))
    expect(home.binaries.startsWith(openFolder)).toBe(true)
    expect(canRun(home.who, home.binaries)).toBe(true)
    expect(settleIn(dir, { folder: join(closed, 'native'), version }, [openFolder])).toEqual(home)
  })

  test('[DB9] where no folder will do, says what to do', () => {
    const closed = newFolder()
    chmodSync(closed, 0o700)
    const dir = join(closed, 'data')
    mkdirSync(dir)
    expect(() => settleIn(dir, findNativeBinaries(), [closed])).toThrow(/may neither enter.*Set DATA_DIR/)
  })

  test('[DB9] an ordinary user starts it as themselves, also below a folder of their own', async () => {
    const dir = newFolder()
    chownSync(dir, NOBODY, NOBODY)
    chmodSync(dir, 0o700)
    const child = await hold(join(dir, 'data'), { uid: NOBODY })
    expect(child.says).toMatch(/^postgresql:/)
    expect(await ask(child.says, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    expect(existsSync(join(dir, 'data', 'postgres.moved-to'))).toBe(false)
    child.process.kill('SIGKILL')
    await ended(child.process)
    // Root goes on with what belongs to that user, as that user.
    const again = await start(join(dir, 'data'))
    expect(await ask(again.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  })

  test('[DB9] an ordinary user who finds the database of root is told so', async () => {
    const dir = newFolder()
    await (await start(dir)).stop()
    const child = await hold(dir, { uid: NOBODY })
    expect(child.says).toMatch(/another one started it before/)
  })
})

const NOBODY = 65_534

function newFolder(): string {
  const folder = temporaryFolder()
  folders.push(folder)
  return folder
}

async function start(dir: string, openFolders?: readonly string[]): Promise<Embedded> {
  const embedded = await startEmbedded(dir, openFolders)
  open.push(embedded)
  return embedded
}

/** Another process that opens the database in `dir`, and the one line it says then: an address or what went wrong. */
async function hold(
  dir: string,
  { ending = 'wait', uid }: { ending?: 'wait' | 'exit'; uid?: number } = {},
): Promise<{ process: ChildProcess; says: string }> {
  const script = join(import.meta.dirname, 'hold-embedded.ts')
  const child = spawn(process.execPath, ['--import', 'tsx', script, dir, ending], {
    stdio: ['ignore', 'pipe', 'inherit'],
    ...(uid !== undefined && { uid, gid: uid }),
  })
  children.push(child)
  const lines = createInterface({ input: child.stdout })
  const [says] = await new Promise<string[]>((resolve) => {
    lines.once('line', (line) => resolve([line]))
    lines.once('close', () => resolve(['it said nothing']))
  })
  return { process: child, says: says! }
}

const ended = (child: ChildProcess): Promise<unknown> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once('exit', resolve))

const postmasterOf = (dir: string): number =>
  Number(readFileSync(join(dir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])

/** PostgreSQL's processes live in the folder of their data. */
function processesIn(folder: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === folder
    } catch {
      return false
    }
  })
}
