/** Who is in the store, and which track is whose. */
export interface PresencePolicy {
  /** Whoever crosses a gate is seen within this of its line. */
  readonly gateMetres: number
  /** … and within this of the moment of crossing. */
  readonly gateMs: number
  /** A pass that was scanned admits for this long; then whoever walked in is looked for. */
  readonly scanHoldsMs: number
  /** A track that comes up may continue one that ended up to this long ago … */
  readonly linkMs: number
  /** … at this distance, plus what a brisk walker covers in between (Bohannon 1997 gives 1.4 m/s; 1.8 leaves room). */
  readonly linkMetres: number
  readonly walkMetresPerSecond: number
  /** Somebody seen no further back than this is still about. */
  readonly aboutMs: number
  /** How long the past of tracks is kept: longer than the longest disturbance of a plate and the wait for the slowest stream. */
  readonly memoryMs: number
}

export const presencePolicy: PresencePolicy = {
  gateMetres: 1.3,
  gateMs: 600,
  scanHoldsMs: 6_000,
  linkMs: 15_000,
  linkMetres: 0.8,
  walkMetresPerSecond: 1.8,
  aboutMs: 2_000,
  memoryMs: 60_000,
}
