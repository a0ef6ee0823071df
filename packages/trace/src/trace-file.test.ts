import { existsSync, readdirSync, readlinkSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Frame } from '@store/device-protocol/frame.ts'
import { prng } from '@store/kernel/prng.ts'
import { openTraceFile } from './open-trace.ts'
import { bytesOf, framesIn, header, refusalOf, textOf, traceBytes, upTo, weightFrame } from './trace-bytes.ts'
import { writeTraceFile } from './write-trace-file.ts'

let folder = ''
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'trace-'))))
afterAll(() => rm(folder, { recursive: true }))

/** Noisy, as real plates are: 3 MB of text, over many chunks of every kind. */
const frames = noisyFrames(1500)
const text = textOf(frames)
const plain = bytesOf(text)
const packed = gzipSync(plain)

describe('a trace is a file, packed or not', () => {
  test.each([
    ['day.jsonl.gz', packed],
    ['day.jsonl', plain],
    ['[TR7] packed but not called so', packed],
    ['[TR7] called .gz but plain.gz', plain],
    ['in two gzip members.gz', Buffer.concat([gzipSync(plain.slice(0, 70_001)), gzipSync(plain.slice(70_001))])],
    ['[TR7] with zero padding.gz', Buffer.concat([packed, Buffer.alloc(1000)])],
  ])('%s', async (name, bytes) => {
    expect(textOf(await framesIn(openTraceFile(await saved(name, bytes)))) === text).toBe(true)
  })

  test('[TR9] it is written as it is read, packed when its name ends in .gz', async () => {
    for (const name of ['own.jsonl', 'own.jsonl.gz']) {
      const path = join(folder, name)
      await writeTraceFile(path, header, frames)
      expect(textOf(await framesIn(openTraceFile(path))) === text).toBe(true)
      expect((await openTraceFile(path)).header).toEqual(header)
    }
    expect(
      gunzipSync(await readFile(join(folder, 'own.jsonl.gz'))).equals(await readFile(join(folder, 'own.jsonl'))),
    ).toBe(true)
  })

  test('[TR9] the same trace makes the same bytes, whenever it is written and however its frames come', async () => {
    await writeTraceFile(join(folder, 'a.jsonl.gz'), header, frames)
    await writeTraceFile(join(folder, 'b.jsonl.gz'), header, oneByOne())
    const bytes = await readFile(join(folder, 'a.jsonl.gz'))
    expect(bytes.equals(await readFile(join(folder, 'b.jsonl.gz')))).toBe(true)
    expect(bytes.readUInt32LE(4)).toBe(0) // gzip's modification time
  })

  test('[TR9] when the frames fail, nothing is left behind and what was there stays', async () => {
    const path = await saved('kept.jsonl', plain)
    await expect(writeTraceFile(path, header, breaking())).rejects.toThrow('the simulation broke')
    expect((await readFile(path)).equals(plain)).toBe(true)
    expect((await readdir(folder)).filter((name) => name.includes('partial'))).toEqual([])
  })
})

test.skipIf(!existsSync('/proc/self/fd'))(
  '[TR11] a trace that nobody reads to its end is closed (skipped without /proc)',
  async () => {
    for (const [name, bytes] of [
      ['left.jsonl', plain],
      ['left.jsonl.gz', packed],
      ['no-trace.jsonl', bytesOf('gtin,name\n'.repeat(200_000))],
    ] as const) {
      const path = await saved(name, bytes)
      await firstBatch(path).catch(() => 'refused')
      await expect.poll(() => openFiles()).not.toContain(path)
    }
  },
)

describe('a file that cannot be trusted is refused with its name and the line reached', () => {
  test.each([
    ['[TR6] missing', 'missing.jsonl.gz', undefined, /line 0: there is no such file\. /],
    ['[TR6] a directory', '', undefined, /line 0: this is a directory\. /],
    ['[TR6] empty', 'empty.jsonl', bytesOf(''), /line 0: there is nothing in it\. /],
    ['[TR6] one byte', 'one.jsonl', bytesOf('x'), /line 1: a trace begins with a header, and this does not\. /],
    ['[TR6] empty inside', 'empty.jsonl.gz', gzipSync(''), /line 0: there is nothing in it\. /],
    ['[TR6] a header alone', 'alone.jsonl.gz', gzipSync(traceBytes([])), /line 1: the trace ends after its header/],
    ['[TR6] a picture', 'cat.png', bytesOf('\u0089PNG\r\n\u001a\n'), /line 1: a trace begins with a header/],
    ['[TR7] cut off in its first bytes', 'cut-2.gz', packed.subarray(0, 2), /line 0: the gzip data ends too early\. /],
    [
      '[TR7] cut off in the middle',
      'cut.gz',
      packed.subarray(0, packed.length >> 1),
      /line \d{3}: the gzip data ends too early\. /,
    ],
    [
      '[TR7] cut off in its checksum',
      'cut-end.gz',
      packed.subarray(0, -3),
      /line \d{4}: the gzip data ends too early\. /,
    ],
    [
      '[TR7] damaged in the middle',
      'damaged.gz',
      damaged(packed),
      /line \d{3,4}: (the gzip data is damaged \(.+\)|this is not JSON|the line is not valid UTF-8)\. /,
    ],
    [
      '[TR7] with a wrong checksum',
      'sum.gz',
      flipped(packed, packed.length - 6),
      /line \d{4}: the gzip data is damaged \(incorrect data check\)\. /,
    ],
    [
      '[TR7] followed by something else',
      'more.gz',
      Buffer.concat([packed, bytesOf('more')]),
      /line \d{4}: the gzip data is followed by something else\. /,
    ],
    [
      '[TR7] gzip in name and magic only',
      'fake.gz',
      Buffer.from([0x1f, 0x8b, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
      /line 0: the gzip data is damaged/,
    ],
    [
      '[TR3] a plain file cut off',
      'cut.jsonl',
      plain.subarray(0, -100),
      /line 1501: the line breaks off in mid-message\. /,
    ],
  ])('%s', async (_, name, bytes, says) => {
    const path = bytes === undefined ? join(folder, name) : await saved(name, bytes)
    const message = await refusalOf(framesIn(openTraceFile(path)))
    expect(message).toMatch(says)
    expect(message.startsWith(`${path}, line `)).toBe(true)
    expect(message).toMatch(/^[^\n]*\. [A-Z][^\n]*\.$/)
  })
})

async function saved(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, bytes)
  return path
}

async function firstBatch(path: string): Promise<number> {
  for await (const batch of (await openTraceFile(path)).batches) return batch.length
  return 0
}

const openFiles = (): string[] =>
  readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)]
    } catch {
      return [] // the descriptor that listed them
    }
  })

const flipped = (bytes: Uint8Array, at: number): Uint8Array =>
  Uint8Array.from(bytes, (byte, i) => (i === at ? byte ^ 255 : byte))

const damaged = (bytes: Uint8Array): Uint8Array => {
  const middle = bytes.length >> 1
  return Uint8Array.from(bytes, (byte, i) => (i >= middle && i < middle + 400 ? 0x55 : byte))
}

function noisyFrames(count: number): Frame[] {
  const random = prng(1, 'noise')
  return upTo(count).map((seq) => {
    const shape = [12, 3, 8] as const
    return weightFrame(seq, { shape, grams: Float32Array.from({ length: 288 }, () => 500 + random.between(-1, 1)) })
  })
}

function* breaking(): Generator<Frame> {
  yield* frames
  throw new Error('the simulation broke')
}

async function* oneByOne(): AsyncGenerator<Frame> {
  yield* frames
}
