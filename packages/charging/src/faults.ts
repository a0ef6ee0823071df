import { defineFault } from '@store/kernel/fault.ts'

export const ChargeImpossible = defineFault(
  'charge.impossible',
  'refused',
  (d: { field: string; value: string | number; wanted: string }) =>
    `Cannot charge: ${d.field} is ${JSON.stringify(d.value)}; give ${d.wanted}.`,
)

export const TermsChanged = defineFault(
  'charge.terms-changed',
  'conflict',
  (d: { sessionId: string; field: string }) =>
    `The charge of session ${d.sessionId} was opened with another ${d.field}; open another session instead.`,
)

export const NoChargeYet = defineFault(
  'charge.none-yet',
  'refused',
  (d: { totalMinor: number }) =>
    `Cannot settle ${d.totalMinor} on a session that has no charge; ask for its hold before it is settled.`,
)

export const AmountChanged = defineFault(
  'charge.amount-changed',
  'conflict',
  (d: { sessionId: string; settledMinor: number; askedMinor: number }) =>
    `Session ${d.sessionId} was already settled at ${d.settledMinor} and cannot become ${d.askedMinor}; ` +
    `refund the difference instead.`,
)

export const IntentMissing = defineFault(
  'charge.intent-missing',
  'conflict',
  (d: { key: string }) =>
    `The bank speaks of ${d.key}, which was never intended here, so nothing was recorded; ` +
    `find out who else uses this account at the bank.`,
)

export const BankContradicts = defineFault(
  'charge.bank-contradicts',
  'outcome-unknown',
  (d: { key: string; claim: string; known: string }) =>
    `The bank says of ${d.key}: ${d.claim}. But ${d.known}, so nothing was recorded; ` +
    `compare the bank's books with this charge by hand.`,
)

export const NothingDue = defineFault(
  'charge.nothing-due',
  'conflict',
  (d: { status: string; wish: string }) =>
    `There is nothing to be ${d.wish}: the charge is ${d.status}. Look at the receipt again; it may have changed.`,
)

export const NothingToReview = defineFault(
  'charge.nothing-to-review',
  'conflict',
  (d: { status: string }) =>
    `There is no review to close: the charge is ${d.status}. Settle it first, or look again: it may be closed already.`,
)

export const ReviewGoesOn = defineFault(
  'charge.review-goes-on',
  'conflict',
  (d: { sessionId: string; decideByMs: number }) =>
    `The review of session ${d.sessionId} may be decided until ${new Date(d.decideByMs).toISOString()}; ` +
    `settle it, or wait until then.`,
)

export const RefundTooLarge = defineFault(
  'charge.refund-too-large',
  'refused',
  (d: { what: string; left: string }) =>
    `Cannot refund ${d.what}: ${d.left} is what is left of it. Look at the receipt and its refunds again.`,
)

export const RefundChanged = defineFault(
  'charge.refund-changed',
  'conflict',
  (d: { refundId: string }) =>
    `Refund ${d.refundId} was granted already, for other lines; give a further refund an id of its own.`,
)

export const AdditionChanged = defineFault(
  'charge.addition-changed',
  'conflict',
  (d: { additionId: string }) =>
    `Addition ${d.additionId} was made already, of something else; give a further one an id of its own.`,
)
