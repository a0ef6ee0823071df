// oxlint-disable typescript/consistent-return -- tsc (noImplicitReturns) sees that the switches are exhaustive, this rule does not
import { figuresOf, waitingOf } from './charge.ts'
import type { Charge } from './charge-state.ts'
import type { ChargedLine, ChargeEvent, Grant } from './events.ts'
import {
  AdditionChanged,
  ChargeImpossible,
  NothingDue,
  NothingToReview,
  RefundChanged,
  RefundTooLarge,
} from './faults.ts'
import { type Figures, owedMinor, quantityLeft } from './figures.ts'
import { kindOf } from './operations.ts'

/** What people decide about a charge after its visit. `by` is who, `reason` is why: both are kept for ever. */
export type CorrectionCommand =
  /** The shopper pays what is due, with this method; asked again while it is under way, it changes nothing. */
  | { readonly type: 'pay'; readonly paymentMethod: string }
  | {
      readonly type: 'refund'
      /** Given by who asks: the same refund twice is one. */
      readonly refundId: string
      /** `amountMinor`: of the price, no units go back. */
      readonly of: 'whole' | readonly RefundedLine[] | { readonly amountMinor: number }
      readonly by: string
      readonly reason: string
    }
  /** What the bank refused to give back is asked for again; while it is under way, that changes nothing. */
  | { readonly type: 'retry-refund'; readonly by: string; readonly reason: string }
  /** What the bank refuses to give back, for good; `reason` says what becomes of it: paid in cash, say. */
  | { readonly type: 'give-up-refund'; readonly by: string; readonly reason: string }
  /** The receipt missed it, and the shopper wants to be charged. */
  | {
      readonly type: 'add'
      /** Given by who asks: the same addition twice is one. */
      readonly additionId: string
      readonly line: ChargedLine
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
    case 'retry-refund':
      return retryRefund(charge, command, at)
    case 'give-up-refund':
      return giveUpRefund(charge, command, at)
    case 'add':
      return add(charge, command, at)
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
  const asked = askedOf(figures, of, leftMinor)
  // What was written off was never paid, so it cannot be given back as well.
  const amountMinor = Math.min(asked.amountMinor, leftMinor)
  if (amountMinor <= 0) throw RefundTooLarge({ what: `${asked.amountMinor} minor units`, left: `${leftMinor}` })
  return [{ type: 'RefundGranted', at, refundId, ...asked, amountMinor, by, reason }]
}

/** Under its old key, never another: should the bank have given it after all, it is found and not given twice [CH25]. */
function retryRefund(
  charge: Charge,
  { by, reason }: Extract<CorrectionCommand, { type: 'retry-refund' }>,
  at: number,
): ChargeEvent[] {
  if (waitingOf(charge)?.status === 'refunding') return []
  if (charge.status !== 'owing') throw NothingDue({ status: charge.status, wish: 'given back' })
  const refused = [...charge.answered.values()].findLast(
    ({ operation, outcome }) => kindOf(operation) === 'refund' && outcome === 'declined',
  )
  if (!refused) throw NothingDue({ status: charge.status, wish: 'asked for again' })
  return [{ type: 'RefundAskedAgain', at, key: refused.key, by, reason }]
}

/** Not while the bank is being asked: it may be giving it back this moment [CH27]. */
function giveUpRefund(
  charge: Charge,
  { by, reason }: Extract<CorrectionCommand, { type: 'give-up-refund' }>,
  at: number,
): ChargeEvent[] {
  if (charge.status === 'owing') return [{ type: 'RefundGivenUp', at, amountMinor: charge.dueMinor, by, reason }]
  if (!waitingOf(charge) && (figuresOf(charge)?.unclaimedMinor ?? 0) > 0) return []
  throw NothingDue({ status: charge.status, wish: 'given up' })
}

function askedOf(figures: Figures, of: RefundCommand['of'], leftMinor: number) {
  if (of === 'whole') return { lines: everythingLeft(figures), amountMinor: leftMinor }
  return isLines(of) ? linesAsked(figures, of) : { lines: [], amountMinor: amountAsked(of) }
}

const isLines = (of: RefundCommand['of']): of is readonly RefundedLine[] => Array.isArray(of)

function amountAsked({ amountMinor }: { readonly amountMinor: number }): number {
  if (Number.isSafeInteger(amountMinor) && amountMinor > 0) return amountMinor
  throw ChargeImpossible({ field: 'amountMinor', value: amountMinor, wanted: 'whole minor units from 1' })
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
  // Less was let off where less was left.
  if (!isLines(of)) return before.lines.length === 0 && before.amountMinor <= of.amountMinor
  const asked = new Map(of.map(({ item, quantity }) => [item, quantity]))
  return before.lines.length === asked.size && before.lines.every((line) => asked.get(line.item) === line.quantity)
}

function refuseChange({ refundId }: Grant): never {
  throw RefundChanged({ refundId })
}

/** A line's units all have one price: it is what the next refund goes by [CH24]. */
function add(
  charge: Charge,
  { additionId, line, by, reason }: Extract<CorrectionCommand, { type: 'add' }>,
  at: number,
): ChargeEvent[] {
  const figures = figuresOf(charge)
  if (!figures) throw NothingDue({ status: charge.status, wish: 'added to' })
  const { item, quantity, unitMinor } = line
  for (const [field, value] of Object.entries({ additionId, item }))
    if (value.trim() === '') throw ChargeImpossible({ field, value, wanted: 'what is not blank' })
  if (!Number.isSafeInteger(quantity) || quantity < 1)
    throw ChargeImpossible({ field: 'quantity', value: quantity, wanted: 'a whole number from 1' })
  const before = figures.additions.find((one) => one.additionId === additionId)
  if (before) {
    if (before.line.item === item && before.line.quantity === quantity) return []
    throw AdditionChanged({ additionId })
  }
  const same = figures.lines.find((one) => one.item === item)
  const isPrice = Number.isSafeInteger(unitMinor) && unitMinor > 0 && (!same || same.unitMinor === unitMinor)
  if (!isPrice)
    throw ChargeImpossible({
      field: 'unitMinor',
      value: unitMinor,
      wanted: same ? `${same.unitMinor}, as on the receipt` : 'whole minor units from 1',
    })
  return [{ type: 'ItemsAdded', at, additionId, line: { item, quantity, unitMinor }, by, reason }]
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

export function explained({ by, reason }: { readonly by: string; readonly reason: string }): void {
  for (const [field, value] of Object.entries({ by, reason }))
    if (value.trim() === '') throw ChargeImpossible({ field, value, wanted: 'who decides it, and why' })
}
