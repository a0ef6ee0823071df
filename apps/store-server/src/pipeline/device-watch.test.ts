import { expect, test } from 'vitest'
import { deviceWatch } from './device-watch.ts'

const stateAt = (watch: ReturnType<typeof deviceWatch>, nowMs: number) => watch.health(nowMs)[0]?.state

test('[PI13] a device is well, late, refused or silent', () => {
  const watch = deviceWatch()
  watch.spoke('t', 'tracker', 1_000, 2_300)
  expect(watch.health(1_500)).toEqual([
    { id: 't', kind: 'tracker', state: 'well', lagMs: 2_300, lastSeenMs: 1_000, lost: 0 },
  ])
  for (let i = 0; i < 50; i++) watch.spoke('t', 'tracker', 2_000, 9_000)
  expect(stateAt(watch, 2_500)).toBe('late')
  watch.refused('t', 'tracker', 3_000)
  expect(stateAt(watch, 3_500)).toBe('refused')
  watch.lost('t', 4)
  expect(watch.health(40_000)[0]).toMatchObject({ state: 'silent', lost: 4 })
})
