/**
 * `npm run prisma -- ...`: the ordinary Prisma CLI, with nothing to download and no database to install. Its schema
 * engine is `schema-engine.mjs` (`PRISMA_SCHEMA_ENGINE_BINARY` set by you wins; Windows cannot run a script as a
 * program, so there Prisma fetches its own). A command that needs a database gets the embedded one of DATA_DIR when
 * DATABASE_URL is not set.
 */
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const root = join(import.meta.dirname, '..')
const args = process.argv.slice(2)
const needsDatabase = ['migrate', 'db', 'studio'].includes(args[0]) && !args.includes('--help') && !args.includes('-h')

const database = needsDatabase && !process.env['DATABASE_URL'] ? await embedded() : undefined
process.exitCode = await runPrisma(database?.url)
await database?.stop()

function runPrisma(url) {
  const require = createRequire(import.meta.url)
  const cli = join(dirname(require.resolve('prisma/package.json')), 'build/index.js')
  const env = { ...process.env, CHECKPOINT_DISABLE: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1' }
  if (url) env['DATABASE_URL'] = url
  if (process.platform !== 'win32')
    env['PRISMA_SCHEMA_ENGINE_BINARY'] ||= join(import.meta.dirname, 'schema-engine.mjs')
  const child = spawn(process.execPath, [cli, ...args], { cwd: root, stdio: 'inherit', env })
  // Ctrl-C reaches the child as well: it ends first, then the database is closed.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  return new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)))
}

async function embedded() {
  const { register } = await import('tsx/esm/api')
  register()
  const { startEmbedded } = await import('../apps/store-server/src/adapters/embedded-postgres.ts')
  return startEmbedded(process.env['DATA_DIR'] || join(root, 'data'))
}
