import { defineFault, Fault } from '@store/kernel/fault.ts'
import { join } from 'node:path'
import { readConfig } from './config.ts'
import { realEffects } from './effects.ts'
import { drainOnSignals } from './http/drain.ts'
import { keptClock } from './kept-clock.ts'
import { createLogger } from './logging.ts'
import { startServer } from './start.ts'

const NoArguments = defineFault(
  'server.no-arguments',
  'refused',
  (d: { first: string }) =>
    `The server takes no arguments, and so nothing is done about "${d.first}". It is set up with environment variables, ` +
    `such as PORT=8080 STORE_DIR=firmware-sim/stores/corner-shop npm start; README.md says which there are.`,
)

/** Opens one store, as the environment says, until it is told to stop. */
async function main(): Promise<void> {
  if (process.argv.length > 2) throw NoArguments({ first: process.argv[2] ?? '' })
  const config = readConfig(process.env)
  const log = createLogger(config.logLevel)
  const place = { dir: config.dataDir, lived: [join(config.dataDir, 'log')] }
  const clock = config.clock && (await keptClock(realEffects, place, config.clock.behindMs))
  const server = await startServer(config, clock ?? realEffects, log, { ended: () => process.exit(1) })
  drainOnSignals(server.drain, (code) => process.exit(code))
  for (const { email, password, role } of server.firstSignIns)
    process.stdout.write(`First sign-in (${role}): ${email}  ${password}\n`)
  log.info({ url: server.url }, 'the store is open')
  if (!clock || !config.clock) return
  clock.hurry(config.clock.speed)
  log.info(
    { behindMs: clock.lagMs, speed: config.clock.speed },
    'the store’s clock lags behind the wall’s, and catches up',
  )
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Fault || !process.env['DEBUG'] ? messageOf(error) : stackOf(error)}\n`)
  // Not when everything has ended by itself: what was open before the trouble would keep the process for ever.
  process.exit(2)
})

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
const stackOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error))
