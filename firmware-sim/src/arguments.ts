import { parseArgs } from 'node:util'
import { defineFault } from '@store/kernel/fault.ts'
import type { Recipe, Turnout } from './recipe.ts'
import { recipes } from './recipes.ts'
import { FEWEST_GONDOLAS, MOST_GONDOLAS } from './stores.ts'
import { weathers, type Weather } from './weather.ts'

export const USAGE = `Usage: npx tsx firmware-sim/src/main.ts [SCENARIO] --record FILE.jsonl.gz [options]

  SCENARIO           what people do; --list names them. Default: ${recipes[0]!.name}
  --record FILE      the trace to write, .jsonl or .jsonl.gz; its truth goes beside it as .truth.json
  --script NAME      instead of a scenario: a labelled visit from scripts.json in the store's folder
  --store DIR        folder with store.json, products.json and planogram.json. Default: the corner shop
  --seed N           which of all such afternoons; the same seed makes the same bytes. Default: 1
  --shoppers N       how many come
  --picks N          how many things each of them does, on average
  --weather NAME     ${Object.keys(weathers).join(', ')}. Default: real
  --heads-only       a tracker that sees no hands
  --make-store DIR   plays nothing, but makes up a store of that --seed, with --gondolas N, and writes its folder`

export const BadArguments = defineFault(
  'sim.bad-arguments',
  'refused',
  (d: { problem: string }) => `${d.problem}\n\n${USAGE}`,
)

/** What the command line asks for. */
export type Asked = { readonly wants: 'help' | 'list' } | AskedTrace | AskedStore

export interface AskedStore {
  readonly wants: 'store'
  readonly dir: string
  readonly seed: number
  readonly gondolas: number | undefined
}

export interface AskedTrace {
  readonly wants: 'trace'
  readonly recipe: Recipe
  /** Instead of the recipe. */
  readonly script: string | undefined
  readonly path: string
  readonly storeDir: string | undefined
  readonly seed: number
  readonly turnout: Partial<Omit<Turnout, 'seed'>>
  readonly weather: Weather
  readonly headsOnly: boolean
}

export function readArguments(args: readonly string[]): Asked {
  const { values, positionals } = parsed(args)
  if (values.help === true) return { wants: 'help' }
  if (values.list === true) return { wants: 'list' }
  const seed = wholeNumber('--seed', values.seed ?? '1', 0, 2 ** 31 - 1)
  if (values['make-store'] !== undefined) {
    const { gondolas } = values
    const count =
      gondolas === undefined ? gondolas : wholeNumber('--gondolas', gondolas, FEWEST_GONDOLAS, MOST_GONDOLAS)
    return { wants: 'store', dir: values['make-store'], seed, gondolas: count }
  }
  const name = positionals[0] ?? recipes[0]!.name
  const recipe = recipes.find((one) => one.name === name)
  if (recipe === undefined) throw BadArguments({ problem: `There is no scenario "${name}"; --list names them all.` })
  if (positionals.length > 1) throw BadArguments({ problem: `One scenario at a time, not also "${positionals[1]}".` })
  if (values.record === undefined || !/\.jsonl(\.gz)?$/.test(values.record))
    throw BadArguments({ problem: 'Give --record FILE, a name that ends in .jsonl or .jsonl.gz.' })
  const weatherName = values.weather ?? 'real'
  const weather = Object.values(weathers).find((one) => one.name === weatherName)
  if (weather === undefined)
    throw BadArguments({
      problem: `There is no weather "${weatherName}"; there is ${Object.keys(weathers).join(', ')}.`,
    })
  if (values.script !== undefined && positionals.length > 0)
    throw BadArguments({ problem: `Give --script or the scenario ${name}, not both.` })
  return {
    wants: 'trace',
    recipe,
    script: values.script,
    path: values.record,
    storeDir: values.store,
    seed,
    turnout: {
      ...(values.shoppers === undefined ? {} : { shoppers: wholeNumber('--shoppers', values.shoppers, 1, 200) }),
      ...(values.picks === undefined ? {} : { picksPerShopper: wholeNumber('--picks', values.picks, 0, 200) }),
    },
    weather,
    headsOnly: values['heads-only'] === true,
  }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        list: { type: 'boolean' },
        record: { type: 'string' },
        script: { type: 'string' },
        store: { type: 'string' },
        seed: { type: 'string' },
        shoppers: { type: 'string' },
        picks: { type: 'string' },
        weather: { type: 'string' },
        'heads-only': { type: 'boolean' },
        'make-store': { type: 'string' },
        gondolas: { type: 'string' },
      },
    })
  } catch (error) {
    throw BadArguments({ problem: error instanceof Error ? error.message : String(error) }, error)
  }
}

function wholeNumber(option: string, text: string, low: number, high: number): number {
  const value = Number(text)
  if (text.trim() !== '' && Number.isInteger(value) && value >= low && value <= high) return value
  throw BadArguments({ problem: `${option} is "${text}"; it must be a whole number from ${low} to ${high}.` })
}
