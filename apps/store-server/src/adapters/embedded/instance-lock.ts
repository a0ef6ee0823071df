import { defineFault } from '@store/kernel/fault.ts'
import { randomBytes } from 'node:crypto'
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { z } from 'zod'
import { identityOf } from './process-identity.ts'
import { codeOf } from './system-error.ts'

export const AlreadyOpen = defineFault(
  'database.already-open',
  'conflict',
  (d: { dir: string; pid: number; host: string; lockFile: string }) =>
    d.host === hostname()
      ? `${d.dir} is in use by process ${d.pid}. Stop that one first, or set DATA_DIR to another folder.`
      : `${d.dir} is in use by process ${d.pid} on ${d.host}. Stop that one first, or set DATA_DIR to another folder; ` +
        `if it is certain that it is not running any more, delete ${d.lockFile}.`,
)

const Owner = z.object({ pid: z.int(), identity: z.string(), host: z.string() })
type Owner = z.infer<typeof Owner>

export interface InstanceLock {
  release(): void
}

/**
 * One process per data folder. A lock that its owner left behind (`kill -9`, a power cut) counts for nothing; one from
 * another machine cannot be checked from here, and counts.
 */
export function lockInstance(dir: string, lockFile: string): InstanceLock {
  const own = { pid: process.pid, identity: identityOf(process.pid) ?? '', host: hostname() }
  const draft = `${lockFile}.${process.pid}-${randomBytes(4).toString('hex')}`
  writeFileSync(draft, JSON.stringify(own), { mode: 0o644 })
  try {
    // Two rounds: the first may clear away a lock that was left behind.
    if (!isLinked(draft, lockFile)) {
      clearIfLeft(dir, lockFile)
      if (!isLinked(draft, lockFile)) throw AlreadyOpen({ dir, lockFile, ...ownerOf(lockFile, own) })
    }
  } finally {
    rmSync(draft, { force: true })
  }
  return { release: () => rmSync(lockFile, { force: true }) }
}

/** A link is made whole or not at all, and never over a file that is there. */
function isLinked(draft: string, lockFile: string): boolean {
  try {
    linkSync(draft, lockFile)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

function clearIfLeft(dir: string, lockFile: string): void {
  const found = readOwner(lockFile)
  if (found && isRunning(found)) throw AlreadyOpen({ dir, lockFile, ...found })

  // Moved first and looked at again: between reading and clearing, another process may have done the same.
  const aside = `${lockFile}.left-${process.pid}`
  try {
    renameSync(lockFile, aside)
  } catch {
    return
  }
  const moved = readOwner(aside)
  if (moved && isRunning(moved)) isLinked(aside, lockFile)
  rmSync(aside, { force: true })
}

const isRunning = ({ pid, identity, host }: Owner): boolean => host !== hostname() || identityOf(pid) === identity

const ownerOf = (lockFile: string, fallback: Owner): Owner => readOwner(lockFile) ?? fallback

function readOwner(lockFile: string): Owner | undefined {
  try {
    return Owner.parse(JSON.parse(readFileSync(lockFile, 'utf8')))
  } catch {
    return undefined
  }
}
