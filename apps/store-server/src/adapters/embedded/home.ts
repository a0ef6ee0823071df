import { defineFault } from '@store/kernel/fault.ts'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { NativeBinaries } from './native-binaries.ts'
import { canEnter, canRun, runsAs, type RunsAs } from './unprivileged.ts'

/** Where the database lives, from where its programs run, and as whom. */
export interface Home {
  readonly cluster: string
  readonly binaries: string
  readonly who: RunsAs
}

export const DatabaseMoved = defineFault(
  'database.moved',
  'not-found',
  (d: { pointer: string; place: string }) =>
    `${d.pointer} says that the database is in ${d.place}, and it is not there. ` +
    `Put it back, or delete ${d.pointer} to begin with an empty one.`,
)

export const OutOfReach = defineFault(
  'database.out-of-reach',
  'unavailable',
  (d: { place: string; uid: number }) =>
    `The database in ${d.place} belongs to the user with id ${d.uid}, who may not enter that folder any more. ` +
    `Let all users enter it and the folders above it (chmod o+x), or move it to one that they may enter.`,
)

export const NowhereToLive = defineFault(
  'database.nowhere-to-live',
  'unavailable',
  (d: { tried: readonly string[] }) =>
    `PostgreSQL does not run as root, and its own user may neither enter the data folder nor any of ${d.tried.join(', ')}. ` +
    `Set DATA_DIR to a folder that all users may enter, start the server as an ordinary user, or set DATABASE_URL.`,
)

/** Folders for data of the system that all may enter. The first lasts; the second may be cleared by a restart. */
const OPEN_FOLDERS = ['/var/lib', tmpdir()]

/**
 * The data folder itself wherever possible. Below a folder that only root may enter, the user PostgreSQL runs as would
 * not reach it: then programs and data are put into one that all may enter, and a pointer in the data folder says where.
 */
export function settleIn(
  dataDir: string,
  { folder: binaries, version }: NativeBinaries,
  openFolders: readonly string[] = OPEN_FOLDERS,
): Home {
  const pointer = join(dataDir, 'postgres.moved-to')
  const pointed = existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : undefined
  if (pointed !== undefined && !existsSync(pointed)) throw DatabaseMoved({ pointer, place: pointed })
  const place = pointed ?? dataDir

  const who = runsAs(join(place, CLUSTER), binaries)
  const isReachable = canEnter(who, place)
  if (isReachable && canRun(who, binaries)) return { cluster: join(place, CLUSTER), binaries, who }
  if (!isReachable && existsSync(join(place, CLUSTER))) throw OutOfReach({ place, uid: who.uid ?? 0 })

  for (const open of openFolders) {
    const shared = join(open, 'store-without-a-cashier')
    if (!isOpened(shared, who)) continue
    const copied = copyBinaries(binaries, join(shared, `postgresql-${version}`))
    if (!canRun(who, copied)) continue
    return { cluster: join(isReachable ? place : moveTo(shared, pointer), CLUSTER), binaries: copied, who }
  }
  throw NowhereToLive({ tried: openFolders })
}

const CLUSTER = 'postgres'

function moveTo(shared: string, pointer: string): string {
  const place = mkdtempSync(join(shared, 'data-'))
  chmodSync(place, 0o755)
  writeFileSync(pointer, `${place}\n`)
  return place
}

function isOpened(folder: string, who: RunsAs): boolean {
  try {
    mkdirSync(folder, { recursive: true })
    // One that somebody else put there could hold programs of theirs.
    if (statSync(folder).uid !== process.getuid?.()) return false
    chmodSync(folder, 0o755)
    return canEnter(who, folder)
  } catch {
    return false
  }
}

/** Copied aside and then renamed: a copy that was cut short is never taken for a whole one. */
function copyBinaries(from: string, to: string): string {
  if (existsSync(to)) return to
  const draft = `${to}.${process.pid}-${randomBytes(4).toString('hex')}`
  cpSync(from, draft, { recursive: true, verbatimSymlinks: true })
  try {
    renameSync(draft, to)
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    if (!existsSync(to)) throw error // else another process was first
  }
  return to
}
