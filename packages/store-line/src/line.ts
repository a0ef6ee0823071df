import type { Answer } from '@store/contract/answer.ts'

/** The line to the store, as little of it as following a live view needs. What it carries is not yet checked. */
export interface Line {
  /** Asks for the view as it is now; rejects when nobody answers. */
  join(): Promise<Answer<unknown>>
  hear(listener: LineListener): void
  /** Calls once, so much later, unless what it returns is called before. */
  later(act: () => void, afterMs: number): () => void
  close(): void
}

export interface LineListener {
  up(): void
  down(): void
  /** The server does not take this token (any more). */
  refused(): void
  /** An event by its name in the contract. */
  told(event: string, raw: unknown): void
}
