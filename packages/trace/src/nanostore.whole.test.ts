import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Frame } from '@store/device-protocol/frame.ts'
import { decodeMessage } from '@store/device-protocol/decode.ts'
import { encodeMessage } from '@store/device-protocol/encode.ts'
import { prng } from '@store/kernel/prng.ts'
import { openTraceFile } from './open-trace.ts'
import { byArrival, framesIn, inChunks, textOf, traceBytes } from './trace-bytes.ts'
import { readTrace } from './read-trace.ts'
import { parseTruth, truthPathOf } from './truth.ts'

const nanostore = join(import.meta.dirname, '../../../../shared/nanostore')
const isHere = existsSync(nanostore)
const traces = isHere
  ? ['recordings', 'traces'].flatMap((folder) =>
      readdirSync(join(nanostore, folder))
        .filter((name) => name.endsWith('.jsonl.gz'))
        .map((name) => `${folder}/${name}`),
    )
  : ['no trace']

describe('the real recordings and the simulated traces (skipped without ../shared/nanostore)', () => {
  describe.skipIf(!isHere).each(traces)('%s', (name) => {
    test('[DP9] [TR32] is read and trusted', async () => {
      const { header } = await openTraceFile(join(nanostore, name))
      expect(header).toMatchObject({ store: 'nanostore', recorded: name.startsWith('recordings') })
      expect((await framesOf(name)).length).toBeGreaterThan(600)
    })

    test('[DP1] its messages are written as they were read', async () => {
      const frames = await framesOf(name)
      const again = frames.map((frame) => decodeMessage(encodeMessage(frame)))
      expect(textOf(again) === textOf(frames)).toBe(true)
    })

    test.each([1, 2, 3])('[TR32] permuted within 2 s of arrival, its frames repeated (seed %i)', async (seed) => {
      const random = prng(seed, name)
      const frames = await framesOf(name)
      const repeated = frames.flatMap((frame) => (random.chance(0.1) ? [frame, frame] : [frame]))
      const moved = repeated.map((frame) => ({ frame, arrivedMs: frame.arrivedMs + random.between(-1000, 1000) }))
      const permuted = byArrivalOf(moved).map(({ frame }) => frame)
      const restamped = byArrival(...moved.map(({ frame, arrivedMs }) => ({ ...frame, arrivedMs })))
      for (const weather of [permuted, restamped])
        expect(await framesIn(readTrace(inChunks(traceBytes(weather), 65_536), name))).toHaveLength(repeated.length)
    })

    test('[TR10] its truth lies beside it', () => {
      const file = truthPathOf(join(nanostore, name))
      expect(parseTruth(readFileSync(file, 'utf8'), file).receipts.length).toBeGreaterThan(0)
    })
  })
})

const framesOf = (name: string): Promise<Frame[]> => framesIn(openTraceFile(join(nanostore, name)))

const byArrivalOf = (moved: readonly { frame: Frame; arrivedMs: number }[]) =>
  moved.toSorted((a, b) => a.arrivedMs - b.arrivedMs)
