import type { Frame } from '@store/device-protocol/frame.ts'
import { createClockAudit } from './audit-clock.ts'
import { createGondolaAudit } from './audit-gondolas.ts'
import { createFrameWindow, type SeenFrame } from './frame-window.ts'
import type { TraceLine } from './trace-line.ts'
import { TraceRefused } from './trace-refused.ts'

/** What a store's devices may do before its trace is not believed. Each limit, and why it is where it is. */
export type AuditPolicy = {
  /**
   * [TR20] A frame arrives after it was captured, but clocks differ: ours and NTP-disciplined devices' by some tens of
   * milliseconds, and lines can be re-stamped when a network permutes them (2 s). More is a clock that jumped ahead.
   */
  aheadOfArrivalMs: number
  /** [TR21] In the order of its sequence numbers, a device's capture times rise. Real trackers step back by 7 ms. */
  captureBackMs: number
  /**
   * [TR22] How far a stream's capture time may leap between neighbours beyond what passed between their arrivals: the
   * slowest real stream's delay (2.3 s) can shrink to nothing, and a network can permute by 2 s.
   */
  captureLeapMs: number
  /** [TR23] Lines stand in order of arrival; 2 s of permutation is a network, ten is a server's clock set back. */
  arrivalBackMs: number
  /**
   * [TR24] Lateness beyond the device's longest silence, which explains what it stored meanwhile. An hour leaves room
   * for a trace that was cut in the middle of an outage; after it, no basket is still open.
   */
  lateMs: number
  /**
   * [TR26] A device that was silent this long and then sends what it stored catches up. One that stays as late as it
   * was for `catchUpMs` has stored nothing: the server's clock leapt. A minute, so that a slow stream is not suspected.
   */
  standingLateMs: number
  /** The slowest link that is of any use catches up by a second in this time. */
  catchUpMs: number
  /** [TR30] A gondola that says only NaN for this long is unplugged, and whatever is taken from it would be lost. */
  silentGondolaMs: number
  /** Frames remembered per device, by sequence number: 34 s of a tracker at 15 Hz, seventeen times the permutation. */
  windowFrames: number
}

export const usualAudit: AuditPolicy = {
  aheadOfArrivalMs: 5_000,
  captureBackMs: 1_000,
  captureLeapMs: 5_000,
  arrivalBackMs: 10_000,
  lateMs: 3_600_000,
  standingLateMs: 60_000,
  catchUpMs: 10_000,
  silentGondolaMs: 2_000,
  windowFrames: 512,
}

export interface Audit {
  /** Throws `TraceRefused` when this line, with what came before it, makes the trace untrustworthy. */
  check(line: TraceLine): void
  /** To be called after the last line: throws for what only the whole trace shows. */
  end(): void
}

/** Watches one trace. Its memory is bounded by `policy.windowFrames` and the number of devices. */
export function createAudit(source: string, policy: AuditPolicy): Audit {
  const refuse: Refuse = (line, reason, advice) => TraceRefused({ source, line, reason, advice })
  const windows = new Map<string, ReturnType<typeof createFrameWindow>>()
  const clock = createClockAudit(policy, refuse)
  const gondolas = createGondolaAudit(policy, refuse)

  return {
    check({ line, frame }) {
      let window = windows.get(frame.device)
      if (window === undefined) windows.set(frame.device, (window = createFrameWindow(policy.windowFrames)))
      const seen = seenFrame(line, frame)
      clock.arrived(seen)
      const earlier = window.add(seen)
      if (earlier) {
        sameFrame(earlier, seen, refuse)
        return
      }
      clock.captured(seen, window)
      if (frame.kind === 'weight') gondolas.said(seen, frame, window)
    },
    end: () => gondolas.end(),
  }
}

export type Refuse = (line: number, reason: string, advice: string) => ReturnType<typeof TraceRefused>

/** [TR25] A frame sent twice is one frame, so both copies say the same; only their arrival differs. */
function sameFrame(earlier: SeenFrame, later: SeenFrame, refuse: Refuse): void {
  if (earlier.kind === later.kind && earlier.capturedMs === later.capturedMs && earlier.gist === later.gist) return
  throw refuse(
    later.line,
    `${later.device} sent number ${later.seq} before, on line ${earlier.line}, with other content`,
    'A number belongs to one frame for ever: a device that restarts must go on counting, or take a new name.',
  )
}

function seenFrame(line: number, frame: Frame): SeenFrame {
  const { device, seq, kind, arrivedMs, capturedMs } = frame
  return { line, device, seq, kind, arrivedMs, capturedMs, gist: gistOf(frame), silentMs: silentMsOf(frame) }
}

/** Enough of a frame to tell two apart that claim one number; cheap, as every frame pays for it. */
function gistOf(frame: Frame): string {
  if (frame.kind === 'weight') return frame.gondola
  if (frame.kind !== 'gate') return ''
  return frame.event === 'scan'
    ? `scan ${frame.gate} ${frame.shopper} ${frame.party}`
    : `cross ${frame.gate} ${frame.direction}`
}

/** How much capture time this frame fills with NaN alone; 0 as soon as one plate says something. */
function silentMsOf(frame: Frame): number {
  if (frame.kind !== 'weight') return 0
  for (let i = 0; i < frame.grams.length; i++) if (!Number.isNaN(frame.grams[i])) return 0
  return (frame.shape[0] / frame.rateHz) * 1000
}
