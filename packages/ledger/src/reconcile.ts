import type { Entry, EntryKind } from './entry.ts'

/** What became of one payment, in our books or in the bank's. Minor units. */
export interface PaymentBooks {
  /** What the bank calls it. */
  readonly payment: string
  /** The visit that it is for, as far as it is known. */
  readonly subject: string
  readonly currency: string
  readonly capturedMinor: number
  readonly refundedMinor: number
}

export interface Reconciliation {
  readonly matched: number
  /** What is not the same in both; `undefined` where one side has no such payment [LG7]. */
  readonly differences: readonly Difference[]
}

export interface Difference {
  readonly payment: string
  readonly subject: string
  readonly ours: PaymentBooks | undefined
  readonly bank: PaymentBooks | undefined
}

/** Payments of which nothing was ever taken do not count: a hold that was let go is no money. */
export function reconcile(ours: readonly PaymentBooks[], bank: readonly PaymentBooks[]): Reconciliation {
  const own = new Map(ours.filter(isMoney).map((one) => [one.payment, one]))
  const theirs = new Map(bank.filter(isMoney).map((one) => [one.payment, one]))
  const payments = [...new Set([...own.keys(), ...theirs.keys()])].sort()
  const differences = payments.flatMap((payment): Difference[] => {
    const [a, b] = [own.get(payment), theirs.get(payment)]
    if (a && b && isSame(a, b)) return []
    return [{ payment, subject: (a ?? b)!.subject, ours: a, bank: b }]
  })
  return { matched: payments.length - differences.length, differences }
}

/** Our books, by payment. */
export function paymentsIn(entries: readonly Entry[]): PaymentBooks[] {
  const books = new Map<string, PaymentBooks>()
  for (const { kind, payment, subject, currency, postings } of entries) {
    if (payment === undefined || !atBank.has(kind)) continue
    const before = books.get(payment) ?? { payment, subject, currency, capturedMinor: 0, refundedMinor: 0 }
    const amountMinor = postings[0]!.amountMinor
    books.set(payment, {
      ...before,
      capturedMinor: before.capturedMinor + (kind === 'refund-paid' ? 0 : amountMinor),
      refundedMinor: before.refundedMinor + (kind === 'refund-paid' ? amountMinor : 0),
    })
  }
  return [...books.values()]
}

/** A difference that was booked is none any more: our side has it then. */
const atBank: ReadonlySet<EntryKind> = new Set(['capture', 'refund-paid', 'variance'])

const isMoney = ({ capturedMinor, refundedMinor }: PaymentBooks): boolean => capturedMinor !== 0 || refundedMinor !== 0

const isSame = (a: PaymentBooks, b: PaymentBooks): boolean =>
  a.currency === b.currency && a.capturedMinor === b.capturedMinor && a.refundedMinor === b.refundedMinor
