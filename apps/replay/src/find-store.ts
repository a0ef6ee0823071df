import { readdir, readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

/** The stores that come with this repository. */
export const DEMO_STORES = fileURLToPath(new URL('../../../firmware-sim/stores', import.meta.url))

/** A trace often lies some folders below its store: `nanostore/traces/NAME.jsonl.gz`. */
const LEVELS_UP = 4

/**
 * The folder whose store.json has this id: the trace's own folder or one above it, nearest first, else one of the demo
 * stores. `undefined` when there is none; a store.json that cannot be read is nobody's.
 */
export async function findStore(id: string, tracePath: string, demoStores = DEMO_STORES): Promise<string | undefined> {
  for (const dir of [...foldersAbove(tracePath), ...(await foldersIn(demoStores))])
    if ((await storeIdOf(dir)) === id) return dir
  return undefined
}

function foldersAbove(tracePath: string): string[] {
  const folders = [dirname(resolve(tracePath))]
  for (let level = 0; level < LEVELS_UP; level++) folders.push(dirname(folders.at(-1)!))
  return [...new Set(folders)]
}

async function foldersIn(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(dir, name))
    .sort()
}

const Named = z.object({ id: z.coerce.string() })

async function storeIdOf(dir: string): Promise<string | undefined> {
  try {
    return Named.safeParse(JSON.parse(await readFile(join(dir, 'store.json'), 'utf8'))).data?.id
  } catch {
    return undefined
  }
}
