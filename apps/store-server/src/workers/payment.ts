import { type Charge, figuresOf } from '@store/charging/charge.ts'
import type { ChargedLine } from '@store/charging/events.ts'
import { capturedMinor, type Figures, givenBackMinor } from '@store/charging/figures.ts'
import {
  isPaymentSettled,
  type PaymentState,
  type ReviewOutcome,
  ReviewReason,
  type Settlement,
} from '@store/contract/visit.ts'

/** What the shopper is told about the charge of their visit; nothing before the bank has been asked. */
export function paymentOf(charge: Charge): PaymentState | undefined {
  if (charge.status !== 'none' && charge.review) return 'review'
  switch (charge.status) {
    case 'none':
    case 'opened':
      return undefined
    case 'held':
      return 'held'
    case 'holding':
    case 'settling':
    case 'capturing':
    case 'adding':
    case 'voiding':
      return 'charging'
    case 'unknown':
      return charge.waiting.status === 'refunding' ? 'charged' : 'charging'
    // What is to be given back is on its way; what was charged, was.
    case 'refunding':
    case 'charged':
      return 'charged'
    case 'refunded':
      return 'refunded'
    case 'unpaid':
      return 'unpaid'
    // The store owes something and cannot pay it: a person has to see to it.
    case 'owing':
      return 'review'
    // Declined before anything was taken: the gate stayed shut. Or the debt was given up. Nothing is owed.
    case 'declined':
    case 'written-off':
    case 'nothing-to-pay':
      return 'nothing-to-pay'
  }
}

/** Whether its total is settled, so that no visit can be begun under it any more. */
export const isSettled = (charge: Charge): boolean => figuresOf(charge) !== undefined

/** What was taken and given back, once that much is known; nothing while money is still to be taken. */
export function settlementOf(charge: Charge): Settlement | undefined {
  const payment = paymentOf(charge)
  const figures = figuresOf(charge)
  if (!figures || payment === undefined || !isPaymentSettled[payment]) return undefined
  const decided = outcomeOf(figures)
  return {
    chargedMinor: capturedMinor(figures),
    refundedMinor: givenBackMinor(figures),
    ...(decided && { decided }),
  }
}

/** What the shopper is told of a review: that staff decided it and why, or that nobody did. Who it was, nobody is told. */
export function outcomeOf({ decided, lines }: Pick<Figures, 'decided' | 'lines'>): ReviewOutcome | undefined {
  if (!decided) return undefined
  if (decided === 'lapsed') return { by: 'deadline', charged: [] }
  const because = ReviewReason.safeParse(decided.because).data
  const charged = lines.map(({ item: gtin, quantity }: ChargedLine) => ({ gtin, quantity }))
  return { by: 'staff', ...(because && { because }), charged }
}
