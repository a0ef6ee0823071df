// oxlint-disable typescript/consistent-return -- tsc (noImplicitReturns) sees that the switches are exhaustive, this rule does not
import { contestedUnits, type Contested, type Dispute, type Disputes, isOpen, type MissedItem } from './dispute.ts'
import {
  type Contest,
  type Decision,
  type DisputeEvent,
  type Missed,
  POLICY,
  reasonsToKeep,
  reasonsToRefund,
  type Referral,
  type Weighing,
} from './events.ts'
import {
  DisputeChanged,
  DisputeImpossible,
  DisputeOver,
  DisputeUnknown,
  LineDisputed,
  NothingLeft,
  TooLate,
} from './faults.ts'
import { disputePolicy, type DisputePolicy } from './policy.ts'

export type DisputeCommand =
  /** `visitAtMs`: when the visit ended. */
  | { readonly type: 'contest'; readonly contest: Contest; readonly visitAtMs: number }
  /** `latestVisits`: of the account, the newest first, as many as the policy looks at. */
  | {
      readonly type: 'weigh'
      readonly disputeId: string
      readonly weighing: Weighing
      readonly latestVisits: readonly string[]
    }
  | { readonly type: 'decide'; readonly disputeId: string; readonly decision: Ruling }
  /** The charge was told of the refund, and this is what came of it. */
  | { readonly type: 'arranged'; readonly disputeId: string; readonly amountMinor: number }
  | { readonly type: 'withdraw'; readonly disputeId: string }
  | { readonly type: 'report'; readonly missed: Missed; readonly visitAtMs: number }
  | { readonly type: 'confirm'; readonly disputeId: string }
  | { readonly type: 'charged'; readonly disputeId: string; readonly amountMinor: number }

/** What somebody of the staff decides: amounts follow from the line, but for a reduction. */
export type Ruling = Pick<Decision, 'by' | 'reason' | 'note'> &
  (
    | { readonly outcome: 'kept' }
    | { readonly outcome: 'refunded'; readonly quantity: number }
    | { readonly outcome: 'reduced'; readonly amountMinor: number }
  )

/** What follows from a command; nothing where it is so already. Throws a Fault for what cannot be. */
export function decide(
  disputes: Disputes,
  command: DisputeCommand,
  at: number,
  policy: DisputePolicy = disputePolicy,
): DisputeEvent[] {
  switch (command.type) {
    case 'contest':
      return contest(disputes, command, at, policy)
    case 'weigh':
      return weigh(disputes, command, at, policy)
    case 'decide':
      return rule(disputes, command.disputeId, command.decision, at)
    case 'arranged':
      return arranged(contestOf(disputes, command.disputeId), command.amountMinor, at)
    case 'withdraw':
      return withdraw(known(disputes, command.disputeId), command.disputeId, at)
    case 'report':
      return report(disputes, command, at, policy)
    case 'confirm':
      return confirm(missedOf(disputes, command.disputeId), at)
    case 'charged':
      return charged(missedOf(disputes, command.disputeId), command.amountMinor, at)
  }
}

type The<Type extends DisputeCommand['type']> = Extract<DisputeCommand, { type: Type }>

function contest(disputes: Disputes, command: The<'contest'>, at: number, policy: DisputePolicy): DisputeEvent[] {
  const asked = command.contest
  const before = disputes.get(asked.disputeId)
  if (before) return before.kind === 'contest' && isSame(before.contest, asked) ? [] : refuseChange(asked)
  const { visitId, item, quantity, soldQuantity } = asked
  checkAbout(asked)
  whole('soldQuantity', soldQuantity, 1)
  inTime(command.visitAtMs, at, policy)
  for (const other of disputes.values())
    if (other.kind === 'contest' && isOpen(other) && isAbout(other.contest, visitId, item)) throw LineDisputed({ item })
  const left = soldQuantity - contestedUnits(disputes, visitId, item)
  if (quantity > left) throw NothingLeft({ item, left: Math.max(0, left) })
  return [{ type: 'LineContested', at, ...asked }]
}

const isAbout = (one: Contest, visitId: string, item: string): boolean => one.visitId === visitId && one.item === item

/** What is not sure enough is given back at once, as often as the policy allows; else a person decides [DS4] [DS5]. */
function weigh(disputes: Disputes, command: The<'weigh'>, at: number, policy: DisputePolicy): DisputeEvent[] {
  const { disputeId, weighing, latestVisits } = command
  const dispute = contestOf(disputes, disputeId)
  if (dispute.status !== 'weighing') return []
  if (weighing.kind === 'weighed') share('probability', weighing.probability)
  const weighed: DisputeEvent = { type: 'LineWeighed', at, disputeId, weighing }
  const because = referral(dispute.contest, weighing, automaticRefunds(disputes, latestVisits, policy), policy)
  if (because) return [weighed, { type: 'DisputeReferred', at, disputeId, because }]
  const { quantity, unitMinor } = dispute.contest
  const decision = { by: POLICY, outcome: 'refunded', reason: 'not-sure-enough', quantity } as const
  return [weighed, { type: 'DisputeDecided', at, disputeId, ...decision, amountMinor: quantity * unitMinor }]
}

function referral(
  { claim }: Contest,
  weighing: Weighing,
  automatic: number,
  { refundBelow, mostAutomatic }: DisputePolicy,
): Referral | undefined {
  // What lies in whose hands says nothing of what it should cost.
  if (claim === 'price') return 'price'
  if (weighing.kind === 'impossible') return 'not-weighed'
  if (weighing.probability >= refundBelow) return 'sure-enough'
  return automatic >= mostAutomatic ? 'limit-reached' : undefined
}

/** Refunds that no person decided about, among the account's latest visits. */
export function automaticRefunds(
  disputes: Disputes,
  latestVisits: readonly string[],
  { overVisits }: DisputePolicy,
): number {
  const looked = new Set(latestVisits.slice(0, overVisits))
  return [...disputes.values()].filter(
    (one) => one.kind === 'contest' && 'decided' in one && one.decided.by === POLICY && looked.has(one.contest.visitId),
  ).length
}

/** Once, by somebody, for a reason, and never more than what is contested [DS6] [DS7]. */
function rule(disputes: Disputes, disputeId: string, ruling: Ruling, at: number): DisputeEvent[] {
  const dispute = contestOf(disputes, disputeId)
  if (dispute.status !== 'with-staff') throw DisputeOver({ disputeId, status: dispute.status, wish: 'decided' })
  const { quantity, unitMinor } = dispute.contest
  const { by, reason, note, outcome } = ruling
  if (by.trim() === '' || by === POLICY) throw DisputeImpossible({ field: 'by', value: by, wanted: 'who decides it' })
  const reasons: readonly string[] = outcome === 'kept' ? reasonsToKeep : reasonsToRefund
  if (!reasons.includes(reason))
    throw DisputeImpossible({ field: 'reason', value: reason, wanted: `one of ${reasons.join(', ')}` })
  const said = { by, reason, ...(note !== undefined && { note }) }
  switch (outcome) {
    case 'kept':
      return [{ type: 'DisputeDecided', at, disputeId, outcome, ...said }]
    case 'refunded': {
      whole('quantity', ruling.quantity, 1, quantity)
      const amountMinor = ruling.quantity * unitMinor
      return [{ type: 'DisputeDecided', at, disputeId, outcome, ...said, quantity: ruling.quantity, amountMinor }]
    }
    case 'reduced': {
      whole('amountMinor', ruling.amountMinor, 1, quantity * unitMinor)
      return [{ type: 'DisputeDecided', at, disputeId, outcome, ...said, amountMinor: ruling.amountMinor }]
    }
  }
}

function arranged(dispute: Contested, amountMinor: number, at: number): DisputeEvent[] {
  const { disputeId } = dispute.contest
  if (dispute.status === 'closed') return []
  if (dispute.status !== 'refunding') throw DisputeOver({ disputeId, status: dispute.status, wish: 'refunded' })
  whole('amountMinor', amountMinor, 0, dispute.decided.amountMinor)
  return [{ type: 'RefundArranged', at, disputeId, amountMinor }]
}

function withdraw(dispute: Dispute, disputeId: string, at: number): DisputeEvent[] {
  if (dispute.status === 'withdrawn') return []
  if (!isOpen(dispute)) throw DisputeOver({ disputeId, status: dispute.status, wish: 'withdrawn' })
  return [{ type: 'DisputeWithdrawn', at, disputeId }]
}

function report(disputes: Disputes, command: The<'report'>, at: number, policy: DisputePolicy): DisputeEvent[] {
  const { missed } = command
  const before = disputes.get(missed.disputeId)
  if (before) return before.kind === 'missed' && isSame(before.missed, missed) ? [] : refuseChange(missed)
  checkAbout(missed)
  inTime(command.visitAtMs, at, policy)
  return [{ type: 'MissedReported', at, ...missed }]
}

function confirm({ status, missed: { disputeId } }: MissedItem, at: number): DisputeEvent[] {
  if (status === 'charging' || status === 'charged') return []
  if (status !== 'offered') throw DisputeOver({ disputeId, status, wish: 'charged' })
  return [{ type: 'MissedConfirmed', at, disputeId }]
}

/** Nothing is charged that was not confirmed, and nothing else than what was [DS9]. */
function charged({ status, missed }: MissedItem, amountMinor: number, at: number): DisputeEvent[] {
  const { disputeId, quantity, unitMinor } = missed
  if (status === 'charged') return []
  if (status !== 'charging') throw DisputeOver({ disputeId, status, wish: 'charged' })
  whole('amountMinor', amountMinor, quantity * unitMinor, quantity * unitMinor)
  return [{ type: 'MissedCharged', at, disputeId, amountMinor }]
}

function known(disputes: Disputes, disputeId: string): Dispute {
  const dispute = disputes.get(disputeId)
  if (!dispute) throw DisputeUnknown({ disputeId })
  return dispute
}

function contestOf(disputes: Disputes, disputeId: string): Contested {
  const dispute = known(disputes, disputeId)
  if (dispute.kind !== 'contest') throw DisputeUnknown({ disputeId })
  return dispute
}

function missedOf(disputes: Disputes, disputeId: string): MissedItem {
  const dispute = known(disputes, disputeId)
  if (dispute.kind !== 'missed') throw DisputeUnknown({ disputeId })
  return dispute
}

function checkAbout({ disputeId, visitId, item, quantity, unitMinor }: Missed): void {
  for (const [field, value] of Object.entries({ visitId, item }))
    if (value.trim() === '') throw DisputeImpossible({ field, value, wanted: 'what is not blank' })
  // It becomes part of the name of a refund.
  if (!/^[\w-]{1,64}$/.test(disputeId))
    throw DisputeImpossible({ field: 'disputeId', value: disputeId, wanted: '1 to 64 letters, digits, - and _' })
  whole('quantity', quantity, 1)
  whole('unitMinor', unitMinor, 0)
}

function inTime(visitAtMs: number, at: number, { openForMs }: DisputePolicy): void {
  if (at - visitAtMs > openForMs) throw TooLate({ days: Math.round(openForMs / 86_400_000) })
}

/** The quantity is what the shopper says; what was sold, and for how much, the store knows. */
function isSame(before: Missed & { claim?: string }, asked: Missed & { claim?: string }): boolean {
  return (
    before.visitId === asked.visitId &&
    before.item === asked.item &&
    before.quantity === asked.quantity &&
    before.claim === asked.claim
  )
}

function refuseChange({ disputeId }: Missed): never {
  throw DisputeChanged({ disputeId })
}

function whole(field: string, value: number, least: number, most = Number.MAX_SAFE_INTEGER): void {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return
  const wanted = most === Number.MAX_SAFE_INTEGER ? `a whole number from ${least}` : `${least} to ${most}`
  throw DisputeImpossible({ field, value, wanted })
}

function share(field: string, value: number): void {
  if (!(value >= 0 && value <= 1)) throw DisputeImpossible({ field, value, wanted: 'a share from 0 to 1' })
}
