/** For tests only: what is said about disputes, in few words. */
import { specFor } from '@store/kernel/decider-spec.ts'
import { decide, type DisputeCommand, type Ruling } from './decide.ts'
import { evolve, initial } from './dispute.ts'
import { type Contest, type DecisionReason, type DisputeEvent, type Missed, POLICY, type Weighing } from './events.ts'

export const given = specFor({ initial, evolve, decide })

export const tea: Contest = {
  disputeId: 'd1',
  visitId: 'v1',
  item: 'tea',
  quantity: 2,
  soldQuantity: 3,
  unitMinor: 250,
  claim: 'not-taken',
}
export const oats: Missed = { disputeId: 'm1', visitId: 'v1', item: 'oats', quantity: 1, unitMinor: 500 }

export const contest = (change: Partial<Contest> = {}, visitAtMs = 0): DisputeCommand => ({
  type: 'contest',
  contest: { ...tea, ...change },
  visitAtMs,
})
export const believed = (probability: number): Weighing => ({
  kind: 'weighed',
  probability,
  chargedAt: 0.99,
  untilMs: 0,
  later: [],
})
export const weigh = (
  weighing: Weighing = believed(0.5),
  disputeId = 'd1',
  latestVisits: readonly string[] = ['v1'],
): DisputeCommand => ({ type: 'weigh', disputeId, weighing, latestVisits })
export const rule = (decision: Ruling, disputeId = 'd1'): DisputeCommand => ({ type: 'decide', disputeId, decision })
export const report = (change: Partial<Missed> = {}): DisputeCommand => ({
  type: 'report',
  missed: { ...oats, ...change },
  visitAtMs: 0,
})

export const contested = (change: Partial<Contest> = {}): DisputeEvent => ({
  type: 'LineContested',
  at: 0,
  ...tea,
  ...change,
})
export const weighed = (weighing: Weighing = believed(0.5), disputeId = 'd1'): DisputeEvent => ({
  type: 'LineWeighed',
  at: 0,
  disputeId,
  weighing,
})
export const referred: DisputeEvent = { type: 'DisputeReferred', at: 0, disputeId: 'd1', because: 'sure-enough' }
export const refunded = (
  disputeId: string,
  by: string = POLICY,
  reason: DecisionReason = 'not-sure-enough',
): DisputeEvent => ({
  type: 'DisputeDecided',
  at: 0,
  disputeId,
  by,
  outcome: 'refunded',
  reason,
  quantity: 2,
  amountMinor: 500,
})
export const refundedByPolicy = refunded('d1')
export const arrangedFor = (disputeId: string): DisputeEvent => ({
  type: 'RefundArranged',
  at: 0,
  disputeId,
  amountMinor: 500,
})
export const arranged = arrangedFor('d1')
export const reported: DisputeEvent = { type: 'MissedReported', at: 0, ...oats }
export const confirmed: DisputeEvent = { type: 'MissedConfirmed', at: 0, disputeId: 'm1' }
export const charged: DisputeEvent = { type: 'MissedCharged', at: 0, disputeId: 'm1', amountMinor: 500 }
export const withdrawn = (disputeId: string): DisputeEvent => ({ type: 'DisputeWithdrawn', at: 0, disputeId })

export const withStaff = [contested(), weighed(believed(0.99)), referred]
export const refunding = [contested(), weighed(), refundedByPolicy]
export const closed = [...refunding, arranged]

/** Automatic refunds in so many visits, one each. */
export const earlier = (visits: readonly string[]): DisputeEvent[] =>
  visits.flatMap((visitId, i) => {
    const disputeId = `e${i}`
    return [
      contested({ disputeId, visitId }),
      weighed(believed(0.5), disputeId),
      refunded(disputeId),
      arrangedFor(disputeId),
    ]
  })

export const tellRefund = (amountMinor: number): DisputeCommand => ({ type: 'arranged', disputeId: 'd1', amountMinor })
export const tellCharge = (amountMinor: number): DisputeCommand => ({ type: 'charged', disputeId: 'm1', amountMinor })
