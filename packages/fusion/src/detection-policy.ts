/**
 * How plate samples become weight steps. Every value has its reason; the signal figures are those measured in the real
 * recordings (noise 0.67 g median and 5 to 7 g on shaky shelves, steps of 0.241 g, swings of about a second).
 */
export interface DetectionPolicy {
  /** Samples are averaged over this long before anything else: six samples at 60 Hz, one of which may be a spike. */
  readonly blockMs: number
  /** A plate is believed at rest once it has kept still this long. Shorter would believe the press before a lift. */
  readonly stillBlocks: number
  /** Still means: blocks spread by no more than this many noise deviations (five normal values spread by 2.3, rarely 4.5) … */
  readonly stillDeviations: number
  /** … or by no more than this, where a plate is quieter than its own quantisation. */
  readonly stillGrams: number
  /** … and that the later half is no further than this many noise deviations from the earlier: a slow lift is not still. */
  readonly slopeDeviations: number
  readonly slopeGrams: number
  /** One block this many deviations away from rest opens a disturbance … */
  readonly onsetDeviations: number
  /** … or this many grams: a fifth of the lightest article's share on a neighbour plate. */
  readonly onsetGrams: number
  /** The mean over `stillBlocks` finds what one block cannot: a light article on a shaky shelf. */
  readonly shiftDeviations: number
  readonly shiftGrams: number
  /** Rest follows drift and creep with this time constant; a lift slower than 24 g in it would pass for drift. */
  readonly driftMs: number
  /** The rest weight before a disturbance is read this long before its onset, so that a slow start is not in it. */
  readonly lookBackBlocks: number
  /** No noise estimate goes below this: quantisation alone makes 0.07 g in a sample. */
  readonly noiseFloorGrams: number
  /** A plate that has not come to rest by then is believed as it stands: a hand that never lets go must not hide a shelf. */
  readonly longestDisturbanceMs: number
  /** A plate without a sample for so long says nothing: longer than what a network holds back of one plate alone. */
  readonly muteMs: number
  /** A cell that sticks says what it weighs to within this, one deviation: it moves when it is off by a light article. */
  readonly stickGrams: number
  /** Steps of plates this near belong to one act when they overlap in time: goods stand on up to three plates. */
  readonly joinPlates: number
  /** Disturbances that are apart in time by less than this overlap. */
  readonly joinMs: number
  /** A hole in the samples longer than this ends what was being averaged: the plate may have moved unseen. */
  readonly holeMs: number
}

export const detectionPolicy: DetectionPolicy = {
  blockMs: 100,
  stillBlocks: 5,
  stillDeviations: 4.5,
  stillGrams: 2,
  slopeDeviations: 2.5,
  slopeGrams: 0.8,
  onsetDeviations: 5.5,
  onsetGrams: 2.5,
  shiftDeviations: 2.3,
  shiftGrams: 1.8,
  driftMs: 6_000,
  lookBackBlocks: 8,
  noiseFloorGrams: 0.15,
  longestDisturbanceMs: 20_000,
  muteMs: 1_000,
  stickGrams: 7,
  joinPlates: 2,
  joinMs: 300,
  holeMs: 1_000,
}
