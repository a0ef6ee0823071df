/** Node only: one labelled visit out of a store's script file. */
import { readFile } from 'node:fs/promises'
import { defineFault } from '@store/kernel/fault.ts'
import { parseScripts, type Script } from './script-file.ts'

export const NoSuchScript = defineFault(
  'sim.no-such-script',
  'not-found',
  (d: { path: string; name: string; known: readonly string[] }) =>
    `${d.path} has no script "${d.name}"; it has ${d.known.join(', ')}.`,
)

export const ScriptFileUnreadable = defineFault(
  'sim.script-file-unreadable',
  'not-found',
  (d: { path: string }) => `Cannot read ${d.path}; --script needs a store folder with a scripts.json.`,
)

export async function findScript(path: string, name: string): Promise<Script> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw ScriptFileUnreadable({ path }, error)
  })
  const scripts = parseScripts(text, path)
  const found = scripts.find((script) => script.name === name)
  if (found === undefined) throw NoSuchScript({ path, name, known: scripts.map((script) => script.name) })
  return found
}
