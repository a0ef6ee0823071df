import type { BookEntry } from './books.ts'

/** A payment as the bank's books show it: what is held, taken, let go and given back. */
export interface Payment {
  readonly id: string
  readonly createdAt: number
  readonly askedMinor: number
  readonly currency: string
  readonly paymentMethod: string
  readonly isManual: boolean
  readonly metadata: Readonly<Record<string, string>>
  readonly status: 'unconfirmed' | 'held' | 'captured' | 'voided' | 'declined'
  /** What the bank approved: less than asked, where it approved in part. */
  readonly approvedMinor: number
  readonly capturedMinor: number
  readonly refunds: readonly Refund[]
  /** Why it was declined or let go. */
  readonly reason?: string
}

export interface Refund {
  readonly id: string
  readonly createdAt: number
  readonly amountMinor: number
  readonly metadata: Readonly<Record<string, string>>
}

/** What is true after `entry`. */
export function booked(payments: Map<string, Payment>, entry: BookEntry): void {
  switch (entry.kind) {
    case 'created':
    case 'authorized':
    case 'declined': {
      const { intent: id, at, askedMinor, currency, paymentMethod, isManual, metadata } = entry
      const begun = {
        id,
        createdAt: payments.get(id)?.createdAt ?? at,
        askedMinor,
        currency,
        paymentMethod,
        isManual,
        metadata,
        capturedMinor: 0,
        refunds: [],
      }
      if (entry.kind === 'created') payments.set(id, { ...begun, status: 'unconfirmed', approvedMinor: 0 })
      else if (entry.kind === 'declined')
        payments.set(id, { ...begun, status: 'declined', approvedMinor: 0, reason: entry.code })
      else payments.set(id, { ...begun, status: 'held', approvedMinor: entry.amountMinor })
      return
    }
    case 'captured':
      change(payments, entry.intent, { status: 'captured', capturedMinor: entry.amountMinor })
      return
    case 'voided':
      change(payments, entry.intent, { status: 'voided', reason: entry.reason })
      return
    case 'refunded': {
      const { refund: id, at: createdAt, amountMinor, metadata } = entry
      const refunds = payments.get(entry.intent)?.refunds ?? []
      change(payments, entry.intent, { refunds: [...refunds, { id, createdAt, amountMinor, metadata }] })
    }
  }
}

function change(payments: Map<string, Payment>, id: string, to: Partial<Payment>): void {
  const payment = payments.get(id)
  if (payment) payments.set(id, { ...payment, ...to })
}

export const refundedMinor = ({ refunds }: Payment): number =>
  refunds.reduce((sum, { amountMinor }) => sum + amountMinor, 0)
