import type { AuditPolicy, Refuse } from './audit.ts'
import type { FrameWindow, SeenFrame } from './frame-window.ts'

/** Finds the clocks that jumped. Never by comparing with the line before: the network permutes and repeats lines. */
export function createClockAudit(policy: AuditPolicy, refuse: Refuse): ClockAudit {
  let latest: SeenFrame | undefined
  const devices = new Map<string, Punctuality>()

  const arrivedInOrder = (frame: SeenFrame): void => {
    if (latest && frame.arrivedMs < latest.arrivedMs - policy.arrivalBackMs)
      throw refuse(
        frame.line,
        `the clock went back: this arrived at ${seconds(frame.arrivedMs)}, line ${latest.line} already at ${seconds(latest.arrivedMs)}`,
        "The store server's clock was set in mid-recording: cut the trace there into two.",
      )
    if (latest === undefined || frame.arrivedMs > latest.arrivedMs) latest = frame
  }

  const arrivedAfterCapture = (frame: SeenFrame): void => {
    if (frame.capturedMs <= frame.arrivedMs + policy.aheadOfArrivalMs) return
    throw refuse(
      frame.line,
      `${frame.device} says it captured this at ${seconds(frame.capturedMs)}, ` +
        `${seconds(frame.capturedMs - frame.arrivedMs)} after it arrived`,
      `The clock of ${frame.device} jumped ahead or was never set: set it, and record again.`,
    )
  }

  const arrivedInTime = (frame: SeenFrame, device: Punctuality, lateMs: number): void => {
    if (lateMs <= policy.lateMs + device.longestSilenceMs) return
    throw refuse(
      frame.line,
      `${frame.device} captured this ${seconds(lateMs)} before it arrived, and was never silent for as long`,
      `The clock of ${frame.device} fell back or was never set: set it, and record again.`,
    )
  }

  const catchesUp = (frame: SeenFrame, device: Punctuality): void => {
    const { backlog } = device
    if (!backlog || frame.arrivedMs < backlog.sinceMs + policy.catchUpMs) return
    delete device.backlog
    if (backlog.leastLateMs < policy.standingLateMs || backlog.leastLateMs < backlog.firstLateMs - 1000) return
    throw refuse(
      frame.line,
      `the clock leapt ahead: since line ${backlog.line} all that ${frame.device} says arrives ` +
        `${seconds(backlog.leastLateMs)} after its capture, and it does not catch up`,
      "The store server's clock was set in mid-recording: cut the trace there into two.",
    )
  }

  return {
    arrived(frame) {
      arrivedInOrder(frame)
      arrivedAfterCapture(frame)
      let device = devices.get(frame.device)
      if (!device) devices.set(frame.device, (device = { lastArrivedMs: 0, longestSilenceMs: 0 }))
      const lateMs = frame.arrivedMs - frame.capturedMs
      noteArrival(device, frame, lateMs, policy)
      arrivedInTime(frame, device, lateMs)
      catchesUp(frame, device)
    },
    captured(frame, window) {
      const before = window.before(frame.seq)
      const after = window.after(frame.seq)
      if (before) capturedInOrder(before, frame, frame.line)
      if (after) capturedInOrder(frame, after, frame.line)
    },
  }

  /** `lower` and `higher` by number; `line` is the later of the two in the trace. */
  function capturedInOrder(lower: SeenFrame, higher: SeenFrame, line: number): void {
    const stepMs = higher.capturedMs - lower.capturedMs
    if (stepMs < -policy.captureBackMs)
      throw refuse(
        line,
        `the clock of ${higher.device} went back by ${seconds(-stepMs)}: number ${lower.seq} was captured at ` +
          `${seconds(lower.capturedMs)}, number ${higher.seq} at ${seconds(higher.capturedMs)}`,
        'Set the clock and record again. If the device restarted, it must go on counting or take a new name.',
      )
    // A number that is missing between them may be what filled the time, and gates speak only now and then.
    if (higher.seq !== lower.seq + 1 || !isStream(lower) || !isStream(higher)) return
    const leapMs = stepMs - Math.max(0, higher.arrivedMs - lower.arrivedMs)
    if (leapMs > policy.captureLeapMs)
      throw refuse(
        line,
        `the clock of ${higher.device} leapt ahead by ${seconds(leapMs)} between numbers ${lower.seq} and ${higher.seq}`,
        'Set the clock and record again.',
      )
  }
}

type Punctuality = {
  lastArrivedMs: number
  longestSilenceMs: number
  /** From the end of a long silence until it is known whether the device catches up. */
  backlog?: { sinceMs: number; line: number; firstLateMs: number; leastLateMs: number }
}

function noteArrival(device: Punctuality, frame: SeenFrame, lateMs: number, policy: AuditPolicy): void {
  const silenceMs = frame.arrivedMs - device.lastArrivedMs
  device.longestSilenceMs = Math.max(device.longestSilenceMs, silenceMs)
  device.lastArrivedMs = Math.max(device.lastArrivedMs, frame.arrivedMs)
  if (silenceMs >= policy.standingLateMs)
    device.backlog = { sinceMs: frame.arrivedMs, line: frame.line, firstLateMs: lateMs, leastLateMs: lateMs }
  else if (device.backlog) device.backlog.leastLateMs = Math.min(device.backlog.leastLateMs, lateMs)
}

export interface ClockAudit {
  /** For every line, repeated frames included. */
  arrived(frame: SeenFrame): void
  /** For every new frame, once it stands in its device's window. */
  captured(frame: SeenFrame, window: FrameWindow): void
}

const isStream = ({ kind }: SeenFrame): boolean => kind === 'weight' || kind === 'tracks'

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`
