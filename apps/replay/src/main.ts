/** `npm run --silent replay -- FILE...`: traces in, receipts out. `--help` says how. */
import { readArguments, USAGE } from './arguments.ts'
import { createProgress } from './progress.ts'
import { colours, plain } from './report/paint.ts'
import { replay } from './replay.ts'
import { tellFailure } from './tell-failure.ts'

const { stdout, stderr, env, argv } = process
const progress = createProgress(stderr, () => performance.now())

// A reader such as `head` that has seen enough is no failure.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})

try {
  process.exitCode = await main()
} catch (error) {
  progress.erase()
  console.error(tellFailure(error))
  if (env['DEBUG']) console.error(error)
  process.exitCode = 2
}

async function main(): Promise<number> {
  const asked = readArguments(argv.slice(2))
  const print = (text: string): void => {
    progress.erase()
    stdout.write(`${text}\n`)
  }
  if (asked.wants === 'help') {
    print(USAGE)
    return 0
  }
  const paint = stdout.isTTY && !env['NO_COLOR'] ? colours : plain
  return replay(asked, { print, paint, watching: progress.watching })
}
