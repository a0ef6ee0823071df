// oxlint-disable typescript/consistent-return -- tsc (noImplicitReturns) sees that the switches are exhaustive, this rule does not
import { assert } from '@store/kernel/assert.ts'
import type { Charge, Opened, Settling, Waiting } from './charge-state.ts'
import type { ChargeEvent } from './events.ts'
import { added, type Figures, givenBack, leftOf, newFigures, taken } from './figures.ts'
import { kindOf } from './operations.ts'
import { type Asked, intentDue, reckoned, settlingOf } from './reckon.ts'

export const initial: Charge = { status: 'none' }

/** The reason of a declined capture that leaves no hold behind; after any other the hold is still open. */
export const HOLD_GONE = 'hold-gone'

/** What is true after `event`. An event that the state does not allow is a corrupt history: an assert, not a Fault [CH2]. */
export function evolve(charge: Charge, event: ChargeEvent): Charge {
  if (event.type === 'ChargeOpened') {
    assert(charge.status === 'none', misplaced(charge, event))
    return { status: 'opened', terms: termsOf(event), answered: new Map(), method: 0 }
  }
  assert(charge.status !== 'none', misplaced(charge, event))
  switch (event.type) {
    case 'TotalSettled':
      return settled(charge, event, newFigures(event.totalMinor, event.lines, event.decided))
    case 'ReviewLapsed': {
      const { totalMinor, lines } = event
      return settled(charge, event, { ...newFigures(totalMinor, lines, 'lapsed'), writtenOffMinor: totalMinor })
    }
    case 'OperationIntended':
      return intended(charge, event)
    case 'OperationConfirmed': {
      const waiting = awaiting(charge, event.key)
      return waiting ? confirmed(waiting, event) : confirmedLate(charge, event)
    }
    case 'OperationDeclined':
      return declined(charge, event)
    case 'OperationUnanswered':
      assert('asked' in charge && charge.asked.key === event.key, misplaced(charge, event))
      return { ...openedOf(charge), status: 'unknown', waiting: charge }
    case 'OperationFoundMissing': {
      assert(charge.status === 'unknown' && charge.waiting.asked.key === event.key, misplaced(charge, event))
      return { ...charge.waiting, ...openedOf(charge) }
    }
    case 'PaymentAsked': {
      assert(charge.status === 'unpaid', misplaced(charge, event))
      const { figures } = charge
      return reckoned(openedOf(charge), { figures, payNow: event.paymentMethod })
    }
    case 'RefundGranted': {
      const { refundId, lines, amountMinor, by, reason } = event
      const grant = { refundId, lines, amountMinor, by, reason }
      return withFigures(charge, event, (figures) => ({ ...figures, grants: [...figures.grants, grant] }))
    }
    case 'ItemsAdded': {
      const { additionId, line, by, reason } = event
      return withFigures(charge, event, (figures) => added(figures, { additionId, line, by, reason }))
    }
    case 'DebtWrittenOff': {
      assert(charge.status === 'unpaid' && event.amountMinor === charge.dueMinor, misplaced(charge, event))
      return withFigures(charge, event, (figures) => ({
        ...figures,
        writtenOffMinor: figures.writtenOffMinor + event.amountMinor,
      }))
    }
    case 'RefundGivenUp': {
      assert(charge.status === 'owing' && event.amountMinor === charge.dueMinor, misplaced(charge, event))
      return withFigures(charge, event, (figures) => ({
        ...figures,
        unclaimedMinor: figures.unclaimedMinor + event.amountMinor,
      }))
    }
    case 'VarianceBooked':
      return withOpened(charge, { variances: [...(charge.variances ?? []), event.varianceId] })
    case 'RefundAskedAgain':
      return askedAgain(charge, event)
    case 'ReviewRaised': {
      const { reason, detail, decideByMs } = event
      return withOpened(charge, { review: { reason, detail, ...(decideByMs !== undefined && { decideByMs }) } })
    }
    case 'ReviewClosed': {
      assert(charge.review, misplaced(charge, event))
      const { review: _, ...rest } = charge
      return rest.status === 'unknown' ? { ...rest, waiting: withoutReview(rest.waiting) } : rest
    }
  }
}

type Begun = Exclude<Charge, { status: 'none' }>
type The<Type extends ChargeEvent['type']> = Extract<ChargeEvent, { type: Type }>

function settled(charge: Begun, event: The<'TotalSettled' | 'ReviewLapsed'>, figures: Figures): Charge {
  switch (charge.status) {
    case 'holding':
      assert(charge.figures === undefined, misplaced(charge, event))
      return { ...charge, figures }
    case 'unknown': {
      const waiting = settled(charge.waiting, event, figures)
      assert('asked' in waiting, misplaced(charge, event))
      return { ...charge, waiting }
    }
    case 'held':
      return reckoned(openedOf(charge), { figures, hold: charge.hold })
    case 'declined':
      return reckoned(openedOf(charge), { figures, refusal: charge.reason })
    case 'opened':
    case 'settling':
    case 'capturing':
    case 'adding':
    case 'voiding':
    case 'refunding':
    case 'charged':
    case 'refunded':
    case 'unpaid':
    case 'owing':
    case 'written-off':
    case 'nothing-to-pay':
      throw corrupt(charge, event)
  }
}

const whileAsking = { capture: 'capturing', charge: 'adding', void: 'voiding', refund: 'refunding' } as const

function intended(charge: Begun, event: The<'OperationIntended'>): Charge {
  const { operation, key, amountMinor } = event
  const due = intentDue(charge)
  assert(due?.operation === operation && due.key === key && due.amountMinor === amountMinor, misplaced(charge, event))
  const asked: Asked = { ...due, intendedAt: event.at }
  if (charge.status === 'opened') return { ...charge, status: 'holding', asked }
  const kind = kindOf(operation)
  assert(charge.status === 'settling' && kind !== 'hold', misplaced(charge, event))
  return { ...charge, status: whileAsking[kind], asked }
}

function confirmed(waiting: Waiting, event: The<'OperationConfirmed'>): Charge {
  const { key, providerRef, amountMinor } = event
  const opened = withAnswer(waiting, {
    ...waiting.asked,
    outcome: 'confirmed',
    providerRef,
    confirmedMinor: amountMinor,
  })
  if (waiting.status === 'holding') {
    const hold = { providerRef, amountMinor }
    const { figures } = waiting
    return figures ? reckoned(opened, { figures, hold }) : { ...opened, status: 'held', hold }
  }
  const { hold, ...settling } = settlingOf(waiting)
  const { figures, refusal } = settling
  switch (waiting.status) {
    case 'capturing':
      return reckoned(opened, { figures: taken(figures, { key, providerRef, amountMinor }) })
    case 'adding': {
      // What was approved in part is not asked for again on this method [CH16].
      const isPart = amountMinor < waiting.asked.amountMinor
      const next = isPart && waiting.payNow === undefined ? { ...opened, method: opened.method + 1 } : opened
      const figuresThen = taken(figures, { key, providerRef, amountMinor })
      return reckoned(next, { figures: figuresThen, ...(isPart && { refusal: PARTLY_APPROVED }) })
    }
    case 'voiding':
      return reckoned(opened, { figures, ...(refusal !== undefined && { refusal }) })
    case 'refunding':
      return reckoned(opened, {
        ...settling,
        ...(hold && { hold }),
        figures: afterRefund(waiting.asked, figures, event),
      })
  }
}

export const PARTLY_APPROVED = 'partly-approved'

const afterRefund = ({ taking }: Asked, figures: Figures, { amountMinor }: The<'OperationConfirmed'>): Figures => {
  assert(taking !== undefined, 'a refund gives back something that was taken')
  return givenBack(figures, taking, amountMinor)
}

/** As if nobody had heard the answer: it is looked up before the bank is asked, for a no may have been no last word [CH25]. */
function askedAgain(charge: Begun, event: The<'RefundAskedAgain'>): Charge {
  const refused = charge.answered.get(event.key)
  assert(charge.status === 'owing' && refused?.outcome === 'declined', misplaced(charge, event))
  const { outcome: _, reason: __, ...asked } = refused
  const answered = new Map(charge.answered)
  answered.delete(event.key)
  const opened = { ...openedOf(charge), answered, askedAgain: (charge.askedAgain ?? 0) + 1 }
  const { figures } = charge
  return { ...opened, status: 'unknown', waiting: { ...opened, status: 'refunding', asked, figures } }
}

/** A yes is money: it outranks even an earlier no [CH10]. */
function confirmedLate(charge: Begun, event: The<'OperationConfirmed'>): Charge {
  const { key, providerRef, amountMinor } = event
  assert(mayTurnOutConfirmed(charge, key), misplaced(charge, event))
  const { outcome: _, ...asked } = charge.answered.get(key)!
  const opened = withAnswer(charge, { ...asked, outcome: 'confirmed', providerRef, confirmedMinor: amountMinor })
  const figures = charge.status === 'declined' ? newFigures(0, []) : charge.figures
  switch (kindOf(asked.operation)) {
    case 'hold':
      return reckoned(opened, { figures, hold: { providerRef, amountMinor } })
    case 'charge': {
      const isPart = amountMinor < asked.amountMinor
      const then = taken(figures, { key, providerRef, amountMinor })
      return reckoned(opened, { figures: then, ...(isPart && { refusal: PARTLY_APPROVED }) })
    }
    case 'refund':
      return reckoned(opened, { figures: afterRefund(asked, figures, event) })
    case 'capture':
    case 'void':
      throw corrupt(charge, event)
  }
}

export type Resting = Extract<
  Charge,
  { status: 'declined' | 'charged' | 'refunded' | 'unpaid' | 'owing' | 'written-off' | 'nothing-to-pay' }
>

/**
 * Where a yes after a no can still be taken at its word: the charge rests, and nothing was done since that it would
 * contradict. A charge that took money after all is always heard: what it took too much is given back.
 */
export function mayTurnOutConfirmed(charge: Charge, key: string): charge is Resting {
  if (!isResting(charge)) return false
  const answer = charge.answered.get(key)
  if (answer?.outcome !== 'declined') return false
  switch (kindOf(answer.operation)) {
    case 'hold':
      return [...charge.answered.values()].every(({ operation }) => operation !== 'capture' && operation !== 'void')
    case 'charge':
      return charge.status !== 'declined'
    case 'refund':
      // What was given back since, under another key, no bank can give back once more.
      return charge.status === 'owing' && leftOf(charge.figures, answer.taking) >= answer.amountMinor
    case 'capture':
    case 'void':
      return false
  }
}

function isResting(charge: Charge): charge is Resting {
  switch (charge.status) {
    case 'declined':
    case 'charged':
    case 'refunded':
    case 'unpaid':
    case 'owing':
    case 'written-off':
    case 'nothing-to-pay':
      return true
    case 'none':
    case 'opened':
    case 'holding':
    case 'held':
    case 'settling':
    case 'capturing':
    case 'adding':
    case 'voiding':
    case 'refunding':
    case 'unknown':
      return false
  }
}

function declined(charge: Begun, event: The<'OperationDeclined'>): Charge {
  const { key, reason } = event
  const waiting = awaiting(charge, key)
  assert(waiting && waiting.status !== 'voiding', misplaced(charge, event))
  const opened = withAnswer(waiting, { ...waiting.asked, outcome: 'declined', reason })
  // A definite no: from now on it is the shopper's next method [CH19].
  const onNext: Opened = { ...opened, method: opened.method + 1 }
  if (waiting.status === 'holding') {
    const { figures } = waiting
    if (figures) return reckoned(onNext, { figures, refusal: reason })
    if (onNext.method < onNext.terms.paymentMethods.length) return { ...onNext, status: 'opened' }
    return { ...onNext, status: 'declined', reason }
  }
  const { figures, hold } = waiting
  switch (waiting.status) {
    case 'capturing':
      if (reason === HOLD_GONE) return reckoned(opened, { figures })
      return reckoned(onNext, { figures, refusal: reason, ...(hold && { hold }) })
    case 'adding':
      return reckoned(waiting.payNow === undefined ? onNext : opened, { figures, refusal: reason })
    case 'refunding':
      return reckoned(opened, { figures, refundRefusal: reason })
  }
}

function withFigures(charge: Begun, event: ChargeEvent, change: (figures: Figures) => Figures): Charge {
  switch (charge.status) {
    case 'unknown': {
      const waiting = withFigures(charge.waiting, event, change)
      assert('asked' in waiting, misplaced(charge, event))
      return { ...charge, waiting }
    }
    case 'holding':
      assert(charge.figures, misplaced(charge, event))
      return { ...charge, figures: change(charge.figures) }
    case 'capturing':
    case 'adding':
    case 'voiding':
    case 'refunding':
      return { ...charge, figures: change(charge.figures) }
    case 'charged':
    case 'refunded':
    case 'unpaid':
    case 'owing':
    case 'written-off':
    case 'nothing-to-pay': {
      const refusal = 'refusal' in charge ? charge.refusal : undefined
      return reckoned(openedOf(charge), { figures: change(charge.figures), ...(refusal !== undefined && { refusal }) })
    }
    case 'opened':
    case 'held':
    case 'declined':
    case 'settling':
      throw corrupt(charge, event)
  }
}

const withOpened = (charge: Begun, change: Partial<Opened>): Charge =>
  charge.status === 'unknown'
    ? { ...charge, ...change, waiting: { ...charge.waiting, ...change } }
    : { ...charge, ...change }

function withoutReview(waiting: Waiting): Waiting {
  const { review: _, ...rest } = waiting
  return rest
}

/** The operation whose outcome is awaited, be it in flight or unknown. */
export function waitingOf(charge: Charge): Waiting | undefined {
  if (charge.status === 'unknown') return charge.waiting
  return 'asked' in charge ? charge : undefined
}

/** Once the total is settled; while its hold is still awaited, too. */
export function figuresOf(charge: Charge): Figures | undefined {
  const about = charge.status === 'unknown' ? charge.waiting : charge
  return 'figures' in about ? about.figures : undefined
}

/** Exactly the fields of the terms: nothing else that a caller's object carries becomes history. */
export const termsOf = (terms: Opened['terms']): Opened['terms'] => ({
  sessionId: terms.sessionId,
  accountId: terms.accountId,
  paymentMethods: [...terms.paymentMethods],
  currency: terms.currency,
  holdMinor: terms.holdMinor,
  headroomMinor: terms.headroomMinor,
})

const openedOf = ({ terms, answered, method, review, variances, askedAgain: times }: Opened): Opened => ({
  terms,
  answered,
  method,
  ...(review && { review }),
  ...(variances && { variances }),
  ...(times !== undefined && { askedAgain: times }),
})

function withAnswer(
  opened: Opened,
  answer: Opened['answered'] extends ReadonlyMap<string, infer A> ? A : never,
): Opened {
  const own = openedOf(opened)
  return { ...own, answered: new Map(own.answered).set(answer.key, answer) }
}

function awaiting(charge: Charge, key: string): Waiting | undefined {
  const waiting = waitingOf(charge)
  return waiting?.asked.key === key ? waiting : undefined
}

export type { Charge, Settling, Waiting }

const corrupt = (charge: Charge, event: ChargeEvent): Error =>
  new Error(`Invariant broken: ${misplaced(charge, event)}`)
const misplaced = (charge: Charge, event: ChargeEvent): string =>
  `${event.type} while the charge is ${charge.status}: this history is corrupt`
