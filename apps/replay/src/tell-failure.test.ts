import { MasterDataWrong } from '@store/catalog/master-data.ts'
import { expect, test } from 'vitest'
import { BadArguments } from './arguments.ts'
import { tellFailure } from './tell-failure.ts'

const problem = (entry: string) => ({ entry, field: 'gtin', flaw: 'is missing; give the GTIN' })

test('[RP6] many faults of one file are one line: the first, and how many more', () => {
  const fault = MasterDataWrong({ file: 'shop/products.json', problems: [problem('entry 3'), problem('entry 9')] })
  expect(tellFailure(fault)).toBe('shop/products.json: entry 3, gtin is missing; give the GTIN (and 1 more).')
})

test('[RP6] a single fault is told without a count', () => {
  const fault = MasterDataWrong({ file: 'products.json', problems: [problem('entry 3')] })
  expect(tellFailure(fault)).toBe('products.json: entry 3, gtin is missing; give the GTIN.')
})

test('[RP6] a fault is its own sentence', () => {
  expect(tellFailure(BadArguments({ problem: 'No trace' }))).toBe('No trace. See npm run --silent replay -- --help.')
})

test('[RP6] what nobody foresaw is one line too, and says how to see where', () => {
  expect(tellFailure(new Error('boom\n    at somewhere'))).toMatch(/^Something broke in this program: boom .*DEBUG=1/)
  expect(tellFailure('boom')).not.toContain('\n')
})
