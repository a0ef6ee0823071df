/**
 * What the store's devices say, decoded: one `Frame` per device message. The wire form (base64 samples, short names) is
 * in `message.ts`; nothing behind the decoder sees it. Lengths are metres, weights grams, instants milliseconds since
 * the store's time zero (a trace's `startedAt`).
 */
export type Frame = WeightFrame | TracksFrame | GateFrame | RfidFrame

interface Said {
  /** The device's own name. With `seq` it identifies the frame: the same pair twice is one frame sent twice. */
  readonly device: string
  /** Per device, from 1, rising by one. */
  readonly seq: number
  /** When the frame reached the store. Streams are delayed differently: never join on it. */
  readonly arrivedMs: number
  /** When the device measured it (a weight frame: its first sample). */
  readonly capturedMs: number
}

export interface WeightFrame extends Said {
  readonly kind: 'weight'
  readonly gondola: string
  readonly rateHz: number
  /** Samples, shelves and plates in `grams`; may hold more shelves or plates than the store has wired. */
  readonly shape: readonly [samples: number, shelves: number, plates: number]
  /** Sample-major: `grams[(sample * shelves + shelf) * plates + plate]`. NaN: no plate there, or no sample. */
  readonly grams: Float32Array
}

export type Vec3 = readonly [x: number, y: number, z: number]

export interface TracksFrame extends Said {
  readonly kind: 'tracks'
  readonly tracks: readonly TrackedPerson[]
}

/** One person as the tracker sees them. The id is anonymous and can change in mid-visit. */
export interface TrackedPerson {
  readonly id: string
  readonly head: Vec3
  /** None, one or two; a tracker may see hands only now and then. */
  readonly hands: readonly Vec3[]
}

export type GateFrame = GateScan | GateCross

export interface GateScan extends Said {
  readonly kind: 'gate'
  readonly event: 'scan'
  readonly gate: string
  /** The verified owner of the entry pass. */
  readonly shopper: string
  /** How many people this pass lets in. */
  readonly party: number
}

export interface GateCross extends Said {
  readonly kind: 'gate'
  readonly event: 'cross'
  readonly gate: string
  /** At the exit, `in` is the first door, into the vestibule, and `out` the second, onto the street. */
  readonly direction: 'in' | 'out'
}

export interface RfidFrame extends Said {
  readonly kind: 'rfid'
  readonly gate: string
  readonly reads: readonly { readonly epc: string; readonly rssi: number }[]
}
