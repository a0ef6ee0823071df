import { parseArgs } from 'node:util'
import { defineFault } from '@store/kernel/fault.ts'
import { DEFAULT_KEYS } from './live/devices.ts'
import { liveScenarios, type LiveScenario } from './live/live-scenarios.ts'
import { weathers, type Weather } from './weather.ts'

export const LIVE_USAGE = `Usage: npm run sim -- [SCENARIO] [options]

Plays a store full of devices and shoppers against a running server, as real hardware and real phones would.

  SCENARIO           what people do; --list names them. Default: ${liveScenarios[0]!.name}
  --server URL       the store server. Default: http://127.0.0.1:8080
  --keys FILE        JSON object with each device's key by its id, as \`npm run device -- enroll --keys FILE\` writes
                     it. Default: device-keys.json
  --store DIR        the server's store folder. Default: the corner shop
  --seed N           which of all such days. Default: 1
  --shoppers N       how many come; in each round where the scenario is endless
  --speed N          insists on a server whose clock runs so many times as fast as the wall's, 1 to 30: one that was
                     started with DEMO=1 CLOCK_SPEED=N. Without it the simulation goes along with the server's clock
  --weather NAME     ${Object.keys(weathers).join(', ')}. Default: the scenario's own
  --fail-safe N      how many seconds the exit's second door waits for an order before it opens by itself. Default: 30
  --record FILE      writes what the devices said as a trace, .jsonl or .jsonl.gz, and its truth beside it
  --list             the scenarios
  --devices          prints the command that enrols the devices that the store has in this scenario, tag readers
                     included, and writes their keys`

export const BadLiveArguments = defineFault(
  'sim.bad-live-arguments',
  'refused',
  (d: { problem: string }) => `${d.problem}\n\n${LIVE_USAGE}`,
)

/** What the command line asks for. */
export type LiveAsked =
  | { readonly wants: 'help' | 'list' }
  | { readonly wants: 'devices'; readonly storeDir: string | undefined; readonly hasRfid: boolean }
  | AskedRun

export interface AskedRun {
  readonly wants: 'run'
  readonly scenario: LiveScenario
  readonly serverUrl: string
  readonly keysPath: string
  readonly storeDir: string | undefined
  readonly seed: number
  readonly shoppers: number | undefined
  readonly speed: number | undefined
  readonly weather: Weather | undefined
  readonly record: string | undefined
  readonly failSafeMs: number | undefined
}

export function readLiveArguments(args: readonly string[]): LiveAsked {
  const { values, positionals } = parsed(args)
  if (values.help === true) return { wants: 'help' }
  if (values.list === true) return { wants: 'list' }
  const name = positionals[0] ?? liveScenarios[0]!.name
  const scenario = liveScenarios.find((one) => one.name === name)
  if (scenario === undefined) throw wrong(`There is no scenario "${name}"; --list names them all.`)
  if (positionals.length > 1) throw wrong(`One scenario at a time, not also "${positionals[1]}".`)
  const serverUrl = values.server ?? 'http://127.0.0.1:8080'
  if (!/^https?:\/\/[^/]+\/?$/.test(serverUrl))
    throw wrong(`--server ${serverUrl} is not an address such as http://127.0.0.1:8080.`)
  if (values.record !== undefined && !/\.jsonl(\.gz)?$/.test(values.record))
    throw wrong('--record needs a name that ends in .jsonl or .jsonl.gz.')
  const weather = Object.values(weathers).find((one) => one.name === values.weather)
  if (values.weather !== undefined && weather === undefined)
    throw wrong(`There is no weather "${values.weather}"; there is ${Object.keys(weathers).join(', ')}.`)
  if (values.devices === true)
    return { wants: 'devices', storeDir: values.store, hasRfid: (weather ?? scenario.weather).rfid !== undefined }
  return {
    wants: 'run',
    scenario,
    serverUrl,
    keysPath: values.keys ?? DEFAULT_KEYS,
    storeDir: values.store,
    seed: number('--seed', values.seed ?? '1', /^\d{1,9}$/, 0, 999_999_999),
    shoppers: values.shoppers === undefined ? undefined : number('--shoppers', values.shoppers, /^\d{1,4}$/, 1, 1_000),
    speed: values.speed === undefined ? undefined : number('--speed', values.speed, /^\d{1,2}$/, 1, 30),
    weather,
    record: values.record,
    failSafeMs:
      values['fail-safe'] === undefined
        ? undefined
        : 1_000 * number('--fail-safe', values['fail-safe'], /^\d{1,4}$/, 1, 3_600),
  }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        server: { type: 'string' },
        keys: { type: 'string' },
        store: { type: 'string' },
        seed: { type: 'string' },
        shoppers: { type: 'string' },
        speed: { type: 'string' },
        weather: { type: 'string' },
        record: { type: 'string' },
        'fail-safe': { type: 'string' },
        list: { type: 'boolean' },
        devices: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : String(error))
  }
}

function number(option: string, text: string, shape: RegExp, least: number, most: number): number {
  const value = Number(text)
  if (shape.test(text) && value >= least && value <= most) return value
  throw wrong(`${option} ${text} is not a whole number from ${least} to ${most}.`)
}

const wrong = (problem: string): Error => BadLiveArguments({ problem })
