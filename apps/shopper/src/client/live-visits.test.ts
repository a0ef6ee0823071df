import { scriptedLine } from '@store/store-line/scripted-line.ts'
import { describe, expect, test, vi } from 'vitest'
import { doubted, shopping } from '../../tests/visits.ts'
import { liveVisits } from './live-visits.ts'

function following() {
  const line = scriptedLine()
  const thrownOut = vi.fn<() => void>()
  const live = liveVisits(line.line, thrownOut)
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
    line.store.told('visit:patched', patch(3))
    expect(live.get().visits).toEqual([doubted])
    line.store.told('visit:patched', patch(4, [], [shopping.id]))
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
    line.store.told('visit:patched', odd)
    expect(line.joins).toBe(2)
    expect(live.get()).toEqual({ link: 'live', visits: [shopping] })
    await line.answer({ revision: 8, visits: [doubted] })
    expect(live.get().visits).toEqual([doubted])
  })

  test('[SA2] after a break it joins again; until then the last visit stays, marked as such', async () => {
    const { line, live } = following()
    line.store.up()
    await line.answer({ revision: 1, visits: [shopping] })
    line.store.down()
    expect(live.get()).toEqual({ link: 'offline', visits: [shopping] })
    line.store.up()
    await line.answer({ revision: 5, visits: [doubted] })
    expect(live.get()).toEqual({ link: 'live', visits: [doubted] })
  })

  test('[SA3] a token that is not taken is told on', () => {
    const { line, thrownOut } = following()
    line.store.refused()
    expect(thrownOut).toHaveBeenCalledOnce()
  })
})
