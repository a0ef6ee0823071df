import { type Answered, type Charge, evolve, intentDue, mayTurnOutConfirmed, termsOf, waitingOf } from './charge.ts'
import type { ChargeEvent, Intent, Source, Terms } from './events.ts'
import { AmountChanged, BankContradicts, ChargeImpossible, IntentMissing, NoChargeYet, TermsChanged } from './faults.ts'

export type ChargeCommand =
  | ({ readonly type: 'hold' } & Terms)
  /** The receipt's total; 0 when nothing was taken, or when the visit never came about. */
  | { readonly type: 'settle'; readonly totalMinor: number }
  /** What came of asking the bank. */
  | { readonly type: 'hear'; readonly key: string; readonly outcome: Outcome }
  /** What the bank knew when it was asked what had become of the operation. */
  | { readonly type: 'look-up'; readonly key: string; readonly finding: Finding }

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
  return due ? [...events, { type: 'OperationIntended', at, ...due }] : events
}

function answersTo(charge: Charge, command: ChargeCommand, at: number): ChargeEvent[] {
  switch (command.type) {
    case 'hold':
      return hold(charge, command, at)
    case 'settle':
      return settle(charge, command.totalMinor, at)
    case 'hear':
      return learn(charge, command.key, command.outcome, 'answer', at)
    case 'look-up':
      return learn(charge, command.key, command.finding, 'lookup', at)
  }
}

function hold(charge: Charge, asked: Terms, at: number): ChargeEvent[] {
  const terms = termsAsked(asked)
  if (charge.status === 'none') return [{ type: 'ChargeOpened', at, ...terms }]
  const fields = ['sessionId', 'accountId', 'paymentMethod', 'currency', 'holdMinor', 'headroomMinor'] as const
  const field = fields.find((name) => charge.terms[name] !== terms[name])
  if (field) throw TermsChanged({ sessionId: charge.terms.sessionId, field })
  return []
}

function settle(charge: Charge, totalMinor: number, at: number): ChargeEvent[] {
  if (!isAmount(totalMinor)) throw ChargeImpossible({ field: 'totalMinor', value: totalMinor, wanted: AN_AMOUNT })
  if (charge.status === 'none' || charge.status === 'opened') throw NoChargeYet({ totalMinor })
  const settledMinor = settledOf(charge)
  if (settledMinor === undefined) return [{ type: 'TotalSettled', at, totalMinor }]
  if (settledMinor === totalMinor) return []
  throw AmountChanged({ sessionId: charge.terms.sessionId, settledMinor, askedMinor: totalMinor })
}

function settledOf(charge: Charge): number | undefined {
  const about = charge.status === 'unknown' ? charge.waiting : charge
  return 'totalMinor' in about ? about.totalMinor : undefined
}

function learn(charge: Charge, key: string, finding: Finding, learntBy: Source, at: number): ChargeEvent[] {
  const asked = waitingOf(charge)?.asked
  if (asked?.key === key) return learnAwaited(charge, asked, finding, learntBy, at)
  const answered = charge.status === 'none' ? undefined : charge.answered.get(key)
  if (!answered) throw IntentMissing({ key })
  return learnAgain(charge, answered, finding, learntBy, at)
}

function learnAwaited(charge: Charge, asked: Intent, finding: Finding, learntBy: Source, at: number): ChargeEvent[] {
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
    throw BankContradicts({ key, claim, known: `${known.confirmedMinor} was confirmed as ${known.providerRef}` })
  }
  if (!mayTurnOutConfirmed(charge, key))
    throw BankContradicts({ key, claim, known: `it had declined this (${known.reason}), and other steps were taken` })
  believable(known, amountMinor)
  return [{ type: 'OperationConfirmed', at, key, providerRef, amountMinor, learntBy }]
}

function believable({ key, amountMinor: askedMinor }: Intent, amountMinor: number): void {
  if (isAmount(amountMinor) && amountMinor > 0 && amountMinor <= askedMinor) return
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
  for (const field of ['accountId', 'paymentMethod'] as const)
    if (terms[field].trim() === '') throw ChargeImpossible({ field, value: terms[field], wanted: 'what is not blank' })
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
