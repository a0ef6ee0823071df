// oxlint-disable typescript/consistent-return -- tsc (noImplicitReturns) sees that the switches are exhaustive, this rule does not
import { assert } from '@store/kernel/assert.ts'
import type { Contest, Decision, DisputeEvent, Missed, Referral, Weighing } from './events.ts'

/** Everything that one account ever disputed, by the name of the dispute. */
export type Disputes = ReadonlyMap<string, Dispute>

export type Dispute = Contested | MissedItem

/** Each status carries exactly what is true in it. */
export type Contested = { readonly kind: 'contest'; readonly contest: Contest; readonly openedAt: number } & (
  | { readonly status: 'weighing'; readonly weighing?: Weighing }
  | { readonly status: 'with-staff'; readonly weighing: Weighing; readonly because: Referral }
  /** The charge has still to hear of it. */
  | { readonly status: 'refunding'; readonly weighing: Weighing; readonly decided: DecidedRefund }
  | {
      readonly status: 'closed'
      readonly weighing: Weighing
      readonly decided: Decided
      readonly refundedMinor: number
    }
  | { readonly status: 'withdrawn' }
)

export type MissedItem = { readonly kind: 'missed'; readonly missed: Missed; readonly openedAt: number } & (
  | { readonly status: 'offered' }
  /** The charge has still to hear of it. */
  | { readonly status: 'charging' }
  | { readonly status: 'charged'; readonly chargedMinor: number; readonly chargedAt: number }
  | { readonly status: 'withdrawn' }
)

export type Decided = Decision & { readonly decidedAt: number }
export type DecidedRefund = Extract<Decided, { amountMinor: number }>

export const initial: Disputes = new Map()

/** What is true after `event`. An event that the state does not allow is a corrupt history: an assert, not a Fault [DS1]. */
export function evolve(disputes: Disputes, event: DisputeEvent): Disputes {
  const before = disputes.get(event.disputeId)
  return new Map(disputes).set(event.disputeId, after(before, event))
}

function after(before: Dispute | undefined, event: DisputeEvent): Dispute {
  switch (event.type) {
    case 'LineContested': {
      assert(before === undefined, misplaced(before, event))
      const { type: _, at: openedAt, ...contest } = event
      return { kind: 'contest', status: 'weighing', contest, openedAt }
    }
    case 'MissedReported': {
      assert(before === undefined, misplaced(before, event))
      const { type: _, at: openedAt, ...missed } = event
      return { kind: 'missed', status: 'offered', missed, openedAt }
    }
    case 'LineWeighed':
      assert(before?.kind === 'contest' && before.status === 'weighing', misplaced(before, event))
      return { ...before, weighing: event.weighing }
    case 'DisputeReferred':
      assert(before?.kind === 'contest' && before.status === 'weighing' && before.weighing, misplaced(before, event))
      return { ...before, status: 'with-staff', weighing: before.weighing, because: event.because }
    case 'DisputeDecided':
      return decided(before, event)
    case 'RefundArranged': {
      assert(before?.kind === 'contest' && before.status === 'refunding', misplaced(before, event))
      return { ...before, status: 'closed', refundedMinor: event.amountMinor }
    }
    case 'DisputeWithdrawn':
      assert(before && isOpen(before), misplaced(before, event))
      return before.kind === 'contest'
        ? { kind: 'contest', status: 'withdrawn', contest: before.contest, openedAt: before.openedAt }
        : { ...before, status: 'withdrawn' }
    case 'MissedConfirmed':
      assert(before?.kind === 'missed' && before.status === 'offered', misplaced(before, event))
      return { ...before, status: 'charging' }
    case 'MissedCharged':
      assert(before?.kind === 'missed' && before.status === 'charging', misplaced(before, event))
      return { ...before, status: 'charged', chargedMinor: event.amountMinor, chargedAt: event.at }
  }
}

function decided(before: Dispute | undefined, event: Extract<DisputeEvent, { type: 'DisputeDecided' }>): Dispute {
  assert(before?.kind === 'contest', misplaced(before, event))
  assert(before.status === 'weighing' || before.status === 'with-staff', misplaced(before, event))
  const { weighing, contest, openedAt } = before
  assert(weighing, misplaced(before, event))
  const { type: _, at: decidedAt, disputeId: __, ...decision } = event
  const own = { kind: 'contest', contest, openedAt, weighing } as const
  if (decision.outcome === 'kept')
    return { ...own, status: 'closed', decided: { ...decision, decidedAt }, refundedMinor: 0 }
  return { ...own, status: 'refunding', decided: { ...decision, decidedAt } }
}

/** Somebody has still to decide: the store, its staff, or the shopper. */
export const isOpen = ({ status }: Dispute): boolean =>
  status === 'weighing' || status === 'with-staff' || status === 'offered'

/** The units of a line that were given back, or are to be, and those that are still disputed. */
export function contestedUnits(disputes: Disputes, visitId: string, item: string): number {
  let units = 0
  for (const one of disputes.values()) {
    if (one.kind !== 'contest' || one.contest.visitId !== visitId || one.contest.item !== item) continue
    if (one.status !== 'withdrawn') units += one.contest.quantity
  }
  return units
}

const misplaced = (dispute: Dispute | undefined, { type, disputeId }: DisputeEvent): string =>
  `${type} while dispute ${disputeId} is ${dispute?.status ?? 'unknown'}: this history is corrupt`
