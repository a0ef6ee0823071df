import { describe, expect, test } from 'vitest'
import type { Frame, GateScan } from '@store/device-protocol/frame.ts'
import { prng } from '@store/kernel/prng.ts'
import { createAudit, usualAudit } from './audit.ts'
import { byArrival, nanFrame, tracksFrame, upTo, weightFrame } from './trace-bytes.ts'

const MINUTE = upTo(300) // frames of 0.2 s

/** What the audit says of these frames, in the order in which they stand; '' when it trusts them. */
function verdict(frames: readonly Frame[]): string {
  const audit = createAudit('day.jsonl', usualAudit)
  try {
    frames.forEach((frame, i) => audit.check({ line: i + 2, frame }))
    audit.end()
    return ''
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Each line moved by up to a second either way, so that two change places over 2 s. */
function permuted(frames: readonly Frame[], seed: number): Frame[] {
  const random = prng(seed, 'permuted')
  return frames
    .map((frame) => ({ frame, at: frame.arrivedMs + random.between(-1000, 1000) }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ frame }) => frame)
}
const restamped = (frames: readonly Frame[], seed: number): Frame[] => {
  const random = prng(seed, 'restamped')
  return byArrival(...frames.map((frame) => ({ ...frame, arrivedMs: frame.arrivedMs + random.between(-1000, 1000) })))
}

const store = byArrival(
  ...MINUTE.map((seq) => weightFrame(seq)),
  ...MINUTE.map((seq) => weightFrame(seq, { device: 'shelf-2', gondola: '2', shape: [12, 2, 3] })),
  ...upTo(900).map((seq) => tracksFrame(seq)),
)

describe('what real networks do is trusted', () => {
  test('[TR32] a store that works', () => expect(verdict(store)).toBe(''))

  test.each(upTo(5))('[TR32] lines permuted within 2 s, with their stamps or re-stamped (seed %i)', (seed) => {
    expect(verdict(permuted(store, seed))).toBe('')
    expect(verdict(restamped(store, seed))).toBe('')
  })

  test('[TR32] every frame sent twice', () => {
    expect(verdict(store.flatMap((frame) => [frame, frame]))).toBe('')
    expect(verdict(permuted([...store, ...store], 1))).toBe('')
  })

  test('[TR24] a device that was cut off for two hours sends what it stored, all at once', () => {
    const backMs = 7_200_000
    const stored = upTo(36_000).map((seq) => weightFrame(seq))
    const others = upTo(1000).map((seq) => tracksFrame(seq, { capturedMs: seq * 7200, arrivedMs: seq * 7200 + 2300 }))
    const late = stored.map((frame) =>
      frame.seq < 50 ? frame : { ...frame, arrivedMs: Math.max(backMs, frame.arrivedMs) },
    )
    expect(verdict(byArrival(...late, ...others))).toBe('')
  })

  test('[TR26] ... or at twice the pace at which it stored it', () => {
    const late = upTo(3000).map((seq) =>
      weightFrame(seq, { arrivedMs: Math.max((seq - 1) * 200, 300_000 + (seq - 1) * 100) }),
    )
    expect(verdict(late)).toBe('')
  })

  test('[TR21] ... or after what it measures now', () => {
    const live = upTo(100).map((seq) => weightFrame(seq + 1000, { capturedMs: seq * 200 + 200_000 }))
    const stored = upTo(1000).map((seq) => weightFrame(seq, { arrivedMs: 210_000 + seq }))
    expect(verdict(byArrival(...live, ...stored))).toBe('')
  })

  test('[TR20] a clock three seconds ahead', () => {
    expect(verdict(MINUTE.map((seq) => weightFrame(seq, { arrivedMs: seq * 200 - 3200 })))).toBe('')
  })

  test('[TR21] a tracker that steps back by 7 ms', () => {
    expect(verdict(upTo(20).map((seq) => tracksFrame(seq, { capturedMs: seq * 60 - (seq % 2) * 67 })))).toBe('')
  })

  test('[TR22] a device that was off for a minute, and a gate that had nothing to say for one', () => {
    expect(verdict(MINUTE.map((seq) => weightFrame(seq, { capturedMs: seq * 200 + (seq > 100 ? 60_000 : 0) })))).toBe(
      '',
    )
    expect(verdict([scan(1, 0, 70_000), scan(2, 69_000, 70_000)])).toBe('')
  })

  test('[TR22] lost frames', () => {
    expect(verdict(MINUTE.filter((seq) => seq < 50 || seq > 100).map((seq) => weightFrame(seq)))).toBe('')
  })
})

/** One gondola, some of its frames changed, beside a tracker that works. */
const weightsWith = (change: (seq: number) => { capturedMs?: number; arrivedMs?: number }): Frame[] =>
  byArrival(
    ...MINUTE.map((seq) => weightFrame(seq, { arrivedMs: (seq - 1) * 200 + 100, ...change(seq) })),
    ...upTo(900).map((seq) => tracksFrame(seq)),
  )
const capturedFrom100 = (byMs: number) =>
  weightsWith((seq) => (seq < 100 ? {} : { capturedMs: (seq - 1) * 200 + byMs }))

describe('a clock that jumps is not', () => {
  test('[TR20] ahead of the arrival', () => {
    expect(verdict(capturedFrom100(6_000))).toContain(
      'shelf-1 says it captured this at 25.8 s, 5.9 s after it arrived.',
    )
    expect(verdict(capturedFrom100(3_600_000))).toContain('The clock of shelf-1 jumped ahead or was never set')
  })

  test('[TR21] back', () => {
    expect(verdict(capturedFrom100(-2_000))).toContain('the clock of shelf-1 went back by 1.8 s: number 99')
    expect(verdict(capturedFrom100(-3_600_000))).toContain('the clock of shelf-1 went back by 3599.8 s')
    expect(verdict(permuted(capturedFrom100(-2_000), 1))).toContain('the clock of shelf-1 went back')
  })

  test('[TR21] for one frame', () => {
    const once = weightsWith((seq) => (seq === 150 ? { capturedMs: 10_000 } : {}))
    expect(verdict(once)).toContain('the clock of shelf-1 went back')
  })

  test('[TR21] a device that restarts and counts from 1 again', () => {
    const again = MINUTE.map((seq) => weightFrame(seq, { capturedMs: seq * 200 + 400_000 }))
    const long = upTo(2000).map((seq) => weightFrame(seq))
    expect(verdict([...long, ...again])).toContain('If the device restarted, it must go on counting')
  })

  test('[TR22] ahead, from a clock that was behind', () => {
    const behind = weightsWith((seq) => ({ capturedMs: (seq - 1) * 200 - (seq < 100 ? 30_000 : 0) }))
    expect(verdict(behind)).toContain('the clock of shelf-1 leapt ahead by 30.0 s between numbers 99 and 100')
    expect(verdict(permuted(behind, 1))).toContain('the clock of shelf-1 leapt ahead')
  })

  test("[TR23] the server's own, back", () => {
    const frames = MINUTE.map((seq) => weightFrame(seq, { arrivedMs: seq * 200 - (seq < 100 ? 0 : 11_000) }))
    expect(verdict(frames)).toContain(
      'line 101: the clock went back: this arrived at 9.0 s, line 100 already at 19.8 s',
    )
  })

  test('[TR24] an hour behind from the first frame on', () => {
    const frames = MINUTE.map((seq) => weightFrame(seq, { capturedMs: seq * 200 - 4_000_000, arrivedMs: seq * 200 }))
    expect(verdict(frames)).toContain(
      'line 2: shelf-1 captured this 4000.0 s before it arrived, and was never silent for as long',
    )
  })

  test("[TR26] the server's own, ahead", () => {
    const frames = MINUTE.map((seq) => weightFrame(seq, { arrivedMs: seq * 200 + (seq < 100 ? 0 : 3_600_000) }))
    expect(verdict(frames)).toContain(
      'the clock leapt ahead: since line 101 all that shelf-1 says arrives 3600.2 s after',
    )
  })

  test('[TR25] one number, two frames', () => {
    const other = weightFrame(5, { capturedMs: 900 })
    expect(verdict([...upTo(5).map((seq) => weightFrame(seq)), other])).toContain(
      'line 7: shelf-1 sent number 5 before, on line 6, with other content',
    )
    expect(verdict([scan(1, 0, 100), { ...scan(1, 0, 100), shopper: 'ben' }])).toContain('with other content')
  })
})

const stormFrom = (first: number, frames: number) =>
  MINUTE.map((seq) => (seq >= first && seq < first + frames ? nanFrame(seq) : weightFrame(seq)))

describe('a gondola that says nothing', () => {
  test('[TR30] nothing but NaN for two seconds is refused', () => {
    expect(verdict(stormFrom(100, 10))).toContain(
      'line 110: gondola 1 has said nothing but NaN for 2.0 s. Its scale is not connected',
    )
  })

  test('[TR30] for less, it is weather', () => {
    expect(verdict(stormFrom(100, 9))).toBe('')
    const halfOfThem = MINUTE.map((seq) => (seq % 10 < 9 ? nanFrame(seq) : weightFrame(seq)))
    expect(verdict(halfOfThem)).toBe('')
    expect(verdict(permuted([...halfOfThem, ...halfOfThem], 3))).toBe('')
  })

  test('[TR30] repeated and permuted frames make a storm neither longer nor shorter', () => {
    const short = stormFrom(100, 9)
    expect(verdict([...short.slice(0, 108), ...short.slice(99, 108), ...short.slice(108)])).toBe('')
    for (const seed of upTo(5)) expect(verdict(permuted(stormFrom(100, 10), seed))).toContain('NaN for 2.0 s')
  })

  test('[TR30] a plate that speaks is enough', () => {
    const shape = [12, 6, 14] as const
    const grams = new Float32Array(12 * 6 * 14).fill(NaN)
    grams[77] = 1
    expect(verdict(MINUTE.map((seq) => weightFrame(seq, { shape, grams })))).toBe('')
  })

  test('[TR30] a gondola that never spoke is refused at the end, however short its stream', () => {
    const frames = [
      ...upTo(20).map((seq) => weightFrame(seq)),
      nanFrame(1, { device: 'shelf-3', gondola: '3', arrivedMs: 4000 }),
    ]
    expect(verdict(frames)).toContain('line 22: gondola 3 has said nothing but NaN for 0.2 s')
  })

  test('[TR30] one device may speak for two gondolas', () => {
    const frames = MINUTE.map((seq) =>
      seq % 2 === 0 ? weightFrame(seq, { gondola: '2' }) : nanFrame(seq, { gondola: '3' }),
    )
    expect(verdict(frames)).toContain('gondola 3 has said nothing but NaN')
  })

  test('[TR31] its shape may not change, its number of samples may', () => {
    expect(verdict([weightFrame(1), weightFrame(2, { shape: [5, 1, 1] })])).toBe('')
    expect(verdict([weightFrame(1), weightFrame(2, { shape: [12, 1, 2] })])).toContain(
      'line 3: gondola 1 has 1 shelves of 2 plates here, and 1 of 1 before',
    )
  })
})

function scan(seq: number, capturedMs: number, arrivedMs: number): GateScan {
  return {
    kind: 'gate',
    event: 'scan',
    device: 'entry',
    gate: 'entry',
    shopper: 'ana',
    party: 1,
    seq,
    capturedMs,
    arrivedMs,
  }
}
