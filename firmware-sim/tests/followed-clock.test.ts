import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { followedClock } from '../src/live/followed-clock.ts'

test('[LV21] before the server was heard it is the wall’s clock', () => {
  expect(followedClock(() => 42).now()).toBe(42)
})

test('[LV21] it is never ahead of a server that catches up, never goes back, and meets it once answers are quick', () => {
  const steps = fc.array(fc.record({ passMs: fc.integer({ min: 0, max: 200 }), latencyMs: fc.nat(80) }), {
    minLength: 1,
  })
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 60_000 }), fc.integer({ min: 1, max: 30 }), steps, (behindMs, speed, all) => {
      let wallMs = 1_000_000
      const server = (atMs: number): number => atMs - Math.max(0, behindMs - (atMs - 1_000_000) * (speed - 1))
      const clock = followedClock(() => wallMs)
      clock.heard(server(wallMs))
      let last = clock.now()
      for (const { passMs, latencyMs } of all) {
        const toldMs = server(wallMs)
        wallMs += latencyMs
        clock.heard(toldMs)
        wallMs += passMs
        expect(clock.now()).toBeGreaterThanOrEqual(last)
        expect(clock.now()).toBeLessThanOrEqual(server(wallMs))
        last = clock.now()
      }
      clock.heard(server(wallMs))
      expect(clock.now()).toBe(server(wallMs))
    }),
  )
})
