import type { Frame } from '@store/device-protocol/frame.ts'
import { createEngine } from '@store/engine/engine.ts'
import { loadStoreFolder, type StoreFolder } from '@store/planogram/store-folder.ts'
import { stirring, thinPolicy } from '@store/store-server/pipeline/thinning.ts'
import { readTrace } from '@store/trace/read-trace.ts'
import { createReadStream, existsSync, readdirSync } from 'node:fs'
import { readdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createGunzip } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { NANOSTORE } from '../replay/command.ts'
import { cornerShop, EPOCH_MS, framesOf, liveStore, replayed } from './live-store.ts'

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1)

function receiptsOf(
  store: StoreFolder,
  frames: readonly Frame[],
  inside: readonly { shopper: string; track?: string }[],
) {
  const engine = createEngine(store, { inside })
  for (const frame of frames) engine.take(frame)
  engine.finish()
  return engine.receipts().map(({ shopper, lines, unresolved }) => ({
    shopper,
    lines: lines.map(({ gtin, quantity, confidence }) => ({ gtin, quantity, confidence })),
    unresolved: unresolved.map(({ gtins, quantity, reason }) => ({ gtins, quantity, reason })),
  }))
}

function thinnedFrames(store: StoreFolder, frames: readonly Frame[]): Frame[] {
  const seen = stirring(store.layout)
  for (const frame of frames) seen.see(frame)
  const kept = frames.filter((frame) => frame.kind !== 'weight' || !seen.isIdle(frame))
  const numbers = new Map<string, number[]>()
  for (const { device, seq } of kept) numbers.set(device, [...(numbers.get(device) ?? []), seq])
  for (const [device, seqs] of numbers)
    numbers.set(
      device,
      [...new Set(seqs)].sort((a, b) => a - b),
    )
  return kept.map((frame) => ({ ...frame, seq: numbers.get(frame.device)!.indexOf(frame.seq) + 1 }))
}

describe('[PI16] what is left of a thinned log comes to the same receipts, to the last digit', () => {
  let [before, after] = [0, 0]

  test.each(upTo(6).flatMap((seed) => ['plain', 'crowd', 'calm-afternoon'].map((recipe) => [recipe, seed] as const)))(
    'simulated: %s, seed %i',
    (recipe, seed) => {
      const frames = framesOf(recipe, seed, 3, 3)
      const thin = thinnedFrames(cornerShop, frames)
      before += frames.length
      after += thin.length
      expect(receiptsOf(cornerShop, thin, [])).toEqual(receiptsOf(cornerShop, frames, []))
    },
  )

  test('and something was left out, though these traces are short and somebody is everywhere', () => {
    expect(after).toBeLessThan(0.92 * before)
  })

  const folders = ['recordings', 'traces'].map((name) => join(NANOSTORE, name)).filter((dir) => existsSync(dir))
  const files = folders.flatMap((dir) =>
    readdirSync(dir).flatMap((name) => (name.endsWith('.jsonl.gz') ? [[name, join(dir, name)] as const] : [])),
  )
  test.skipIf(files.length === 0).each(files)('%s (skipped without ../shared/nanostore)', async (_name, path) => {
    const store = await loadStoreFolder(NANOSTORE)
    const { header, batches } = await readTrace(createReadStream(path).pipe(createGunzip()), path)
    const frames: Frame[] = []
    for await (const batch of batches) for (const { frame } of batch) frames.push(frame)
    const inside = [...header.inside]
    expect(receiptsOf(store, thinnedFrames(store, frames), inside)).toEqual(receiptsOf(store, frames, inside))
  })
})

describe('[PI16] a log that is thinned in its folder', () => {
  const frames = framesOf('plain', 3, 3, 2)

  /** Everything is old enough at once; each start has a policy of its own, so that no state can be read. */
  const opened = () =>
    liveStore(frames, {
      policy: (start) => ({
        checkpointMs: 10_000,
        keepEndedMs: 0,
        thinning: { ...thinPolicy, afterMs: 0 },
        giveUpMs: 10_000 + start,
      }),
    })

  test('is exported to a trace of the same receipts, and is smaller', async () => {
    const store = await opened()
    await store.play(store.lastsMs)
    await store.rest()
    await store.engine.checkpoint()
    await store.engine.checkpoint()
    const { thinnedBytes } = await store.engine.tidy()
    expect(thinnedBytes).toBeGreaterThan(0)
    expect((await readdir(store.engine.logDir)).filter((name) => name.endsWith('.gz')).length).toBeGreaterThan(3)
    const trace = store.engine.exportTrace({ kind: 'time', fromMs: EPOCH_MS, toMs: EPOCH_MS + 3_600_000 })
    const { receipts, frames: kept } = await replayed(trace)
    expect(receipts).toEqual(store.bills().map(({ shopper, lines, unresolved }) => ({ shopper, lines, unresolved })))
    expect(kept).toBeLessThan(frames.length)
    expect((await store.engine.tidy()).thinnedBytes).toBe(0)
    await store.close()
  })

  test('is read back after a kill at any moment of it, and asks no device for what was left out', async () => {
    const whole = await liveStore(frames)
    await whole.play(whole.lastsMs)
    await whole.rest()
    const store = await opened()
    for (const share of [0.4, 0.7, 0.9, 1]) {
      await store.play(store.lastsMs * share)
      const tidying = store.engine.tidy()
      await store.crash(200, async (dir) => {
        // As a kill leaves it: half written, or renamed while the old one is still there.
        await writeFile(join(dir, '00000001-00002.jsonl.gz.unfinished'), 'half of it')
        const names = await readdir(dir)
        const packed = names.find((name) => name.endsWith('.jsonl.gz'))
        if (packed) await writeFile(join(dir, packed.replace('.gz', '')), 'what it was made of')
        for (const name of names) if (name.endsWith('.state')) await rename(join(dir, name), join(dir, `${name}.gone`))
      })
      await tidying.catch(() => undefined)
    }
    await store.rest()
    expect(store.bills()).toEqual(whole.bills())
    await store.close()
    await whole.close()
  })
})
