import type { Frame } from '@store/device-protocol/frame.ts'

/** What the audit remembers of a frame. */
export type SeenFrame = {
  readonly line: number
  readonly device: string
  readonly seq: number
  readonly kind: Frame['kind']
  readonly arrivedMs: number
  readonly capturedMs: number
  /** What else must be equal in two copies of one frame. */
  readonly gist: string
  /** Capture time filled with nothing but NaN, milliseconds; 0 for a frame that says something. */
  readonly silentMs: number
}

/**
 * One device's latest frames in the order of their sequence numbers, whatever order they arrived in. Holds between
 * `size` and twice as many: the lowest numbers go first, in one sweep, so that adding is cheap.
 */
export function createFrameWindow(size: number): FrameWindow {
  const frames: SeenFrame[] = []

  const placeOf = (seq: number): number => {
    let place = frames.length
    if (place === 0 || frames[place - 1]!.seq < seq) return place // nearly always: it is the newest
    let low = 0
    while (low < place) {
      const middle = (low + place) >>> 1
      if (frames[middle]!.seq < seq) low = middle + 1
      else place = middle
    }
    return low
  }

  return {
    add(frame) {
      if (frames.length >= 2 * size) frames.splice(0, frames.length - size)
      const place = placeOf(frame.seq)
      const there = frames[place]
      if (there?.seq === frame.seq) return there
      if (place === frames.length) frames.push(frame)
      else frames.splice(place, 0, frame)
      return undefined
    },
    before: (seq) => frames[placeOf(seq) - 1],
    after: (seq) => frames[placeOf(seq + 1)],
  }
}

export interface FrameWindow {
  /** Takes the frame in, or answers the one that is already there under its number. */
  add(frame: SeenFrame): SeenFrame | undefined
  /** The nearest lower number that is remembered. */
  before(seq: number): SeenFrame | undefined
  /** The nearest higher number that is remembered. */
  after(seq: number): SeenFrame | undefined
}
