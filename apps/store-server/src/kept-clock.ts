import { readdir, readFile, stat } from 'node:fs/promises'
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Effects } from './effects.ts'
import { FASTEST_HURRY, laggingClock, type LaggingClock } from './lagging-clock.ts'

export interface KeptClock extends LaggingClock {
  /** It goes on showing the time, and keeps no record of it any more. */
  close(): void
}

/** While it lags its time is written down this often, milliseconds of the wall's. */
const KEPT_EVERY_MS = 250
/** Devices hang up first: a store that closes may settle with the bank for ten seconds more. */
const MARGIN_MS = 12_000

export interface ClockPlace {
  /** Where its record is kept. */
  readonly dir: string
  /** The folders in which what happened is written down, as it happens: the log of what devices said above all. */
  readonly lived: readonly string[]
}

/**
 * The clock of a store that may have been open before: as far behind the wall's as is asked, but never before anything
 * that happened in it. There is no going back over a restart, a kill included [CK4].
 */
export async function keptClock(real: Effects, { dir, lived }: ClockPlace, behindMs: number): Promise<KeptClock> {
  const file = join(dir, 'clock')
  const earliestMs = await lastInstant(lived, file)
  const clock = laggingClock(real, Math.min(behindMs, real.now() - earliestMs))
  const keep = (): void => {
    if (clock.lagMs === 0) {
      // From here on files are written at the time that the clock shows.
      rmSync(file, { force: true })
      return stop?.()
    }
    // As far as it can come before it is written again: in another file first, for half a number would be an earlier time.
    const reachedMs = clock.now() + KEPT_EVERY_MS * FASTEST_HURRY
    writeFileSync(`${file}.new`, String(Math.min(reachedMs, real.now())))
    renameSync(`${file}.new`, file)
  }
  let stop: (() => void) | undefined
  mkdirSync(dir, { recursive: true })
  keep()
  if (clock.lagMs > 0) stop = real.every(KEPT_EVERY_MS, keep)
  return {
    ...clock,
    get lagMs() {
      return clock.lagMs
    },
    close: () => stop?.(),
  }
}

/** When the last thing happened, at the latest; long ago where nothing did. */
async function lastInstant(lived: readonly string[], file: string): Promise<number> {
  const kept = Number(await readFile(file, 'utf8').catch(() => 'nothing'))
  if (Number.isFinite(kept)) return kept
  return Math.max(...(await Promise.all(lived.map(newestIn)))) + MARGIN_MS
}

async function newestIn(folder: string): Promise<number> {
  let newest = Number.NEGATIVE_INFINITY
  for (const one of await readdir(folder, { recursive: true, withFileTypes: true }).catch(absent)) {
    if (!one.isFile()) continue
    const { mtimeMs } = await stat(join(one.parentPath, one.name))
    newest = Math.max(newest, mtimeMs)
  }
  return newest
}

function absent(error: unknown): never[] {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
  throw error
}
