import { defineFault } from '@store/kernel/fault.ts'
import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { program } from './native-binaries.ts'

/** As whom PostgreSQL runs: empty for an ordinary user, who runs it as themselves. */
export interface RunsAs {
  readonly uid?: number
  readonly gid?: number
}

export const NobodyToRunAs = defineFault(
  'database.nobody-to-run-as',
  'unavailable',
  (d: { tried: string }) =>
    `PostgreSQL refuses to run as root, and neither of the users ${d.tried} can be used on this machine. ` +
    `Start the server as an ordinary user, or set DATABASE_URL to a PostgreSQL server.`,
)

/**
 * Root hands PostgreSQL to the owner of the database that is already there, else to `postgres`, else to `nobody`: no
 * user is added to the system.
 */
export function runsAs(cluster: string, binaries: string): RunsAs {
  if (process.getuid?.() !== 0) return {}
  const owner = statSync(cluster, { throwIfNoEntry: false })
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }

  const names = ['postgres', 'nobody']
  for (const name of names) {
    const account = accountOf(name)
    if (account && canBe(account)) return account
  }
  throw NobodyToRunAs({ tried: `${names.join(' and ')} (for ${binaries})` })
}

/** Asked of that user, and not read off permissions, which are not the whole story. */
export const canRun = (who: RunsAs, binaries: string): boolean =>
  spawnSync(program(binaries, 'postgres'), ['--version'], { ...who, cwd: '/', stdio: 'ignore' }).status === 0

export const canEnter = (who: RunsAs, folder: string): boolean =>
  who.uid === undefined ||
  spawnSync('/bin/sh', ['-c', 'cd -- "$1"', 'sh', folder], { ...who, cwd: '/', stdio: 'ignore' }).status === 0

function accountOf(name: string): Required<RunsAs> | undefined {
  const ids = ['-u', '-g'].map((which) => spawnSync('id', [which, name], { encoding: 'utf8' }))
  if (ids.some(({ status }) => status !== 0)) return undefined
  const [uid, gid] = ids.map(({ stdout }) => Number(stdout))
  return { uid: uid!, gid: gid! }
}

/** In some containers a user has a name and cannot be used. */
const canBe = (who: RunsAs): boolean => spawnSync('/bin/sh', ['-c', ':'], { ...who, cwd: '/' }).status === 0
