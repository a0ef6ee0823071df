import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { framesOf, liveStore } from './live-store.ts'

const sizeOf = async (dir: string): Promise<number> => {
  const sizes = await Promise.all((await readdir(dir)).map(async (name) => (await stat(join(dir, name))).size))
  return sizes.reduce((sum, size) => sum + size, 0)
}

/** Everything that may go goes: no age and no size is small enough to stay. */
const greedy = { keepMs: 0, keepBytes: 0 }

test.each([1, 2, 3, 4])(
  '[PI9] what may be deleted is, in a folder, and a kill afterwards changes no receipt (seed %i)',
  async (seed) => {
    const frames = framesOf(seed % 2 === 0 ? 'crowd' : 'plain', seed, 3, 3)
    const whole = await liveStore(frames)
    await whole.play(whole.lastsMs)
    await whole.rest()

    const store = await liveStore(frames, { log: greedy, policy: () => ({ checkpointMs: 5_000, keepEndedMs: 5_000 }) })
    let freed = 0
    for (let share = 0.2; share <= 1; share += 0.1) {
      await store.play(store.lastsMs * share)
      freed += (await store.engine.tidy()).freedBytes
      // States and all: what is left suffices.
      await store.crash(100)
    }
    await store.play(store.lastsMs)
    await store.rest()
    expect(store.bills()).toEqual(whole.bills())

    // Nobody is inside any more, and everything is settled: next to nothing is needed.
    await store.engine.checkpoint()
    await store.engine.checkpoint()
    freed += (await store.engine.tidy()).freedBytes
    expect(freed).toBeGreaterThan(0)
    expect(await sizeOf(store.engine.logDir)).toBeLessThan(0.5 * (await sizeOf(whole.engine.logDir)))
    await store.close()
    await whole.close()
  },
)

test('[PI9] what an open visit needs stays, though no state is left to begin from', async () => {
  const frames = framesOf('plain', 5, 3, 3)
  const whole = await liveStore(frames)
  await whole.play(whole.lastsMs)
  await whole.rest()

  const store = await liveStore(frames, {
    log: greedy,
    // Each start has policies of its own, so that it cannot read what the one before had written down.
    policy: (start) => ({ checkpointMs: 5_000, keepEndedMs: 5_000, giveUpMs: 10_000 + start }),
  })
  for (let share = 0.2; share <= 1; share += 0.2) {
    await store.play(store.lastsMs * share)
    await store.engine.tidy()
    await store.crash(100)
  }
  await store.play(store.lastsMs)
  await store.rest()
  expect(store.bills()).toEqual(whole.bills())
  await store.close()
  await whole.close()
})

test('[PI9] a visit whose money is not settled keeps its frames, and nothing of it is forgotten', async () => {
  const frames = framesOf('plain', 5, 2, 2)
  const store = await liveStore(frames, {
    log: greedy,
    policy: () => ({ checkpointMs: 5_000, keepEndedMs: 0 }),
    isSettled: () => false,
  })
  await store.play(store.lastsMs)
  await store.rest()
  await store.engine.checkpoint()
  expect((await store.engine.tidy()).freedBytes).toBe(0)
  expect(store.engine.current().visits.map(({ status }) => status)).toEqual(['sealed', 'sealed'])
  await store.close()
})
