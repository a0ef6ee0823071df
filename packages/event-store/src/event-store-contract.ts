/** Test-only: what every event store must do, whatever it is made of. */
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  AppendRefused,
  VersionConflict,
  type EventStore,
  type ExpectedVersion,
  type NewEvent,
  type StoredEvent,
} from './event-store.ts'

export interface OpenStore {
  readonly store: EventStore
  close(): Promise<void>
}

/** `runs`: how many random histories to try; fewer where each one costs a round trip to a database. */
export function eventStoreContract(name: string, open: () => Promise<OpenStore>, { runs }: { runs: number }): void {
  describe(`an event store ${name}`, () => {
    let opened: OpenStore
    let store: EventStore
    let streams = 0
    /** Tests share one store: each has streams of its own. */
    const fresh = (): string => `stream/${++streams}`

    beforeAll(async () => {
      opened = await open()
      store = opened.store
    })
    afterAll(async () => opened?.close())

    test('[ES1] gives back what was appended, in order, with versions from 1', async () => {
      const stream = fresh()
      expect(await store.append(stream, 0, [told('Opened', { by: 'ana' }), told('Closed')])).toBe(2)
      expect(await store.append(stream, 2, [{ type: 'Opened', at: 1_790_000_000_000.25, data: [1] }])).toBe(3)
      const events = await store.read(stream)
      expect(events).toMatchObject([
        { type: 'Opened', data: { by: 'ana' }, stream, version: 1 },
        { type: 'Closed', data: {}, stream, version: 2 },
        { type: 'Opened', data: [1], stream, version: 3, at: 1_790_000_000_000.25 },
      ])
      expect(events.every(({ recordedAt }) => Number.isFinite(recordedAt))).toBe(true)
    })

    test('[ES1] reads from a version on; a stream that does not exist has no events', async () => {
      const stream = fresh()
      await store.append(stream, 0, [told('A'), told('B'), told('C')])
      expect(typesOf(await store.read(stream, 2))).toEqual(['B', 'C'])
      expect(await store.read(stream, 4)).toEqual([])
      expect(await store.read(fresh())).toEqual([])
    })

    test('[ES2] an append at another version is refused and stores nothing', async () => {
      const stream = fresh()
      await store.append(stream, 0, [told('A')])
      for (const expected of [0, 2]) {
        const refused = store.append(stream, expected, [told('B'), told('C')])
        await expect(refused).rejects.toMatchObject({ code: VersionConflict.code, detail: { expected, actual: 1 } })
      }
      expect(typesOf(await store.read(stream))).toEqual(['A'])
    })

    test('[ES2] of many who append at one version, one succeeds', async () => {
      const stream = fresh()
      const attempts = Array.from({ length: 12 }, (_, i) => store.append(stream, 0, [told(`By${i}`), told('And')]))
      const settled = await Promise.allSettled(attempts)
      expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      const reasons = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []))
      expect(reasons.filter((reason) => !VersionConflict.is(reason))).toEqual([])
      expect(await store.read(stream)).toHaveLength(2)
    })

    test("[ES3] 'any' never conflicts: nothing of many appends at once is lost", async () => {
      const stream = fresh()
      await Promise.all(Array.from({ length: 20 }, (_, i) => store.append(stream, 'any', [told(`By${i}`)])))
      const events = await store.read(stream)
      expect(events.map(({ version }) => version)).toEqual(oneTo(20))
      expect(new Set(typesOf(events)).size).toBe(20)
    })

    test('[ES4] positions have no gaps over all streams, whatever was refused in between', async () => {
      const [one, other] = [fresh(), fresh()]
      const before = await lastPosition(store)
      await Promise.allSettled([
        ...oneTo(10).map((i) => store.append(one, 'any', [told(`One${i}`)])),
        ...oneTo(10).map((i) => store.append(other, i % 2 === 0 ? 'any' : 99, [told(`Other${i}`)])),
      ])
      const events = await store.readAll(before, 1000)
      expect(events.map(({ position }) => position)).toEqual(oneTo(15).map((i) => before + i))
      expect(await store.readAll(before + 3, 4)).toEqual(events.slice(3, 7))
      expect(await store.readAll(before + 15, 1)).toEqual([])
    })

    test('[ES4] who reads on while others append misses nothing', async () => {
      const stream = fresh()
      let position = await lastPosition(store)
      const seen: string[] = []
      const appending = Promise.all(
        oneTo(8).map(async (writer) => {
          for (const i of oneTo(5)) await store.append(`${stream}/${writer}`, i - 1, [told(`${writer}/${i}`)])
        }),
      )
      while (seen.length < 40) {
        const events = await store.readAll(position, 7)
        seen.push(...typesOf(events))
        position = events.at(-1)?.position ?? position
        await Promise.resolve()
      }
      await appending
      expect(new Set(seen).size).toBe(40)
    })

    test('[ES5] an append that is repeated is already there', async () => {
      const stream = fresh()
      const events = [told('A', {}, `${stream}/a`), told('B', {}, `${stream}/b`)]
      expect(await store.append(stream, 0, events)).toBe(2)
      await store.append(stream, 2, [told('C')])
      expect(await store.append(stream, 0, events)).toBe(2)
      expect(await store.append(stream, 'any', [events[0]!])).toBe(1)
      expect(typesOf(await store.read(stream))).toEqual(['A', 'B', 'C'])
    })

    test('[ES5] of an append that is known in part, the rest is stored, at the version expected', async () => {
      const stream = fresh()
      const [a, b] = [told('A', {}, `${stream}/a`), told('B', {}, `${stream}/b`)]
      await store.append(stream, 0, [a])
      await expect(store.append(stream, 0, [a, b])).rejects.toMatchObject({ code: VersionConflict.code })
      expect(await store.append(stream, 1, [a, b])).toBe(2)
      expect(typesOf(await store.read(stream))).toEqual(['A', 'B'])
      expect((await store.read(stream)).map(({ id }) => id)).toEqual([`${stream}/a`, `${stream}/b`])
    })

    test('[ES5] one event repeated many times at once is stored once', async () => {
      const stream = fresh()
      const event = told('A', {}, `${stream}/a`)
      const versions = await Promise.all(oneTo(12).map(() => store.append(stream, 'any', [event])))
      expect(new Set(versions)).toEqual(new Set([1]))
      expect(await store.read(stream)).toHaveLength(1)
    })

    test('[ES5] an id that another stream has is refused', async () => {
      const [one, other] = [fresh(), fresh()]
      await store.append(one, 0, [told('A', {}, `${one}/a`)])
      const refused = store.append(other, 0, [told('B'), told('A', {}, `${one}/a`)])
      await expect(refused).rejects.toMatchObject({ code: AppendRefused.code })
      expect(await store.read(other)).toEqual([])
    })

    test.each<[why: string, stream: string, expected: ExpectedVersion, event: NewEvent]>([
      ['a stream without a name', '', 0, told('A')],
      ['a stream with a NUL in its name', 'a\0b', 0, told('A')],
      ['a type without a name', 'bad', 0, told('')],
      ['an id that is half a character', 'bad', 0, told('A', {}, '\ud800')],
      ['no time', 'bad', 0, { type: 'A', at: Number.NaN, data: {} }],
      ['a version that is none', 'bad', -1, told('A')],
      ['half a version', 'bad', 0.5, told('A')],
      ['data that has no JSON form', 'bad', 0, { type: 'A', at: 0, data: 1n }],
    ])('[ES6] refuses %s', async (_, stream, expected, event) => {
      const refused = store.append(stream, expected, [event])
      await expect(refused).rejects.toMatchObject({ code: AppendRefused.code })
      expect(await store.read('bad')).toEqual([])
    })

    test('[ES6] refuses one id twice in an append', async () => {
      const stream = fresh()
      const twice = [told('A', {}, 'same'), told('B', {}, 'same')]
      await expect(store.append(stream, 0, twice)).rejects.toMatchObject({ code: AppendRefused.code })
    })

    test('[ES7] an append of nothing stores nothing, and answers or refuses as any other', async () => {
      const stream = fresh()
      await store.append(stream, 0, [told('A')])
      expect(await store.append(stream, 1, [])).toBe(1)
      expect(await store.append(fresh(), 'any', [])).toBe(0)
      await expect(store.append(stream, 0, [])).rejects.toMatchObject({ code: VersionConflict.code })
    })

    test('[ES8] keeps data as JSON says it, letter by letter', async () => {
      await fc.assert(
        fc.asyncProperty(fc.json({ stringUnit: 'binary' }), fc.string({ unit: 'binary' }), async (json, text) => {
          const stream = fresh()
          const data = { value: JSON.parse(json) as unknown, text: `${text}\0"\\` }
          await store.append(stream, 0, [told('A', data)])
          expect((await store.read(stream))[0]!.data).toEqual(JSON.parse(JSON.stringify(data)))
        }),
        { numRuns: runs },
      )
    })

    test('[ES8] what JSON leaves out is not kept, and what was stored cannot be changed from outside', async () => {
      const stream = fresh()
      const data = { kept: [1], left: undefined }
      await store.append(stream, 0, [told('A', data), { type: 'B', at: 0, data: undefined }])
      data.kept.push(2)
      const [a, b] = await store.read(stream)
      expect([a!.data, b!.data]).toStrictEqual([{ kept: [1] }, null])
      Object.assign(Object(a!.data), { kept: 'no longer' })
      expect((await store.read(stream))[0]!.data).toStrictEqual({ kept: [1] })
    })

    test('[ES9] a listener hears each event from then on once, in order, until it stops', async () => {
      const stream = fresh()
      await store.append(stream, 0, [told('Before')])
      const heard: StoredEvent[] = []
      const stop = store.subscribe((event) => heard.push(event))
      await Promise.all(oneTo(10).map((i) => store.append(stream, 'any', [told(`${i}`), told(`${i}'`)])))
      await expect.poll(() => heard.length, { interval: 5 }).toBe(20)
      expect(heard).toEqual(await store.read(stream, 2))
      stop()
      const later: StoredEvent[] = []
      const stopLater = store.subscribe((event) => later.push(event))
      await store.append(stream, 'any', [told('After')])
      await expect.poll(() => later.length, { interval: 5 }).toBe(1)
      expect(heard).toHaveLength(20)
      stopLater()
    })

    test('[ES10] a thousand events are one append', async () => {
      const stream = fresh()
      const events = oneTo(1000).map((i) => told('Counted', i))
      expect(await store.append(stream, 0, events)).toBe(1000)
      const read = await store.read(stream)
      expect(read.map(({ data }) => data)).toEqual(oneTo(1000))
    })

    test('[ES1] [ES2] [ES5] any history gives what a plain list would', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
          const stream = fresh()
          const model: string[] = []
          for (const { expected, names } of steps) {
            const events = names.map((type) => told(type, {}, `${stream}/${type}`))
            const rest = names.filter((type) => !model.includes(type))
            const conflicts = expected !== 'any' && expected !== model.length && (rest.length > 0 || names.length === 0)
            if (!conflicts) model.push(...rest)
            const version = names.length === 0 ? model.length : lastOf(model, names)
            const answer = await store.append(stream, expected, events).catch((error: unknown) => error)
            expect(conflicts ? VersionConflict.is(answer) : answer).toBe(conflicts || version)
          }
          expect(typesOf(await store.read(stream))).toEqual(model)
        }),
        { numRuns: runs },
      )
    })
  })
}

const step = fc.record({
  expected: fc.oneof(fc.constant('any' as const), fc.nat({ max: 6 })),
  names: fc.uniqueArray(fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F', 'G'), { maxLength: 3 }),
})

/** Version of the last of the named ones. */
const lastOf = (model: readonly string[], names: readonly string[]): number =>
  Math.max(...names.map((name) => model.indexOf(name) + 1))

const told = (type: string, data: unknown = {}, id?: string): NewEvent => ({ type, at: 0, data, id })

const typesOf = (events: readonly StoredEvent[]): string[] => events.map(({ type }) => type)

const oneTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1)

async function lastPosition(store: EventStore): Promise<number> {
  let position = 0
  for (;;) {
    const last = (await store.readAll(position, 1000)).at(-1)
    if (!last) return position
    position = last.position
  }
}
