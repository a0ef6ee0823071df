/** `npm run accuracy`: the open benchmark. `--help` says how. */
import { Fault } from '@store/kernel/fault.ts'
import { readArguments, USAGE } from './arguments.ts'
import { run } from './benchmark.ts'
import { suites } from './suites/all-suites.ts'

try {
  process.exitCode = await main()
} catch (error) {
  if (!(error instanceof Fault)) throw error
  console.error(error.message)
  process.exitCode = 2
}

async function main(): Promise<number> {
  const asked = readArguments(process.argv.slice(2))
  switch (asked.wants) {
    case 'help':
      console.log(USAGE)
      return 0
    case 'list':
      console.log(suites.map(({ name, about }) => `${name.padEnd(36)} ${about}`).join('\n'))
      return 0
    case 'run':
      return run(asked)
  }
}
