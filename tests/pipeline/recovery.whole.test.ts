import { prng } from '@store/kernel/prng.ts'
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
