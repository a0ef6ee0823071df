import { figuresOf } from '@store/charging/charge.ts'
import type { CorrectionCommand } from '@store/charging/corrections.ts'
import { type Figures, owedMinor, quantityLeft } from '@store/charging/figures.ts'
import type { Contested } from '@store/disputes/dispute.ts'
import type { Missed } from '@store/disputes/events.ts'
import { assert } from '@store/kernel/assert.ts'
import type { ChargeDesk } from './charging-worker.ts'

type Refunding = Extract<Contested, { status: 'refunding' }>
type Charges = Pick<ChargeDesk, 'load' | 'correct'>

/** Names the refund of a dispute for ever: told twice, the charge grants it once [DD3]. */
export const refundIdOf = (disputeId: string): string => `dispute-${disputeId}`

/**
 * Has the charge let off or give back what was decided, or as much as is left of it. Answers how much that is; money that
 * the bank has still to give back is the charge's business from then on.
 */
export async function arrangeRefund(charges: Charges, { contest, decided }: Refunding): Promise<number> {
  const { visitId, disputeId } = contest
  const refundId = refundIdOf(disputeId)
  const before = await settled(charges, visitId)
  if (!grantedAs(before, refundId)) {
    const of = refundable(before, contest.item, decided)
    if (!of) return 0
    const reason = decided.note === undefined ? decided.reason : `${decided.reason}: ${decided.note}`
    await charges.correct(visitId, { type: 'refund', refundId, of, by: decided.by, reason })
  }
  const grant = grantedAs(await settled(charges, visitId), refundId)
  assert(grant, `the refund ${refundId} of ${visitId} was granted`)
  return Math.min(grant.amountMinor, decided.amountMinor)
}

function refundable(
  figures: Figures,
  item: string,
  decided: Refunding['decided'],
): Extract<CorrectionCommand, { type: 'refund' }>['of'] | undefined {
  if (owedMinor(figures) <= 0 || decided.amountMinor <= 0) return undefined
  if (decided.outcome === 'reduced') return { amountMinor: decided.amountMinor }
  // Staff may have given back some of it already, without this dispute.
  const quantity = Math.min(decided.quantity, quantityLeft(figures, item))
  return quantity > 0 ? [{ item, quantity }] : undefined
}

/** What the shopper has confirmed, once, at the price that they saw [DD4]. */
export async function chargeMissed(charges: Charges, missed: Missed, accountId: string): Promise<number> {
  const { visitId, disputeId, item, quantity, unitMinor } = missed
  await charges.correct(visitId, {
    type: 'add',
    additionId: `dispute-${disputeId}`,
    line: { item, quantity, unitMinor },
    by: accountId,
    reason: 'the shopper reported it',
  })
  return quantity * unitMinor
}

async function settled(charges: Charges, visitId: string): Promise<Figures> {
  const figures = figuresOf(await charges.load(visitId))
  assert(figures, `visit ${visitId} was settled when it was contested`)
  return figures
}

const grantedAs = ({ grants }: Figures, refundId: string) => grants.find((grant) => grant.refundId === refundId)
