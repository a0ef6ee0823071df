import { prng } from '@store/kernel/prng.ts'
import type { PipelinePolicy } from '@store/store-server/pipeline/store-engine.ts'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { framesOf, liveStore, type Bill } from './live-store.ts'

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1)

async function uninterrupted(frames: ReturnType<typeof framesOf>): Promise<Bill[]> {
  const store = await liveStore(frames)
  await store.play(store.lastsMs)
  await store.rest()
  const bills = store.bills()
  await store.close()
  return bills
}

describe('[PI4] a server that is killed in mid-visit', () => {
  // On failure, play one seed alone: the crashes follow from it.
  test.each(upTo(8))('comes to the same receipts as one that is not (seed %i)', async (seed) => {
    const frames = framesOf('plain', seed, 2, 3)
    const expected = await uninterrupted(frames)
    expect(expected.map(({ status }) => status)).toEqual(['sealed', 'sealed'])
    expect(expected.flatMap(({ lines }) => lines).length).toBeGreaterThan(0)

    const random = prng(seed, 'crashes')
    const store = await liveStore(frames, { segmentBytes: random.pick([300_000, 5_000_000]) })
    const crashes = upTo(4)
      .map(() => random.between(0, store.lastsMs))
      .sort((a, b) => a - b)
    for (const atMs of crashes) {
      await store.play(atMs)
      await store.crash(random.between(0, 1_500))
    }
    await store.play(store.lastsMs)
    await store.rest()
    expect(store.starts).toBe(5)
    expect(store.bills()).toEqual(expected)
    await store.close()
  })
})

describe('[PI17] a store that is written down at any instant', () => {
  test.each(upTo(8))('goes on from there to the same receipts, killed or stopped (seed %i)', async (seed) => {
    const frames = framesOf(seed % 2 === 0 ? 'crowd' : 'plain', seed, 3, 3)
    const expected = await uninterrupted(frames)
    expect(expected.flatMap(({ lines }) => lines).length).toBeGreaterThan(0)

    const random = prng(seed, 'checkpoints')
    const checkpointMs = random.pick([1_000, 5_000, 20_000])
    const store = await liveStore(frames, {
      segmentBytes: random.pick([300_000, 5_000_000]),
      policy: () => ({ checkpointMs, keepEndedMs: 5_000 }),
    })
    const stops = upTo(5)
      .map(() => random.between(0.2, 1) * store.lastsMs)
      .sort((a, b) => a - b)
    let readBack = 0
    for (const atMs of stops) {
      await store.play(atMs)
      await (random.chance(0.3) ? store.restart() : store.crash(random.between(0, 1_500)))
      readBack += store.engine.counts.rebuiltMessages
    }
    await store.play(store.lastsMs)
    await store.rest()
    expect(store.bills()).toEqual(expected)
    // Or the log was read from its beginning each time, and this has shown nothing.
    const all = stops.reduce((sum, atMs) => sum + frames.filter(({ arrivedMs }) => arrivedMs <= atMs).length, 0)
    expect(readBack).toBeLessThan(0.5 * all)
    await store.close()
  })

  const spoilt: readonly [string, (content: Buffer) => Buffer][] = [
    ['cut off', (content) => content.subarray(0, content.length >> 1)],
    [
      'altered by one bit',
      (content) => Buffer.from(content.map((byte, i) => (i === content.length - 100 ? byte ^ 4 : byte))),
    ],
    ['empty', () => Buffer.alloc(0)],
  ]
  test.each(spoilt)('is rebuilt from the one before when the newest is %s', async (_how, spoil) => {
    const { bills, readBack, all } = await afterTampering(async (dir) => {
      const newest = join(dir, (await statesIn(dir)).at(-1)!)
      await writeFile(newest, spoil(await readFile(newest)))
    })
    expect(bills).toEqual(await uninterrupted(busy))
    expect(readBack).toBeLessThan(all / 2)
  })

  test('is rebuilt from the log alone when no state is left, or none can be read by this server', async () => {
    const expected = await uninterrupted(busy)
    const lost = await afterTampering(async (dir) => {
      for (const name of await statesIn(dir)) await rm(join(dir, name))
    })
    expect(lost.bills).toEqual(expected)
    expect(lost.readBack).toBeGreaterThan(lost.all - 10)
    // Another policy is another fingerprint.
    const changed = await afterTampering(
      async () => undefined,
      (start) => ({ giveUpMs: 10_000 + start }),
    )
    expect(changed.bills).toEqual(expected)
    expect(changed.readBack).toBeGreaterThan(changed.all - 10)
  })

  const busy = framesOf('crowd', 4, 3, 3)

  async function afterTampering(
    tamper: (dir: string) => Promise<void>,
    policy: (start: number) => Partial<PipelinePolicy> = () => ({}),
  ) {
    const store = await liveStore(busy, { policy: (start) => ({ checkpointMs: 5_000, ...policy(start) }) })
    const atMs = store.lastsMs * 0.8
    await store.play(atMs)
    await store.crash(500, tamper)
    const readBack = store.engine.counts.rebuiltMessages
    await store.play(store.lastsMs)
    await store.rest()
    const bills = store.bills()
    const all = busy.filter(({ arrivedMs }) => arrivedMs <= atMs).length
    await store.close()
    return { bills, readBack, all }
  }
})

const statesIn = async (dir: string): Promise<string[]> =>
  (await readdir(dir)).filter((name) => name.endsWith('.state')).sort()

test('[PI15] after a restart nobody waits again for gates that had told of their silence', async () => {
  const store = await liveStore(framesOf('plain', 2, 2, 3), { beats: true })
  const believedSince = (event: number): string[] =>
    store.events.slice(event).flatMap((one) => (one.type === 'change-believed' ? [one.evidence.change.id] : []))
  let waitedFor = 0
  for (const share of [0.4, 0.5, 0.6, 0.7]) {
    await store.play(store.lastsMs * share - 1_500)
    const known = new Set(believedSince(0))
    await store.play(store.lastsMs * share)
    const stopped = store.events.length
    await store.crash(0)
    expect([...known].filter((id) => !believedSince(stopped).includes(id))).toEqual([])
    waitedFor = known.size
  }
  expect(waitedFor).toBeGreaterThan(0)
  await store.close()
})
