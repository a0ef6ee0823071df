import { assert } from '@store/kernel/assert.ts'
import type { Asked, Charge, Due, Opened, Settling, Waiting } from './charge-state.ts'
import type { Operation } from './events.ts'
import { capturedMinor, dueMinor, givenBackMinor, lastLeft } from './figures.ts'
import { holdOn, keyOf, kindOf } from './operations.ts'

export type { Asked, Due }

export const BEYOND_HEADROOM = 'beyond-headroom'

/**
 * What is to be asked of the bank next, by what is believed now; nothing where the charge rests or already waits.
 * One operation at a time: so a void can never cross a capture on its way [CH3].
 */
export function intentDue(charge: Charge): Due | undefined {
  if (charge.status === 'settling') return stepDue(charge, charge)
  if (charge.status !== 'opened') return undefined
  const { terms, method } = charge
  const paymentMethod = terms.paymentMethods[method]
  assert(paymentMethod !== undefined, 'a charge is opened on a payment method')
  return { ...named(charge, holdOn(method), terms.holdMinor), paymentMethod }
}

/** Where the charge stands by its figures: at rest, or with something still to ask of the bank [CH11]. */
export function reckoned(opened: Opened, settling: Settling): Charge {
  if (stepDue(opened, settling)) return { ...opened, ...settling, status: 'settling' }
  const { figures, refusal, refundRefusal } = settling
  // Whatever was to be looked at about the way there, it has come to an end [CH21].
  const { review: _, ...own } = opened
  const due = dueMinor(figures)
  if (due > 0) {
    const reason = refusal ?? BEYOND_HEADROOM
    return { ...own, status: 'unpaid', figures, dueMinor: due, reason, ...(refusal !== undefined && { refusal }) }
  }
  if (due < 0) return { ...own, status: 'owing', figures, dueMinor: -due, reason: refundRefusal ?? NOTHING_LEFT }
  return { ...own, status: restOf(settling), figures }
}

const NOTHING_LEFT = 'nothing-left-to-give-back'

function restOf({ figures }: Settling): 'charged' | 'refunded' | 'written-off' | 'nothing-to-pay' {
  if (capturedMinor(figures) > givenBackMinor(figures)) return 'charged'
  if (capturedMinor(figures) > 0) return 'refunded'
  return figures.writtenOffMinor > 0 ? 'written-off' : 'nothing-to-pay'
}

function stepDue(opened: Opened, settling: Settling): Due | undefined {
  const { figures, hold, refusal, refundRefusal } = settling
  const due = dueMinor(figures)
  if (hold) {
    const { providerRef } = hold
    if (due <= 0 || refusal !== undefined) return { ...named(opened, 'void', hold.amountMinor), providerRef }
    return { ...named(opened, 'capture', Math.min(due, hold.amountMinor)), providerRef }
  }
  if (due > 0) {
    const paymentMethod = methodFor(opened, settling, due)
    if (paymentMethod === undefined) return undefined
    // The first of them is the second capture of the visit.
    return { ...named(opened, `capture-${howMany(opened, 'charge') + 2}`, due), paymentMethod }
  }
  const taking = lastLeft(figures)
  if (due === 0 || refundRefusal !== undefined || !taking) return undefined
  const { key, providerRef, amountMinor, givenBackMinor: backMinor } = taking
  const refund = named(opened, `refund-${howMany(opened, 'refund') + 1}`, Math.min(-due, amountMinor - backMinor))
  return { ...refund, providerRef, taking: key }
}

/** What goes beyond the terms is charged only when the shopper asks for it [CH12]. */
function methodFor({ terms, method }: Opened, { payNow }: Settling, due: number): string | undefined {
  return payNow ?? (due <= terms.headroomMinor ? terms.paymentMethods[method] : undefined)
}

/** A number that no operation of the kind had: they come one after the other, each after a definite answer [CH4]. */
const howMany = ({ answered }: Opened, kind: 'charge' | 'refund'): number =>
  [...answered.values()].filter(({ operation }) => kindOf(operation) === kind).length

const named = ({ terms }: Opened, operation: Operation, amountMinor: number): Due => ({
  operation,
  key: keyOf(operation, terms.sessionId),
  amountMinor,
})

/** The part of a waiting charge that its answer decides about. */
export function settlingOf(waiting: Exclude<Waiting, { status: 'holding' }>): Settling {
  const { figures, hold, refusal, refundRefusal, payNow } = waiting
  return {
    figures,
    ...(hold && { hold }),
    ...(refusal !== undefined && { refusal }),
    ...(refundRefusal !== undefined && { refundRefusal }),
    ...(payNow !== undefined && { payNow }),
  }
}
