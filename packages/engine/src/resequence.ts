import type { Frame } from '@store/device-protocol/frame.ts'

/** Puts one device's frames back into the order in which it sent them, each once. */
export interface Resequencer {
  /** Answers the frames whose turn has come. */
  take(frame: Frame, nowMs: number): Frame[]
  /** Gives up what has been missing for too long. */
  wait(nowMs: number): Frame[]
  finish(): Frame[]
  /** Whether frames are held back behind a gap. */
  readonly isWaiting: boolean
  readonly counts: { readonly repeated: number; readonly lost: number }
}

/** `gapMs`: how long a missing number is waited for. The first number expected is 1, as devices count. */
export function resequencer(gapMs: number): Resequencer {
  const held = new Map<number, { frame: Frame; sinceMs: number }>()
  let next = 1
  let repeated = 0
  let lost = 0

  function ready(): Frame[] {
    const frames: Frame[] = []
    for (let entry = held.get(next); entry; entry = held.get(next)) {
      frames.push(entry.frame)
      held.delete(next++)
    }
    return frames
  }

  function skip(): Frame[] {
    const first = Math.min(...held.keys())
    lost += first - next
    next = first
    return ready()
  }

  function wait(nowMs: number): Frame[] {
    const frames: Frame[] = []
    while (held.size > 0) {
      const first = held.get(Math.min(...held.keys()))!
      if (nowMs - first.sinceMs < gapMs) break
      frames.push(...skip())
    }
    return frames
  }

  return {
    take(frame, nowMs) {
      if (frame.seq < next || held.has(frame.seq)) {
        repeated++
        return []
      }
      // The usual case, without a detour over the map.
      if (frame.seq === next && held.size === 0) {
        next++
        return [frame]
      }
      held.set(frame.seq, { frame, sinceMs: nowMs })
      return ready()
    },
    wait,
    finish() {
      const frames: Frame[] = []
      while (held.size > 0) frames.push(...skip())
      return frames
    },
    get isWaiting() {
      return held.size > 0
    },
    get counts() {
      return { repeated, lost }
    },
  }
}
