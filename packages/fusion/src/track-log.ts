import type { TracksFrame, TrackedPerson, Vec3 } from '@store/device-protocol/frame.ts'
import type { Stateful } from '@store/kernel/stateful.ts'

/** The recent past of every track, by capture time. */
export interface TrackLog extends Stateful<TrackLogState> {
  /** Frames in the order of their capture. */
  add(frame: TracksFrame): void
  /** What was seen from `fromMs` to `toMs`, both included, in order. */
  between(fromMs: number, toMs: number): readonly Sighting[]
  /** Forgets what was captured before. */
  forget(beforeMs: number): void
  /** Whether this tracker has ever shown a hand. */
  readonly showsHands: boolean
}

export interface TrackLogState {
  readonly sightings: Sighting[]
  readonly showsHands: boolean
}

export interface Sighting {
  readonly atMs: number
  readonly people: readonly TrackedPerson[]
}

export function trackLog(): TrackLog {
  let sightings: Sighting[] = []
  let showsHands = false

  /** The first sighting at or after. */
  function firstFrom(atMs: number): number {
    let low = 0
    let high = sightings.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (sightings[middle]!.atMs < atMs) low = middle + 1
      else high = middle
    }
    return low
  }

  return {
    add(frame) {
      showsHands ||= frame.tracks.some((person) => person.hands.length > 0)
      const sighting = { atMs: frame.capturedMs, people: frame.tracks }
      if (sightings.length === 0 || sightings.at(-1)!.atMs <= sighting.atMs) sightings.push(sighting)
      else sightings.splice(firstFrom(sighting.atMs + Number.EPSILON), 0, sighting)
    },
    between(fromMs, toMs) {
      const from = firstFrom(fromMs)
      let to = from
      while (to < sightings.length && sightings[to]!.atMs <= toMs) to++
      return sightings.slice(from, to)
    },
    forget(beforeMs) {
      const from = firstFrom(beforeMs)
      // Cut in large pieces: cutting at every frame would copy the log over and over.
      if (from > 1_000) sightings = sightings.slice(from)
    },
    get showsHands() {
      return showsHands
    },
    save: () => ({ sightings, showsHands }),
    restore(state) {
      ;({ sightings, showsHands } = state)
    },
  }
}

export const metresBetween = (a: Vec3, b: Vec3): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])
export const floorMetresBetween = (a: Vec3, b: Vec3): number => Math.hypot(a[0] - b[0], a[1] - b[1])
