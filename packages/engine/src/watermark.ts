import type { Frame } from '@store/device-protocol/frame.ts'
import { refill, type Stateful } from '@store/kernel/stateful.ts'
import type { StoreLayout } from '@store/planogram/layout.ts'
import type { IngestPolicy } from './ingest-policy.ts'

/** Up to which capture time everything has been said. */
export interface Watermark extends Stateful<ReadonlyMap<string, Stream>> {
  /** `frame` has been taken in, and every earlier one of its device. */
  passed(frame: Frame): void
  /** `stream` captured nothing before `capturedMs` that has not passed: silence is news too. */
  heard(stream: string, capturedMs: number): void
  /**
   * Every stream has told what it captured before this, or has been waited for long enough. A stream with a frame in
   * `held` (behind a gap) has more to say, and says it once the gap is closed or given up.
   */
  at(nowMs: number, held?: readonly Frame[]): number
}

export interface Stream {
  capturedMs: number
  readonly patienceMs: number
}

/** Expects every gondola, a tracker and every gate of the layout from the start, so that a slow starter is not overrun. */
export function watermark(layout: StoreLayout, policy: IngestPolicy): Watermark {
  const streams = new Map<string, Stream>()
  const expect = (name: string, patienceMs: number): void =>
    void streams.set(name, { capturedMs: Number.NEGATIVE_INFINITY, patienceMs })
  for (const { id } of layout.gondolas) expect(`weight/${id}`, policy.denseMs)
  for (const { id } of layout.gates) expect(`gate/${id}`, policy.sparseMs)
  expect(ANY_TRACKER, policy.denseMs)

  function heard(name: string, capturedMs: number): void {
    if (name.startsWith(TRACKERS)) streams.delete(ANY_TRACKER)
    const stream = streams.get(name)
    if (stream) stream.capturedMs = Math.max(stream.capturedMs, capturedMs)
    else streams.set(name, { capturedMs, patienceMs: name.startsWith('rfid/') ? policy.sparseMs : policy.denseMs })
  }

  return {
    passed: (frame) => heard(streamOf(frame), endOf(frame)),
    heard,
    at(nowMs, held = []) {
      const waiting = new Set(held.map(streamOf))
      let least = Number.POSITIVE_INFINITY
      for (const [name, { capturedMs, patienceMs }] of streams) {
        const from = waiting.has(name) ? capturedMs : Math.max(capturedMs, nowMs - patienceMs)
        if (from < least) least = from
      }
      return least
    },
    save: () => streams,
    restore: (state) => refill(streams, state),
  }
}

/** Until a tracker has spoken, nobody knows what it is called. */
const ANY_TRACKER = 'tracks'
const TRACKERS = 'tracks/'

/** The name of what a frame speaks of: `weight/<gondola>`, `tracks/<device>`, `gate/<gate>`, `rfid/<gate>`. */
export function streamOf(frame: Frame): string {
  switch (frame.kind) {
    case 'weight':
      return `weight/${frame.gondola}`
    case 'tracks':
      return `tracks/${frame.device}`
    case 'gate':
      return `gate/${frame.gate}`
    case 'rfid':
      return `rfid/${frame.gate}`
  }
}

/** A weight frame tells of all its samples, not only of the first. */
const endOf = (frame: Frame): number =>
  frame.kind === 'weight' ? frame.capturedMs + (frame.shape[0] * 1000) / frame.rateHz : frame.capturedMs
