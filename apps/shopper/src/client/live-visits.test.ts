import { afterEach, describe, expect, test, vi } from 'vitest'
import { scriptedWire } from '../../tests/scripted-wire.ts'
import { doubted, shopping } from '../../tests/visits.ts'
import { liveVisits } from './live-visits.ts'

afterEach(() => vi.useRealTimers())

function following() {
  const line = scriptedWire()
  const thrownOut = vi.fn<() => void>()
  const live = liveVisits(line.wire, thrownOut)
  return { line, live, thrownOut }
}

const patch = (after: number, put = [doubted], drop: string[] = []) => ({ after, revision: after + 1, put, drop })

describe('following the visits', () => {
  test('[SA1] a snapshot, then patches on top of it', async () => {
    const { line, live } = following()
    expect(live.get()).toEqual({ link: 'connecting', visits: undefined })
    line.store.up()
    await line.answer({ revision: 3, visits: [shopping] })
    expect(live.get()).toEqual({ link: 'live', visits: [shopping] })
    line.store.patched(patch(3))
    expect(live.get().visits).toEqual([doubted])
    line.store.patched(patch(4, [], [shopping.id]))
    expect(live.get().visits).toEqual([])
    expect(line.joins).toBe(1)
  })

  test.each([
    ['a gap', patch(7)],
    ['a patch that cannot be read', { after: 3, put: 'nonsense' }],
  ])('[SA1] %s makes it join again, and the screen keeps what it had', async (_, odd) => {
    const { line, live } = following()
    line.store.up()
    await line.answer({ revision: 3, visits: [shopping] })
    line.store.patched(odd)
    expect(line.joins).toBe(2)
    expect(live.get()).toEqual({ link: 'live', visits: [shopping] })
    await line.answer({ revision: 8, visits: [doubted] })
    expect(live.get().visits).toEqual([doubted])
  })

  test('[SA1] patches that overtake the snapshot wait for it; those that are in it already are left out', async () => {
    const { line, live } = following()
    line.store.up()
    line.store.patched(patch(2, [shopping]))
    line.store.patched(patch(3, [doubted]))
    expect(live.get().visits).toBeUndefined()
    await line.answer({ revision: 3, visits: [shopping] })
    expect(live.get().visits).toEqual([doubted])
    expect(line.joins).toBe(1)
  })

  test('[SA2] after a break it joins again, and an answer from before does not count', async () => {
    const { line, live } = following()
    line.store.up()
    line.store.down()
    expect(live.get().link).toBe('offline')
    line.store.up()
    await line.answer({ revision: 1, visits: [] }, 0)
    expect(live.get().visits).toBeUndefined()
    await line.answer({ revision: 5, visits: [shopping] }, 1)
    expect(live.get()).toEqual({ link: 'live', visits: [shopping] })
    line.store.down()
    expect(live.get()).toEqual({ link: 'offline', visits: [shopping] })
  })

  test('[SA2] a join that is refused is tried again after a while', async () => {
    vi.useFakeTimers()
    const { line, live } = following()
    line.store.up()
    await line.refuse('Not now.')
    expect(live.get().link).toBe('connecting')
    vi.advanceTimersByTime(2_000)
    expect(line.joins).toBe(2)
  })

  test('[SA3] a token that is not taken is told on', () => {
    const { line, thrownOut } = following()
    line.store.refused()
    expect(thrownOut).toHaveBeenCalledOnce()
  })
})
