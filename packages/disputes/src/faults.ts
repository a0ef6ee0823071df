import { defineFault } from '@store/kernel/fault.ts'

export const DisputeImpossible = defineFault(
  'dispute.impossible',
  'refused',
  (d: { field: string; value: string | number; wanted: string }) =>
    `Cannot be disputed so: ${d.field} is ${JSON.stringify(d.value)}; give ${d.wanted}.`,
)

export const DisputeChanged = defineFault(
  'dispute.changed',
  'conflict',
  (d: { disputeId: string }) =>
    `Dispute ${d.disputeId} was opened already, about something else; give a further one an id of its own.`,
)

export const LineDisputed = defineFault(
  'dispute.open-already',
  'conflict',
  (d: { item: string }) =>
    `There is an open dispute about ${d.item} on this receipt; wait for its decision, or withdraw it.`,
)

export const NothingLeft = defineFault(
  'dispute.nothing-left',
  'conflict',
  (d: { item: string; left: number }) =>
    `Of ${d.item} on this receipt ${d.left} can still be contested; the rest was decided already. Ask the staff about it.`,
)

export const TooLate = defineFault(
  'dispute.too-late',
  'refused',
  (d: { days: number }) => `A receipt can be contested for ${d.days} days; this one is older. Ask the staff about it.`,
)

export const DisputeUnknown = defineFault(
  'dispute.unknown',
  'not-found',
  (d: { disputeId: string }) => `There is no dispute ${JSON.stringify(d.disputeId)}; look at the receipt again.`,
)

export const DisputeOver = defineFault(
  'dispute.over',
  'conflict',
  (d: { disputeId: string; status: string; wish: string }) =>
    `Dispute ${d.disputeId} cannot be ${d.wish}: it is ${d.status}. Look at it again; somebody may have been faster.`,
)
