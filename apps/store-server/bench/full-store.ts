import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { loadStoreFolder } from '@store/planogram/store-folder.ts'
import { crowdDevices, openCrowd } from '../../../tests/server/crowd-process.ts'
import { storeProcess, type Usage } from '../../../tests/server/store-process.ts'
import { dueChanges } from './due-changes.ts'
import { quantile, waitsFigure, type Figure } from './figure.ts'
import { openScreens } from './screens.ts'

const GONDOLAS = 40
const PEOPLE = 50
const PICKS = 12
const FILLS_WITHIN_MS = 420_000
const LOOKS_EVERY_MS = 5_000
const ROOT = join(import.meta.dirname, '../../..')

interface Sample extends Usage {
  readonly atMs: number
  readonly inside: number
}

/**
 * Fifty simulated people in a made-up store of forty gondolas, every plate at 60 samples a second and the tracker at 15
 * frames, in the simulator's `real` weather, played by another process. What was due when follows from the server's own
 * frame log, afterwards; what came when, from fifty phones and the staff's map.
 */
export async function fullStore(minutes: number): Promise<Figure[]> {
  const storeDir = await mkdtemp(join(tmpdir(), 'full-store-'))
  const make = ['--import', 'tsx', 'firmware-sim/src/main.ts', '--make-store', storeDir, '--gondolas', `${GONDOLAS}`]
  execFileSync(process.execPath, make, { cwd: ROOT, stdio: 'ignore' })
  const { layout } = await loadStoreFolder(storeDir)
  const store = await storeProcess({
    storeDir,
    devices: crowdDevices(layout),
    environment: { CAPACITY: String(PEOPLE), LOG_LEVEL: 'info' },
    nodeOptions: process.env['SERVER_NODE_OPTIONS']?.split(' ') ?? [],
  })
  const screens = await openScreens(store)
  const wanted = { serverUrl: store.url, storeDir, keys: store.keys, seed: 1, people: PEOPLE + 10, picks: PICKS }
  const crowd = await openCrowd(wanted, (shopper) => screens.watch(shopper))

  const filledByMs = Date.now() + FILLS_WITHIN_MS
  while (crowd.inside < PEOPLE * 0.9 && Date.now() < filledByMs) await sleep(500)
  const samples: Sample[] = []
  const untilMs = Date.now() + minutes * 60_000
  while (Date.now() < untilMs || samples.length < 2) {
    samples.push({ ...(await store.usage()), atMs: Date.now(), inside: crowd.inside })
    const { cpuMs, atMs } = samples.at(-2) ?? samples[0]!
    const last = samples.at(-1)!
    console.error(
      `${last.inside} inside, ${Math.round(((last.cpuMs - cpuMs) / (last.atMs - atMs)) * 100)} % of a core, ` +
        `heap ${mb(last.heapBytes)}, resident ${mb(last.residentBytes)} MB`,
    )
    await sleep(LOOKS_EVERY_MS)
  }
  const over = await crowd.stop()
  await sleep(1_000)
  screens.close()
  await store.stop()
  const due = await dueChanges(store.dataDir, store.store)
  await store.close()
  await rm(storeDir, { recursive: true })

  const [first, last] = [samples[0]!, samples.at(-1)!]
  const waits = screens.waits(due, first.atMs, last.atMs)
  const inside = samples.map((one) => one.inside)
  const cpu = (last.cpuMs - first.cpuMs) / (last.atMs - first.atMs)
  const busiest = Math.max(...samples.slice(1).map((one, i) => shareOf(samples[i]!, one)))
  const store50 = `${quantile(inside, 0.5)} inside (${Math.min(...inside)} to ${Math.max(...inside)}), ${GONDOLAS} gondolas`
  return [
    waitsFigure('frame to dot on the map', 250, waits.dots, 100),
    waitsFigure('frame to basket on the phone', 250, waits.baskets, 100),
    waitsFigure('last frame to receipt, charged, on the phone', 1_000, waits.receipts, 5),
    {
      what: `full store: one core keeps up, ${minutes} min`,
      required: '<= 100 % of a core in every 5 s',
      measured: `${percent(cpu)}, at most ${percent(busiest)}; ${store50}; ${Math.round((due.frames * 1_000) / (due.toMs - due.fromMs))} messages/s`,
      isMet: busiest <= 1,
    },
    memoryFigure(samples),
    {
      what: 'full store: nothing dropped',
      required: 'all messages in the log, every change seen',
      measured:
        `${over.said} said, ${due.frames} logged with scans, ${over.unsent} unsent at the end, ${over.dropped} dropped, ` +
        `${over.resent} sent again; ${waits.missing} changes not seen; ${over.failSafe} doors by fail-safe; ` +
        `${crowd.troubles.length} troubles${crowd.troubles[0] === undefined ? '' : ` (${crowd.troubles[0]})`}`,
      isMet: over.dropped === 0 && waits.missing === 0 && over.failSafe === 0,
    },
  ]
}

/** What garbage is left aside: the least heap of each third of the time. */
function memoryFigure(samples: readonly Sample[]): Figure {
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
    what: 'full store: memory flat',
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
