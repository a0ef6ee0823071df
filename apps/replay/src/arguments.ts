import { parseArgs } from 'node:util'
import { defineFault } from '@store/kernel/fault.ts'

export const USAGE = `Usage: npm run --silent replay -- FILE... [options]

Plays recorded traces through the store's engine and prints who owes what.

  FILE         a trace, NAME.jsonl.gz or NAME.jsonl; several are played one after the other
  --store DIR  folder with store.json, products.json and planogram.json; without it the store
               named in the trace is looked for beside the trace and among the demo stores
  --json       one JSON document on standard output, and nothing else
  --truth      compares with NAME.truth.json beside each trace, and adds the score
  --explain    for each line why it was charged, and for each doubt what stood against it
  --min-f1 X   exit with 1 when the mean score is below X (0 to 1); needs --truth
  --help       this text

Exit codes: 0 done, 1 score below --min-f1, 2 bad input.`

export const BadArguments = defineFault(
  'replay.bad-arguments',
  'refused',
  (d: { problem: string }) => `${d.problem}. See npm run --silent replay -- --help.`,
)

/** What the command line asks for. */
export type Asked = { readonly wants: 'help' } | AskedReplay

export interface AskedReplay {
  readonly wants: 'replay'
  readonly files: readonly string[]
  readonly storeDir: string | undefined
  readonly isJson: boolean
  readonly isScored: boolean
  readonly isExplained: boolean
  readonly minF1: number | undefined
}

/** Throws `BadArguments`, one line, for everything that cannot be meant. */
export function readArguments(args: readonly string[]): Asked {
  const { values, positionals: files } = parsed(args)
  if (values.help === true) return { wants: 'help' }
  if (files.length === 0) throw BadArguments({ problem: 'No trace is named: give at least one FILE' })
  const minF1 = values['min-f1'] === undefined ? undefined : shareOf('--min-f1', values['min-f1'])
  const isScored = values.truth === true
  if (minF1 !== undefined && !isScored) throw BadArguments({ problem: '--min-f1 needs a score: add --truth' })
  return {
    wants: 'replay',
    files,
    storeDir: values.store,
    isJson: values.json === true,
    isScored,
    isExplained: values.explain === true,
    minF1,
  }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        store: { type: 'string' },
        json: { type: 'boolean' },
        truth: { type: 'boolean' },
        explain: { type: 'boolean' },
        'min-f1': { type: 'string' },
      },
    })
  } catch (error) {
    // Node's own sentence, without the hint about "--" that no trace's name needs.
    const said = error instanceof Error ? error.message : String(error)
    throw BadArguments({ problem: said.split(/[.\n]/)[0]! }, error)
  }
}

function shareOf(option: string, text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && value >= 0 && value <= 1) return value
  throw BadArguments({ problem: `${option} is "${text}"; it must be a number from 0 to 1` })
}
