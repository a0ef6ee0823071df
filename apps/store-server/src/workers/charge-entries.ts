import { type Charge, evolve, waitingOf } from '@store/charging/charge.ts'
import type { Answered, Asked } from '@store/charging/charge-state.ts'
import type { ChargeEvent } from '@store/charging/events.ts'
import { kindOf } from '@store/charging/operations.ts'
import { assert } from '@store/kernel/assert.ts'
import { type About, type Entry, entryOf } from '@store/ledger/entry.ts'

/**
 * What the ledger makes of events that follow `before`, of which there were `version`. An entry is named after its event,
 * so that whoever makes it again makes the same one.
 */
export function entriesFor(before: Charge, events: readonly ChargeEvent[], version: number): Entry[] {
  let charge = before
  return events.flatMap((event, i) => {
    const was = charge
    charge = evolve(charge, event)
    return madeOf(was, charge, event, version + i + 1)
  })
}

function madeOf(was: Charge, is: Charge, event: ChargeEvent, version: number): Entry[] {
  assert(is.status !== 'none', 'an event opens a charge')
  const { sessionId: subject, currency } = is.terms
  const about: About = { id: `charge/${subject}@${version}`, at: event.at, subject, currency }
  switch (event.type) {
    case 'TotalSettled':
      return event.totalMinor > 0 ? [entryOf('sale', event.totalMinor, about)] : []
    case 'OperationConfirmed':
      return movement(askedFor(was, event.key), event, about)
    case 'RefundGranted':
      return [entryOf('refund', event.amountMinor, about)]
    case 'ItemsAdded':
      return [entryOf('sale', event.line.quantity * event.line.unitMinor, about)]
    case 'DebtWrittenOff':
      return [entryOf('write-off', event.amountMinor, about)]
    case 'RefundGivenUp':
      return [entryOf('refund-given-up', event.amountMinor, about)]
    case 'ReviewLapsed':
      return event.totalMinor > 0 ? lapsed(event.totalMinor, about) : []
    case 'VarianceBooked':
      return [entryOf('variance', event.amountMinor, { ...about, payment: event.payment })]
    case 'ChargeOpened':
    case 'OperationIntended':
    case 'OperationDeclined':
    case 'OperationUnanswered':
    case 'OperationFoundMissing':
    case 'PaymentAsked':
    case 'RefundAskedAgain':
    case 'ReviewRaised':
    case 'ReviewClosed':
      return []
  }
}

/** What was believed to be taken was sold, and is lost: whoever reads the books sees what reviews cost. */
const lapsed = (totalMinor: number, about: About): Entry[] => [
  entryOf('sale', totalMinor, about),
  entryOf('write-off', totalMinor, { ...about, id: `${about.id}/given-up` }),
]

/** A hold is no money yet, and a void none any more. */
function movement(
  asked: Asked,
  { providerRef, amountMinor }: Extract<ChargeEvent, { type: 'OperationConfirmed' }>,
  about: About,
): Entry[] {
  switch (kindOf(asked.operation)) {
    case 'hold':
    case 'void':
      return []
    case 'capture':
    case 'charge':
      return [entryOf('capture', amountMinor, { ...about, payment: providerRef })]
    case 'refund':
      assert(asked.providerRef !== undefined, `${asked.key} refunds a payment`)
      return [entryOf('refund-paid', amountMinor, { ...about, payment: asked.providerRef })]
  }
}

function askedFor(charge: Charge, key: string): Asked | Answered {
  const waiting = waitingOf(charge)?.asked
  const asked = waiting?.key === key ? waiting : charge.status === 'none' ? undefined : charge.answered.get(key)
  assert(asked, `${key} was never intended`)
  return asked
}
