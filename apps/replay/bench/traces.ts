import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../../..')
const NANOSTORE = join(root, '../shared/nanostore/traces')

/** Ten traces of a store of 306 plates; `undefined` where they are not. */
export function nanostoreTraces(): string[] | undefined {
  if (!existsSync(NANOSTORE)) return undefined
  const names = readdirSync(NANOSTORE).filter((name) => name.endsWith('.jsonl.gz'))
  return names.sort().map((name) => join(NANOSTORE, name))
}

/** The demo trace, recorded on the spot. */
export function simulatedTrace(): string {
  const path = join(root, 'out/bench.jsonl.gz')
  mkdirSync(join(root, 'out'), { recursive: true })
  const main = join(root, 'firmware-sim/src/main.ts')
  execFileSync(process.execPath, ['--import', 'tsx', main, 'calm-afternoon', '--record', path], { cwd: root })
  return path
}
