import type { Dispute as DisputeView, StaffDispute, VisitDisputes } from '@store/contract/dispute.ts'
import type { FloorDispute } from '@store/contract/floor.ts'
import type { Visit } from '@store/contract/visit.ts'
import { automaticRefunds } from '@store/disputes/decide.ts'
import type { Contested, Dispute, Disputes } from '@store/disputes/dispute.ts'
import { POLICY } from '@store/disputes/events.ts'
import type { DisputePolicy } from '@store/disputes/policy.ts'
import { aboutOf } from '../workers/dispute-store.ts'

type Named = (gtin: string) => { readonly name: string } | undefined

/** What is disputed about one visit, as its shopper sees it. */
export function visitDisputes(visit: Visit, disputes: Disputes, article: Named): VisitDisputes {
  const own = [...disputes.values()].filter((one) => aboutOf(one).visitId === visit.id)
  return { visitId: visit.id, disputes: own.map((dispute) => disputeView(visit, dispute, article)) }
}

function disputeView(visit: Visit, dispute: Dispute, article: Named): DisputeView {
  const { disputeId: id, item, quantity, unitMinor } = aboutOf(dispute)
  const { currency } = visit.total
  const money = (amountMinor: number) => ({ amountMinor, currency })
  const onReceipt = visit.lines.find(({ gtin }) => gtin === item)
  return {
    id,
    kind: dispute.kind,
    item,
    name: onReceipt?.name ?? article(item)?.name ?? item,
    quantity,
    amount: money(quantity * unitMinor),
    ...(dispute.kind === 'contest' && { claim: dispute.contest.claim }),
    status: dispute.status,
    openedAt: iso(dispute.openedAt),
    ...(dispute.status === 'with-staff' && { because: dispute.because }),
    ...('decided' in dispute && { decision: decisionOf(dispute) }),
  }

  function decisionOf({ decided, ...rest }: Extract<Contested, { decided: object }>): DisputeView['decision'] {
    const { outcome, reason, by, decidedAt } = decided
    const dueMinor = decided.outcome === 'kept' ? 0 : decided.amountMinor
    const amountMinor = rest.status === 'closed' ? rest.refundedMinor : dueMinor
    return { outcome, reason, amount: money(amountMinor), at: iso(decidedAt), isAutomatic: by === POLICY }
  }
}

/** What somebody of the staff needs to decide: the evidence of then, and what was learnt since [DD2]. */
export function staffView(from: {
  readonly visit: Visit
  readonly dispute: Contested
  readonly disputes: Disputes
  readonly latest: readonly string[]
  readonly policy: DisputePolicy
  readonly article: Named
}): StaffDispute {
  const { visit, dispute, disputes, latest, policy, article } = from
  const { contest } = dispute
  const line = visit.lines.find(({ gtin }) => gtin === contest.item)
  const weighing = 'weighing' in dispute ? dispute.weighing : undefined
  return {
    ref: `${visit.id}/${contest.disputeId}`,
    ...(visit.number !== undefined && { visitNumber: visit.number }),
    visitAt: visit.sealedAt ?? visit.enteredAt,
    ...(visit.timeZone !== undefined && { timeZone: visit.timeZone }),
    dispute: disputeView(visit, dispute, article),
    unitPrice: { amountMinor: contest.unitMinor, currency: visit.total.currency },
    ...(line && { chargedAt: line.confidence }),
    ...(weighing?.kind === 'weighed' && {
      believedNow: weighing.probability,
      weighedUntil: iso(weighing.untilMs),
    }),
    later:
      weighing?.kind === 'weighed'
        ? weighing.later.map(({ atMs, what, quantity, probability }) => ({
            at: iso(atMs),
            what,
            quantity,
            probability,
          }))
        : [],
    evidence: line?.evidence ?? [],
    tags: line?.tags ?? [],
    total: visit.total,
    ...(visit.settlement && { settlement: visit.settlement }),
    automaticRefunds: automaticRefunds(disputes, latest, policy),
    overVisits: policy.overVisits,
  }
}

/** On the staff's screen, beside what else waits for somebody. */
export const floorDispute = ({ ref, visitNumber, dispute }: StaffDispute): FloorDispute => ({
  kind: 'dispute',
  id: `dispute/${ref}`,
  ref,
  ...(visitNumber !== undefined && { visit: String(visitNumber) }),
  name: dispute.name,
  quantity: dispute.quantity,
  amount: dispute.amount,
  since: dispute.openedAt,
  ...(dispute.claim && { claim: dispute.claim }),
})

const iso = (ms: number): string => new Date(ms).toISOString()
