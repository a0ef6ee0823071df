import { parseArgs } from 'node:util'
import { defineFault } from '@store/kernel/fault.ts'

const USAGE = `Usage: npm run demo -- [options]

Opens a corner shop on this machine: database, server, both apps, a sandbox bank, simulated devices and shoppers.

  --port N      of the pages and the API; another one is taken when it is in use. Default: 8080, or PORT
  --data DIR    what stays from one day to the next. Default: data/demo, or DATA_DIR
  --seed N      which of all days: who comes, and what they do. Default: another one every time, or SEED`

export const BadDemoArguments = defineFault(
  'demo.bad-arguments',
  'refused',
  (d: { problem: string }) => `${d.problem}\n\n${USAGE}`,
)

export interface DemoAsked {
  readonly port: number
  readonly dataDir: string
  readonly seed: number
}

type Environment = Readonly<Record<string, string | undefined>>

/** What the command line asks for, else the environment; `usage` where that is asked for. `nowMs` makes up a seed. */
export function readDemoArguments(
  args: readonly string[],
  env: Environment,
  nowMs: number,
): DemoAsked | { readonly usage: string } {
  const { values, positionals } = parsed(args)
  if (values.help === true) return { usage: USAGE }
  if (positionals[0] !== undefined) throw wrong(`Nothing is known of "${positionals[0]}": there are options only.`)
  const given = (
    option: 'port' | 'data' | 'seed',
    variable: string,
  ): readonly [name: string, text: string] | undefined => {
    const value = values[option]
    if (value !== undefined) return [`--${option}`, value]
    return env[variable] ? [variable, env[variable]] : undefined
  }
  return {
    port: number(given('port', 'PORT') ?? ['', '8080'], 65_535),
    dataDir: given('data', 'DATA_DIR')?.[1] ?? 'data/demo',
    seed: number(given('seed', 'SEED') ?? ['', String(Math.floor(nowMs / 1_000) % 100_000)], 999_999_999),
  }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        port: { type: 'string' },
        data: { type: 'string' },
        seed: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : String(error))
  }
}

function number([name, text]: readonly [string, string], most: number): number {
  if (/^\d{1,9}$/.test(text) && Number(text) <= most) return Number(text)
  throw wrong(`${name} ${text} is not a whole number from 0 to ${most}.`)
}

const wrong = (problem: string): Error => BadDemoArguments({ problem })
