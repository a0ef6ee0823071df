import { describe, expect, test } from 'vitest'
import { readArguments } from './arguments.ts'
import { suites } from './suites/all-suites.ts'

describe('the command line', () => {
  test('[AC15] what is asked for', () => {
    expect(readArguments(['--suite', 'one-shopper', '--suite', 'noise*', '--seed', '7', '--jobs', '2'])).toEqual({
      wants: 'run',
      isQuick: false,
      suites: ['one-shopper', 'noise*'],
      seeds: undefined,
      seed: 7,
      jobs: 2,
      keepDir: undefined,
      outDir: 'out/accuracy',
      hasCurve: false,
    })
    expect(readArguments(['--quick'])).toMatchObject({ isQuick: true, hasCurve: false, jobs: 1 })
    expect(readArguments([])).toMatchObject({ isQuick: false, hasCurve: true })
    expect(readArguments(['--list'])).toEqual({ wants: 'list' })
  })

  test.each([
    [['--seed', 'x'], '--seed is "x"'],
    [['--seeds', '0'], '--seeds is "0"'],
    [['--seed', '1', '--seeds', '2'], 'not both'],
    [['--quck'], 'quck'],
    [['one-shopper'], 'one-shopper'],
  ])('[AC10] [AC15] %j is refused in one line', (args, told) => {
    expect(() => readArguments(args)).toThrow(expect.objectContaining({ message: expect.stringContaining(told) }))
  })
})

describe('the suites', () => {
  test('every suite has a name of its own, and says what it plays', () => {
    expect(new Set(suites.map(({ name }) => name)).size).toBe(suites.length)
    expect(suites.filter(({ about }) => about.length < 10)).toEqual([])
  })

  test('[AC9] what needs the nanostore says so where it is absent, and only that', () => {
    const leftOut = suites.filter(({ missing }) => missing !== undefined).map(({ name }) => name)
    expect(leftOut.filter((name) => !name.startsWith('nanostore'))).toEqual([])
  })
})
