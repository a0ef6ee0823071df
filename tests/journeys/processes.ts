import { execFileSync } from 'node:child_process'

/** The children of a process, and theirs. */
export function descendants(pid: number): number[] {
  const parents = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
  const of = (parent: number): number[] =>
    parents.flatMap(([child, own]) => (own === parent && child !== undefined ? [child, ...of(child)] : []))
  return of(pid)
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Alive, and another user's: the database's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
