import type { ChargeEvent, Operation } from '@store/charging/events.ts'
import { firstPolicy } from '@store/charging/policy.ts'
import type { NewEvent, StoredEvent } from '@store/event-store/event-store.ts'
import { z } from 'zod'

const PREFIX = 'charge/'
export const streamOf = (sessionId: string): string => `${PREFIX}${sessionId}`

/** The session that a stream's charge belongs to; `undefined` for the streams of others. */
export const chargedSession = (stream: string): string | undefined =>
  stream.startsWith(PREFIX) ? stream.slice(PREFIX.length) : undefined

/** Only what can be read back is written: an event that is missing in the schema below does not compile. */
export function newEventOf({ type, at, ...data }: Extract<ChargeEvent, { type: StoredType }>): NewEvent {
  // The store's own unique index stands behind the decider: no key is ever intended twice.
  const id = type === 'OperationIntended' && 'key' in data ? `intent/${data.key}` : undefined
  return { type, at, data, ...(id !== undefined && { id }) }
}

export const chargeEventOf = ({ type, at, data }: Pick<StoredEvent, 'type' | 'at' | 'data'>): ChargeEvent =>
  StoredCharge.parse({ type, at, ...asNow(type, at, StoredData.parse(data)) })

/** As an earlier version wrote it: charges had one method, and reviews no deadline. */
function asNow(type: string, at: number, data: Record<string, unknown>): Record<string, unknown> {
  if (type === 'ChargeOpened' && typeof data['paymentMethod'] === 'string')
    return { ...data, paymentMethods: [data['paymentMethod']] }
  if (type === 'ReviewRaised' && data['reason'] !== 'bank-contradicts')
    return { decideByMs: at + firstPolicy.reviewWithinMs, ...data }
  return data
}

const StoredData = z.record(z.string(), z.unknown())

const at = z.number()
const key = z.string()
const minor = z.int().nonnegative()
const learntBy = z.enum(['answer', 'lookup', 'staff'])
const decided = { by: z.string(), reason: z.string() }
const decision = z.object({ ...decided, because: z.string().exactOptional() })
const lines = z.array(z.object({ item: z.string(), quantity: z.int().positive(), unitMinor: minor })).readonly()

const operation = z.custom<Operation>(
  (value) => typeof value === 'string' && /^(hold(-\d+)?|capture(-\d+)?|void|refund-\d+)$/.test(value),
)

const StoredCharge = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('ChargeOpened'),
    at,
    sessionId: z.string(),
    accountId: z.string(),
    paymentMethods: z.array(z.string()).readonly(),
    currency: z.string(),
    holdMinor: minor,
    headroomMinor: minor,
  }),
  z.object({
    type: z.literal('TotalSettled'),
    at,
    totalMinor: minor,
    lines: lines.default([]),
    decided: decision.exactOptional(),
  }),
  z.object({ type: z.literal('OperationIntended'), at, operation, key, amountMinor: minor }),
  z.object({ type: z.literal('OperationConfirmed'), at, key, providerRef: z.string(), amountMinor: minor, learntBy }),
  z.object({ type: z.literal('OperationDeclined'), at, key, reason: z.string(), learntBy }),
  z.object({ type: z.literal('OperationUnanswered'), at, key, reason: z.string() }),
  z.object({ type: z.literal('OperationFoundMissing'), at, key }),
  z.object({ type: z.literal('PaymentAsked'), at, paymentMethod: z.string() }),
  z.object({
    type: z.literal('RefundGranted'),
    at,
    refundId: z.string(),
    lines: z.array(z.object({ item: z.string(), quantity: z.int().positive() })).readonly(),
    amountMinor: minor,
    ...decided,
  }),
  z.object({
    type: z.literal('ItemsAdded'),
    at,
    additionId: z.string(),
    line: z.object({ item: z.string(), quantity: z.int().positive(), unitMinor: minor }),
    ...decided,
  }),
  z.object({ type: z.literal('DebtWrittenOff'), at, amountMinor: minor, ...decided }),
  z.object({
    type: z.literal('VarianceBooked'),
    at,
    varianceId: z.string(),
    payment: z.string(),
    amountMinor: z.int(),
    ...decided,
  }),
  z.object({
    type: z.literal('ReviewRaised'),
    at,
    reason: z.enum(['bank-contradicts', 'left-unsettled', 'evidence-incomplete', 'could-not-settle']),
    detail: z.string(),
    decideByMs: z.number().exactOptional(),
  }),
  z.object({ type: z.literal('RefundGivenUp'), at, amountMinor: minor, ...decided }),
  z.object({ type: z.literal('ReviewClosed'), at, ...decided }),
  z.object({ type: z.literal('ReviewLapsed'), at, totalMinor: minor, lines, ...decided }),
  z.object({ type: z.literal('RefundAskedAgain'), at, key, ...decided }),
])

type StoredType = z.infer<typeof StoredCharge>['type']
