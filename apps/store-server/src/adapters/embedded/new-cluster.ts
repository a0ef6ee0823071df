import { defineFault } from '@store/kernel/fault.ts'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Home } from './home.ts'
import { program } from './native-binaries.ts'

export const ClusterNotMade = defineFault(
  'database.not-made',
  'unavailable',
  (d: { cluster: string; output: string }) =>
    `An empty database could not be made in ${d.cluster}: ${d.output || 'initdb said nothing'}. ` +
    `See that there is space and that this user may write there, or set DATABASE_URL to a PostgreSQL server.`,
)

/** Made aside and then renamed: one that was cut short is never taken for a whole one. */
export async function makeCluster({ cluster, binaries, who }: Home, password: string): Promise<void> {
  const draft = `${cluster}.new-${randomBytes(4).toString('hex')}`
  clearDrafts(cluster)
  mkdirSync(draft, { mode: 0o700 })
  const passwordFile = `${draft}.password`
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 })
  if (who.uid !== undefined && who.gid !== undefined) {
    for (const path of [draft, passwordFile]) chownSync(path, who.uid, who.gid)
  }
  try {
    await initdb(program(binaries, 'initdb'), [`--pgdata=${draft}`, `--pwfile=${passwordFile}`], { cluster, who })
    renameSync(draft, cluster)
  } finally {
    rmSync(passwordFile, { force: true })
    if (existsSync(draft)) rmSync(draft, { recursive: true, force: true })
  }
}

async function initdb(path: string, where: string[], { cluster, who }: Pick<Home, 'cluster' | 'who'>): Promise<void> {
  const options = ['--username=postgres', '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--no-instructions']
  // PGDATA and its like in the caller's shell would be obeyed.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('PG')))
  const child = spawn(path, [...where, ...options], { ...who, env, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] })
  let output = ''
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code !== 0) throw ClusterNotMade({ cluster, output: output.trim().split('\n').slice(-3).join(' ') })
}

function clearDrafts(cluster: string): void {
  for (const name of readdirSync(dirname(cluster))) {
    if (!name.startsWith(`${basename(cluster)}.new-`)) continue
    rmSync(join(dirname(cluster), name), { recursive: true, force: true })
  }
}
