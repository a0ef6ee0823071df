import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Home } from './home.ts'
import { program } from './native-binaries.ts'
import { commandLineOf, identityOf } from './process-identity.ts'
import { codeOf } from './system-error.ts'

/** A PostgreSQL server that was started here. */
export interface Postmaster {
  stop(): Promise<void>
}

const START_WITHIN_MS = 60_000
/** Time for open transactions to be cut off and the last checkpoint to be written. */
const STOP_WITHIN_MS = 20_000
const OWNER_GONE_WITHIN_MS = 5_000

/** Answers undefined when it did not come up: the log says why, and mostly it is worth another try. */
export async function startPostmaster(home: Home, port: number, logFile: string): Promise<Postmaster | undefined> {
  const log = openSync(logFile, 'a', 0o600)
  const child = spawn(program(home.binaries, 'postgres'), ['-D', home.cluster, ...settings(port)], {
    ...home.who,
    cwd: '/',
    // In a session of its own, or Ctrl-C would end the database before the server has drained.
    detached: true,
    // A file and not a pipe: a server that outlives this process still has somewhere to write.
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  // Whoever forgets to stop it still can end, and takes it along.
  child.unref()
  const takeAlong = () => void child.kill('SIGINT')
  process.once('exit', takeAlong)

  const isUp = await isReady(child, home.cluster)
  if (!isUp) process.off('exit', takeAlong)
  return isUp ? { stop: () => stop(child, home).finally(() => process.off('exit', takeAlong)) } : undefined
}

/**
 * Ends what a killed process left behind in `cluster`: its server, or the pid file of one. Only a process that is surely
 * that server gets a signal: a number in a file can be anybody's by now.
 */
export async function clearAway(home: Home): Promise<void> {
  const { cluster } = home
  const pid = readPidFile(cluster)[0]
  if (pid === undefined) return
  if (identityOf(Number(pid)) !== undefined && commandLineOf(Number(pid)).includes(cluster)) {
    signal(Number(pid), 'SIGINT', home)
    const hasEnded = () => identityOf(Number(pid)) === undefined
    if (!(await within(STOP_WITHIN_MS, hasEnded))) signal(Number(pid), 'SIGQUIT', home)
    await within(OWNER_GONE_WITHIN_MS, hasEnded)
  }
  // PostgreSQL itself refuses to start while the number in the file is any living process of the same user, or a zombie.
  // It may be deleted only when none of its processes is left: they live in the cluster's folder.
  if (process.platform !== 'linux') return
  if (await within(OWNER_GONE_WITHIN_MS, () => !isInhabited(cluster))) rmSync(pidFile(cluster), { force: true })
}

const settings = (port: number): string[] =>
  Object.entries({
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 60,
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Nobody copies from it: less to write ahead.
    wal_level: 'minimal',
    max_wal_senders: 0,
  }).flatMap(([name, value]) => ['-c', `${name}=${value}`])

async function isReady(child: ChildProcess, cluster: string): Promise<boolean> {
  let hasEnded = false
  child.once('exit', () => (hasEnded = true))
  child.once('error', () => (hasEnded = true))
  // The last line of the pid file is made for this; unlike the log, it speaks no language.
  const says = () => readPidFile(cluster)
  await within(START_WITHIN_MS, () => hasEnded || (says()[0] === String(child.pid) && says()[7]?.trim() === 'ready'))
  return !hasEnded
}

async function stop(child: ChildProcess, home: Home): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.ref()
  const ended = once(child, 'exit')
  signal(child.pid!, 'SIGINT', home)
  const impatience = setTimeout(() => signal(child.pid!, 'SIGQUIT', home), STOP_WITHIN_MS)
  await ended
  clearTimeout(impatience)
}

/** SIGINT: cut off who is connected, write a checkpoint, end. SIGQUIT: end at once, recover at the next start. */
function signal(pid: number, name: 'SIGINT' | 'SIGQUIT', { binaries, cluster }: Home): void {
  if (process.platform === 'win32') {
    const mode = name === 'SIGINT' ? 'fast' : 'immediate'
    spawnSync(program(binaries, 'pg_ctl'), ['stop', '-D', cluster, '-m', mode, '-W'], { stdio: 'ignore' })
    return
  }
  try {
    process.kill(pid, name)
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error
  }
}

const pidFile = (cluster: string): string => join(cluster, 'postmaster.pid')

function readPidFile(cluster: string): string[] {
  try {
    return readFileSync(pidFile(cluster), 'utf8').split('\n')
  } catch {
    return []
  }
}

function isInhabited(cluster: string): boolean {
  const real = realpathSync(cluster)
  return readdirSync('/proc').some((pid) => {
    if (!/^\d+$/.test(pid)) return false
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === real
    } catch {
      return false // not ours to look at, or gone
    }
  })
}

async function within(ms: number, isDone: () => boolean): Promise<boolean> {
  const until = performance.now() + ms
  while (!isDone()) {
    if (performance.now() >= until) return false
    await sleep(10)
  }
  return true
}
