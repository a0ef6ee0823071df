import { describe, expect, test } from 'vitest'
import { pace } from './pace.ts'

/** A run with so many steps due, and what was done in which order. */
function runOf(steps: number, forMs: number, told: unknown[] = []) {
  const pacing = pace(forMs, (error) => void told.push(error))
  let due = steps
  const run = {
    get isBehind() {
      return due > 0
    },
    catchUp() {
      while (due > 0 && pacing.mayGoOn()) told.push(due--)
    },
  }
  function takeIn(more: number): void {
    due += more
    run.catchUp()
  }
  return { pacing, run, told, takeIn }
}

describe('[PI22] what is due is decided a stretch at a time', () => {
  test('and whatever else was asked has its turn in between', async () => {
    const { pacing, run, told, takeIn } = runOf(0, 0)
    pacing.begin()
    takeIn(3)
    pacing.goOn(() => run)
    setImmediate(() => void told.push('another'))
    expect(told).toEqual([3])
    await pacing.caughtUp()
    expect(told).toEqual([3, 2, 'another', 1])
  })

  test('what comes meanwhile is taken in, and decided with the rest', async () => {
    const { pacing, run, told, takeIn } = runOf(0, 0)
    pacing.begin()
    takeIn(2)
    pacing.goOn(() => run)
    pacing.begin()
    takeIn(1)
    pacing.goOn(() => run)
    expect(told).toEqual([2])
    await pacing.caughtUp()
    expect(told).toEqual([2, 2, 1])
    expect(run.isBehind).toBe(false)
  })

  test('with time enough, all at once; nor is anything put off in a hurry', async () => {
    for (const [forMs, start] of [
      [60_000, 'begin'],
      [0, 'hurry'],
    ] as const) {
      const { pacing, run, told, takeIn } = runOf(0, forMs)
      pacing[start]()
      takeIn(3)
      pacing.goOn(() => run)
      expect(told).toEqual([3, 2, 1])
      await pacing.caughtUp()
    }
  })

  test('what fails is told, and what comes later is decided again', async () => {
    const { pacing, told } = runOf(0, 0)
    const broken = new Error('broken')
    pacing.goOn(() => ({
      isBehind: true,
      catchUp() {
        throw broken
      },
    }))
    await pacing.caughtUp()
    expect(told).toEqual([broken])
    await pacing.caughtUp()
  })
})
