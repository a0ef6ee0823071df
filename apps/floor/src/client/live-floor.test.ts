import type { FloorItem } from '@store/contract/floor.ts'
import { scriptedLine } from '@store/store-line/scripted-line.ts'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { busy, cornerShop } from '../../tests/floors.ts'
import { liveFloor } from './live-floor.ts'

afterEach(() => vi.useRealTimers())

const NOW = Date.UTC(2026, 10, 21)
const dot = (x: number): FloorItem => ({ kind: 'dot', id: 'dot/1', x, y: 1 })
const snapshot = (revision: number, items: FloorItem[]) => ({ revision, map: cornerShop, items })
const patch = (after: number, put: FloorItem[], drop: string[] = []) => ({ after, revision: after + 1, put, drop })

function following() {
  const line = scriptedLine()
  const thrownOut = vi.fn<() => void>()
  const live = liveFloor(line.line, () => NOW, thrownOut)
  return { line, live, thrownOut }
}

describe('following the floor', () => {
  test('[FV1] a snapshot, then patches on top of it', async () => {
    const { line, live } = following()
    line.store.up()
    await line.answer(snapshot(3, [dot(1)]))
    line.store.told('floor:patched', patch(3, [dot(2)]))
    expect(live.get()).toMatchObject({ link: 'live', heardAtMs: NOW, floor: { dots: [dot(2)] } })
    line.store.told('floor:patched', patch(4, [], ['dot/1']))
    expect(live.get().floor?.dots).toEqual([])
    expect(line.joins).toBe(1)
  })

  test.each([
    ['a gap', patch(7, [dot(5)])],
    ['a patch that cannot be read', { after: 3, put: [{ kind: 'ghost' }] }],
  ])('[FV1] %s makes it join again, and the screen keeps what it had', async (_, odd) => {
    const { line, live } = following()
    line.store.up()
    await line.answer(snapshot(3, [dot(1)]))
    line.store.told('floor:patched', odd)
    expect(line.joins).toBe(2)
    expect(live.get()).toMatchObject({ link: 'live', floor: { dots: [dot(1)] } })
    line.store.told('floor:patched', patch(8, [dot(9)]))
    await line.answer(snapshot(8, [dot(8)]))
    expect(live.get().floor?.dots).toEqual([dot(9)])
  })

  test('[FV2] after a break it joins again; until then the last floor stays', async () => {
    const { line, live } = following()
    line.store.up()
    await line.answer(snapshot(3, [dot(1)]))
    line.store.down()
    expect(live.get()).toMatchObject({ link: 'offline', floor: { dots: [dot(1)] } })
    line.store.up()
    await line.answer(snapshot(1, [dot(4)]))
    expect(live.get()).toMatchObject({ link: 'live', floor: { dots: [dot(4)] } })
  })

  test('[FV2] a refused join is told in the store’s words and tried again', async () => {
    vi.useFakeTimers()
    const { line, live } = following()
    line.store.up()
    await line.refuse('There is no store x here.')
    expect(live.get()).toMatchObject({ link: 'connecting', refusal: 'There is no store x here.' })
    vi.advanceTimersByTime(2_000)
    await line.answer(snapshot(1, []))
    expect(live.get()).toMatchObject({ link: 'live', refusal: undefined })
  })

  test('[FV3] a token that is not taken is told on', () => {
    const { line, thrownOut } = following()
    line.store.refused()
    expect(thrownOut).toHaveBeenCalledOnce()
  })

  test('[FV4] a moving dot leaves the other lists the same objects', async () => {
    const { line, live } = following()
    line.store.up()
    await line.answer(snapshot(1, busy))
    const before = live.get().floor!
    line.store.told('floor:patched', patch(1, [dot(3)]))
    const after = live.get().floor!
    expect(after.dots).not.toBe(before.dots)
    for (const layer of ['visits', 'facings', 'devices', 'events', 'map'] as const)
      expect(after[layer]).toBe(before[layer])
    line.store.told('floor:patched', patch(2, [], ['event/0']))
    expect(live.get().floor?.events).toHaveLength(before.events.length - 1)
  })

  test('events are the newest first, in whatever order they come', async () => {
    const { line, live } = following()
    line.store.up()
    await line.answer(snapshot(1, busy.toReversed()))
    const times = live.get().floor!.events.map(({ at }) => Date.parse(at))
    expect(times).toEqual(times.toSorted((a, b) => b - a))
  })
})
