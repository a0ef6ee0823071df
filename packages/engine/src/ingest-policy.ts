/** How long the store waits for what may still come. All of it in arrival time, so that a replay waits as the store did. */
export interface IngestPolicy {
  /** A missing sequence number is waited for this long, then declared lost. Frames overtake each other by up to 2 s. */
  readonly gapMs: number
  /** A stream that should always speak (plates, tracker) holds the others up for no longer than this. */
  readonly denseMs: number
  /** A gate speaks only when somebody passes: what it captured is here after this long. It must exceed the overtaking. */
  readonly sparseMs: number
}

export const ingestPolicy: IngestPolicy = { gapMs: 4_500, denseMs: 6_000, sparseMs: 3_500 }
