/**
 * `npm run bench:server`: the figures that the running store promises, against a server in a process of its own, with
 * embedded PostgreSQL and a bank that takes 50 ms. Ends with 1 when one is missed. Server, devices, simulated store and
 * database share this machine: with other work on it, only figures that hold mean anything.
 */
import { cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { deviceLog } from './device-log.ts'
import type { Figure } from './figure.ts'
import { exits, fullStore } from './full-store.ts'
import { gateScans } from './gate-scans.ts'

const USAGE = `Usage: npm run bench:server -- [--only gate|log|screens|exit|store] [--seconds N] [--minutes N]

  --only NAME    gate scans, the device log, what screens show of ten shoppers, receipts with a bank that
                 takes 200 ms, or the full store
  --seconds N    how long gate scans and device events are measured. Default: 10
  --minutes N    how long the full store is watched, once it is full; 30 to see that memory stays flat. Default: 3`

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    seconds: { type: 'string', default: '10' },
    minutes: { type: 'string', default: '3' },
    help: { type: 'boolean', default: false },
  },
})

const measures: Readonly<Record<string, () => Promise<Figure[]>>> = {
  gate: () => gateScans(Number(values.seconds)),
  log: () => deviceLog(Number(values.seconds)),
  screens: () => fullStore(10, Math.min(3, Number(values.minutes))),
  exit: () => exits(Math.min(3, Number(values.minutes)), 200),
  store: () => fullStore(50, Number(values.minutes)),
}

const wanted = Object.keys(measures).filter((name) => values.only === undefined || name === values.only)
if (values.help || wanted.length === 0) console.log(USAGE)
else await run()

async function run(): Promise<void> {
  let isMissed = false
  for (const name of wanted) {
    console.error(`${name} … (load ${loadText()})`)
    for (const figure of await measured(name)) {
      isMissed ||= !figure.isMet
      console.log(
        `${figure.isMet ? 'ok    ' : 'MISSED'}  ${figure.what}\n` +
          `        required ${figure.required}\n        measured ${figure.measured}`,
      )
    }
  }
  console.log(`Load average at the end: ${loadText()}.`)
  if (!isMissed) return
  console.error('A requirement is missed.')
  process.exitCode = 1
}

/** One that cannot be measured is missed, and the others are measured all the same. */
async function measured(name: string): Promise<Figure[]> {
  try {
    return await measures[name]!()
  } catch (error) {
    console.error(error)
    return [{ what: name, required: 'to be measured', measured: 'it failed, see above', isMet: false }]
  }
}

function loadText(): string {
  return `${loadavg()[0]!.toFixed(1)} on ${cpus().length} cores`
}
