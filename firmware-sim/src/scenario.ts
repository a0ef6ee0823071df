import type { Point } from '@store/planogram/layout.ts'

/** A script of what people do. It knows nothing of sensors, and nothing of the code under test. */
export interface Scenario {
  readonly name: string
  readonly people: readonly Person[]
  /** How near two people stand at one shelf, metres; by default they touch shoulders and no more. */
  readonly elbowRoomMetres?: number
}

export interface Person {
  /** Names the person within the scenario. A shopper's account on the trace, if they hold a pass. */
  readonly id: string
  readonly role: Role
  readonly acts: readonly Act[]
}

export type Role =
  /** Scans a pass at the entry at about `entersAtMs`, and pays for what `party` people carry out. */
  | { readonly kind: 'shopper'; readonly entersAtMs: number; readonly party: number }
  /** Let in by `host`'s pass, right behind them; what they carry out is on the host's receipt. */
  | { readonly kind: 'guest'; readonly host: string }
  /** In the store from the start, without a pass, standing at `standsAt` (else anywhere), and stays. */
  | { readonly kind: 'staff'; readonly standsAt?: Point }

/** Plates of one shelf: where a hand goes. */
export interface Place {
  readonly gondola: string
  readonly shelf: number
  readonly plates: readonly number[]
}

/** So many units of one product at one place. */
export interface Grab {
  readonly gtin: string
  readonly quantity: number
  readonly place: Place
}

export type Act = When & Doing

/** When a person does it: after the act before it, and not before any of these. */
interface When {
  /** The hand reaches the plate at this instant, or later if the person cannot be there in time. */
  readonly atMs?: number
  /** Waits for another person's act of this label to be over. */
  readonly after?: string
  readonly label?: string
  /** Stands before these plates and reaches across, instead of standing before what is reached for. */
  readonly standsBefore?: Place
  /** Time spent looking before the reach starts; drawn from measured times if absent. */
  readonly looksMs?: number
}

export type Doing =
  /** One grab: every unit leaves the shelf within one reach, whatever lies in `grabs`. */
  | { readonly do: 'pick'; readonly grabs: readonly Grab[]; readonly manner: Manner }
  /** Puts down what the hands hold of one product, at the right place or at a wrong one. */
  | { readonly do: 'put'; readonly put: Grab; readonly manner: Manner }
  /** Presses and lets go: nothing moves. */
  | { readonly do: 'touch'; readonly place: Place }
  /** Lies a hand on the shelf for a while. */
  | { readonly do: 'rest'; readonly place: Place; readonly forMs: number }
  /** Grips a unit and lets it hang between hand and plate for a while; then takes it, or lets it down again. */
  | { readonly do: 'hold'; readonly grab: Grab; readonly forMs: number; readonly ends: 'take' | 'leave' }
  /** Hands something over; the other one `receive`s at the same turn of their script. */
  | { readonly do: 'give'; readonly to: string; readonly gtin: string; readonly quantity: number }
  | { readonly do: 'receive'; readonly from: string }
  /** Lets something fall: it stays on the floor and nobody pays for it. */
  | { readonly do: 'drop'; readonly gtin: string; readonly quantity: number }
  /** Fills a place up with units from the back room. */
  | { readonly do: 'restock'; readonly put: Grab }
  /** Stands and looks. */
  | { readonly do: 'linger'; readonly place: Place; readonly forMs: number }

/** `slow`: lets the weight down or up over seconds, as with a thing that must not fall. `quick`: a practised grip. */
export type Manner = 'usual' | 'slow' | 'quick'
