/** A full store of simulated people and devices, in a process of its own: they must not share a core with the server. */
import { arrivingSoon } from './arriving-soon.ts'
import { startLive, type LiveReport } from '@store/firmware-sim/live/run-live.ts'
import { shoppersWith, plainMix } from '@store/firmware-sim/shoppers.ts'
import { weathers } from '@store/firmware-sim/weather.ts'
import { loadStoreFolder } from '@store/planogram/store-folder.ts'
import type { CrowdNews, CrowdWanted } from './crowd-process.ts'

const say = (news: CrowdNews, then = (): void => undefined): void => void process.send?.(news, then)

async function play({ serverUrl, storeDir, keys, seed, people, picks }: CrowdWanted): Promise<LiveReport> {
  const { layout, catalog, planogram } = await loadStoreFolder(storeDir)
  const stopping = new AbortController()
  process.on('message', () => stopping.abort())
  return startLive({
    store: { layout, products: catalog.products, facings: planogram.facings },
    scenario: {
      name: 'full-store',
      about: 'endless: as many as the store holds',
      usual: { shoppers: people, picksPerShopper: picks },
      isEndless: true,
      hasStaff: true,
      weather: weathers.real,
      write: (shop, turnout) => arrivingSoon(shoppersWith('full-store', plainMix, shop, turnout)),
    },
    seed,
    speed: 1,
    serverUrl,
    deviceKeys: keys,
    now: Date.now,
    schedule(run, afterMs) {
      const timer = setTimeout(run, afterMs)
      return () => clearTimeout(timer)
    },
    signal: stopping.signal,
    onProgress(progress) {
      if (progress.what === 'ready') say({ what: 'ready' })
      else if (progress.what === 'trouble') say(progress)
      else if (progress.what === 'party' && progress.news.what === 'entered')
        say({ what: 'entered', shopper: progress.shopper })
      else if (progress.what === 'party' && progress.news.what === 'left')
        say({ what: 'left', shopper: progress.shopper })
    },
  }).report
}

process.once('message', (wanted: CrowdWanted) => {
  play(wanted).then(
    (report) => {
      const links = Object.values(report.devices)
      const total = (count: (link: (typeof links)[number]) => number): number =>
        links.reduce((sum, link) => sum + count(link), 0)
      const over: CrowdNews = {
        what: 'over',
        said: total(({ said }) => said),
        unsent: total(({ unsent }) => unsent),
        dropped: total(({ dropped }) => dropped),
        resent: total(({ resent }) => resent),
        failSafe: report.openedByFailSafe,
        cpuMs: (process.cpuUsage().user + process.cpuUsage().system) / 1_000,
      }
      // Whatever its people still wait for is of no interest any more.
      say(over, () => process.exit())
    },
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
      process.exit(1)
    },
  )
})
