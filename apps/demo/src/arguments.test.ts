import { expect, test } from 'vitest'
import { BadDemoArguments, readDemoArguments } from './arguments.ts'

const NOW = 1_800_000_123_456

test('[DM6] everything has a default; an option wins over a variable', () => {
  expect(readDemoArguments([], {}, NOW)).toEqual({ port: 8080, dataDir: 'data/demo', seed: 123 })
  const env = { PORT: '9000', DATA_DIR: '/tmp/shop', SEED: '7' }
  expect(readDemoArguments([], env, NOW)).toEqual({ port: 9000, dataDir: '/tmp/shop', seed: 7 })
  expect(readDemoArguments(['--port', '9001', '--seed', '8'], env, NOW)).toMatchObject({ port: 9001, seed: 8 })
  expect(readDemoArguments(['--help'], {}, NOW)).toHaveProperty('usage')
})

test.each([
  [['--port', '70000'], {}, '--port 70000'],
  [['--port', 'http'], {}, '--port http'],
  [[], { PORT: 'http' }, 'PORT http'],
  [['--seed', '-1'], {}, '--seed'],
  [['--speed', '2'], {}, '--speed'],
  [['calm-afternoon'], {}, '"calm-afternoon"'],
])('[DM6] %j with %j is refused, says what is wrong, and how it is meant', (args, env, named) => {
  const attempt = () => readDemoArguments(args, env, NOW)
  expect(attempt).toThrow(expect.objectContaining({ code: BadDemoArguments.code }))
  expect(attempt).toThrow(named)
  expect(attempt).toThrow('Usage: npm run demo')
})
