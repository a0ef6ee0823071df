import { expect, test, vi } from 'vitest'
import { eventStoreContract } from './event-store-contract.ts'
import { memoryEventStore } from './memory-event-store.ts'
import { tellAll } from './tell-all.ts'

eventStoreContract('in memory', async () => ({ store: memoryEventStore(), close: async () => {} }), { runs: 60 })

test('[ES9] a listener that throws keeps nobody else from hearing, and does not go unnoticed', () => {
  const uncaught: (() => void)[] = []
  const microtasks = vi.spyOn(globalThis, 'queueMicrotask').mockImplementation((task) => void uncaught.push(task))
  const heard: number[] = []
  const event = { type: 'A', at: 0, data: {}, stream: 's', version: 1, position: 1, recordedAt: 0 }
  tellAll([event], [broken, ({ position }) => heard.push(position)])
  microtasks.mockRestore()
  expect(heard).toEqual([1])
  expect(uncaught).toHaveLength(1)
  expect(uncaught[0]).toThrow('broken listener')
})

const broken = () => {
  throw new Error('broken listener')
}

test('[ES1] recorded when the caller says so, else when it happened', async () => {
  const timed = memoryEventStore(() => 7)
  await timed.append('s', 0, [{ type: 'A', at: 3, data: {} }])
  const plain = memoryEventStore()
  await plain.append('s', 0, [{ type: 'A', at: 3, data: {} }])
  expect([(await timed.read('s'))[0], (await plain.read('s'))[0]]).toMatchObject([
    { at: 3, recordedAt: 7 },
    { at: 3, recordedAt: 3 },
  ])
})
