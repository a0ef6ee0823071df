/** For tests only: what is said to a charge and what happened to it, in few words. */
import { specFor } from '@store/kernel/decider-spec.ts'
import { type Charge, evolve, initial } from './charge.ts'
import { type ChargeCommand, decide, type Finding, type Outcome } from './decide.ts'
import type { ChargedLine, ChargeEvent, Operation, Source, Terms } from './events.ts'

export const given = specFor({ initial, decide, evolve })

export const terms: Terms = {
  sessionId: 's1',
  accountId: 'ana',
  paymentMethods: ['pm_card_visa'],
  currency: 'EUR',
  holdMinor: 3000,
  headroomMinor: 12_000,
}
export const hold: ChargeCommand = { type: 'hold', ...terms }
export const settle = (totalMinor: number, lines: readonly ChargedLine[] = []): ChargeCommand => ({
  type: 'settle',
  totalMinor,
  lines,
})
export const hear = (operation: Operation, outcome: Outcome): ChargeCommand => ({
  type: 'hear',
  key: `${operation}/s1`,
  outcome,
})
export const lookUp = (operation: Operation, finding: Finding): ChargeCommand => ({
  type: 'look-up',
  key: `${operation}/s1`,
  finding,
})
export const yes = (amountMinor: number, providerRef = 'pi_1'): Outcome => ({
  kind: 'confirmed',
  providerRef,
  amountMinor,
})
export const no = (reason = 'insufficient-funds'): Outcome => ({ kind: 'declined', reason })
export const silence: Outcome = { kind: 'unknown', reason: 'no-answer' }
export const absent: Finding = { kind: 'absent' }

export const opened: ChargeEvent = { type: 'ChargeOpened', at: 0, ...terms }
export const settled = (totalMinor: number, lines: readonly ChargedLine[] = []): ChargeEvent => ({
  type: 'TotalSettled',
  at: 0,
  totalMinor,
  lines,
})
export const intended = (operation: Operation, amountMinor: number): ChargeEvent => ({
  type: 'OperationIntended',
  at: 0,
  operation,
  key: `${operation}/s1`,
  amountMinor,
})
export const confirmed = (operation: Operation, amountMinor: number, learntBy: Source = 'answer'): ChargeEvent => ({
  type: 'OperationConfirmed',
  at: 0,
  key: `${operation}/s1`,
  providerRef: 'pi_1',
  amountMinor,
  learntBy,
})
export const declined = (
  operation: Operation,
  reason = 'insufficient-funds',
  learntBy: Source = 'answer',
): ChargeEvent => ({
  type: 'OperationDeclined',
  at: 0,
  key: `${operation}/s1`,
  reason,
  learntBy,
})
export const unanswered = (operation: Operation, reason = 'no-answer'): ChargeEvent => ({
  type: 'OperationUnanswered',
  at: 0,
  key: `${operation}/s1`,
  reason,
})
export const missing = (operation: Operation): ChargeEvent => ({
  type: 'OperationFoundMissing',
  at: 0,
  key: `${operation}/s1`,
})

export const holding = [opened, intended('hold', 3000)]
export const held = [...holding, confirmed('hold', 3000)]
export const capturing = [...held, settled(1250), intended('capture', 1250)]
export const adding = [
  ...held,
  settled(4500),
  intended('capture', 3000),
  confirmed('capture', 3000),
  intended('capture-2', 1500),
]
export const voiding = [...held, settled(0), intended('void', 3000)]

export const stateAfter = (...history: readonly ChargeEvent[]): Charge => history.reduce(evolve, initial)

/** A refund of the receipt as a whole, or of what its lines say. */
export const granted = (refundId: string, amountMinor: number): ChargeEvent => ({
  type: 'RefundGranted',
  at: 0,
  refundId,
  lines: [],
  amountMinor,
  by: 'eve',
  reason: 'good will',
})
export const refunding = [...capturing, confirmed('capture', 1250), granted('r1', 1250), intended('refund-1', 1250)]
