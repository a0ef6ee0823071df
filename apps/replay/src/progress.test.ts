import { expect, test } from 'vitest'
import { createProgress } from './progress.ts'

function terminal(isTTY: boolean) {
  const written: string[] = []
  let nowMs = 0
  const progress = createProgress({ isTTY, write: (text) => written.push(text) }, () => nowMs)
  return {
    written,
    progress,
    after: (ms: number): void => {
      nowMs += ms
      progress.watching('day', nowMs * 300)
    },
  }
}

test('[RP12] shows on a terminal when it takes a while, and leaves nothing behind', () => {
  const { written, progress, after } = terminal(true)
  after(100)
  expect(written).toEqual([])
  after(500)
  expect(written).toEqual(['\r\u001b[Kday: 180 s played'])
  after(50)
  expect(written).toHaveLength(1)
  progress.erase()
  expect(written.at(-1)).toBe('\r\u001b[K')
})

test('[RP12] erases nothing when nothing was shown', () => {
  const { written, progress, after } = terminal(true)
  after(10)
  progress.erase()
  expect(written).toEqual([])
})

test('[RP12] says nothing where there is no terminal', () => {
  const { written, progress, after } = terminal(false)
  after(10_000)
  progress.erase()
  expect(written).toEqual([])
})
