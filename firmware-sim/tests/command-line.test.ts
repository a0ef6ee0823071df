import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readFile } from 'node:fs/promises'
import { openTraceFile } from '@store/trace/open-trace.ts'
import { parseTruth } from '@store/trace/truth.ts'
import { BadArguments, readArguments } from '../src/arguments.ts'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
let dir = ''

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'firmware-sim-'))
})
afterAll(() => rm(dir, { recursive: true }))

describe('the command line', () => {
  test('[SIM24] writes a trace that our reader accepts, and its truth beside it', async () => {
    const path = join(dir, 'quiet.jsonl.gz')
    expect(await run('plain', '--shoppers', '1', '--picks', '1', '--record', path)).toMatchObject({ code: 0 })
    let frames = 0
    for await (const batch of (await openTraceFile(path)).batches) frames += batch.length
    expect(frames).toBeGreaterThan(500)
    const truth = parseTruth(await readFile(join(dir, 'quiet.truth.json'), 'utf8'), path)
    expect(truth.receipts.map(({ shopper }) => shopper)).toEqual(['shopper-1'])
  }, 30_000)

  test('[SIM25] bad input ends with 2 and a sentence, not a stack', async () => {
    const { code, stderr } = await run('no-such-scenario', '--record', join(dir, 'x.jsonl'))
    expect(code).toBe(2)
    expect(stderr).toContain('There is no scenario "no-such-scenario"')
    expect(stderr).not.toContain('    at ')
  }, 30_000)

  test.each([
    [['--record', 'x.txt'], '--record'],
    [['--seed', 'one', '--record', 'x.jsonl'], '--seed'],
    [['--shoppers', '0', '--record', 'x.jsonl'], '--shoppers'],
    [['--weather', 'sunny', '--record', 'x.jsonl'], 'weather'],
    [['--colour', 'red'], '--colour'],
    [['plain', 'crowd', '--record', 'x.jsonl'], 'crowd'],
  ])('[SIM25] %j is refused, and says why', (args, named) => {
    expect(() => readArguments(args)).toThrow(
      expect.objectContaining({ code: BadArguments.code, message: expect.stringContaining(named) }),
    )
  })
})

function run(...args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['--import', 'tsx', main, ...args], (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : 1, stdout, stderr }),
    )
  })
}
