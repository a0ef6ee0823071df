import { describe, expect, test } from 'vitest'
import { BadArguments, readArguments } from './arguments.ts'

describe('the command line', () => {
  test('[RP1] a trace alone is enough', () => {
    expect(readArguments(['day.jsonl.gz'])).toEqual({
      wants: 'replay',
      files: ['day.jsonl.gz'],
      storeDir: undefined,
      isJson: false,
      isScored: false,
      isExplained: false,
      minF1: undefined,
    })
  })

  test('[RP1] everything may be asked for, in any order', () => {
    expect(
      readArguments(['--min-f1', '0.9', 'a.jsonl', '--json', '--truth', 'b.jsonl', '--explain', '--store', 'shop']),
    ).toEqual({
      wants: 'replay',
      files: ['a.jsonl', 'b.jsonl'],
      storeDir: 'shop',
      isJson: true,
      isScored: true,
      isExplained: true,
      minF1: 0.9,
    })
  })

  test.each(['--help', '-h'])('%s asks for help, whatever else is missing', (flag) => {
    expect(readArguments([flag])).toEqual({ wants: 'help' })
  })

  test.each([
    [[], 'at least one FILE'],
    [['--json'], 'at least one FILE'],
    [['a.jsonl', '--colour'], '--colour'],
    [['a.jsonl', '--store'], '--store'],
    [['a.jsonl', '--json=yes'], '--json'],
    [['a.jsonl', '--min-f1', '0.5'], '--truth'],
    [['a.jsonl', '--truth', '--min-f1', '1.1'], '--min-f1 is "1.1"'],
    [['a.jsonl', '--truth', '--min-f1', '-0.1'], '--min-f1'],
    [['a.jsonl', '--truth', '--min-f1', 'high'], '--min-f1 is "high"'],
    [['a.jsonl', '--truth', '--min-f1', ''], '--min-f1'],
    [['a.jsonl', '--truth', '--min-f1', 'NaN'], '--min-f1'],
  ])('[RP1] %j is refused in one line that names what is wrong', (args, named) => {
    expect(() => readArguments(args)).toThrow(
      expect.objectContaining({ code: BadArguments.code, message: expect.stringContaining(named) }),
    )
    expect(() => readArguments(args)).toThrow(/^[^\n]+--help\.$/)
  })
})
