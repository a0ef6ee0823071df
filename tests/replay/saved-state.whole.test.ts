import { createEngine, type Engine, type EngineEvent, type EngineState } from '@store/engine/engine.ts'
import type { Frame } from '@store/device-protocol/frame.ts'
import { prng } from '@store/kernel/prng.ts'
import { loadStoreFolder, type StoreFolder } from '@store/planogram/store-folder.ts'
import { readTrace } from '@store/trace/read-trace.ts'
import { createReadStream, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { createGunzip } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { cornerShop, framesOf } from '../pipeline/live-store.ts'
import { NANOSTORE } from './command.ts'

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1)

/** What an engine tells that is given up so many times, and each time goes on in another from what it wrote down. */
function told(store: StoreFolder, frames: readonly Frame[], inside: Inside, cuts: ReadonlySet<number>) {
  let engine: Engine = createEngine(store, { inside })
  const events: EngineEvent[] = []
  frames.forEach((frame, i) => {
    if (cuts.has(i)) {
      const saved: EngineState = deserialize(serialize(engine.save()))
      engine = createEngine(store, { inside })
      engine.restore(saved)
    }
    for (const event of engine.take(frame)) events.push(event)
  })
  for (const event of engine.finish()) events.push(event)
  return { events, receipts: engine.receipts(), counts: engine.counts }
}

type Inside = readonly { readonly shopper: string; readonly track?: string | undefined }[]

function cutsIn(frames: readonly Frame[], seed: number): Set<number> {
  const random = prng(seed, 'cuts')
  return new Set(upTo(12).map(() => Math.floor(random.between(0, frames.length))))
}

describe('[EN18] an engine that goes on from what another wrote down tells the very same', () => {
  test.each(upTo(6))('of a simulated crowd (seed %i)', (seed) => {
    const frames = framesOf('crowd', seed, 4, 4)
    const whole = told(cornerShop, frames, [], new Set())
    expect(whole.receipts.flatMap(({ lines }) => lines).length).toBeGreaterThan(0)
    expect(told(cornerShop, frames, [], cutsIn(frames, seed))).toEqual(whole)
  })

  const folders = ['recordings', 'traces'].map((name) => join(NANOSTORE, name)).filter((dir) => existsSync(dir))
  const files = folders.flatMap((dir) =>
    readdirSync(dir).flatMap((name) => (name.endsWith('.jsonl.gz') ? [[name, join(dir, name)] as const] : [])),
  )
  test.skipIf(files.length === 0).each(files)('of %s (skipped without ../shared/nanostore)', async (_name, path) => {
    const store = await loadStoreFolder(NANOSTORE)
    const { header, batches } = await readTrace(createReadStream(path).pipe(createGunzip()), path)
    const frames: Frame[] = []
    for await (const batch of batches) for (const { frame } of batch) frames.push(frame)
    const whole = told(store, frames, header.inside, new Set())
    for (const seed of upTo(2)) expect(told(store, frames, header.inside, cutsIn(frames, seed))).toEqual(whole)
  })
})
