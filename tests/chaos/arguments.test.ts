import { expect, test } from 'vitest'
import { BadArguments, readArguments } from './arguments.ts'

test('without options: a thousand hours', () => {
  expect(readArguments([])).toEqual({ wants: 'hours', hours: 1_000, from: 1, jobs: 1, outDir: 'out/chaos' })
})

test.each([
  [['--hours', '20', '--jobs', '2'], { wants: 'hours', hours: 20, from: 1, jobs: 2, outDir: 'out/chaos' }],
  [['--seed', '7'], { wants: 'seed', seed: 7 }],
  [['--bugs', '--out', 'x'], { wants: 'bugs', from: 1, outDir: 'x' }],
  [['--kill', '3'], { wants: 'kill', kills: 3, from: 1, database: 'embedded', outDir: 'out/chaos' }],
  [['--kill', '3', '--postgres'], { wants: 'kill', kills: 3, from: 1, database: 'installed', outDir: 'out/chaos' }],
  [['--help'], { wants: 'help' }],
])('%j', (args, asked) => {
  expect(readArguments(args)).toEqual(asked)
})

test.each([
  [['--hours', 'many']],
  [['--hours', '0']],
  [['--jobs', '0']],
  [['--seed', '1', '--bugs']],
  [['--postgres']],
  [['--kill', '1', '--postgres', '--database', 'postgresql://x']],
  [['--sead', '1']],
])('%j is refused with one line', (args) => {
  expect(() => readArguments(args)).toThrow(expect.objectContaining({ code: BadArguments.code }))
})
