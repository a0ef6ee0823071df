import { readFile, rename, writeFile } from 'node:fs/promises'
import { defineFault } from '@store/kernel/fault.ts'
import { z } from 'zod'

export const KeyFileUnreadable = defineFault(
  'device.key-file-unreadable',
  'refused',
  (d: { path: string; reason: string }) =>
    `${d.path} cannot be used for device keys: ${d.reason}. It must be a JSON object such as {"tracker": "its key"}, or a ` +
    `file that is not there yet, in a folder that is.`,
)

/** Adds a device's key to a file of keys by device id, which its owner alone may read; made if it is not there. */
export async function keepKey(path: string, deviceId: string, key: string): Promise<void> {
  try {
    const keys = z.record(z.string(), z.string()).parse(JSON.parse(await readFile(path, 'utf8').catch(missing)))
    await writeFile(`${path}.new`, `${JSON.stringify({ ...keys, [deviceId]: key }, null, 2)}\n`, { mode: 0o600 })
    await rename(`${path}.new`, path)
  } catch (error) {
    // Not what is in it: those are keys.
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'it is something else'
    throw KeyFileUnreadable({ path, reason }, error)
  }
}

function missing(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '{}'
  throw error
}
