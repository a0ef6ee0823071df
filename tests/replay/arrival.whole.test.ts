import * as fc from 'fast-check'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Frame } from '@store/device-protocol/frame.ts'
import { createEngine } from '@store/engine/engine.ts'
import { prng, type Prng } from '@store/kernel/prng.ts'
import { loadStoreFolder, type StoreFolder } from '@store/planogram/store-folder.ts'
import { openTraceFile } from '@store/trace/open-trace.ts'
import { CORNER_SHOP, simulated } from './command.ts'

/** How far a network may carry one frame past another. */
const WITHIN_MS = 2_000
const RUNS = 25

let dir = ''
let store: StoreFolder
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'arrival-'))
  store = await loadStoreFolder(CORNER_SHOP)
})
afterAll(() => rm(dir, { recursive: true }))

describe.each([
  ['plain', '11'],
  ['exchange', '12'],
  ['misplace', '13'],
  ['id-changes', '14'],
  ['hard-mix', '15'],
])('%s, seed %s', (scenario, seed) => {
  let frames: readonly Frame[] = []
  let asRecorded = ''
  beforeAll(async () => {
    const path = join(dir, `${scenario}-${seed}.jsonl.gz`)
    await simulated(path, scenario, '--shoppers', '2', '--picks', '2', '--seed', seed)
    frames = await framesOf(path)
    asRecorded = receiptsOf(frames, store)
  })

  test('[RP14] somebody is charged, so that the rest means something', () => {
    expect(asRecorded).toContain('"quantity"')
  })

  test.each([
    ['lines merely reordered', (arrivals: readonly Arrival[]) => arrivals.map(({ frame }) => frame)],
    [
      'their arrival re-stamped',
      (arrivals: readonly Arrival[]) => arrivals.map(({ frame, atMs }) => ({ ...frame, arrivedMs: atMs })),
    ],
  ])('[RP14] frames that overtake, repeat and come again change nothing (%s)', (_, delivered) => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 31 - 1 }),
        fc.double({ min: 0, max: 0.3, noNaN: true }),
        (luck, share) => {
          const random = prng(luck, 'network')
          expect(receiptsOf(delivered(inWeather(frames, share, random)), store)).toBe(asRecorded)
        },
      ),
      { numRuns: RUNS },
    )
  })
})

interface Arrival {
  readonly frame: Frame
  readonly atMs: number
}

/** Every frame up to 2 s late; a share of them twice, and a share a third time, as a device resends what was not acked. */
function inWeather(frames: readonly Frame[], share: number, random: Prng): Arrival[] {
  const once = (frame: Frame): Arrival => ({ frame, atMs: frame.arrivedMs + random.between(0, WITHIN_MS) })
  return frames
    .flatMap((frame) => [
      once(frame),
      ...(random.chance(share) ? [once(frame)] : []),
      ...(random.chance(share) ? [once({ ...frame, arrivedMs: frame.arrivedMs + 5_000 })] : []),
    ])
    .sort((a, b) => a.atMs - b.atMs)
}

function receiptsOf(frames: readonly Frame[], model: StoreFolder): string {
  const engine = createEngine(model)
  for (const frame of frames) engine.take(frame)
  engine.finish()
  const receipts = engine.receipts().map(({ shopper, lines, unresolved }) => ({
    shopper,
    lines: lines.map(({ gtin, quantity, confidence }) => ({ gtin, quantity, confidence })),
    unresolved: unresolved.map(({ gtins, quantity, reason }) => ({ gtins, quantity, reason })),
  }))
  return JSON.stringify(receipts, null, 1)
}

async function framesOf(path: string): Promise<Frame[]> {
  const frames: Frame[] = []
  for await (const batch of (await openTraceFile(path)).batches) frames.push(...batch.map(({ frame }) => frame))
  return frames
}
