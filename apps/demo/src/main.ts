import { Fault } from '@store/kernel/fault.ts'
import { openDemo } from './open-demo.ts'

/** `npm run demo`: the whole store on one machine, with simulated people in it, until Ctrl-C. */
const stopping = new AbortController()
const isStopped = new Promise<void>((resolve) => stopping.signal.addEventListener('abort', () => resolve()))
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort())

try {
  const demo = await openDemo({
    dataDir: process.env['DATA_DIR'] ?? 'data/demo',
    port: Number(process.env['PORT'] ?? 8080),
    seed: Number(process.env['SEED'] ?? Math.floor(Date.now() / 1000) % 100_000),
    say: (sentence) => process.stdout.write(`${sentence}\n`),
  })
  await isStopped
  await demo.close()
} catch (error) {
  const isKnown = error instanceof Fault || !process.env['DEBUG']
  process.stderr.write(`${error instanceof Error ? (isKnown ? error.message : error.stack) : String(error)}\n`)
  process.exitCode = 2
}
process.exit()
