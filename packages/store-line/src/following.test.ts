import * as fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { follow } from './following.ts'
import { scriptedLine } from './scripted-line.ts'

afterEach(() => vi.useRealTimers())

const Item = z.object({ id: z.string(), count: z.int() })
const Snapshot = z.object({ revision: z.int(), items: z.array(Item) })
const Patch = z.object({ after: z.int(), revision: z.int(), put: z.array(Item), drop: z.array(z.string()) })
type Item = z.infer<typeof Item>

const view = {
  snapshot: Snapshot,
  patch: Patch,
  patchedBy: 'counts:patched',
  itemsIn: ({ items }: z.infer<typeof Snapshot>): readonly Item[] => items,
}

function following() {
  const line = scriptedLine()
  const told: string[] = []
  let shown: readonly Item[] | undefined
  const show = (items: ReadonlyMap<string, Item>): void => {
    shown = [...items.values()]
  }
  const stop = follow(line.line, view, {
    began: show,
    changed(items, touched) {
      show(items)
      told.push(`touched ${touched.map(({ id, count }) => `${id}=${count}`).join(' ')}`)
    },
    offline: () => void told.push('offline'),
    notJoined: (because) => void told.push(`not joined: ${because}`),
    signedOut: () => void told.push('signed out'),
    told: (event) => void told.push(event),
  })
  return { line, told, stop, shown: () => shown }
}

const one = (count: number): Item => ({ id: 'one', count })
const two = (count: number): Item => ({ id: 'two', count })
const patch = (after: number, put: Item[], drop: string[] = []) => ({ after, revision: after + 1, put, drop })

describe('following a view', () => {
  test('[SL3] a snapshot, then patches on top of it; what a patch dropped is told as it was', async () => {
    const { line, told, shown } = following()
    line.store.up()
    await line.answer({ revision: 3, items: [one(1), two(5)] })
    line.store.told('counts:patched', patch(3, [one(2)], ['two']))
    expect(shown()).toEqual([one(2)])
    expect(told).toEqual(['touched one=2 two=5'])
    expect(line.joins).toBe(1)
  })

  test.each([
    ['a gap', patch(7, [one(9)])],
    ['a patch that cannot be read', { after: 3, put: 'nonsense' }],
  ])('[SL3] %s makes it join again, and what was shown stays', async (_, odd) => {
    const { line, shown } = following()
    line.store.up()
    await line.answer({ revision: 3, items: [one(1)] })
    line.store.told('counts:patched', odd)
    expect(line.joins).toBe(2)
    expect(shown()).toEqual([one(1)])
    line.store.told('counts:patched', patch(8, [one(4)]))
    await line.answer({ revision: 8, items: [one(3)] })
    expect(shown()).toEqual([one(4)])
  })

  test('[SL3] patches that overtake the snapshot wait for it; those that are in it already are left out', async () => {
    const { line, shown } = following()
    line.store.up()
    line.store.told('counts:patched', patch(2, [one(1)]))
    line.store.told('counts:patched', patch(3, [one(2)]))
    expect(shown()).toBeUndefined()
    await line.answer({ revision: 3, items: [one(1)] })
    expect(shown()).toEqual([one(2)])
    expect(line.joins).toBe(1)
  })

  test('[SL4] after a break it joins again, and an answer from before does not count', async () => {
    const { line, told, shown } = following()
    line.store.up()
    line.store.down()
    line.store.up()
    await line.answer({ revision: 1, items: [one(1)] }, 0)
    expect(shown()).toBeUndefined()
    await line.answer({ revision: 5, items: [one(2)] }, 1)
    expect(shown()).toEqual([one(2)])
    expect(told).toEqual(['offline'])
  })

  test('[SL4] a join that fails is tried again, and its reason told', async () => {
    vi.useFakeTimers()
    const { line, told, stop } = following()
    line.store.up()
    await line.refuse('Not now.')
    vi.advanceTimersByTime(2_000)
    expect(line.joins).toBe(2)
    await line.refuse('Still not.')
    stop()
    vi.advanceTimersByTime(10_000)
    expect(line.joins).toBe(2)
    expect(told).toEqual(['not joined: Not now.', 'not joined: Still not.'])
    expect(line.isClosed).toBe(true)
  })

  test('[SL5] a token that is not taken is told, and not tried again', async () => {
    vi.useFakeTimers()
    const { line, told } = following()
    line.store.refused()
    vi.advanceTimersByTime(60_000)
    expect(told).toEqual(['signed out'])
    expect(line.joins).toBe(0)
  })

  test('other events are told on', () => {
    const { line, told } = following()
    line.store.told('door:opened', {})
    expect(told).toEqual(['door:opened'])
  })

  const happenings = fc.array(
    fc.oneof(
      { weight: 5, arbitrary: fc.record({ do: fc.constant('change' as const), id: fc.nat(3), isDrop: fc.boolean() }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('lose' as const), id: fc.nat(3), isDrop: fc.boolean() }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('answer' as const) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('break' as const) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('garble' as const) }) },
    ),
    { maxLength: 60 },
  )

  test('[SL3] [SL4] whatever is lost, late or broken: once it is quiet, what is shown is what the store has', async () => {
    await fc.assert(
      fc.asyncProperty(happenings, async (all) => {
        const { line, shown } = following()
        const items = new Map<string, Item>()
        // What the store had when it was asked is what it answers, however late.
        const asked: z.infer<typeof Snapshot>[] = []
        let revision = 0
        const noticeJoins = (): void => {
          while (asked.length < line.joins) asked.push({ revision, items: [...items.values()] })
        }
        const answered = new Set<number>()
        const answer = async (): Promise<void> => {
          noticeJoins()
          const latest = line.joins - 1
          if (answered.has(latest)) return
          answered.add(latest)
          await line.answer(asked[latest]!, latest)
          noticeJoins()
        }
        const change = (id: string, isDrop: boolean, isHeard: boolean): void => {
          const told = patch(revision++, isDrop ? [] : [{ id, count: revision }], isDrop ? [id] : [])
          for (const gone of told.drop) items.delete(gone)
          for (const item of told.put) items.set(item.id, item)
          if (isHeard) line.store.told('counts:patched', told)
          noticeJoins()
        }
        line.store.up()
        noticeJoins()
        for (const next of all) {
          if (next.do === 'change' || next.do === 'lose') change(String(next.id), next.isDrop, next.do === 'change')
          if (next.do === 'answer') await answer()
          if (next.do === 'garble') line.store.told('counts:patched', 'nonsense')
          if (next.do === 'break') {
            line.store.down()
            line.store.up()
          }
          noticeJoins()
        }
        change('last', false, true)
        while (!answered.has(line.joins - 1)) await answer()
        expect(new Map(shown()!.map((item) => [item.id, item]))).toEqual(items)
      }),
      { numRuns: 200 },
    )
  })
})
