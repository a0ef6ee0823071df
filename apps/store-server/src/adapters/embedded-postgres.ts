import { defineFault } from '@store/kernel/fault.ts'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from './embedded/free-port.ts'
import { settleIn, type Home } from './embedded/home.ts'
import { AlreadyOpen, lockInstance, type InstanceLock } from './embedded/instance-lock.ts'
import { findNativeBinaries } from './embedded/native-binaries.ts'
import { makeCluster } from './embedded/new-cluster.ts'
import { clearAway, startPostmaster, type Postmaster } from './embedded/postmaster.ts'
import { codeOf } from './embedded/system-error.ts'

export interface Embedded {
  readonly url: string
  /** Resolves when the database has ended. */
  readonly stop: () => Promise<void>
}

export const DidNotStart = defineFault(
  'database.did-not-start',
  'unavailable',
  (d: { logFile: string; lastWords: string }) =>
    `The embedded PostgreSQL did not start: ${d.lastWords || 'it said nothing'}. ${d.logFile} has the whole story; ` +
    `a PostgreSQL server of your own can be used with DATABASE_URL.`,
)

export const NotYours = defineFault(
  'database.not-yours',
  'refused',
  (d: { dir: string; code: string }) =>
    `The database in ${d.dir} cannot be used by this user (${d.code}): another one started it before. ` +
    `Start the server as that user, or set DATA_DIR to another folder.`,
)

/**
 * Starts the PostgreSQL that comes with npm, its data below `dir`, reachable from this machine only. Whatever state a
 * killed process left behind is cleared away first; a second process with the same folder is refused [DB4] to [DB9].
 */
export async function startEmbedded(dir: string, openFolders?: readonly string[]): Promise<Embedded> {
  const dataDir = resolve(dir)
  const lock = takePossession(dataDir)
  try {
    // Of a process that was killed: whoever reads it now would look for a database that is no more.
    rmSync(addressFile(dataDir), { force: true })
    const home = settleIn(dataDir, findNativeBinaries(), openFolders)
    const password = passwordIn(dataDir)
    if (existsSync(home.cluster)) await clearAway(home)
    else await makeCluster(home, password)

    const { postmaster, port } = await start(home, freshLog(dataDir))
    const url = `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`
    const address = addressFile(dataDir)
    writeAddress(address, url)
    return {
      url,
      async stop() {
        rmSync(address, { force: true })
        await postmaster.stop().finally(() => lock.release())
      },
    }
  } catch (error) {
    lock.release()
    throw asNotYours(dataDir, error)
  }
}

/**
 * The same, but where another process of this machine has the database open, that one's is used: an operator's command
 * beside a running server [DB21]. Stopping it then leaves it open.
 */
export async function startOrJoinEmbedded(dir: string): Promise<Embedded> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await startEmbedded(dir)
    } catch (error) {
      if (!AlreadyOpen.is(error)) throw error
      const url = addressIn(resolve(dir))
      if (url !== undefined) return { url, stop: () => Promise.resolve() }
      // It is starting or ending just now.
      if (attempt === JOIN_ATTEMPTS) throw error
      await sleep(JOIN_AFTER_MS)
    }
  }
}

const JOIN_ATTEMPTS = 50
const JOIN_AFTER_MS = 100

/** For its owner's eyes: the password is in it. */
const addressFile = (dataDir: string): string => join(dataDir, 'postgres.address')

function writeAddress(file: string, url: string): void {
  // What a killed process left may have another mode.
  rmSync(file, { force: true })
  writeFileSync(file, `${url}\n`, { mode: 0o600 })
}

function addressIn(dataDir: string): string | undefined {
  try {
    return readFileSync(addressFile(dataDir), 'utf8').trim()
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw asNotYours(dataDir, error)
  }
}

function takePossession(dataDir: string): InstanceLock {
  try {
    mkdirSync(dataDir, { recursive: true })
    return lockInstance(dataDir, join(dataDir, 'postgres.lock'))
  } catch (error) {
    throw asNotYours(dataDir, error)
  }
}

function asNotYours(dir: string, error: unknown): unknown {
  const code = codeOf(error)
  return code === 'EACCES' || code === 'EPERM' ? NotYours({ dir, code }, error) : error
}

/** Somebody may take a port between the asking and the starting; after a crash, old processes need a moment to end. */
async function start(home: Home, logFile: string): Promise<{ postmaster: Postmaster; port: number }> {
  for (let attempt = 1; attempt <= 5; attempt++) {
    const port = await freePort()
    const postmaster = await startPostmaster(home, port, logFile)
    if (postmaster) return { postmaster, port }
    await sleep(100 * attempt)
    await clearAway(home)
  }
  throw DidNotStart({ logFile, lastWords: lastWordsIn(logFile) })
}

/** Its own for every installation: everybody on this machine can reach the port. */
function passwordIn(dataDir: string): string {
  const file = join(dataDir, 'postgres.password')
  if (existsSync(file)) return readFileSync(file, 'utf8').trim()
  const password = randomBytes(24).toString('hex')
  writeFileSync(file, `${password}\n`, { mode: 0o600 })
  return password
}

function freshLog(dataDir: string): string {
  const log = join(dataDir, 'postgres.log')
  if (existsSync(log) && statSync(log).size > 0) renameSync(log, `${log}.1`)
  rmSync(log, { force: true })
  return log
}

function lastWordsIn(logFile: string): string {
  const lines = existsSync(logFile) ? readFileSync(logFile, 'utf8').trim().split('\n') : []
  return lines.slice(-2).join(' ')
}
