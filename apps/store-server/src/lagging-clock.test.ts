import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { laggingClock } from './lagging-clock.ts'
import type { Effects } from './effects.ts'

describe('a clock that lags behind the wall’s', () => {
  test('[CK1] it shows an earlier time, goes on at the same pace, and hurries only when it is told to', () => {
    const wall = fakeWall()
    const clock = laggingClock(wall.effects, 60_000)
    expect(clock.now()).toBe(wall.now() - 60_000)
    wall.pass(500)
    expect(clock.now()).toBe(wall.now() - 60_000)
    expect({ lagMs: clock.lagMs, speed: clock.clockSpeed() }).toEqual({ lagMs: 60_000, speed: 1 })
  })

  test('[CK1] it never goes back, is never ahead of the wall’s, meets it and stays with it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4_000 }),
        fc.integer({ min: 1, max: 30 }),
        fc.array(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 1_000 })), { maxLength: 30 }),
        (behindMs, speed, stalls) => {
          const wall = fakeWall()
          const clock = laggingClock(wall.effects, behindMs)
          clock.hurry(speed)
          let last = clock.now()
          const look = (): void => {
            expect(clock.now()).toBeGreaterThanOrEqual(last)
            expect(clock.now()).toBeLessThanOrEqual(wall.now())
            last = clock.now()
          }
          for (const ms of stalls) {
            wall.pass(ms)
            look()
          }
          if (speed === 1) return
          for (let ms = 0; clock.lagMs > 0 && ms < 60_000; ms++) {
            wall.pass(1)
            look()
          }
          expect(clock.now()).toBe(wall.now())
          expect(clock.clockSpeed()).toBe(1)
          wall.pass(777)
          expect(clock.now()).toBe(wall.now())
          expect(wall.timers, 'no timer of its own is left').toBe(0)
        },
      ),
    )
  })

  test('[CK2] it runs as many times as fast as it was told, until they meet', () => {
    const wall = fakeWall()
    const clock = laggingClock(wall.effects, 10_000)
    clock.hurry(11)
    const startedMs = clock.now()
    for (let i = 0; i < 500; i++) wall.pass(1)
    expect(clock.now() - startedMs).toBe(500 * 11)
    for (let i = 0; i < 500; i++) wall.pass(1)
    expect(clock.lagMs).toBe(0)
    expect(clock.now() - startedMs).toBe(1_000 + 10_000)
  })

  test('[CK2] it can leave off hurrying, and take it up again', () => {
    const wall = fakeWall()
    const clock = laggingClock(wall.effects, 10_000)
    const fired: number[] = []
    const startedMs = clock.now()
    for (const ms of [500, 1_500, 2_500]) clock.after(ms, () => fired.push(ms))
    clock.hurry(10)
    wall.pass(100)
    clock.hurry(1)
    expect(clock.clockSpeed()).toBe(1)
    wall.pass(500)
    expect(clock.now() - startedMs).toBe(1_500)
    expect(fired).toEqual([500, 1_500])
    clock.hurry(10)
    wall.pass(100)
    expect(clock.now() - startedMs).toBe(2_500)
    expect(fired).toEqual([500, 1_500, 2_500])
  })

  test('[CK2] a process that was held up gains no more than it could look after', () => {
    const wall = fakeWall()
    const clock = laggingClock(wall.effects, 60_000)
    clock.hurry(20)
    const startedMs = clock.now()
    wall.stall(2_000)
    expect(clock.now() - startedMs).toBe(2_000 + 4 * 19)
  })

  test('[CK3] timers are due by this clock and in their order, whether they are set before, during or after the hurry', () => {
    const times = fc.integer({ min: 0, max: 4_000 })
    fc.assert(
      fc.property(
        fc.array(fc.record({ setAtMs: times, forMs: times, isCancelled: fc.boolean() }), { maxLength: 30 }),
        (asked) => {
          const wall = fakeWall()
          const clock = laggingClock(wall.effects, 3_000)
          const fired: { readonly dueMs: number; readonly atMs: number }[] = []
          let dueCount = 0
          const set = asked.toSorted((a, b) => a.setAtMs - b.setAtMs)
          const startedMs = wall.now()
          for (let ms = 0; ms < 12_000; ms++) {
            if (ms === 300) clock.hurry(8)
            while (set[0] && startedMs + set[0].setAtMs <= wall.now()) {
              const { forMs, isCancelled } = set.shift()!
              const dueMs = clock.now() + forMs
              const cancel = clock.after(forMs, () => fired.push({ dueMs, atMs: clock.now() }))
              if (isCancelled) cancel()
              else dueCount++
            }
            wall.pass(1)
          }
          expect(fired).toHaveLength(dueCount)
          for (const { dueMs, atMs } of fired) {
            expect(atMs).toBeGreaterThanOrEqual(dueMs)
            expect(atMs - dueMs, 'no later than one step').toBeLessThanOrEqual(8 + 1)
          }
          expect(wall.timers).toBe(0)
        },
      ),
      { numRuns: 40 },
    )
  })

  test('[CK3] what is done again and again is done as often as its time says, seamlessly, until it is stopped', () => {
    const wall = fakeWall()
    const clock = laggingClock(wall.effects, 5_000)
    const startedMs = clock.now()
    let count = 0
    const stop = clock.every(250, () => count++)
    for (let ms = 0; ms < 8_000; ms++) {
      if (ms === 1_000) clock.hurry(10)
      wall.pass(1)
    }
    expect(clock.lagMs).toBe(0)
    expect(count).toBe(Math.floor((clock.now() - startedMs) / 250))
    stop()
    wall.pass(5_000)
    expect(count).toBe(52)
    expect(wall.timers).toBe(0)
  })
})

/** A wall clock and timers moved by hand, one millisecond at a time; `stall` lets time pass in which nothing runs. */
function fakeWall() {
  let nowMs = 1_700_000_000_000
  const timers = new Set<{ dueMs: number; readonly everyMs?: number; readonly run: () => void }>()
  const add = (ms: number, run: () => void, everyMs?: number): (() => void) => {
    const one = { dueMs: nowMs + ms, run, ...(everyMs !== undefined && { everyMs }) }
    timers.add(one)
    return () => void timers.delete(one)
  }
  const fireDue = (): void => {
    for (const one of [...timers].filter(({ dueMs }) => dueMs <= nowMs).sort((a, b) => a.dueMs - b.dueMs)) {
      if (!timers.has(one)) continue
      if (one.everyMs === undefined) timers.delete(one)
      else one.dueMs = nowMs + one.everyMs
      one.run()
    }
  }
  const effects: Effects = {
    now: () => nowMs,
    monotonicMs: () => nowMs,
    after: (ms, run) => add(ms, run),
    every: (ms, run) => add(ms, run, ms),
  }
  return {
    effects,
    now: () => nowMs,
    get timers() {
      return timers.size
    },
    pass(ms: number) {
      for (let i = 0; i < ms; i++) {
        nowMs++
        fireDue()
      }
    },
    stall(ms: number) {
      nowMs += ms
      fireDue()
    },
  }
}
