import { parseArgs } from 'node:util'
import { commandLine } from '../command-line.ts'

export const USAGE = `Usage: npm run accuracy -- [options]

Plays suites of visits through our engine and through the baseline, the 2020 competition winner's method as its
report describes it, and compares both with what was really taken.

  --quick        few seeds of every suite: a few minutes
  --suite NAME   only this suite, and may be given again; a name that ends in * stands for all that begin so
  --seeds N      so many seeds of each suite, instead of its own number
  --seed N       only this seed: reproduces any single row
  --jobs N       worker processes; default 1
  --keep DIR     writes each trace with its truth and its store, for npm run replay -- --explain
  --out DIR      where results.json and report.html go; default out/accuracy
  --curve        also plays other charging thresholds (default in a full run, for some suites)
  --list         names every suite
  --help         this text

Exit codes: 0 done, 1 a quick run fell below its floor, 2 bad input.`

const { BadArguments, read, wholeNumber } = commandLine('accuracy')
export { BadArguments }

export type Asked = { readonly wants: 'help' } | { readonly wants: 'list' } | AskedRun

export interface AskedRun {
  readonly wants: 'run'
  readonly isQuick: boolean
  readonly suites: readonly string[]
  readonly seeds: number | undefined
  readonly seed: number | undefined
  readonly jobs: number
  readonly keepDir: string | undefined
  readonly outDir: string
  readonly hasCurve: boolean
}

/** Throws `BadArguments`, one line, for everything that cannot be meant. */
export function readArguments(args: readonly string[]): Asked {
  const values = parsed(args)
  if (values.help === true) return { wants: 'help' }
  if (values.list === true) return { wants: 'list' }
  if (values.seed !== undefined && values.seeds !== undefined)
    throw BadArguments({ problem: 'Give --seed N for one seed or --seeds N for the first N, not both' })
  return {
    wants: 'run',
    isQuick: values.quick === true,
    suites: values.suite ?? [],
    seeds: wholeNumber('--seeds', values.seeds),
    seed: wholeNumber('--seed', values.seed),
    jobs: wholeNumber('--jobs', values.jobs) ?? 1,
    keepDir: values.keep,
    outDir: values.out ?? 'out/accuracy',
    hasCurve: values.curve === true || (values.quick !== true && values.seed === undefined && values.suite === undefined),
  } // prettier-ignore
}

const parsed = (args: readonly string[]) =>
  read(() =>
    parseArgs({
      args: [...args],
      options: {
        quick: { type: 'boolean' },
        suite: { type: 'string', multiple: true },
        seeds: { type: 'string' },
        seed: { type: 'string' },
        jobs: { type: 'string' },
        keep: { type: 'string' },
        out: { type: 'string' },
        curve: { type: 'boolean' },
        list: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }),
  ).values
