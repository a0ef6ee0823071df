import { hearingPolicy, type HearingPolicy } from './hearing.ts'

/** How long the store waits for what may still come. All of it in arrival time, so that a replay waits as the store did. */
export interface IngestPolicy {
  /**
   * A missing sequence number is waited for this long, then declared lost. A network that delays each frame by up to 2 s
   * more or less lets one overtake another by up to 4 s.
   */
  readonly gapMs: number
  /**
   * A stream that should always speak (plates, tracker) holds the others up for no longer than this: the slowest tracker's
   * delay (2.4 s) and the overtaking. While it waits for a missing number it is waited for as well.
   */
  readonly denseMs: number
  /** A gate speaks only when somebody passes: what it captured is here after this long. It must exceed the overtaking. */
  readonly sparseMs: number
  /**
   * Baskets are sealed at multiples of this in capture time, and not whenever something happens to arrive: the same
   * frames seal the same baskets on the same evidence.
   */
  readonly sealEveryMs: number
  /** None of these waits runs while the store hears nobody. */
  readonly hearing: HearingPolicy
}

export const ingestPolicy: IngestPolicy = {
  gapMs: 4_500,
  denseMs: 7_000,
  sparseMs: 4_500,
  sealEveryMs: 250,
  hearing: hearingPolicy,
}
