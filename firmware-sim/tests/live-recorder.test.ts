import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openTraceFile } from '@store/trace/open-trace.ts'
import { parseTruth } from '@store/trace/truth.ts'
import { liveRecorder } from '../src/live/live-recorder.ts'
import { storeClock } from '../src/live/store-clock.ts'

test('[LV18] what was left out of a day, as when the machine slept, is a silence in its recording', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'recorder-'))
  const path = join(dir, 'day.jsonl')
  const clock = storeClock(() => Date.UTC(2026, 0, 5), 1)
  const recorder = liveRecorder(path, 'corner-shop', clock)
  for (const skippedMs of [0, 60_000]) {
    clock.skip(skippedMs)
    recorder.take(crossed(1_000), 1_100)
    recorder.saw(took(2_000))
  }
  await recorder.finish([], (person) => person)
  const frames = []
  for await (const batch of (await openTraceFile(path)).batches) frames.push(...batch.map(({ frame }) => frame))
  expect(frames).toMatchObject([
    { capturedMs: 1_000, arrivedMs: 1_100 },
    { capturedMs: 61_000, arrivedMs: 61_100 },
  ])
  const truthPath = join(dir, 'day.truth.json')
  expect(parseTruth(await readFile(truthPath, 'utf8'), truthPath).events?.map(({ at }) => at)).toEqual([2_000, 62_000])
  await rm(dir, { recursive: true })
})

const crossed = (capturedMs: number) =>
  ({ kind: 'gate', device: 'entry', gate: 'entry', event: 'cross', direction: 'in', capturedMs }) as const
const items = [{ gtin: '0084114033000', quantity: 1 }]
const took = (at: number) => ({ at, shopper: 'p', action: 'pick', items, gondola: 'A', shelf: 1, plates: [1] }) as const
