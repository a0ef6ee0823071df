/** A real server under load, killed again and again without a word; then its books against the bank's. */
import { liveDevices } from '@store/firmware-sim/live/devices.ts'
import { prng } from '@store/kernel/prng.ts'
import { loadStoreFolder } from '@store/planogram/store-folder.ts'
import { openDatabase } from '@store/store-server/adapters/database.ts'
import { freePort } from '@store/store-server/adapters/embedded/free-port.ts'
import { REBUILT_OTHERWISE } from '@store/store-server/workers/receipt-first.ts'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { liveDay, soon } from '../../server/live-visit.ts'
import { CORNER_SHOP, type LogEntry, storeProcess } from '../../server/store-process.ts'
import type { Violation } from '../invariants/invariants.ts'
import { bankProcess } from './bank-process.ts'
import { replayedVisits } from './replayed-visits.ts'
import { brokenIn, type StoredBooks, storedBooks } from './stored-books.ts'

export interface KillPlan {
  readonly kills: number
  readonly seed: number
  /** Empty; the embedded database without it. */
  readonly databaseUrl?: string
  readonly said?: (sentence: string) => void
  /** Where the frame log and the books go when something is broken: else nobody can ever tell why. */
  readonly keepIn?: string
}

export interface KillReport {
  readonly kills: number
  readonly bankKills: number
  readonly visits: number
  readonly sessions: number
  readonly ends: Readonly<Record<string, number>>
  /** By the bank's own books. */
  readonly capturedMinor: number
  readonly refundedMinor: number
  /** Sealed visits whose receipts were held against what the frame log alone replays to. */
  readonly replayed: number
  /** What the server logged as an error, and how often. */
  readonly errors: Readonly<Record<string, number>>
  readonly broken: readonly Violation[]
}

const SHOPPERS_A_ROUND = 8
/** Fewer people than this, and the books have shown little: then more come, whom nobody disturbs, so many times at most. */
const LEAST_VISITS = 5
const QUIET_ROUNDS = 3
const ROUND_WITHIN_MS = 300_000
const OPENS_WITHIN_MS = 180_000
/** Far longer than the charge desk’s longest pause and one more go at the bank: the machine may be busy. */
const SETTLES_WITHIN_MS = 300_000
/** The log's own number for it. */
const ERROR = 50
const SECRET = 'whsec_chaos_chaos_chaos_chaos'
/** Of every kind that leaves the store in doubt. */
const TROUBLES = ['time-out-after', 'time-out-before', 'fail-after', 'fail-before'] as const

export async function killRun({
  kills,
  seed,
  databaseUrl,
  said = () => undefined,
  keepIn,
}: KillPlan): Promise<KillReport> {
  const random = prng(seed, 'kill')
  const store = await loadStoreFolder(CORNER_SHOP)
  const home = await mkdtemp(join(tmpdir(), 'chaos-kill-'))
  const bank = await bankProcess(join(home, 'bank'), await freePort())
  const server = await storeProcess({
    devices: liveDevices(store.layout, true),
    ...(databaseUrl !== undefined && { databaseUrl }),
    environment: { BANK_URL: bank.url, BANK_WEBHOOK_SECRET: SECRET },
  })
  let done = 0
  let bankKills = 0
  let visits = 0
  try {
    await bank.tells(`${server.url}/api/bank/notices`, SECRET)
    let quietRounds = 0
    for (let round = 0; done < kills || (visits < LEAST_VISITS && quietRounds++ < QUIET_ROUNDS); round++) {
      const day = liveDay(server, 'lunch-rush', { seed: seed * 1_000 + round, shoppers: SHOPPERS_A_ROUND })
      const over = day.run.report.then(() => true)
      // Devices that have never been greeted give up soon: the first kill waits for them.
      await Promise.race([over, soon('greeted devices', OPENS_WITHIN_MS, () => day.isOpen || undefined)])
      while (done < kills) {
        const isOver = await Promise.race([over, sleep(random.between(300, 6_000), false)])
        if (isOver) break
        await bank.behave([{ do: random.pick(TROUBLES) }, { do: 'duplicate' }, { do: 'reorder' }])
        await server.kill()
        done++
        const isBankToo = random.chance(0.2)
        if (isBankToo) {
          bankKills++
          await bank.kill()
          await bank.start()
        }
        await server.start()
        said(`kill ${done} of ${kills}${isBankToo ? ', and of the bank' : ''}`)
      }
      await Promise.race([over, sleep(ROUND_WITHIN_MS, undefined, { ref: false })])
      visits += day.news.filter(({ what }) => what === 'carried-out').length
      await day.stop()
      said(`round ${round + 1}: ${visits} visits so far`)
    }
    await bank.behave([])
    const stored = await settled()
    await server.stop()
    const books = { ...stored, visits: await replayedVisits(server.dataDir, store) }
    const errors = errorsOf(server.entries)
    const broken = [...brokenIn(books, true), ...rebuiltOtherwise(errors)]
    if (broken.length > 0 && keepIn !== undefined) await keepAll(keepIn, server.dataDir, books)
    const sum = (of: (one: (typeof books.bank)[number]) => number) => books.bank.reduce((all, one) => all + of(one), 0)
    return {
      kills: done,
      bankKills,
      visits,
      sessions: books.charges.size,
      ends: books.ends,
      capturedMinor: sum(({ capturedMinor }) => capturedMinor),
      refundedMinor: sum(({ refundedMinor }) => refundedMinor),
      replayed: books.visits.filter(({ status }) => status === 'sealed').length,
      errors,
      broken,
    }
  } finally {
    await server.close()
    await bank.kill()
    await rm(home, { recursive: true, force: true })
  }

  /** The books, once nothing is on its way any more, or it should not be. */
  async function settled() {
    for (const untilMs = Date.now() + SETTLES_WITHIN_MS; ;) {
      const database = await openDatabase({ dataDir: server.dataDir, databaseUrl, joins: true })
      const books = await storedBooks(database, await bank.books(), store).finally(() => database.close())
      const isWaiting = books.open.some(
        ({ state, inReview }) => state === 'awaiting' || (state === 'held' && !inReview),
      )
      if (!isWaiting || Date.now() > untilMs) return books
      await sleep(2_000)
    }
  }
}

function errorsOf(entries: readonly LogEntry[]): Record<string, number> {
  const errors: Record<string, number> = {}
  for (const { level, msg } of entries) if (level >= ERROR) errors[msg] = (errors[msg] ?? 0) + 1
  return errors
}

/** The stored receipt is charged all the same: what differs is what the store would have charged. */
function rebuiltOtherwise(errors: KillReport['errors']): Violation[] {
  const times = errors[REBUILT_OTHERWISE] ?? 0
  return times === 0 ? [] : [{ invariant: 'I6', what: `${REBUILT_OTHERWISE} (${times} times)` }]
}

async function keepAll(folder: string, dataDir: string, books: StoredBooks): Promise<void> {
  await mkdir(folder, { recursive: true })
  await cp(join(dataDir, 'log'), join(folder, 'log'), { recursive: true })
  const { charges, receipts, bank, visits, entries } = books
  const all = { charges: [...charges], receipts: [...receipts], bank, visits, entries }
  await writeFile(join(folder, 'books.json'), `${JSON.stringify(all, null, 2)}\n`)
}
