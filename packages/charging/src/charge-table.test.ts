import { describe, expect, test } from 'vitest'
import { type Charge, evolve, waitingOf } from './charge.ts'
import {
  absent,
  adding,
  capturing,
  confirmed,
  declined,
  granted,
  hear,
  held,
  hold,
  holding,
  intended,
  lookUp,
  missing,
  no,
  opened,
  refunding,
  settle,
  settled,
  silence,
  stateAfter,
  unanswered,
  voiding,
  yes,
} from './charge-words.ts'
import { type ChargeCommand, decide } from './decide.ts'
import type { ChargeEvent, Operation } from './events.ts'
import {
  AmountChanged,
  BankContradicts,
  IntentMissing,
  NoChargeYet,
  NothingDue,
  NothingToReview,
  RefundTooLarge,
} from './faults.ts'

type About = { history: readonly ChargeEvent[]; operation: Operation; amountMinor: number }
type Status = Exclude<Charge['status'], 'opened' | 'settling'>

const dueAndOff: ChargeEvent = { type: 'DebtWrittenOff', at: 0, amountMinor: 1250, by: 'eve', reason: 'good will' }
const poor = [...holding, declined('hold')]

/** Every status that a charge can rest or wait in, and the operation that the columns are about. */
const statuses: Record<Status, About> = {
  none: { history: [], operation: 'hold', amountMinor: 3000 },
  holding: { history: holding, operation: 'hold', amountMinor: 3000 },
  held: { history: held, operation: 'hold', amountMinor: 3000 },
  declined: { history: poor, operation: 'hold', amountMinor: 3000 },
  capturing: { history: capturing, operation: 'capture', amountMinor: 1250 },
  adding: { history: adding, operation: 'capture-2', amountMinor: 1500 },
  voiding: { history: voiding, operation: 'void', amountMinor: 0 },
  refunding: { history: refunding, operation: 'refund-1', amountMinor: 1250 },
  unknown: { history: [...capturing, unanswered('capture')], operation: 'capture', amountMinor: 1250 },
  charged: { history: [...capturing, confirmed('capture', 1250)], operation: 'capture', amountMinor: 1250 },
  refunded: { history: [...refunding, confirmed('refund-1', 1250)], operation: 'refund-1', amountMinor: 1250 },
  unpaid: { history: [...adding, declined('capture-2')], operation: 'capture-2', amountMinor: 1500 },
  owing: { history: [...refunding, declined('refund-1')], operation: 'refund-1', amountMinor: 1250 },
  'written-off': { history: [...poor, settled(1250), dueAndOff], operation: 'hold', amountMinor: 3000 },
  'nothing-to-pay': { history: [...voiding, confirmed('void', 0)], operation: 'void', amountMinor: 0 },
}

const by = { by: 'eve', reason: 'good will' }
const asks = {
  hold: () => hold,
  'settle 0': () => settle(0),
  'settle more': ({ history }: About) => settle(totalOf(history) || 1250),
  yes: ({ operation, amountMinor }: About) => hear(operation, yes(amountMinor)),
  no: ({ operation }: About) => hear(operation, no()),
  silence: ({ operation }: About) => hear(operation, silence),
  'found yes': ({ operation, amountMinor }: About) => lookUp(operation, yes(amountMinor)),
  'found no': ({ operation }: About) => lookUp(operation, no()),
  'found nothing': ({ operation }: About) => lookUp(operation, absent),
  pay: () => ({ type: 'pay', paymentMethod: 'pm_new' }),
  refund: () => ({ type: 'refund', refundId: 'r9', of: 'whole', ...by }),
  add: () => ({ type: 'add', additionId: 'a1', line: { item: 'tea', quantity: 1, unitMinor: 250 }, ...by }),
  'write off': () => ({ type: 'write-off', ...by }),
  'book variance': () => ({ type: 'book-variance', varianceId: 'v1', payment: 'pi_1', amountMinor: -5, ...by }),
  review: () => ({ type: 'review', withinMs: 100, reason: 'bank-contradicts', detail: 'more than asked' }),
  'close review': () => ({ type: 'close-review', ...by }),
  'ask again': () => ({ type: 'retry-refund', ...by }),
  'give up': () => ({ type: 'give-up-refund', ...by }),
  lapse: () => ({ type: 'lapse', totalMinor: 1250, lines: [] }),
} satisfies Record<string, (about: About) => ChargeCommand>
type Ask = keyof typeof asks
type Leads = Charge['status'] | 'refused' | 'conflict' | 'contradiction'

const everythingRefused = Object.fromEntries(keysOf(asks).map((ask) => [ask, 'refused' as const]))
/** Before the total is settled there is nothing to correct, and after it nothing is due but to those who owe. */
const paidUp = { pay: 'refused', 'write off': 'refused', 'ask again': 'refused', 'give up': 'refused' } as const
const uncorrectable = { ...paidUp, refund: 'refused' } as const

// SPEC.md's table once more, on purpose. Anything not named changes nothing, but for the three below.
const leadsTo: Record<Status, Partial<Record<Ask, Leads | 'nothing'>>> = {
  none: { ...everythingRefused, hold: 'holding' },
  holding: {
    add: 'refused',
    'settle 0': 'holding',
    'settle more': 'holding',
    yes: 'held',
    no: 'declined',
    silence: 'unknown',
    'found yes': 'held',
    'found no': 'declined',
    ...uncorrectable,
  },
  held: { add: 'refused', 'settle 0': 'voiding', 'settle more': 'capturing', ...uncorrectable },
  declined: {
    add: 'refused',
    'settle 0': 'nothing-to-pay',
    'settle more': 'unpaid',
    yes: 'voiding',
    'found yes': 'voiding',
    ...uncorrectable,
  },
  capturing: {
    add: 'capturing',
    'settle 0': 'conflict',
    yes: 'charged',
    no: 'voiding',
    silence: 'unknown',
    'found yes': 'charged',
    'found no': 'voiding',
    ...paidUp,
    refund: 'capturing',
  },
  adding: {
    add: 'adding',
    'settle 0': 'conflict',
    yes: 'charged',
    no: 'unpaid',
    silence: 'unknown',
    'found yes': 'charged',
    'found no': 'unpaid',
    ...paidUp,
    refund: 'adding',
  },
  voiding: {
    add: 'voiding',
    'settle more': 'conflict',
    yes: 'nothing-to-pay',
    no: 'unknown',
    silence: 'unknown',
    'found yes': 'nothing-to-pay',
    'found no': 'unknown',
    ...uncorrectable,
  },
  refunding: {
    add: 'refunding',
    'settle 0': 'conflict',
    yes: 'refunded',
    no: 'owing',
    silence: 'unknown',
    'found yes': 'refunded',
    'found no': 'owing',
    ...uncorrectable,
    'ask again': 'nothing',
  },
  unknown: {
    add: 'unknown',
    'settle 0': 'conflict',
    yes: 'charged',
    'found yes': 'charged',
    'found no': 'voiding',
    'found nothing': 'capturing',
    ...paidUp,
    refund: 'unknown',
  },
  charged: { add: 'adding', 'settle 0': 'conflict', ...paidUp, refund: 'refunding' },
  refunded: { add: 'adding', 'settle 0': 'conflict', ...uncorrectable },
  unpaid: {
    add: 'unpaid',
    'settle 0': 'conflict',
    yes: 'charged',
    'found yes': 'charged',
    pay: 'adding',
    refund: 'refunding',
    'write off': 'charged',
    'ask again': 'refused',
    'give up': 'refused',
  },
  owing: {
    add: 'refunding',
    'settle 0': 'conflict',
    yes: 'refunded',
    'found yes': 'refunded',
    ...uncorrectable,
    'ask again': 'unknown',
    'give up': 'charged',
  },
  'written-off': {
    add: 'unpaid',
    'settle 0': 'conflict',
    yes: 'voiding',
    'found yes': 'voiding',
    pay: 'refused',
    refund: 'refused',
    'ask again': 'refused',
    'give up': 'refused',
  },
  'nothing-to-pay': { add: 'adding', 'settle more': 'conflict', ...uncorrectable },
}

/** Whatever the status: a person may ask for a review, and book what the bank's books show otherwise. */
function expected(status: Status, ask: Ask): Leads | 'nothing' {
  const named = leadsTo[status][ask]
  if (named !== undefined) return named
  if (ask === 'review' || ask === 'book variance') return status
  return ask === 'close review' ? 'refused' : 'nothing'
}

const everyPair = keysOf(statuses).flatMap((status) =>
  keysOf(asks).map((ask) => ({ status, ask, outcome: expected(status, ask) })),
)

test.each(everyPair)('[CH1] $status, $ask: $outcome', ({ status, ask, outcome }) => {
  const about = statuses[status]
  const charge = stateAfter(...about.history)
  expect(charge.status).toBe(status)
  expect(outcomeOf(charge, asks[ask](about))).toBe(outcome)
})

const everyEvent: readonly ChargeEvent[] = [
  opened,
  settled(1250),
  intended('hold', 3000),
  intended('capture', 1250),
  intended('capture-2', 1500),
  intended('void', 3000),
  intended('refund-1', 1250),
  confirmed('capture', 1250),
  declined('void'),
  unanswered('capture'),
  missing('capture'),
  { type: 'PaymentAsked', at: 0, paymentMethod: 'pm_new' },
  granted('r9', 10),
  { type: 'ItemsAdded', at: 0, additionId: 'a1', line: { item: 'tea', quantity: 1, unitMinor: 250 }, ...by },
  dueAndOff,
  { type: 'VarianceBooked', at: 0, varianceId: 'v1', payment: 'pi_1', amountMinor: 5, by: 'eve', reason: 'fee' },
  { type: 'ReviewRaised', at: 0, reason: 'bank-contradicts', detail: '' },
  { type: 'ReviewClosed', at: 0, by: 'eve', reason: 'compared' },
  { type: 'ReviewLapsed', at: 0, totalMinor: 1250, lines: [], by: 'its deadline', reason: 'nobody decided' },
  { type: 'RefundAskedAgain', at: 0, key: 'refund-1/s1', by: 'eve', reason: 'it may do now' },
  { type: 'RefundGivenUp', at: 0, amountMinor: 1250, by: 'eve', reason: 'paid in cash' },
]
const always = ['VarianceBooked', 'ReviewRaised']
const settledWell = [...always, 'RefundGranted', 'ItemsAdded']
const fits: Record<Status, readonly string[]> = {
  none: ['ChargeOpened'],
  holding: [...always, 'TotalSettled', 'ReviewLapsed'],
  held: [...always, 'TotalSettled', 'ReviewLapsed'],
  declined: [...always, 'TotalSettled', 'ReviewLapsed'],
  capturing: [...settledWell, 'OperationConfirmed', 'OperationUnanswered'],
  adding: settledWell,
  voiding: settledWell,
  refunding: settledWell,
  unknown: [...settledWell, 'OperationConfirmed', 'OperationFoundMissing'],
  charged: settledWell,
  refunded: settledWell,
  // 1500 are due there, so 1250 cannot have been written off.
  unpaid: [...settledWell, 'PaymentAsked'],
  owing: [...settledWell, 'RefundAskedAgain', 'RefundGivenUp'],
  'written-off': settledWell,
  'nothing-to-pay': settledWell,
}

describe('[CH2] a history that cannot be', () => {
  const outOfPlace = keysOf(statuses).flatMap((status) =>
    everyEvent.filter(({ type }) => !fits[status].includes(type)).map((event) => ({ status, event, type: event.type })),
  )
  test.each(outOfPlace)('$type while $status stops the process', ({ status, event }) => {
    expect(() => evolve(stateAfter(...statuses[status].history), event)).toThrow('this history is corrupt')
  })
})

function totalOf(history: readonly ChargeEvent[]): number | undefined {
  return history.find((event) => event.type === 'TotalSettled')?.totalMinor
}

function keysOf<Key extends string>(record: Record<Key, unknown>): Key[] {
  const keys: Key[] = []
  for (const key in record) keys.push(key)
  return keys
}

function outcomeOf(charge: Charge, command: ChargeCommand): string {
  try {
    const events = decide(charge, command, 0)
    const then = events.reduce(evolve, charge)
    expect(waitingOf(then) !== undefined).toBe(
      ['holding', 'capturing', 'adding', 'voiding', 'refunding', 'unknown'].includes(then.status),
    )
    return events.length === 0 ? 'nothing' : then.status
  } catch (error) {
    if (AmountChanged.is(error)) return 'conflict'
    if (BankContradicts.is(error)) return 'contradiction'
    const refusals = [NoChargeYet, IntentMissing, NothingDue, NothingToReview, RefundTooLarge]
    if (refusals.some((refusal) => refusal.is(error))) return 'refused'
    throw error
  }
}
