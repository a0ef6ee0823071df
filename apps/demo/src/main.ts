import { Fault } from '@store/kernel/fault.ts'
import { readDemoArguments, type DemoAsked } from './arguments.ts'
import { openDemo } from './open-demo.ts'

/** `npm run demo`: the whole store on one machine, with simulated people in it, until Ctrl-C. */
const stopping = new AbortController()
const isStopped = new Promise<void>((resolve) => stopping.signal.addEventListener('abort', () => resolve()))
// Ctrl-C reaches this process by several ways: from the terminal, and from the programs that started it. Who presses it
// again later is in a hurry, and obeyed at once; the database is taken along all the same.
const SAME_PRESS_MS = 1_000
let pressedMs = Number.POSITIVE_INFINITY
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    if (performance.now() - pressedMs > SAME_PRESS_MS) process.exit(130)
    pressedMs = Math.min(pressedMs, performance.now())
    stopping.abort()
  })

try {
  const asked = readDemoArguments(process.argv.slice(2), process.env, Date.now())
  if ('usage' in asked) process.stdout.write(`${asked.usage}\n`)
  else await play(asked)
} catch (error) {
  const isKnown = error instanceof Fault || !process.env['DEBUG']
  process.stderr.write(`${error instanceof Error ? (isKnown ? error.message : error.stack) : String(error)}\n`)
  process.exitCode = 2
}
process.exit()

async function play(asked: DemoAsked): Promise<void> {
  const demo = await openDemo({ ...asked, say: (sentence) => process.stdout.write(`${sentence}\n`) })
  await isStopped
  await demo.close()
}
