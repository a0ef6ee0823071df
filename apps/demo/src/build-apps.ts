import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'

const APPS = join(import.meta.dirname, '../..')
const OF_BOTH = ['contract', 'house-style', 'store-line'].map((name) => join(APPS, '../packages', name, 'src'))

/** Builds the two browser apps, unless what is built is newer than everything it is made of. */
export async function buildApps(): Promise<void> {
  for (const name of ['shopper', 'floor']) {
    const root = join(APPS, name)
    if (isFresh(root)) continue
    // Somebody may be served from `dist`, and another demo may be building as well: nobody sees half of an app.
    const own = join(root, `node_modules/.vite/built-${process.pid}`)
    mkdirSync(own, { recursive: true })
    await build({
      root,
      logLevel: 'error',
      configFile: join(root, 'vite.config.ts'),
      build: { outDir: own, emptyOutDir: true },
    })
    moveIn(own, root)
  }
}

function moveIn(built: string, root: string): void {
  const dist = join(root, 'dist')
  const old = `${built}-old`
  try {
    if (existsSync(dist)) renameSync(dist, old)
    renameSync(built, dist)
  } catch (error) {
    // Another one was quicker, with the same.
    if (!isFresh(root)) throw error
  } finally {
    for (const left of [built, old]) rmSync(left, { recursive: true, force: true })
  }
}

function isFresh(root: string): boolean {
  const built = join(root, 'dist/index.html')
  if (!existsSync(built)) return false
  const madeOf = [
    ...['index.html', 'package.json', 'vite.config.ts'].map((name) => join(root, name)),
    join(APPS, '../tools/browser-app.ts'),
    ...[join(root, 'src'), ...OF_BOTH].flatMap(filesIn),
  ]
  const builtMs = statSync(built).mtimeMs
  return madeOf.every((path) => statSync(path).mtimeMs <= builtMs)
}

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path))
    .filter((path) => statSync(path).isFile())
