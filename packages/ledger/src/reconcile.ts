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
  /** Ours alone: what was booked as a difference to the bank's books, positive where the bank has more. */
  readonly explainedMinor?: number
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
    if (isSame(a, b)) return []
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
      capturedMinor: before.capturedMinor + (kind === 'capture' ? amountMinor : 0),
      refundedMinor: before.refundedMinor + (kind === 'refund-paid' ? amountMinor : 0),
      ...(kind === 'variance' && { explainedMinor: (before.explainedMinor ?? 0) + amountMinor }),
    })
  }
  return [...books.values()]
}

/** What is left of it, with what was explained. */
export const netMinor = (books: PaymentBooks | undefined): number =>
  books ? books.capturedMinor - books.refundedMinor + (books.explainedMinor ?? 0) : 0

const atBank: ReadonlySet<EntryKind> = new Set(['capture', 'refund-paid', 'variance'])

const isMoney = ({ capturedMinor, refundedMinor, explainedMinor }: PaymentBooks): boolean =>
  capturedMinor !== 0 || refundedMinor !== 0 || explainedMinor !== undefined

/** To the cent in what was taken and in what was given back; where somebody has explained a difference, in what is left. */
function isSame(ours: PaymentBooks | undefined, bank: PaymentBooks | undefined): boolean {
  if (ours?.explainedMinor !== undefined)
    return netMinor(ours) === netMinor(bank) && (!bank || bank.currency === ours.currency)
  return (
    ours !== undefined &&
    bank !== undefined &&
    ours.currency === bank.currency &&
    ours.capturedMinor === bank.capturedMinor &&
    ours.refundedMinor === bank.refundedMinor
  )
}
