import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'

const APPS = join(import.meta.dirname, '../..')

/** Builds the two browser apps, unless what is built is newer than everything it is made of. */
export async function buildApps(): Promise<void> {
  for (const name of ['shopper', 'floor']) {
    const root = join(APPS, name)
    if (isFresh(root)) continue
    await build({ root, logLevel: 'error', configFile: join(root, 'vite.config.ts') })
  }
}

function isFresh(root: string): boolean {
  const built = join(root, 'dist/index.html')
  if (!existsSync(built)) return false
  const contract = join(APPS, '../packages/contract/src')
  const madeOf = [
    join(root, 'index.html'),
    join(root, 'package.json'),
    ...filesIn(join(root, 'src')),
    ...filesIn(contract),
  ]
  const builtMs = statSync(built).mtimeMs
  return madeOf.every((path) => statSync(path).mtimeMs <= builtMs)
}

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path))
    .filter((path) => statSync(path).isFile())
