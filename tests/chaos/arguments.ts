import { parseArgs } from 'node:util'
import { defineFault } from '@store/kernel/fault.ts'
import { commandLine } from '../command-line.ts'

export const USAGE = `Usage: npm run chaos -- [options]

Plays store days in virtual time with everything that can go wrong, and checks ten invariants after each.

  --hours N       days until the store was open for N hours; default 1000
  --from N        the first day's seed; default 1
  --jobs N        days side by side, each job on a core of its own; default 1
  --seed N        only this day, told in full: the same bytes every time
  --bugs          plants every known bug, one at a time: each has to be caught
  --kill N        kills a real server N times under load, then compares its books with the bank's
  --database URL  for --kill: a database of a PostgreSQL server of one's own, empty; without it the embedded one
  --postgres      for --kill: on a PostgreSQL server that is started for it, where one is installed
  --out DIR       where report.json and report.txt go; default out/chaos
  --help          this text

Exit codes: 0 all holds, 1 an invariant is broken or a bug was missed, 2 bad input.`

const { BadArguments, read, wholeNumber } = commandLine('chaos')
export { BadArguments }

export const NoServer = defineFault(
  'chaos.no-postgres',
  'unavailable',
  () => 'No PostgreSQL server is installed on this machine; install one, or give --database URL.',
)

export type Asked =
  | { readonly wants: 'help' }
  | {
      readonly wants: 'hours'
      readonly hours: number
      readonly from: number
      readonly jobs: number
      readonly outDir: string
    }
  | { readonly wants: 'seed'; readonly seed: number }
  | { readonly wants: 'bugs'; readonly from: number; readonly outDir: string }
  | {
      readonly wants: 'kill'
      readonly kills: number
      readonly from: number
      readonly database: 'embedded' | 'installed' | { readonly url: string }
      readonly outDir: string
    }

/** Throws `BadArguments`, one line, for everything that cannot be meant. */
export function readArguments(args: readonly string[]): Asked {
  const values = parsed(args)
  if (values.help === true) return { wants: 'help' }
  const modes = [values.hours, values.seed, values.bugs, values.kill].filter((one) => one !== undefined)
  if (modes.length > 1) throw BadArguments({ problem: 'Give one of --hours, --seed, --bugs and --kill' })
  const database = values.database !== undefined || values.postgres !== undefined
  if (database && values.kill === undefined) throw BadArguments({ problem: '--database and --postgres go with --kill' })
  if (values.database !== undefined && values.postgres !== undefined)
    throw BadArguments({ problem: 'Give --database or --postgres, not both' })
  const from = wholeNumber('--from', values.from) ?? 1
  const outDir = values.out ?? 'out/chaos'
  const seed = wholeNumber('--seed', values.seed)
  if (seed !== undefined) return { wants: 'seed', seed }
  if (values.bugs === true) return { wants: 'bugs', from, outDir }
  const kills = wholeNumber('--kill', values.kill)
  if (kills !== undefined) return { wants: 'kill', kills, from, database: databaseIn(values), outDir }
  const jobs = wholeNumber('--jobs', values.jobs) ?? 1
  return { wants: 'hours', hours: wholeNumber('--hours', values.hours) ?? 1_000, from, jobs, outDir }
}

function databaseIn({ database, postgres }: ReturnType<typeof parsed>) {
  if (database !== undefined) return { url: database }
  return postgres === true ? ('installed' as const) : ('embedded' as const)
}

const parsed = (args: readonly string[]) =>
  read(() =>
    parseArgs({
      args: [...args],
      options: {
        hours: { type: 'string' },
        from: { type: 'string' },
        jobs: { type: 'string' },
        seed: { type: 'string' },
        bugs: { type: 'boolean' },
        kill: { type: 'string' },
        database: { type: 'string' },
        postgres: { type: 'boolean' },
        out: { type: 'string' },
        help: { type: 'boolean' },
      },
    }),
  ).values
