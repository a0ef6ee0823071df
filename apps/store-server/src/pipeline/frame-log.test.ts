import * as fc from 'fast-check'
import { appendFile, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FrameLogFailed, FrameLogForeign, openFrameLog, type FrameLog } from './frame-log.ts'
import { logPolicy, type LogPolicy } from './log-policy.ts'
import { firstOpening, nothingCarried } from './run-opening.ts'
import { z } from 'zod'

let root = ''
let folders = 0
beforeAll(async () => void (root = await mkdtemp(join(tmpdir(), 'frame-log-'))))
afterAll(() => rm(root, { recursive: true }))

const freshDir = (): string => join(root, String(++folders))
const open = (dir: string, more: Partial<LogPolicy> = {}, now = () => 0): Promise<FrameLog> =>
  openFrameLog({ dir, storeId: 'shop', now, policy: { ...logPolicy, ...more } })
const line = (n: number): string => `${JSON.stringify({ n, text: 'x'.repeat(n % 50) })}\n`
const Numbered = z.object({ n: z.int() })
const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1)

async function numbersIn(log: FrameLog, run = log.run.number): Promise<number[]> {
  const numbers: number[] = []
  for await (const lines of log.lines(run)) for (const text of lines) numbers.push(Numbered.parse(JSON.parse(text)).n)
  return numbers
}

describe('[PI1] append, then ack', () => {
  test('what was acknowledged is there, in order, however calls overlap', async () => {
    const log = await open(freshDir())
    await Promise.all(upTo(200).map((n) => log.append([line(n)])))
    expect(await numbersIn(log)).toEqual(upTo(200))
    await log.close()
  })

  test('calls resolve in their order', async () => {
    const log = await open(freshDir(), { groupBytes: 200 })
    const order: number[] = []
    await Promise.all(upTo(50).map((n) => log.append([line(n)]).then(() => order.push(n))))
    expect(order).toEqual(upTo(50))
    await log.close()
  })

  test('a disk that fails is told to everybody, and nothing is acknowledged any more', async () => {
    const dir = freshDir()
    const log = await open(dir, { segmentBytes: 1 })
    // The next segment's name is taken, so that it cannot be made.
    await writeFile(join(dir, 'shop', '00000001-00002.jsonl'), '')
    const failed = expect.objectContaining({ code: FrameLogFailed.code })
    await expect(log.append([line(1)])).rejects.toEqual(failed)
    await expect(log.append([line(2)])).rejects.toEqual(failed)
    expect(log.failure).toEqual(failed)
    await log.close()
  })
})

describe('[PI2] segments', () => {
  test('a full one is followed by another, and both read as one', async () => {
    const dir = freshDir()
    const log = await open(dir, { segmentBytes: 500 })
    for (const n of upTo(60)) await log.append([line(n)])
    expect((await readdir(join(dir, 'shop'))).length).toBeGreaterThan(3)
    expect(await numbersIn(log)).toEqual(upTo(60))
    await log.close()
  })

  test('an hour ends one', async () => {
    const dir = freshDir()
    let nowMs = 3_599_999
    const log = await open(dir, {}, () => nowMs)
    await log.append([line(1)])
    nowMs = 3_600_000
    await log.append([line(2)])
    expect(await readdir(join(dir, 'shop'))).toEqual(['00000001-00001.jsonl', '00000001-00002.jsonl'])
    await log.close()
  })

  test('the header is a trace’s', async () => {
    const dir = freshDir()
    await (await open(dir, {}, () => 1_700_000_000_000)).close()
    const [header = ''] = (await readFile(join(dir, 'shop', '00000001-00001.jsonl'), 'utf8')).split('\n')
    expect(JSON.parse(header)).toMatchObject({
      format: 'smart-store-trace',
      version: 1,
      store: 'shop',
      startedAt: '2023-11-14T22:13:20.000Z',
    })
  })

  test('of another store are refused', async () => {
    const dir = freshDir()
    await (await open(dir)).close()
    const path = join(dir, 'shop', '00000001-00001.jsonl')
    await writeFile(path, (await readFile(path, 'utf8')).replace('"shop"', '"another"'))
    await expect(open(dir)).rejects.toEqual(expect.objectContaining({ code: FrameLogForeign.code }))
  })
})

describe('[PI5] runs', () => {
  test('begin where they are asked to, with their opening, also after a restart', async () => {
    const dir = freshDir()
    const log = await open(dir)
    const opening = {
      ...firstOpening(5_000),
      boots: [{ device: 'd', boot: 'b', upTo: 2, base: -2 }],
      carried: { ...nothingCarried, visits: 7 },
    }
    await Promise.all([log.append([line(1)]), log.beginRun(opening), log.append([line(2)])])
    await log.close()
    const again = await open(dir)
    expect(again.run).toEqual({ number: 2, opening })
    expect([await numbersIn(again, 1), await numbersIn(again, 2)]).toEqual([[1], [2]])
    await again.close()
  })
})

describe('[PI9] retention', () => {
  test('drops runs that ended long ago', async () => {
    expect(await runsWith({ keepMs: 1_000 }, 3_000)).toEqual([3, 4, 5])
  })

  test('drops the oldest while there is too much, and never the one that goes on', async () => {
    expect(await runsWith({ keepBytes: 1 }, 3_000)).toEqual([5])
    expect(await runsWith({}, 3_000)).toEqual([1, 2, 3, 4, 5])
  })
})

describe('[PI6] after a crash', () => {
  const Append = fc.record({ lines: fc.integer({ min: 0, max: 5 }), isAwaited: fc.boolean() })

  test('everything acknowledged is there, nothing twice, wherever the tail is torn', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof({ weight: 8, arbitrary: Append }, { weight: 1, arbitrary: fc.constant('restart' as const) }),
          {
            maxLength: 25,
          },
        ),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom(200, 2_000, 1_000_000),
        async (steps, share, segmentBytes) => {
          const dir = freshDir()
          let log = await open(dir, { segmentBytes })
          let n = 0
          const acked: number[] = []
          let opened: Promise<unknown>[] = []
          for (const step of steps) {
            if (step === 'restart') {
              await Promise.all(opened)
              await log.close()
              log = await open(dir, { segmentBytes })
              continue
            }
            const numbers = upTo(step.lines).map(() => ++n)
            const done = log.append(numbers.map(line)).then(() => acked.push(...numbers))
            if (step.isAwaited) await done
            else opened.push(done)
          }
          await Promise.all(opened)
          opened = []
          await log.close()

          // A group that was never acknowledged, torn at any byte.
          const torn = Buffer.from(`${line(n + 1)}${line(n + 2)}${line(n + 3)}`)
          const path = join(dir, 'shop', (await readdir(join(dir, 'shop'))).sort().at(-1)!)
          await appendFile(path, torn.subarray(0, Math.floor(torn.length * share)))

          const again = await open(dir, { segmentBytes })
          const there = await numbersIn(again)
          expect(there.slice(0, n)).toEqual(upTo(n))
          expect(there).toEqual(upTo(there.length))
          await again.append([line(there.length + 1)])
          expect(await numbersIn(again)).toEqual(upTo(there.length + 1))
          await again.close()
          await rm(dir, { recursive: true })
        },
      ),
      { numRuns: 40 },
    )
  })

  test('a file cut at any byte at all keeps its whole lines, and what is cut lies beside it', async () => {
    const dir = freshDir()
    const log = await open(dir)
    await log.append(upTo(6).map(line))
    await log.close()
    const path = join(dir, 'shop', '00000001-00001.jsonl')
    const whole = await readFile(path)
    for (let bytes = whole.length; bytes >= 0; bytes -= 7) {
      await writeFile(path, whole.subarray(0, bytes))
      const lines = whole.subarray(0, bytes).toString().split('\n').length - 1
      const again = await open(dir)
      expect(await numbersIn(again)).toEqual(upTo(Math.max(0, lines - 1)))
      await again.close()
      await rm(path, { force: true })
    }
  })

  test('pages that were never written are no lines', async () => {
    const dir = freshDir()
    const cuts: number[] = []
    const log = await open(dir)
    await log.append([line(1)])
    await log.close()
    const path = join(dir, 'shop', '00000001-00001.jsonl')
    const { size } = await stat(path)
    await truncate(path, size + 100)
    await appendFile(path, line(2))
    const mended = (_: string, bytes: number): void => void cuts.push(bytes)
    const again = await openFrameLog({ dir, storeId: 'shop', now: () => 0, mended })
    expect([await numbersIn(again), cuts]).toEqual([[1], [100 + line(2).length]])
    await again.close()
  })
})

async function runsWith(policy: Partial<LogPolicy>, nowMs: number): Promise<number[]> {
  const log = await open(freshDir(), policy)
  for (const n of upTo(4)) {
    await log.append([line(n)])
    await log.beginRun(firstOpening(n * 1_000))
  }
  await log.retain(nowMs, { run: 5, segment: 1 })
  const kept = log.runs().map(({ number }) => number)
  await log.close()
  return kept
}
