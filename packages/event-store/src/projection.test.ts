import { describe, expect, test } from 'vitest'
import type { EventStore, StoredEvent } from './event-store.ts'
import { memoryEventStore } from './memory-event-store.ts'
import { memoryCheckpoints, project, ProjectionStopped } from './projection.ts'

const event = (type: string) => ({ type, at: 0, data: {} })

async function storeWith(...types: readonly string[]): Promise<EventStore> {
  const store = memoryEventStore()
  if (types.length > 0) await store.append('s', 'any', types.map(event))
  return store
}

/** Collects what it is told, in the batches in which it is told. */
function collector() {
  const batches: string[][] = []
  return {
    batches,
    apply: (events: readonly StoredEvent[]) => void batches.push(events.map(({ type }) => type)),
    get all() {
      return batches.flat()
    },
  }
}

describe('a projection', () => {
  test('[ES11] is told what was there and what comes, in order, in batches', async () => {
    const store = await storeWith('A', 'B', 'C')
    const told = collector()
    const projection = project({ name: 'p', store, checkpoints: memoryCheckpoints(), apply: told.apply, batch: 2 })
    await projection.caughtUp()
    expect(told.batches).toEqual([['A', 'B'], ['C']])
    await store.append('t', 'any', [event('D')])
    await store.append('s', 'any', [event('E')])
    await projection.caughtUp()
    expect(told.all).toEqual(['A', 'B', 'C', 'D', 'E'])
    expect(projection.position).toBe(5)
    await projection.close()
  })

  test('[ES11] hears what is appended while it works', async () => {
    const store = await storeWith('A')
    const told = collector()
    const apply = async (events: readonly StoredEvent[]) => {
      told.apply(events)
      if (told.all.length < 5) await store.append('s', 'any', [event(`A${told.all.length}`)])
    }
    const projection = project({ name: 'p', store, checkpoints: memoryCheckpoints(), apply })
    await expect.poll(() => told.all, { interval: 1 }).toEqual(['A', 'A1', 'A2', 'A3', 'A4'])
    await projection.close()
  })

  test('[ES12] goes on from its checkpoint, each name from its own', async () => {
    const store = await storeWith('A', 'B')
    const checkpoints = memoryCheckpoints()
    const first = collector()
    const before = project({ name: 'p', store, checkpoints, apply: first.apply })
    await before.caughtUp()
    await before.close()
    await store.append('s', 'any', [event('C')])

    const [again, other] = [collector(), collector()]
    const after = project({ name: 'p', store, checkpoints, apply: again.apply })
    const another = project({ name: 'q', store, checkpoints, apply: other.apply })
    await Promise.all([after.caughtUp(), another.caughtUp()])
    expect(again.all).toEqual(['C'])
    expect(other.all).toEqual(['A', 'B', 'C'])
  })

  test('[ES12] is told again what it had not noted when it was cut short', async () => {
    const store = await storeWith('A', 'B')
    const checkpoints = memoryCheckpoints()
    const forgetful = { load: async () => 0, save: () => Promise.reject(new Error('power cut')) }
    const first = collector()
    const cut = project({ name: 'p', store, checkpoints: forgetful, apply: first.apply })
    await expect(cut.caughtUp()).rejects.toMatchObject({ code: ProjectionStopped.code })

    const second = collector()
    await project({ name: 'p', store, checkpoints, apply: second.apply }).caughtUp()
    expect([first.all, second.all]).toEqual([
      ['A', 'B'],
      ['A', 'B'],
    ])
  })

  test('[ES12] a checkpoint never goes back', async () => {
    const checkpoints = memoryCheckpoints()
    await checkpoints.save('p', 5)
    await checkpoints.save('p', 3)
    expect(await checkpoints.load('p')).toBe(5)
  })

  test('[ES13] stops at what it cannot apply, says so, and skips nothing', async () => {
    const store = await storeWith('A', 'Bad', 'C')
    const told = collector()
    const apply = (events: readonly StoredEvent[]) => {
      if (events.some(({ type }) => type === 'Bad')) throw new Error('cannot read Bad')
      told.apply(events)
    }
    const projection = project({ name: 'visits', store, checkpoints: memoryCheckpoints(), apply, batch: 1 })
    await expect(projection.caughtUp()).rejects.toThrow(/visits stopped after position 1 \(cannot read Bad\)/)
    await store.append('s', 'any', [event('D')])
    await expect(projection.caughtUp()).rejects.toMatchObject({ code: ProjectionStopped.code })
    expect(told.all).toEqual(['A'])
  })

  test('[ES13] is told nothing more once it is closed', async () => {
    const store = await storeWith('A')
    const told = collector()
    const projection = project({ name: 'p', store, checkpoints: memoryCheckpoints(), apply: told.apply })
    await projection.caughtUp()
    await projection.close()
    await store.append('s', 'any', [event('B')])
    expect(told.all).toEqual(['A'])
  })
})
