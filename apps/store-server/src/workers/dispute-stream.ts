import { claims, type DisputeEvent, reasonsToKeep, reasonsToRefund, referrals } from '@store/disputes/events.ts'
import type { NewEvent, StoredEvent } from '@store/event-store/event-store.ts'
import { z } from 'zod'

/** One stream for each account: its limits are decided in one place. */
export const disputeStreamOf = (accountId: string): string => `disputes/${accountId}`

export const newDisputeEvent = ({ type, at, ...data }: DisputeEvent): NewEvent => ({ type, at, data })

export const disputeEventOf = ({ type, at, data }: StoredEvent): DisputeEvent =>
  StoredDispute.parse({ type, at, ...z.record(z.string(), z.unknown()).parse(data) })

const at = z.number()
const disputeId = z.string()
const minor = z.int().nonnegative()
const about = { disputeId, visitId: z.string(), item: z.string(), quantity: z.int().positive(), unitMinor: minor }
const later = z.object({
  atMs: z.number(),
  what: z.enum(['put-back', 'misplaced', 'restocked']),
  quantity: z.int(),
  probability: z.number(),
})
const weighing = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('weighed'),
    probability: z.number(),
    chargedAt: z.number(),
    untilMs: z.number(),
    later: z.array(later).readonly(),
  }),
  z.object({ kind: z.literal('impossible'), reason: z.enum(['too-old', 'failed']) }),
])
const decided = {
  type: z.literal('DisputeDecided'),
  at,
  disputeId,
  by: z.string(),
  reason: z.enum([...reasonsToRefund, ...reasonsToKeep]),
  note: z.string().exactOptional(),
}

const StoredDispute = z.union([
  z.object({
    type: z.literal('LineContested'),
    at,
    ...about,
    claim: z.enum(claims),
    soldQuantity: z.int().positive(),
  }),
  z.object({ type: z.literal('LineWeighed'), at, disputeId, weighing }),
  z.object({ type: z.literal('DisputeReferred'), at, disputeId, because: z.enum(referrals) }),
  z.object({ ...decided, outcome: z.literal('kept') }),
  z.object({ ...decided, outcome: z.literal('refunded'), quantity: z.int().positive(), amountMinor: minor }),
  z.object({ ...decided, outcome: z.literal('reduced'), amountMinor: minor }),
  z.object({ type: z.literal('RefundArranged'), at, disputeId, amountMinor: minor }),
  z.object({ type: z.literal('DisputeWithdrawn'), at, disputeId }),
  z.object({ type: z.literal('MissedReported'), at, ...about }),
  z.object({ type: z.literal('MissedConfirmed'), at, disputeId }),
  z.object({ type: z.literal('MissedCharged'), at, disputeId, amountMinor: minor }),
])
