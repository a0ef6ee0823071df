import type { Vec3 } from '@store/device-protocol/frame.ts'
import type { Footprint } from './footprint.ts'
import type { Unit } from './stock.ts'
import type { Waypoint } from './walk.ts'

/** A scenario as it went: bodies, hands and things in time, still without any sensor. */
export interface Play {
  readonly lastsMs: number
  readonly people: readonly PlayedPerson[]
  /** What was done to the shelves, by rising `atMs`. */
  readonly handlings: readonly Handling[]
  readonly passages: readonly Passage[]
  readonly truth: readonly TruthEvent[]
  /** What each shopper's party carried out: their receipt. */
  readonly carriedOut: ReadonlyMap<string, readonly Unit[]>
  readonly leftOnFloor: readonly Unit[]
  /** On the shelves when the play ends. */
  readonly onShelves: readonly Unit[]
  /** Brought in from the back room while it went on. */
  readonly restocked: readonly Unit[]
  /** In the hands of people without a pass when the play ends. */
  readonly keptByStaff: readonly Unit[]
}

export interface PlayedPerson {
  readonly id: string
  readonly headMetres: number
  readonly walk: readonly Waypoint[]
  /** By rising time, never overlapping. */
  readonly reaches: readonly Reach[]
}

/** A hand goes to `target`, stays there from `thereMs` to `leavesMs`, and comes back. */
export interface Reach {
  readonly startsMs: number
  readonly thereMs: number
  readonly leavesMs: number
  readonly endsMs: number
  readonly target: Vec3
}

interface OnShelf {
  readonly atMs: number
}

export type Handling =
  /** The unit's load leaves the plates, within `takesMs`. */
  | (OnShelf & { readonly kind: 'lift'; readonly footprint: Footprint; readonly takesMs: number })
  /** The unit's load comes onto the plates. */
  | (OnShelf & { readonly kind: 'set'; readonly footprint: Footprint; readonly takesMs: number })
  /** The unit hangs between hand and plate, then is lifted off or let down. */
  | (OnShelf & {
      readonly kind: 'hold'
      readonly footprint: Footprint
      readonly forMs: number
      readonly ends: 'take' | 'leave'
    })
  /** A hand presses on plates and lets go. */
  | (OnShelf & {
      readonly kind: 'press'
      readonly gondola: string
      readonly shelf: number
      readonly plates: readonly number[]
      readonly forMs: number
      readonly grams: number
    })

/** One person through one gate. */
export interface Passage {
  readonly gate: string
  readonly atMs: number
  readonly says:
    | { readonly event: 'scan'; readonly shopper: string; readonly party: number }
    | { readonly event: 'cross'; readonly direction: 'in' | 'out'; readonly carrying: readonly Unit[] }
}

export interface TruthEvent {
  readonly at: number
  /** Who pays, or the person's own id where nobody does. */
  readonly shopper: string
  readonly action: 'pick' | 'put'
  readonly items: readonly { readonly gtin: string; readonly quantity: number }[]
  readonly gondola: string
  readonly shelf: number
  readonly plates: readonly number[]
}
