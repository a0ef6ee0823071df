import { type Books, type KeptAnswer, openBooks, type Page } from './books.ts'
import { booked, type Payment, refundedMinor } from './payments.ts'

/** The books, with what follows from them kept ready: payments by id, and answers by idempotency key. */
export interface Ledger {
  readonly payments: ReadonlyMap<string, Payment>
  /** Forgotten after a day, as Stripe does: then the key is as new [SB3]. */
  answered(key: string, nowMs: number): KeptAnswer | undefined
  append(page: Page): void
  /** What `GET /sandbox/books` shows. */
  report(): BooksReport
}

export interface BooksReport {
  /** Every deed in order. */
  readonly entries: readonly object[]
  readonly payments: readonly (Payment & { readonly reference: string | null; readonly refundedMinor: number })[]
  /** Per currency: what was approved, taken, let go, given back, and what is still held. */
  readonly totals: Readonly<Record<string, Totals>>
}

interface Totals {
  readonly authorizedMinor: number
  readonly capturedMinor: number
  readonly refundedMinor: number
  readonly heldMinor: number
  readonly openHolds: number
}

/** Stripe prunes keys when they are at least 24 hours old. */
const KEYS_KEPT_MS = 24 * 3_600_000

export function openLedger(dir?: string, keysKeptMs = KEYS_KEPT_MS): Ledger {
  const books: Books = openBooks(dir)
  const payments = new Map<string, Payment>()
  const answers = new Map<string, KeptAnswer>()
  const takeIn = ({ entries, answer }: Page): void => {
    for (const entry of entries) booked(payments, entry)
    if (answer) answers.set(answer.key, answer)
  }
  for (const page of books.pages) takeIn(page)

  return {
    payments,
    answered(key, nowMs) {
      const kept = answers.get(key)
      return kept && nowMs - (kept.at ?? nowMs) < keysKeptMs ? kept : undefined
    },
    append(page) {
      books.append(page)
      takeIn(page)
    },
    report() {
      const all = [...payments.values()].map((payment) => ({
        ...payment,
        reference: payment.metadata['reference'] ?? null,
        refundedMinor: refundedMinor(payment),
      }))
      const currencies = [...new Set(all.map(({ currency }) => currency))]
      return {
        entries: books.pages.flatMap(({ entries, answer }) =>
          entries.map((entry) => ({
            ...entry,
            reference: payments.get(entry.intent)?.metadata['reference'] ?? null,
            key: answer?.key ?? null,
          })),
        ),
        payments: all,
        totals: Object.fromEntries(
          currencies.map((currency) => [currency, totalsOf(all.filter((payment) => payment.currency === currency))]),
        ),
      }
    },
  }
}

function totalsOf(payments: readonly Payment[]): Totals {
  const sum = (amountOf: (payment: Payment) => number): number =>
    payments.reduce((total, payment) => total + amountOf(payment), 0)
  const held = payments.filter(({ status }) => status === 'held')
  return {
    authorizedMinor: sum(({ approvedMinor }) => approvedMinor),
    capturedMinor: sum(({ capturedMinor }) => capturedMinor),
    refundedMinor: sum(refundedMinor),
    heldMinor: held.reduce((total, { approvedMinor }) => total + approvedMinor, 0),
    openHolds: held.length,
  }
}
