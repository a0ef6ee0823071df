import { assert } from '@store/kernel/assert.ts'
import type { ChargeEvent, Intent, Operation, Terms } from './events.ts'

/**
 * The one charge of a visit: what the bank was asked, what it answered, what is owed. Each status carries exactly what
 * is true in it. `unknown` is an outcome of its own: the bank was asked and nobody knows what became of it.
 */
export type Charge =
  | { readonly status: 'none' }
  | ({ readonly status: 'opened' } & Opened)
  | Waiting
  | ({ readonly status: 'unknown'; readonly waiting: Waiting } & Opened)
  | ({ readonly status: 'held'; readonly hold: Hold } & Opened)
  | ({ readonly status: 'declined'; readonly reason: string } & Opened)
  | ({ readonly status: 'settling' } & Settling & Opened)
  | ({ readonly status: 'charged' } & Settled & Opened)
  | ({ readonly status: 'unpaid'; readonly dueMinor: number; readonly reason: string } & Settled & Opened)
  | ({ readonly status: 'nothing-to-pay' } & Settled & Opened)

/** An intent is written down and the bank is being asked. */
export type Waiting =
  | ({ readonly status: 'holding'; readonly asked: Asked; readonly totalMinor?: number } & Opened)
  | ({ readonly status: 'capturing'; readonly asked: Asked } & Settling & Opened)
  | ({ readonly status: 'adding'; readonly asked: Asked } & Settling & Opened)
  | ({ readonly status: 'voiding'; readonly asked: Asked } & Settling & Opened)

/** `intendedAt`: when it was first written down, however often the bank has been asked since. */
export interface Asked extends Intent {
  readonly intendedAt: number
}

export interface Hold {
  readonly providerRef: string
  /** What the bank holds, which may be less than was asked. */
  readonly amountMinor: number
}

/** `answered` has every operation that is over, by key, with its last word. */
export interface Opened {
  readonly terms: Terms
  readonly answered: ReadonlyMap<string, Answered>
}
export type Answered = Asked &
  (
    | { readonly outcome: 'confirmed'; readonly providerRef: string; readonly confirmedMinor: number }
    | { readonly outcome: 'declined'; readonly reason: string }
  )

interface Settled {
  readonly totalMinor: number
  readonly capturedMinor: number
}
/** While `hold` is there, the bank holds money that is neither taken nor let go. After a `refusal` no more is taken. */
interface Settling extends Settled {
  readonly hold?: Hold
  readonly refusal?: string
}

/** The reason of a declined capture that leaves no hold behind; after any other the hold is still open. */
export const HOLD_GONE = 'hold-gone'
export const PARTLY_APPROVED = 'partly-approved'
export const BEYOND_HEADROOM = 'beyond-headroom'

export const initial: Charge = { status: 'none' }

/** The operation whose outcome is awaited, be it in flight or unknown. */
export function waitingOf(charge: Charge): Waiting | undefined {
  if (charge.status === 'unknown') return charge.waiting
  return 'asked' in charge ? charge : undefined
}

export const keyOf = (operation: Operation, sessionId: string): string => `${operation}/${sessionId}`

/**
 * What is to be asked of the bank next, by what is believed now; nothing where the charge rests or already waits.
 * One operation at a time: so a void can never cross a capture on its way.
 */
export function intentDue(charge: Charge): Intent | undefined {
  if (charge.status !== 'opened' && charge.status !== 'settling') return undefined
  const { terms } = charge
  const intent = (operation: Operation, amountMinor: number): Intent => ({
    operation,
    key: keyOf(operation, terms.sessionId),
    amountMinor,
  })
  if (charge.status === 'opened') return intent('hold', terms.holdMinor)
  const { totalMinor, capturedMinor, hold, refusal } = charge
  if (hold && (totalMinor === 0 || refusal !== undefined)) return intent('void', hold.amountMinor)
  if (hold) return intent('capture', Math.min(totalMinor, hold.amountMinor))
  return intent('capture-2', totalMinor - capturedMinor)
}

/** What is true after `event`. An event that the state does not allow is a corrupt history: an assert, not a Fault [CH2]. */
export function evolve(charge: Charge, event: ChargeEvent): Charge {
  switch (event.type) {
    case 'ChargeOpened': {
      assert(charge.status === 'none', misplaced(charge, event))
      return { status: 'opened', terms: termsOf(event), answered: new Map() }
    }
    case 'TotalSettled':
      return settled(charge, event)
    case 'OperationIntended':
      return intended(charge, event)
    case 'OperationConfirmed':
      return confirmed(charge, event)
    case 'OperationDeclined':
      return declined(charge, event)
    case 'OperationUnanswered': {
      assert('asked' in charge && charge.asked.key === event.key, misplaced(charge, event))
      return { status: 'unknown', terms: charge.terms, answered: charge.answered, waiting: charge }
    }
    case 'OperationFoundMissing':
      assert(charge.status === 'unknown' && charge.waiting.asked.key === event.key, misplaced(charge, event))
      return charge.waiting
  }
}

type The<Type extends ChargeEvent['type']> = Extract<ChargeEvent, { type: Type }>

function settled(charge: Charge, event: The<'TotalSettled'>): Charge {
  const { totalMinor } = event
  switch (charge.status) {
    case 'holding':
      assert(charge.totalMinor === undefined, misplaced(charge, event))
      return { ...charge, totalMinor }
    case 'unknown': {
      const waiting = settled(charge.waiting, event)
      assert('asked' in waiting, misplaced(charge, event))
      return { ...charge, waiting }
    }
    case 'held':
      return reckoned(charge, { totalMinor, capturedMinor: 0, hold: charge.hold })
    case 'declined':
      return reckoned(charge, { totalMinor, capturedMinor: 0, refusal: charge.reason })
    case 'none':
    case 'opened':
    case 'settling':
    case 'capturing':
    case 'adding':
    case 'voiding':
    case 'charged':
    case 'unpaid':
    case 'nothing-to-pay':
      throw corrupt(charge, event)
  }
}

function intended(charge: Charge, event: The<'OperationIntended'>): Charge {
  const { operation, key, amountMinor } = event
  const asked: Asked = { operation, key, amountMinor, intendedAt: event.at }
  const due = intentDue(charge)
  assert(due?.operation === operation && due.key === key && due.amountMinor === amountMinor, misplaced(charge, event))
  if (charge.status === 'opened') return { ...charge, status: 'holding', asked }
  assert(charge.status === 'settling' && operation !== 'hold', misplaced(charge, event))
  return { ...charge, status: statusWhileAsking[operation], asked }
}

function confirmed(charge: Charge, event: The<'OperationConfirmed'>): Charge {
  const { key, providerRef, amountMinor } = event
  const waiting = awaiting(charge, key)
  if (!waiting) return confirmedLate(charge, event)
  const answer: Answered = { ...waiting.asked, outcome: 'confirmed', providerRef, confirmedMinor: amountMinor }
  const opened = withAnswer(waiting, answer)
  switch (waiting.status) {
    case 'holding': {
      const hold: Hold = { providerRef, amountMinor }
      if (waiting.totalMinor === undefined) return { ...opened, status: 'held', hold }
      return reckoned(opened, { totalMinor: waiting.totalMinor, capturedMinor: 0, hold })
    }
    case 'capturing': {
      const { totalMinor, capturedMinor } = waiting
      return reckoned(opened, { totalMinor, capturedMinor: capturedMinor + amountMinor })
    }
    case 'adding': {
      const { totalMinor } = waiting
      const capturedMinor = waiting.capturedMinor + amountMinor
      return reckoned(opened, { totalMinor, capturedMinor, ...(capturedMinor < totalMinor && partly) })
    }
    case 'voiding': {
      const { totalMinor, capturedMinor, refusal } = waiting
      return reckoned(opened, { totalMinor, capturedMinor, ...(refusal !== undefined && { refusal }) })
    }
  }
}

/** A yes is money: it outranks even an earlier no [CH10]. */
function confirmedLate(charge: Charge, event: The<'OperationConfirmed'>): Charge {
  const { key, providerRef, amountMinor } = event
  assert(mayTurnOutConfirmed(charge, key), misplaced(charge, event))
  const { operation, amountMinor: askedMinor, intendedAt } = charge.answered.get(key)!
  const asked: Asked = { operation, key, amountMinor: askedMinor, intendedAt }
  const opened = withAnswer(charge, { ...asked, outcome: 'confirmed', providerRef, confirmedMinor: amountMinor })
  const { totalMinor, capturedMinor } = charge.status === 'declined' ? { totalMinor: 0, capturedMinor: 0 } : charge
  if (operation === 'hold') return reckoned(opened, { totalMinor, capturedMinor, hold: { providerRef, amountMinor } })
  const nowMinor = capturedMinor + amountMinor
  return reckoned(opened, { totalMinor, capturedMinor: nowMinor, ...(nowMinor < totalMinor && partly) })
}

/** Where a yes after a no can still be taken at its word: nothing has been done since that it would contradict. */
export function mayTurnOutConfirmed(
  charge: Charge,
  key: string,
): charge is Extract<Charge, { status: 'declined' | 'unpaid' | 'nothing-to-pay' }> {
  if (charge.status !== 'declined' && charge.status !== 'unpaid' && charge.status !== 'nothing-to-pay') return false
  const answer = charge.answered.get(key)
  return answer?.outcome === 'declined' && (answer.operation === 'hold' || answer.operation === 'capture-2')
}

function declined(charge: Charge, event: The<'OperationDeclined'>): Charge {
  const { key, reason } = event
  const waiting = awaiting(charge, key)
  assert(waiting && waiting.status !== 'voiding', misplaced(charge, event))
  const opened = withAnswer(waiting, { ...waiting.asked, outcome: 'declined', reason })
  switch (waiting.status) {
    case 'holding': {
      if (waiting.totalMinor === undefined) return { ...opened, status: 'declined', reason }
      return reckoned(opened, { totalMinor: waiting.totalMinor, capturedMinor: 0, refusal: reason })
    }
    case 'capturing': {
      const { totalMinor, capturedMinor, hold } = waiting
      if (reason === HOLD_GONE) return reckoned(opened, { totalMinor, capturedMinor })
      return reckoned(opened, { totalMinor, capturedMinor, ...(hold && { hold }), refusal: reason })
    }
    case 'adding': {
      const { totalMinor, capturedMinor } = waiting
      return reckoned(opened, { totalMinor, capturedMinor, refusal: reason })
    }
  }
}

/** Where the charge stands by its figures: at rest, or with something still to ask of the bank [CH11]. */
function reckoned(opened: Opened, settling: Settling): Charge {
  const { terms, answered } = opened
  const { totalMinor, capturedMinor, hold, refusal } = settling
  const dueMinor = totalMinor - capturedMinor
  if (hold || (dueMinor > 0 && refusal === undefined && dueMinor <= terms.headroomMinor))
    return { status: 'settling', terms, answered, ...settling }
  const reached = { terms, answered, totalMinor, capturedMinor }
  if (dueMinor > 0) return { status: 'unpaid', ...reached, dueMinor, reason: refusal ?? BEYOND_HEADROOM }
  return { status: totalMinor === 0 ? 'nothing-to-pay' : 'charged', ...reached }
}

const statusWhileAsking = { capture: 'capturing', 'capture-2': 'adding', void: 'voiding' } as const

const partly = { refusal: PARTLY_APPROVED }

/** Exactly the fields of the terms: nothing else that a caller's object carries becomes history. */
export const termsOf = (terms: Terms): Terms => ({
  sessionId: terms.sessionId,
  accountId: terms.accountId,
  paymentMethod: terms.paymentMethod,
  currency: terms.currency,
  holdMinor: terms.holdMinor,
  headroomMinor: terms.headroomMinor,
})

const withAnswer = ({ terms, answered }: Opened, answer: Answered): Opened => ({
  terms,
  answered: new Map(answered).set(answer.key, answer),
})

function awaiting(charge: Charge, key: string): Waiting | undefined {
  const waiting = waitingOf(charge)
  return waiting?.asked.key === key ? waiting : undefined
}

const corrupt = (charge: Charge, event: ChargeEvent): Error =>
  new Error(`Invariant broken: ${misplaced(charge, event)}`)
const misplaced = (charge: Charge, event: ChargeEvent): string =>
  `${event.type} while the charge is ${charge.status}: this history is corrupt`
