import { Fault } from '@store/kernel/fault.ts'
import { readConfig } from './config.ts'
import { realEffects } from './effects.ts'
import { drainOnSignals } from './http/drain.ts'
import { createLogger } from './logging.ts'
import { startServer } from './start.ts'

/** Opens one store, as the environment says, until it is told to stop. */
async function main(): Promise<void> {
  const config = readConfig(process.env)
  const log = createLogger(config.logLevel)
  const server = await startServer(config, realEffects, log)
  drainOnSignals(server.drain, (code) => process.exit(code))
  for (const { email, password, role } of server.firstSignIns)
    process.stdout.write(`First sign-in (${role}): ${email}  ${password}\n`)
  log.info({ url: server.url }, 'the store is open')
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Fault || !process.env['DEBUG'] ? messageOf(error) : stackOf(error)}\n`)
  process.exitCode = 2
})

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
const stackOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error))
