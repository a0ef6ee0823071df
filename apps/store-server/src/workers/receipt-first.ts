import type { ChargedLine } from '@store/charging/events.ts'
import { priceOf } from '@store/charging/figures.ts'
import type { PaymentState } from '@store/contract/visit.ts'
import { inTurns } from './in-turn.ts'

/** Receipts before money: what is charged is what the stored receipt says, whatever a rebuilt store believes since [CW16]. */
export interface ReceiptFirst {
  /**
   * `write` stores the receipt of a visit, the first time: from then on it stays as it is. One that fails is tried again
   * a few times: money waits for it, and the next occasion to write it may never come. Never rejects.
   */
  readonly store: (visitId: string, write: () => Promise<void>) => Promise<void>
  /** As the charge desk's `settle`, for the stored receipt where there is one; `lines` where there is none. */
  readonly settle: (visitId: string, amountMinor: number, lines: readonly ChargedLine[]) => Promise<PaymentState>
  /** Resolves when nothing is being written. */
  readonly written: () => Promise<void>
}

/** Said of it in the log; no run of the prover may ever say it. */
export const REBUILT_OTHERWISE = 'the store was rebuilt to another basket; the receipt stands'

export interface ReceiptFirstSetup {
  readonly settle: (visitId: string, amountMinor: number, lines: readonly ChargedLine[]) => Promise<PaymentState>
  /** What the stored receipt says was taken; `undefined` where none is stored. */
  readonly receiptLines: (visitId: string) => Promise<readonly ChargedLine[] | undefined>
  /** Runs `task` after so long; answers how to call it off. */
  readonly after: (afterMs: number, task: () => void) => () => void
  /** It could not be stored, or not at once where it `isTriedAgain`. */
  readonly failed: (visitId: string, error: unknown, isTriedAgain: boolean) => void
  /** A rebuilt store believes something else than the receipt says, which was written by it in an earlier life. */
  readonly differs: (visitId: string, receiptMinor: number, believedMinor: number) => void
}

/** A database that is started again is back by then; for one that is not, no money can be asked for either. */
const AGAIN_AFTER_MS = [500, 2_000, 8_000] as const

export function receiptFirst({ settle, receiptLines, after, failed, differs }: ReceiptFirstSetup): ReceiptFirst {
  const turn = inTurns()
  const writing = new Set<Promise<void>>()
  async function persistently(visitId: string, write: () => Promise<void>): Promise<void> {
    for (const waitMs of [...AGAIN_AFTER_MS, undefined]) {
      try {
        return await write()
      } catch (error) {
        failed(visitId, error, waitMs !== undefined)
      }
      if (waitMs !== undefined) await new Promise<void>((resolve) => after(waitMs, resolve))
    }
  }

  return {
    store(visitId, write) {
      const written = turn(visitId, () => persistently(visitId, write)).finally(() => writing.delete(written))
      writing.add(written)
      return written
    },
    async settle(visitId, amountMinor, lines) {
      const stored = await turn(visitId, () => receiptLines(visitId))
      if (!stored) return settle(visitId, amountMinor, lines)
      const receiptMinor = priceOf(stored)
      if (receiptMinor !== amountMinor) differs(visitId, receiptMinor, amountMinor)
      return settle(visitId, receiptMinor, stored)
    },
    async written() {
      await Promise.all(writing)
    },
  }
}
