/** What the method's report fixes, and below it what it leaves open and we had to decide (SPEC.md says why). */
export const baselinePolicy = {
  /** Moving mean and deviation of a shelf's weight over this long. */
  windowMs: 1_000,
  /** A candidate's score: so much for lying on those plates … */
  arrangementWeight: 0.8,
  /** … and so much for weighing as much. */
  weightWeight: 0.2,

  /** A shelf is active while its moving deviation exceeds this many of its own quiet (median) deviations … */
  activeDeviations: 3,
  /** … and this, grams: a third of what the lightest articles of a shop move a deviation by. */
  activeGrams: 3,
  /** Two active stretches this close are one: the weight swings on for about a second. */
  joinedMs: 500,
  /** Means are taken this share of a window off the event: the deviation rises only once some of the change is in it. */
  marginShare: 0.1,
  /** What weighs less in the end was a touch, grams. */
  leastGrams: 10,
  /** A neighbour's share of an event is an event of its own from this share of its article's weight. */
  splitFromShare: 0.5,
  /** What a scale adds to an article's own spread, grams. */
  scaleGrams: 3,
  /** Units considered in one event. */
  mostUnits: 8,
  /** A thing put down must weigh within this share of what the customer holds, or nothing of theirs was put down. */
  putBackWithinShare: 0.25,
  /** A hand is looked for from this long before a shelf became active. */
  lookBeforeMs: 300,
} as const

export type BaselinePolicy = { readonly [Value in keyof typeof baselinePolicy]: number }
