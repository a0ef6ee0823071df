// oxlint-disable typescript/consistent-return -- tsc (noImplicitReturns) sees that the switches are exhaustive, this rule does not
import { figuresOf } from './charge.ts'
import type { Charge } from './charge-state.ts'
import type { ChargeEvent, Grant } from './events.ts'
import { ChargeImpossible, NothingDue, NothingToReview, RefundChanged, RefundTooLarge } from './faults.ts'
import { type Figures, owedMinor, quantityLeft } from './figures.ts'

/** What people decide about a charge after its visit. `by` is who, `reason` is why: both are kept for ever. */
export type CorrectionCommand =
  /** The shopper pays what is due, with this method; asked again while it is under way, it changes nothing. */
  | { readonly type: 'pay'; readonly paymentMethod: string }
  | {
      readonly type: 'refund'
      /** Given by who asks: the same refund twice is one. */
      readonly refundId: string
      readonly of: 'whole' | readonly RefundedLine[]
      readonly by: string
      readonly reason: string
    }
  | { readonly type: 'write-off'; readonly by: string; readonly reason: string }
  | {
      readonly type: 'book-variance'
      readonly varianceId: string
      /** What the bank calls the payment. */
      readonly payment: string
      readonly amountMinor: number
      readonly by: string
      readonly reason: string
    }
  | { readonly type: 'close-review'; readonly by: string; readonly reason: string }

export interface RefundedLine {
  readonly item: string
  readonly quantity: number
}

export function correct(charge: Charge, command: CorrectionCommand, at: number): ChargeEvent[] {
  if (command.type !== 'pay') explained(command)
  switch (command.type) {
    case 'pay':
      return pay(charge, command.paymentMethod, at)
    case 'refund':
      return refund(charge, command, at)
    case 'write-off': {
      const { by, reason } = command
      if (charge.status === 'written-off') return []
      if (charge.status !== 'unpaid') throw NothingDue({ status: charge.status, wish: 'written off' })
      return [{ type: 'DebtWrittenOff', at, amountMinor: charge.dueMinor, by, reason }]
    }
    case 'book-variance':
      return bookVariance(charge, command, at)
    case 'close-review':
      if (charge.status === 'none' || !charge.review) throw NothingToReview({ status: charge.status })
      // Nobody is let out of deciding what is owed: that is what the review is for.
      if (!figuresOf(charge)) throw NothingToReview({ status: `${charge.status} and not settled` })
      return [{ type: 'ReviewClosed', at, by: command.by, reason: command.reason }]
  }
}

function pay(charge: Charge, paymentMethod: string, at: number): ChargeEvent[] {
  if (paymentMethod.trim() === '')
    throw ChargeImpossible({ field: 'paymentMethod', value: paymentMethod, wanted: 'what is not blank' })
  const underWay = charge.status === 'unknown' ? charge.waiting : charge
  if (underWay.status === 'adding' && underWay.payNow === paymentMethod) return []
  if (charge.status !== 'unpaid') throw NothingDue({ status: charge.status, wish: 'paid' })
  return [{ type: 'PaymentAsked', at, paymentMethod }]
}

type RefundCommand = Extract<CorrectionCommand, { type: 'refund' }>

/** What is still due is let off first, what was paid is given back [CH20]. */
function refund(charge: Charge, { refundId, of, by, reason }: RefundCommand, at: number): ChargeEvent[] {
  const figures = figuresOf(charge)
  if (!figures) throw NothingDue({ status: charge.status, wish: 'refunded' })
  if (refundId.trim() === '')
    throw ChargeImpossible({ field: 'refundId', value: refundId, wanted: 'what is not blank' })
  const before = figures.grants.find((grant) => grant.refundId === refundId)
  if (before) return isSame(before, of) ? [] : refuseChange(before)
  const leftMinor = owedMinor(figures)
  const asked = of === 'whole' ? { lines: everythingLeft(figures), amountMinor: leftMinor } : linesAsked(figures, of)
  // What was written off was never paid, so it cannot be given back as well.
  const amountMinor = Math.min(asked.amountMinor, leftMinor)
  if (amountMinor <= 0) throw RefundTooLarge({ what: `${asked.amountMinor} minor units`, left: `${leftMinor}` })
  return [{ type: 'RefundGranted', at, refundId, ...asked, amountMinor, by, reason }]
}

const everythingLeft = (figures: Figures): RefundedLine[] =>
  figures.lines
    .map(({ item }) => ({ item, quantity: quantityLeft(figures, item) }))
    .filter(({ quantity }) => quantity > 0)

function linesAsked(figures: Figures, lines: readonly RefundedLine[]) {
  let amountMinor = 0
  if (new Set(lines.map(({ item }) => item)).size < lines.length)
    throw ChargeImpossible({ field: 'lines', value: lines.length, wanted: 'each item once' })
  for (const { item, quantity } of lines) {
    const line = figures.lines.find((one) => one.item === item)
    const left = quantityLeft(figures, item)
    if (!line || !Number.isSafeInteger(quantity) || quantity < 1 || quantity > left)
      throw RefundTooLarge({ what: `${quantity} of ${item}`, left: `${line ? left : 0}` })
    amountMinor += quantity * line.unitMinor
  }
  return { lines: lines.map(({ item, quantity }) => ({ item, quantity })), amountMinor }
}

function isSame(before: Grant, of: RefundCommand['of']): boolean {
  if (of === 'whole') return true
  const asked = new Map(of.map(({ item, quantity }) => [item, quantity]))
  return before.lines.length === asked.size && before.lines.every((line) => asked.get(line.item) === line.quantity)
}

function refuseChange({ refundId }: Grant): never {
  throw RefundChanged({ refundId })
}

function bookVariance(
  charge: Charge,
  { varianceId, payment, amountMinor, by, reason }: Extract<CorrectionCommand, { type: 'book-variance' }>,
  at: number,
): ChargeEvent[] {
  if (charge.status === 'none') throw NothingDue({ status: 'none', wish: 'corrected' })
  if (!Number.isSafeInteger(amountMinor) || amountMinor === 0)
    throw ChargeImpossible({ field: 'amountMinor', value: amountMinor, wanted: 'whole minor units, not 0' })
  if (charge.variances?.includes(varianceId)) return []
  return [{ type: 'VarianceBooked', at, varianceId, payment, amountMinor, by, reason }]
}

function explained({ by, reason }: { readonly by: string; readonly reason: string }): void {
  for (const [field, value] of Object.entries({ by, reason }))
    if (value.trim() === '') throw ChargeImpossible({ field, value, wanted: 'who decides it, and why' })
}
