import type { Frame } from '@store/device-protocol/frame.ts'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { resequencer } from './resequence.ts'

const frame = (seq: number): Frame => ({
  kind: 'tracks',
  device: 'tracker',
  seq,
  arrivedMs: 0,
  capturedMs: seq,
  tracks: [],
})
const GAP_MS = 1_000

/** Takes frames in, each at its instant; answers their numbers as they come out. */
function passed(arrivals: readonly (readonly [atMs: number, seq: number])[], untilMs = 0) {
  const device = resequencer(GAP_MS)
  const out: number[] = []
  const note = (frames: readonly Frame[]): void => void out.push(...frames.map(({ seq }) => seq))
  for (const [atMs, seq] of arrivals) {
    note(device.take(frame(seq), atMs))
    note(device.wait(atMs))
  }
  note(device.wait(untilMs))
  return { out, device, ...device.counts }
}

describe('frames of one device', () => {
  test('[EN1] come out in the order in which they were sent, each once', () => {
    const order = fc.shuffledSubarray(
      Array.from({ length: 20 }, (_, i) => i + 1),
      { minLength: 20 },
    )
    const again = fc.array(fc.integer({ min: 0, max: 19 }))
    fc.assert(
      fc.property(order, again, (seqs, repeats) => {
        const sent = [...seqs, ...repeats.map((i) => seqs[i]!)]
        const { out, repeated, lost } = passed(sent.map((seq) => [0, seq]))
        expect(out).toEqual(seqs.toSorted((a, b) => a - b))
        expect([repeated, lost]).toEqual([repeats.length, 0])
      }),
    )
  })

  test('[EN20] what was left out is not waited for, wherever it comes in between', () => {
    const arrivals = [[1, 0], [4, 2], [8, 1], [7, 0], [6, 1]] as const // prettier-ignore
    const device = resequencer(GAP_MS)
    const out = arrivals.flatMap(([seq, leftOut]) => device.take(frame(seq), 0, leftOut).map((one) => one.seq))
    expect(out).toEqual([1, 4, 6, 7, 8])
    expect(device.counts).toEqual({ repeated: 0, lost: 0 })
    const other = resequencer(GAP_MS)
    expect(other.take(frame(5), 0, 2)).toEqual([])
    expect([other.wait(GAP_MS).map(({ seq }) => seq), other.counts.lost]).toEqual([[5], 2])
  })

  test('[EN2] a missing one is waited for, and then given up', () => {
    const arrivals = [[0, 1], [100, 3], [200, 4]] as const // prettier-ignore
    expect(passed(arrivals, 1_099)).toMatchObject({ out: [1], lost: 0 })
    expect(passed(arrivals, 1_100)).toMatchObject({ out: [1, 3, 4], lost: 1 })
  })

  test('[EN2] one that comes after it was given up is too late', () => {
    expect(passed([[0, 1], [100, 3], [1_200, 4], [1_300, 2]])).toMatchObject({ out: [1, 3, 4], lost: 1, repeated: 1 }) // prettier-ignore
  })

  test('[EN2] two gaps are waited for at once', () => {
    expect(passed([[0, 1], [100, 3], [200, 6]], 1_150)).toMatchObject({ out: [1, 3], lost: 1 }) // prettier-ignore
    expect(passed([[0, 1], [100, 3], [200, 6]], 1_200)).toMatchObject({ out: [1, 3, 6], lost: 3 }) // prettier-ignore
  })

  test('[EN2] at the end nothing is waited for', () => {
    const { device } = passed([[0, 2], [0, 5]]) // prettier-ignore
    expect(device.held?.seq).toBe(2)
    expect(device.finish().map(({ seq }) => seq)).toEqual([2, 5])
    expect(device.counts.lost).toBe(3)
    expect(device.held).toBeUndefined()
  })
})
