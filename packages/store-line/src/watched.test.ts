import { expect, test, vi } from 'vitest'
import { changing } from './watched.ts'

test('[SL7] who watches hears of every change and of nothing else', () => {
  const count = changing(1)
  const heard = vi.fn<() => void>()
  const stop = count.watch(heard)
  count.set(1)
  expect(heard).not.toHaveBeenCalled()
  count.set(2)
  expect([count.get(), heard.mock.calls.length]).toEqual([2, 1])
  stop()
  count.set(3)
  expect([count.get(), heard.mock.calls.length]).toEqual([3, 1])
})
