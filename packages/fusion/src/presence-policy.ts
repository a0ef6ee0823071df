/** Who is in the store, and which track is whose. */
export interface PresencePolicy {
  /** Whoever crosses a gate is seen within this of its line. */
  readonly gateMetres: number
  /** … and within this of the moment of crossing. */
  readonly gateMs: number
  /** A pass that was scanned admits for this long; then whoever walked in is looked for. */
  readonly scanHoldsMs: number
  /** A pass that nobody has used for this long lets nobody in any more. */
  readonly passHoldsMs: number
  /** Whoever is this far behind an entry's line has come in. */
  readonly insideMetres: number
  /** The next of a party crosses within this of the one before; then the pass of whoever scanned next goes first. */
  readonly followMs: number
  /** Who is out of sight is taken for whoever crosses the exit only when those in sight are further off by this. */
  readonly unseenMetres: number
  /** A track that comes up may continue one that ended up to this long ago … */
  readonly linkMs: number
  /** … at this distance, plus what a brisk walker covers in between (Bohannon 1997 gives 1.4 m/s; 1.8 leaves room). */
  readonly linkMetres: number
  readonly walkMetresPerSecond: number
  /** Of those lost from sight this share stands about: they come up again where they were, but for this much … */
  readonly stoodShare: number
  readonly standMetres: number
  /** … and the others by this more in a second. Standard deviations. */
  readonly strayMetresPerSecond: number
  /** How long a person goes without an id, on average. */
  readonly gapMs: number
  /** What it would take, in negative logarithms, to rather believe in somebody new. */
  readonly strangerStrain: number
  /** A new id can come up this long before the old one of the same person ends. */
  readonly overlapMs: number
  /** Trackers miss people for a frame or two; out of sight for this long, somebody may turn out to be them. */
  readonly missedMs: number
  /** Whose a new id is may be thought over for this long: somebody else may come up, or the old id come back. */
  readonly doubtMs: number
  /** Somebody seen no further back than this is still about. */
  readonly aboutMs: number
  /** How long the past of tracks is kept: longer than the longest disturbance of a plate and the wait for the slowest stream. */
  readonly memoryMs: number
}

export const presencePolicy: PresencePolicy = {
  gateMetres: 1.3,
  gateMs: 600,
  scanHoldsMs: 6_000,
  passHoldsMs: 30_000,
  insideMetres: 0.3,
  followMs: 2_500,
  unseenMetres: 0.35,
  linkMs: 15_000,
  linkMetres: 0.8,
  walkMetresPerSecond: 1.8,
  stoodShare: 0.7,
  standMetres: 0.15,
  strayMetresPerSecond: 0.8,
  gapMs: 5_000,
  strangerStrain: 12,
  overlapMs: 700,
  missedMs: 300,
  doubtMs: 4_000,
  aboutMs: 2_000,
  memoryMs: 60_000,
}
