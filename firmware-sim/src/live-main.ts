/** Connects a simulated store to a running server: the one program here with a clock, timers and a network. `--help` says how. */
import { open, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { defineFault, Fault } from '@store/kernel/fault.ts'
import { loadStoreFolder } from '@store/planogram/store-folder.ts'
import { LIVE_USAGE, readLiveArguments, type AskedRun } from './live-arguments.ts'
import { DEFAULT_KEYS, enrolCommand, liveDevices } from './live/devices.ts'
import { followedClock } from './live/followed-clock.ts'
import { liveScenarios } from './live/live-scenarios.ts'
import { runLive, type LiveProgress, type LiveReport } from './live/run-live.ts'
import type { Schedule } from './live/schedule.ts'
import type { Shop } from './shop.ts'

const KeysUnreadable = defineFault(
  'sim.keys-unreadable',
  'refused',
  (d: { path: string; reason: string }) =>
    `Cannot use the device keys in ${d.path}: ${d.reason}. It must be a JSON object such as {"tracker": "its key", …}; ` +
    `\`npm run sim -- --devices\` prints the command that writes it.`,
)

const RecordUnwritable = defineFault(
  'sim.record-unwritable',
  'refused',
  (d: { path: string; code: string }) =>
    `--record ${d.path} cannot be written (${d.code}). Name a file in a folder that is there and that you may write to.`,
)

const CORNER_SHOP = fileURLToPath(new URL('../stores/corner-shop', import.meta.url))

const schedule: Schedule = (run, afterMs) => {
  const timer = setTimeout(run, afterMs)
  return () => clearTimeout(timer)
}

async function main(): Promise<void> {
  const asked = readLiveArguments(process.argv.slice(2))
  switch (asked.wants) {
    case 'help':
      return console.log(LIVE_USAGE)
    case 'list':
      return console.log(liveScenarios.map(({ name, about }) => `${name.padEnd(18)} ${about}`).join('\n'))
    case 'devices': {
      const devices = liveDevices((await shopIn(asked.storeDir)).layout, asked.hasRfid)
      return console.log(enrolCommand(devices, DEFAULT_KEYS))
    }
    case 'run':
      return play(asked)
  }
}

async function play(asked: AskedRun): Promise<void> {
  const { keysPath, storeDir, shoppers, weather, record, speed, failSafeMs, ...rest } = asked
  const clock = followedClock(Date.now)
  // A day is long, and its recording is to be there at the end of it.
  if (record !== undefined) await tryToWrite(record)
  const stopping = new AbortController()
  // The second Ctrl-C is the system's own: whoever is in a hurry is not held up.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort())
  const report = await runLive({
    ...rest,
    store: await shopIn(storeDir),
    deviceKeys: await keysIn(keysPath),
    ...(shoppers !== undefined && { shoppers }),
    ...(weather !== undefined && { weather }),
    ...(record !== undefined && { record }),
    ...(failSafeMs !== undefined && { failSafeMs }),
    speed: 1,
    ...(speed !== undefined && { serverSpeed: speed }),
    now: () => clock.now(),
    onServerClock: (serverMs) => clock.heard(serverMs),
    schedule,
    signal: stopping.signal,
    onProgress: (progress) => console.log(sentenceOf(progress)),
  })
  console.log(summaryOf(report))
}

async function tryToWrite(path: string): Promise<void> {
  try {
    await (await open(path, 'a')).close()
  } catch (error) {
    throw RecordUnwritable(
      { path, code: error instanceof Error && 'code' in error ? String(error.code) : 'unknown' },
      error,
    )
  }
}

async function shopIn(dir: string | undefined): Promise<Shop> {
  const { layout, catalog, planogram } = await loadStoreFolder(dir ?? CORNER_SHOP)
  return { layout, products: catalog.products, facings: planogram.facings }
}

async function keysIn(path: string): Promise<Record<string, string>> {
  try {
    return z.record(z.string(), z.string()).parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw KeysUnreadable({ path, reason }, error)
  }
}

function sentenceOf(progress: LiveProgress): string {
  switch (progress.what) {
    case 'ready':
      return `${progress.devices} devices are connected. Ctrl-C ends the day.`
    case 'trouble':
      return progress.sentence
    case 'carried-out': {
      const units = progress.lines.reduce((sum, { quantity }) => sum + quantity, 0)
      return `${progress.party} (${progress.shopper}) carried out ${units === 1 ? 'one thing' : `${units} things`}.`
    }
    case 'party': {
      const { party, news } = progress
      switch (news.what) {
        case 'refused':
          return `${party} is not let in (${news.reason}): ${news.message}${news.goesHome ? ' They go home.' : ''}`
        case 'entered':
          return `${party} comes in${news.people > 1 ? `, ${news.people} people` : ''}.`
        case 'in-vestibule':
          return `${party} is in the vestibule.`
        case 'left':
          return `${party} leaves${news.isByFailSafe ? ': the door opened by its fail-safe, the store never said so' : ''}.`
      }
    }
  }
}

function summaryOf({ lastedMs, visits, openedByFailSafe, devices }: LiveReport): string {
  const links = Object.values(devices)
  const total = (count: (link: (typeof links)[number]) => number): number =>
    links.reduce((sum, link) => sum + count(link), 0)
  return (
    `${Math.round(lastedMs / 1_000)} s, ${visits.length} visits, ${openedByFailSafe} doors by fail-safe; ` +
    `${total(({ said }) => said)} messages, ${total(({ acked }) => acked)} acknowledged, ` +
    `${total(({ resent }) => resent)} sent again, ${total(({ dropped }) => dropped)} dropped.`
  )
}

try {
  await main()
} catch (error) {
  if (!(error instanceof Fault)) throw error
  console.error(error.message)
  process.exitCode = 2
}
