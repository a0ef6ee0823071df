import { defineFault } from '@store/kernel/fault.ts'

/** What commands say that belong to the tests when they are asked for what cannot be meant: one line, and where to read on. */
export function commandLine(command: 'accuracy' | 'chaos') {
  const BadArguments = defineFault(
    `${command}.bad-arguments`,
    'refused',
    (d: { problem: string }) => `${d.problem}. See npm run ${command} -- --help.`,
  )

  /** Answers what Node's own reader does; its first sentence says what is wrong. */
  function read<T>(parse: () => T): T {
    try {
      return parse()
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error)
      throw BadArguments({ problem: said.split(/[.\n]/)[0]! }, error)
    }
  }

  function wholeNumber(option: string, text: string | undefined): number | undefined {
    if (text === undefined) return undefined
    const value = Number(text)
    if (text.trim() !== '' && Number.isInteger(value) && value >= 1 && value < 2 ** 31) return value
    throw BadArguments({ problem: `${option} is "${text}"; it must be a whole number from 1` })
  }

  return { BadArguments, read, wholeNumber }
}
