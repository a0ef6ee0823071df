/** `npm run chaos`: the prover. `--help` says how. */
import { Fault } from '@store/kernel/fault.ts'
import { loadStoreFolder } from '@store/planogram/store-folder.ts'
import { join } from 'node:path'
import { type Asked, NoServer, readArguments, USAGE } from './arguments.ts'
import { bugText, dayText, failureText, hoursText, keep, killText, totals } from './report/report.ts'
import { killRun } from './kill/kill-run.ts'
import { installedServer, startInstalled } from '@store/store-server/adapters/throwaway-postgres.ts'
import { type CaughtBug, dayOf, plantedBugs, type PlayedDay } from './run-days.ts'
import { daysOf } from './side-by-side.ts'

/** A day on which the product dies of a bug shows it as broken invariants: nobody is left to pick up the pieces. */
const stray: unknown[] = []
const TOLD_EVERY = 100
process.on('unhandledRejection', (error) => stray.push(error))

try {
  process.exitCode = await main(readArguments(process.argv.slice(2)))
} catch (error) {
  if (!(error instanceof Fault)) throw error
  console.error(error.message)
  process.exitCode = 2
}

async function main(asked: Asked): Promise<number> {
  switch (asked.wants) {
    case 'help':
      console.log(USAGE)
      return 0
    case 'seed':
      return oneDay(asked.seed)
    case 'hours':
      return hours(asked)
    case 'bugs':
      return planted(asked)
    case 'kill':
      return killed(asked)
  }
}

async function store() {
  return loadStoreFolder(join(import.meta.dirname, '../../firmware-sim/stores/corner-shop'))
}

async function oneDay(seed: number): Promise<number> {
  const day = await dayOf(seed, await store())
  console.log(dayText(day))
  return day.violations.length > 0 ? 1 : 0
}

async function hours({ hours: wanted, from, jobs, outDir }: Extract<Asked, { wants: 'hours' }>): Promise<number> {
  const days: PlayedDay[] = []
  const startMs = performance.now()
  for await (const day of daysOf({ hours: wanted, from, jobs }, await store())) {
    days.push(day)
    if (day.violations.length > 0) console.log(failureText(day))
    if (days.length % TOLD_EVERY === 0) console.log(`${days.length} days …`)
  }
  const tookMs = performance.now() - startMs
  const text = hoursText(days, tookMs)
  console.log(text)
  const broken = days.filter(({ violations }) => violations.length > 0)
  keep(outDir, 'hours', text, {
    wanted,
    from,
    tookMs,
    seen: totals(days),
    days: days.map(({ seed, hours: open, sessions, digest, violations }) => ({
      seed,
      open,
      sessions,
      digest,
      violations,
    })),
  })
  return broken.length > 0 || stray.length > 0 ? 1 : 0
}

async function planted({ from, outDir }: Extract<Asked, { wants: 'bugs' }>): Promise<number> {
  const caught: CaughtBug[] = []
  for await (const one of plantedBugs(from, await store())) {
    caught.push(one)
    console.log(bugText(one))
  }
  const missed = caught.filter(({ afterHours }) => afterHours === undefined)
  const verdict =
    missed.length === 0 ? `all ${caught.length} were caught` : `${missed.length} of ${caught.length} MISSED`
  console.log(verdict)
  keep(outDir, 'bugs', [...caught.map(bugText), verdict].join('\n'), { caught })
  return missed.length > 0 ? 1 : 0
}

async function killed({ kills, from, database, outDir }: Extract<Asked, { wants: 'kill' }>): Promise<number> {
  if (database === 'installed' && installedServer() === undefined) throw NoServer({})
  const own = database === 'installed' ? await startInstalled() : undefined
  try {
    const databaseUrl = own ? await own.database() : typeof database === 'object' ? database.url : undefined
    const report = await killRun({
      kills,
      seed: from,
      ...(databaseUrl !== undefined && { databaseUrl }),
      said: (sentence) => console.log(sentence),
      keepIn: join(outDir, `kill-broken-${from}`),
    })
    const text = killText(report, databaseUrl === undefined ? 'the embedded database' : 'a PostgreSQL server')
    console.log(text)
    keep(outDir, databaseUrl === undefined ? 'kill-embedded' : 'kill-postgres', text, report)
    return report.broken.length > 0 ? 1 : 0
  } finally {
    await own?.stop()
  }
}
