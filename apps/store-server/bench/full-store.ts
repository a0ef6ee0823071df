import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { loadStoreFolder } from '@store/planogram/store-folder.ts'
import { crowdDevices, openCrowd } from '../../../tests/server/crowd-process.ts'
import type { StoreProcess, Usage } from '../../../tests/server/store-process.ts'
import { dueChanges } from './due-changes.ts'
import { quantile, waitsFigure, type Figure } from './figure.ts'
import { openScreens } from './screens.ts'
import { withStore } from './with-store.ts'

const GONDOLAS = 40
const PICKS = 12
/** With so few, people come and go all the time. */
const SHORT_PICKS = 2
const LEAST_RECEIPTS = 20
/** The gate lets about twenty a minute in. */
const FILLS_WITHIN_MS = 300_000
const LOOKS_EVERY_MS = 5_000
/** A server that is asked how it does answers within this, or is as good as stopped. */
const ANSWERS_WITHIN_MS = 10_000
const ROOT = join(import.meta.dirname, '../../..')

interface Sample extends Usage {
  readonly atMs: number
  readonly inside: number
  /** How long the server took to say so: it cannot while it works something out. */
  readonly answeredMs: number
}

/**
 * So many simulated people in a made-up store of forty gondolas, every plate at 60 samples a second and the tracker at 15
 * frames, in the simulator's `real` weather, played by another process. What was due when follows from the server's own
 * frame log, afterwards; what came when, from everybody's phones and the staff's map.
 */
export const fullStore = (people: number, minutes: number): Promise<Figure[]> =>
  inMadeStore({ people, picks: PICKS }, async (store, storeDir) => {
    const seen = await watched(store, storeDir, { people, minutes, picks: PICKS })
    return storeFigures(seen, `${people} shoppers, ${GONDOLAS} gondolas`, people, minutes)
  })

/**
 * From the last frame that a basket rests on, in the server's log, to the receipt on the phone, charged: what the tracker
 * takes to see somebody leave is not in it, the bank's answer is.
 */
export const exits = (minutes: number, bankLatencyMs: number): Promise<Figure[]> =>
  inMadeStore({ people: 10, picks: SHORT_PICKS, bankLatencyMs }, async (store, storeDir) => {
    const { waits, over } = await watched(store, storeDir, { people: 10, minutes, picks: SHORT_PICKS })
    const what = `10 shoppers who come and go, a bank that takes ${bankLatencyMs} ms: exit to receipt on the phone, charged`
    const figure = waitsFigure(what, 2_000, waits.receipts, LEAST_RECEIPTS)
    const measured = `${figure.measured}; ${waits.missing} changes not seen, ${over.failSafe} doors by fail-safe`
    return [{ ...figure, measured, isMet: figure.isMet && waits.missing === 0 && over.failSafe === 0 }]
  })

interface Turnout {
  readonly people: number
  readonly picks: number
  readonly bankLatencyMs?: number
}

async function inMadeStore(
  { people, bankLatencyMs }: Turnout,
  measure: (store: StoreProcess, storeDir: string) => Promise<Figure[]>,
): Promise<Figure[]> {
  const storeDir = await mkdtemp(join(tmpdir(), 'full-store-'))
  const make = ['--import', 'tsx', 'firmware-sim/src/main.ts', '--make-store', storeDir, '--gondolas', `${GONDOLAS}`]
  execFileSync(process.execPath, make, { cwd: ROOT, stdio: 'ignore' })
  const { layout } = await loadStoreFolder(storeDir)
  const wanted = {
    storeDir,
    devices: crowdDevices(layout),
    environment: { CAPACITY: String(people), LOG_LEVEL: 'info' },
    nodeOptions: process.env['SERVER_NODE_OPTIONS']?.split(' ') ?? [],
    ...(bankLatencyMs !== undefined && { bankLatencyMs }),
  }
  try {
    return await withStore(wanted, (store) => measure(store, storeDir))
  } finally {
    await rm(storeDir, { recursive: true })
  }
}

async function watched(
  store: StoreProcess,
  storeDir: string,
  { people, minutes, picks }: { people: number; minutes: number; picks: number },
) {
  const screens = await openScreens(store)
  const wanted = { serverUrl: store.url, storeDir, keys: store.keys, seed: 1, people: people + 10, picks }
  const crowd = await openCrowd(wanted, (shopper) => screens.watch(shopper))

  const samples: Sample[] = []
  async function look(): Promise<boolean> {
    const askedMs = Date.now()
    const usage = await store.usage(ANSWERS_WITHIN_MS).catch(() => undefined)
    if (!usage) return false
    samples.push({ ...usage, atMs: Date.now(), inside: crowd.inside, answeredMs: Date.now() - askedMs })
    const [before, last] = samples.slice(-2)
    if (before && last)
      console.error(
        `${last.inside} inside, ${percent(shareOf(before, last))} of a core, heap ${mb(last.heapBytes)}, ` +
          `resident ${mb(last.residentBytes)} MB, answers in ${last.answeredMs} ms`,
      )
    return true
  }

  let answers = await look()
  for (const untilMs = Date.now() + FILLS_WITHIN_MS; answers && crowd.inside < people * 0.9 && Date.now() < untilMs;) {
    await sleep(LOOKS_EVERY_MS)
    answers = await look()
  }
  const mostInside = Math.max(...samples.map(({ inside }) => inside))
  if (answers) samples.splice(0, samples.length - 1)
  for (const untilMs = Date.now() + minutes * 60_000; answers && Date.now() < untilMs;) {
    await sleep(LOOKS_EVERY_MS)
    answers = await look()
  }
  const over = await crowd.stop()
  await sleep(1_000)
  screens.close()
  await store.stop()
  const due = await dueChanges(store.dataDir, store.store)

  const [first, last] = [samples[0]!, samples.at(-1)!]
  const waits = screens.waits(due, first.atMs, last.atMs)
  return { samples, first, last, waits, due, over, answers, mostInside, troubles: crowd.troubles }
}

type Watched = Awaited<ReturnType<typeof watched>>

function storeFigures(seen: Watched, name: string, people: number, minutes: number): Figure[] {
  const { samples, first, last, waits, due, over, answers, mostInside, troubles } = seen
  const inside = samples.map((one) => one.inside)
  const cpu = shareOf(first, last)
  const longest = Math.max(...samples.map(({ answeredMs }) => answeredMs))
  const rate = Math.round((due.frames * 1_000) / (due.toMs - due.fromMs))
  return [
    waitsFigure(`${name}: frame arrives to dot on the map`, 250, waits.dots, 100),
    waitsFigure(`${name}: frame arrives to basket on the phone`, 250, waits.baskets, 20),
    waitsFigure(`${name}: last frame to receipt on the phone, charged`, 1_000, waits.receipts, 2),
    {
      what: `${name}: one core keeps up, ${minutes} min`,
      required: '<= 100 % of a core, and never silent',
      measured:
        `${percent(cpu)}; ${Math.min(...inside)} to ${Math.max(mostInside, ...inside)} inside, ${rate} messages/s; ` +
        `asked how it does, it took up to ${longest} ms${answers ? '' : `, at last more than ${ANSWERS_WITHIN_MS}`}`,
      isMet: answers && cpu <= 1 && longest < 1_000 && quantile(inside, 0.5) >= people * 0.8,
    },
    memoryFigure(samples, name),
    {
      what: `${name}: nothing dropped`,
      required: 'every message logged, every change seen',
      measured:
        `${over.said} said, ${over.unsent} not acked yet at the end, ${over.dropped} dropped, ${over.resent} sent again; ` +
        `${waits.missing} changes not seen; ${over.failSafe} doors by fail-safe; ` +
        `${troubles.length} troubles${troubles[0] === undefined ? '' : ` (${troubles[0]})`}`,
      isMet: over.dropped === 0 && waits.missing === 0 && over.failSafe === 0,
    },
  ]
}

/** What garbage is left aside: the least heap of each third of the time. */
function memoryFigure(samples: readonly Sample[], name: string): Figure {
  const third = Math.ceil(samples.length / 3)
  const [begin, middle, end] = [0, 1, 2].map((i) => samples.slice(i * third, (i + 1) * third))
  const least = (some: readonly Sample[] = []): number => Math.min(...some.map(({ heapBytes }) => heapBytes))
  const resident = (some: readonly Sample[] = []): number =>
    quantile(
      some.map(({ residentBytes }) => residentBytes),
      0.5,
    )
  const growth = resident(end) / resident(middle)
  return {
    what: `${name}: memory flat`,
    required: 'resident of the last third <= 1.10 x of the middle third',
    measured:
      `${growth.toFixed(2)} x; resident ${[begin, middle, end].map((some) => mb(resident(some))).join(', ')} MB, ` +
      `least heap ${[begin, middle, end].map((some) => mb(least(some))).join(', ')} MB by thirds`,
    isMet: growth <= 1.1,
  }
}

const shareOf = (from: Sample, to: Sample): number => (to.cpuMs - from.cpuMs) / (to.atMs - from.atMs)
const percent = (share: number): string => `${Math.round(share * 100)} %`
const mb = (bytes: number): string => (bytes / 2 ** 20).toFixed(0)
