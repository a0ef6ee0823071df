// oxlint-disable typescript/consistent-return -- tsc (noImplicitReturns) sees that the switches are exhaustive, this rule does not
import { type Charge, evolve, figuresOf, mayTurnOutConfirmed, termsOf, waitingOf } from './charge.ts'
import type { Answered, Asked } from './charge-state.ts'
import type { ChargedLine, ChargeEvent, Decision, Review, Source, Terms } from './events.ts'
import { type CorrectionCommand, correct, explained } from './corrections.ts'
import {
  AmountChanged,
  BankContradicts,
  ChargeImpossible,
  IntentMissing,
  NoChargeYet,
  ReviewGoesOn,
  TermsChanged,
} from './faults.ts'
import { priceOf, settledMinor } from './figures.ts'
import { kindOf } from './operations.ts'
import { intentDue } from './reckon.ts'

export type ChargeCommand =
  | ({ readonly type: 'hold' } & Terms)
  /** The receipt's total; 0 when nothing was taken, or when the visit never came about. */
  | {
      readonly type: 'settle'
      readonly totalMinor: number
      readonly lines?: readonly ChargedLine[]
      /** Of a visit in review, which its receipt cannot settle by itself. */
      readonly decided?: Decision
    }
  /** What came of asking the bank. */
  | { readonly type: 'hear'; readonly key: string; readonly outcome: Outcome }
  /** What the bank knew when it was asked what had become of the operation. */
  | { readonly type: 'look-up'; readonly key: string; readonly finding: Finding }
  /** `withinMs`: what a visit left open is to be decided by then. */
  | ({ readonly type: 'review'; readonly withinMs: number } & Review)
  /** The deadline of the review has passed; with what the receipt says. */
  | { readonly type: 'lapse'; readonly totalMinor: number; readonly lines: readonly ChargedLine[] }
  | CorrectionCommand

export type Outcome =
  | { readonly kind: 'confirmed'; readonly providerRef: string; readonly amountMinor: number }
  | { readonly kind: 'declined'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string }
export type Finding = Outcome | { readonly kind: 'absent' }

/**
 * What follows from `command`: events, or none. Throws a Fault where it is refused. Whatever is to be asked of the bank
 * next is written down together with what makes it due, so that no crash can come between the two [CH3].
 */
export function decide(charge: Charge, command: ChargeCommand, at: number): ChargeEvent[] {
  const events = answersTo(charge, command, at)
  const due = intentDue(events.reduce(evolve, charge))
  if (!due) return events
  const { operation, key, amountMinor } = due
  return [...events, { type: 'OperationIntended', at, operation, key, amountMinor }]
}

function answersTo(charge: Charge, command: ChargeCommand, at: number): ChargeEvent[] {
  switch (command.type) {
    case 'hold':
      return hold(charge, command, at)
    case 'settle':
      return settle(charge, command, at)
    case 'hear':
      return learn(charge, command.key, command.outcome, 'answer', at)
    case 'look-up':
      return learn(charge, command.key, command.finding, 'lookup', at)
    case 'review':
      return review(charge, command, at)
    case 'lapse':
      return lapse(charge, command.totalMinor, command.lines, at)
    case 'pay':
    case 'refund':
    case 'retry-refund':
    case 'give-up-refund':
    case 'add':
    case 'write-off':
    case 'book-variance':
    case 'close-review':
      return correct(charge, command, at)
  }
}

function hold(charge: Charge, asked: Terms, at: number): ChargeEvent[] {
  const terms = termsAsked(asked)
  if (charge.status === 'none') return [{ type: 'ChargeOpened', at, ...terms }]
  const fields = ['sessionId', 'accountId', 'paymentMethods', 'currency', 'holdMinor', 'headroomMinor'] as const
  const field = fields.find((name) => JSON.stringify(charge.terms[name]) !== JSON.stringify(terms[name]))
  if (field) throw TermsChanged({ sessionId: charge.terms.sessionId, field })
  return []
}

type SettleCommand = Extract<ChargeCommand, { type: 'settle' }>

function settle(charge: Charge, { totalMinor, lines = [], decided }: SettleCommand, at: number): ChargeEvent[] {
  if (decided) explained(decided)
  if (charge.status === 'none' || charge.status === 'opened') throw NoChargeYet({ totalMinor })
  const figures = figuresOf(charge)
  if (figures && settledMinor(figures) === totalMinor) return []
  const { sessionId } = charge.terms
  if (figures) throw AmountChanged({ sessionId, settledMinor: settledMinor(figures), askedMinor: totalMinor })
  const of = receiptLines(totalMinor, lines)
  return [{ type: 'TotalSettled', at, totalMinor, lines: of, ...(decided && { decided: decisionOf(decided) }) }]
}

/** Exactly its fields: nothing else that a caller's object carries becomes history. */
const decisionOf = ({ by, reason, because }: Decision): Decision => ({
  by,
  reason,
  ...(because !== undefined && { because }),
})

/** In the shopper's favour: nobody could show what they took, and they are not to wait for ever [CH26]. */
function lapse(charge: Charge, totalMinor: number, lines: readonly ChargedLine[], at: number): ChargeEvent[] {
  if (charge.status === 'none' || charge.status === 'opened') throw NoChargeYet({ totalMinor })
  const { review: open, terms } = charge
  // What was settled in the meantime is settled.
  if (figuresOf(charge) || open?.decideByMs === undefined) return []
  if (at < open.decideByMs) throw ReviewGoesOn({ sessionId: terms.sessionId, decideByMs: open.decideByMs })
  const reason = `nobody decided it in time (${open.reason})`
  return [{ type: 'ReviewLapsed', at, totalMinor, lines: receiptLines(totalMinor, lines), by: 'its deadline', reason }]
}

function receiptLines(totalMinor: number, lines: readonly ChargedLine[]): ChargedLine[] {
  const flaw = flawIn(lines, totalMinor)
  if (flaw !== undefined) throw ChargeImpossible({ field: 'lines', value: totalMinor, wanted: flaw })
  return lines.map(({ item, quantity, unitMinor }) => ({ item, quantity, unitMinor }))
}

/** A total without lines can be given back as a whole only. */
function flawIn(lines: readonly ChargedLine[], totalMinor: number): string | undefined {
  if (!isAmount(totalMinor)) return `a total that is ${AN_AMOUNT}`
  if (lines.length === 0) return undefined
  if (new Set(lines.map(({ item }) => item)).size < lines.length) return 'each item on one line'
  if (!lines.every(({ quantity, unitMinor }) => isAmount(quantity) && quantity > 0 && isAmount(unitMinor)))
    return 'whole quantities from 1 at whole prices'
  return priceOf(lines) === totalMinor ? undefined : 'lines that add up to the total'
}

type ReviewCommand = Extract<ChargeCommand, { type: 'review' }>

function review(charge: Charge, { reason, detail, withinMs }: ReviewCommand, at: number): ChargeEvent[] {
  if (charge.status === 'none') throw NoChargeYet({ totalMinor: 0 })
  // What the visit left open is decided once its charge is at rest; what the bank says afterwards is another matter.
  const isOver = figuresOf(charge) !== undefined && !waitingOf(charge)
  if (charge.review?.reason === reason || (isOver && reason !== 'bank-contradicts')) return []
  const deadlines = [charge.review?.decideByMs, reason === 'bank-contradicts' ? undefined : at + withinMs]
  // Another reason gives nobody more time.
  const decideByMs = Math.min(...deadlines.filter((one) => one !== undefined))
  return [{ type: 'ReviewRaised', at, reason, detail, ...(Number.isFinite(decideByMs) && { decideByMs }) }]
}

function learn(charge: Charge, key: string, finding: Finding, learntBy: Source, at: number): ChargeEvent[] {
  const asked = waitingOf(charge)?.asked
  if (asked?.key === key) return learnAwaited(charge, asked, finding, learntBy, at)
  const answered = charge.status === 'none' ? undefined : charge.answered.get(key)
  if (!answered) throw IntentMissing({ key })
  return learnAgain(charge, answered, finding, learntBy, at)
}

function learnAwaited(charge: Charge, asked: Asked, finding: Finding, learntBy: Source, at: number): ChargeEvent[] {
  const { key, operation } = asked
  const isSilent = charge.status === 'unknown'
  switch (finding.kind) {
    case 'confirmed': {
      const { providerRef, amountMinor } = finding
      if (operation !== 'void') believable(asked, amountMinor)
      return [{ type: 'OperationConfirmed', at, key, providerRef, amountMinor, learntBy }]
    }
    case 'declined': {
      // A no after silence may answer another attempt than the one that nobody heard of: only a lookup ends silence [CH8].
      if (isSilent && learntBy === 'answer') return []
      // No bank may keep a hold that we let go: it is looked up and asked again until the hold is gone [CH14].
      if (operation === 'void') return silence(`void declined: ${finding.reason}`)
      return [{ type: 'OperationDeclined', at, key, reason: finding.reason, learntBy }]
    }
    case 'unknown':
      // A lookup that tells nothing adds nothing to knowledge, and a call may still be on its way.
      return learntBy === 'lookup' ? [] : silence(finding.reason)
    case 'absent':
      return isSilent ? [{ type: 'OperationFoundMissing', at, key }] : []
  }

  function silence(reason: string): ChargeEvent[] {
    return isSilent ? [] : [{ type: 'OperationUnanswered', at, key, reason }]
  }
}

/** About an operation that is over: the same again is nothing, a no never undoes a yes, a yes may still outrank a no. */
function learnAgain(charge: Charge, known: Answered, finding: Finding, learntBy: Source, at: number): ChargeEvent[] {
  if (finding.kind !== 'confirmed') return []
  const { key } = known
  const { providerRef, amountMinor } = finding
  const claim = `${amountMinor} confirmed as ${providerRef}`
  if (known.outcome === 'confirmed') {
    if (known.providerRef === providerRef && known.confirmedMinor === amountMinor) return []
    // What was held is captured or let go since: the payment shows what became of it, not what it began with.
    if (kindOf(known.operation) === 'hold' && known.providerRef === providerRef) return []
    throw BankContradicts({ key, claim, known: `${known.confirmedMinor} was confirmed as ${known.providerRef}` })
  }
  if (!mayTurnOutConfirmed(charge, key))
    throw BankContradicts({ key, claim, known: `it had declined this (${known.reason}), and other steps were taken` })
  believable(known, amountMinor)
  return [{ type: 'OperationConfirmed', at, key, providerRef, amountMinor, learntBy }]
}

function believable({ key, amountMinor: askedMinor, operation }: Asked, amountMinor: number): void {
  const isWhole = kindOf(operation) !== 'refund' || amountMinor === askedMinor
  if (isAmount(amountMinor) && amountMinor > 0 && amountMinor <= askedMinor && isWhole) return
  throw BankContradicts({ key, claim: `${amountMinor} confirmed`, known: `${askedMinor} was asked for` })
}

function termsAsked(terms: Terms): Terms {
  // Keys are made of it, and travel in a header of at most 255 characters.
  if (!/^[\x21-\x7e]{1,200}$/.test(terms.sessionId))
    throw ChargeImpossible({
      field: 'sessionId',
      value: terms.sessionId,
      wanted: '1 to 200 ASCII characters, no blanks',
    })
  if (terms.accountId.trim() === '')
    throw ChargeImpossible({ field: 'accountId', value: terms.accountId, wanted: 'what is not blank' })
  const methods = terms.paymentMethods
  if (methods.length === 0 || methods.some((one) => one.trim() === '') || new Set(methods).size < methods.length)
    throw ChargeImpossible({
      field: 'paymentMethods',
      value: methods.join(', '),
      wanted: 'at least one, none blank, none twice',
    })
  if (!/^[A-Z]{3}$/.test(terms.currency))
    throw ChargeImpossible({ field: 'currency', value: terms.currency, wanted: 'an ISO 4217 code in capitals, as EUR' })
  if (!isAmount(terms.holdMinor) || terms.holdMinor === 0)
    throw ChargeImpossible({ field: 'holdMinor', value: terms.holdMinor, wanted: `${AN_AMOUNT} from 1` })
  if (!isAmount(terms.headroomMinor))
    throw ChargeImpossible({ field: 'headroomMinor', value: terms.headroomMinor, wanted: AN_AMOUNT })
  return termsOf(terms)
}

const AN_AMOUNT = 'a whole number of minor units'
const isAmount = (amountMinor: number): boolean => Number.isSafeInteger(amountMinor) && amountMinor >= 0
