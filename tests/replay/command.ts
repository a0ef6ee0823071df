import { execFile } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')
export const CORNER_SHOP = join(root, 'firmware-sim/stores/corner-shop')
export const NANOSTORE = join(root, '../shared/nanostore')

export interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** `npm run --silent replay -- ...args`, without npm. */
export const replay = (...args: readonly string[]): Promise<Ended> => run('apps/replay/src/main.ts', args)

/** Records what the simulator plays; the same arguments record the same bytes. */
export async function simulated(path: string, ...args: readonly string[]): Promise<void> {
  const { code, stderr } = await run('firmware-sim/src/main.ts', [...args, '--record', path])
  if (code !== 0) throw new Error(`The simulator ended with ${code}: ${stderr}`)
}

function run(main: string, args: readonly string[]): Promise<Ended> {
  const { NO_COLOR: _, DEBUG: __, ...env } = process.env
  return new Promise((resolve) => {
    const command = ['--import', 'tsx', join(root, main), ...args]
    execFile(process.execPath, command, { cwd: root, env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1
      resolve({ code, stdout, stderr })
    })
  })
}
