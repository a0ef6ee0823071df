import type { Frame } from '@store/device-protocol/frame.ts'
import type { Stateful } from '@store/kernel/stateful.ts'

/** Puts one device's frames back into the order in which it sent them, each once. */
export interface Resequencer extends Stateful<ResequencerState> {
  /** Answers the frames whose turn has come. `leftOut`: so many numbers right before it will not come, and are not missed. */
  take(frame: Frame, nowMs: number, leftOut?: number): Frame[]
  /** Gives up what has been missing for too long. */
  wait(nowMs: number): Frame[]
  finish(): Frame[]
  /** The next frame that is held back behind a gap. */
  readonly held: Frame | undefined
  readonly counts: { readonly repeated: number; readonly lost: number }
}

export interface ResequencerState {
  readonly behind: readonly Held[]
  readonly absent: ReadonlySet<number>
  readonly next: number
  readonly repeated: number
  readonly lost: number
}

interface Held {
  readonly frame: Frame
  readonly sinceMs: number
}

/** `gapMs`: how long a missing number is waited for. The first number expected is 1, as devices count, or behind `counted`. */
export function resequencer(gapMs: number, counted = 0): Resequencer {
  /** By rising sequence number. */
  const behind: Held[] = []
  const absent = new Set<number>()
  let next = counted + 1
  let repeated = 0
  let lost = 0

  function ready(): Frame[] {
    let n = 0
    for (;;) {
      if (behind[n]?.frame.seq === next) n++
      else if (!absent.delete(next)) break
      next++
    }
    return behind.splice(0, n).map(({ frame }) => frame)
  }

  function skip(): Frame[] {
    const { seq } = behind[0]!.frame
    for (; next < seq; next++) if (!absent.delete(next)) lost++
    return ready()
  }

  /** Frames arrive nearly sorted, so the search from the end is short. */
  function hold(frame: Frame, nowMs: number): boolean {
    let at = behind.length
    while (at > 0 && behind[at - 1]!.frame.seq > frame.seq) at--
    if (behind[at - 1]?.frame.seq === frame.seq) return false
    behind.splice(at, 0, { frame, sinceMs: nowMs })
    return true
  }

  return {
    take(frame, nowMs, leftOut = 0) {
      for (let seq = Math.max(next, frame.seq - leftOut); seq < frame.seq; seq++) absent.add(seq)
      // The usual case, without a detour.
      if (frame.seq === next && behind.length === 0) {
        next++
        return [frame]
      }
      if (frame.seq < next || !hold(frame, nowMs)) {
        repeated++
        return []
      }
      return ready()
    },
    wait(nowMs) {
      const frames: Frame[] = []
      while (behind.some(({ sinceMs }) => nowMs - sinceMs >= gapMs)) frames.push(...skip())
      return frames
    },
    finish() {
      const frames: Frame[] = []
      while (behind.length > 0) frames.push(...skip())
      return frames
    },
    get held() {
      return behind[0]?.frame
    },
    get counts() {
      return { repeated, lost }
    },
    save: () => ({ behind, absent, next, repeated, lost }),
    restore(state) {
      behind.splice(0, behind.length, ...state.behind)
      absent.clear()
      for (const seq of state.absent) absent.add(seq)
      ;({ next, repeated, lost } = state)
    },
  }
}
