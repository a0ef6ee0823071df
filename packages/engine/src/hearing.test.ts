import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hearing, hearingPolicy } from './hearing.ts'

const { silenceMs, reunionMs, mostMs } = hearingPolicy

function heardAt(...arrivals: readonly number[]) {
  const ear = hearing(hearingPolicy)
  for (const atMs of arrivals) ear.spoke(atMs)
  return ear
}

describe('[EN27] patience', () => {
  test('runs with the clock while somebody is heard, and before anybody was', () => {
    expect(heardAt().patientMs(90_000)).toBe(90_000)
    expect(heardAt(1_000, 1_000 + silenceMs).patientMs(1_000 + 2 * silenceMs)).toBe(1_000 + 2 * silenceMs)
  })

  test('stands still in an outage, and until all had the time to come back', () => {
    const ear = heardAt(1_000)
    expect(ear.patientMs(61_000)).toBe(1_000 + silenceMs)
    ear.spoke(61_000)
    ear.spoke(62_000)
    expect(ear.patientMs(60_000 + reunionMs)).toBe(1_000 + silenceMs)
    for (let atMs = 62_000; atMs <= 61_000 + reunionMs; atMs += 500) ear.spoke(atMs)
    expect(ear.patientMs(61_000 + reunionMs)).toBe(61_000 + reunionMs)
  })

  test('of who is cut off again before all were back goes by the first outage', () => {
    const ear = heardAt(1_000, 61_000, 70_000)
    expect(ear.patientMs(70_000 + reunionMs - 1)).toBe(1_000 + silenceMs)
  })

  test('ends where no device can have kept what it had to say', () => {
    expect(heardAt(1_000).patientMs(1_000 + mostMs + 1)).toBe(1_000 + mostMs + 1)
    expect(heardAt(1_000, 2_000 + mostMs).patientMs(2_000 + mostMs)).toBe(2_000 + mostMs)
  })

  test('is never ahead of the clock and never goes back, whoever is heard and when', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 30_000 }), fc.boolean())), (steps) => {
        const ear = hearing(hearingPolicy)
        let [nowMs, wasMs] = [0, Number.NEGATIVE_INFINITY]
        for (const [laterMs, isHeard] of steps) {
          nowMs += laterMs
          if (isHeard) ear.spoke(nowMs)
          const patientMs = ear.patientMs(nowMs)
          expect(patientMs).toBeLessThanOrEqual(nowMs)
          expect(patientMs).toBeGreaterThanOrEqual(wasMs)
          wasMs = patientMs
        }
      }),
    )
  })
})
