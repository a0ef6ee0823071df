/** `npm run sim` as somebody types it: the program in a process of its own. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../..')

export interface Said {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface SimProcess {
  /** What it has said so far. */
  readonly stdout: string
  readonly ended: Promise<Said>
  stop(): Promise<void>
}

/** Runs one of the project's programs with tsx, with no more of the environment than is given. */
export function program(path: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): SimProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', join(ROOT, path), ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], ...env },
  })
  const text = { stdout: '', stderr: '' }
  child.stdout.on('data', (piece: Buffer) => (text.stdout += piece.toString()))
  child.stderr.on('data', (piece: Buffer) => (text.stderr += piece.toString()))
  const ended = once(child, 'close').then((): Said => ({ code: child.exitCode, ...text }))
  return {
    get stdout() {
      return text.stdout
    },
    ended,
    async stop() {
      child.kill('SIGINT')
      await ended
    },
  }
}

export const sim = (...args: readonly string[]): SimProcess => program('firmware-sim/src/live-main.ts', args)
