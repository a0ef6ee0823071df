import { type Charge, figuresOf } from '@store/charging/charge.ts'
import type { Figures } from '@store/charging/figures.ts'
import type { DisputeRequest, DisputeRuling, StaffDispute, VisitDisputes } from '@store/contract/dispute.ts'
import type { Visit } from '@store/contract/visit.ts'
import type { DisputeCommand, Ruling } from '@store/disputes/decide.ts'
import { contestedUnits, type Contested, type Disputes } from '@store/disputes/dispute.ts'
import type { Weighing } from '@store/disputes/events.ts'
import { DisputeOver, DisputeUnknown } from '@store/disputes/faults.ts'
import { type DisputePolicy, disputePolicy } from '@store/disputes/policy.ts'
import { assert } from '@store/kernel/assert.ts'
import { defineFault } from '@store/kernel/fault.ts'
import { NothingRecorded } from '../pipeline/trace-export.ts'
import type { WeighedAnew } from '../pipeline/weigh-anew.ts'
import { staffView, visitDisputes } from '../projections/dispute-view.ts'
import type { ChargeDesk, ChargeLog } from '../workers/charging-worker.ts'
import { aboutOf, disputeBook, type DisputeStore, type OpenDispute } from '../workers/dispute-store.ts'
import { arrangeRefund, chargeMissed } from '../workers/dispute-money.ts'
import { inTurns } from '../workers/in-turn.ts'

/** Where receipts are contested and added to: by their shoppers, and decided by the store itself or its staff. */
export interface DisputeDesk {
  of(accountId: string, visitId: string): Promise<VisitDisputes>
  /** Answers at once; what is weighed, decided and refunded after it is told to `onChange` [DD1]. */
  ask(accountId: string, visitId: string, request: DisputeRequest): Promise<VisitDisputes>
  /** What waits for staff, the oldest first. */
  queue(): Promise<StaffDispute[]>
  /** `ref`: `<visit>/<dispute>`. Answers it as it was decided. */
  decide(ref: string, ruling: DisputeRuling, by: string): Promise<StaffDispute>
  /** Takes up what a crash or a failure left halfway: after a start, and now and then. */
  resume(): Promise<void>
  /** Resolves when nothing is under way any more. */
  rest(): Promise<void>
  /** Nothing is taken up after this, and nothing is waited for but money: the rest is taken up by the next start. */
  close(): Promise<void>
}

/** A sealed visit, and whose it is. */
export interface SealedVisit {
  readonly accountId: string
  readonly visit: Visit
}

export interface DisputeDeskSetup {
  readonly store: DisputeStore
  readonly charges: Pick<ChargeDesk, 'load' | 'correct'>
  readonly receipts: {
    one(visitId: string): Promise<SealedVisit | undefined>
    /** The newest first. */
    latestVisits(accountId: string, atMost: number): Promise<readonly string[]>
  }
  readonly weighAnew: (visitId: string) => Promise<WeighedAnew | undefined>
  readonly article: (gtin: string) => { readonly name: string; readonly priceMinor: number } | undefined
  readonly now: () => number
  readonly onChange: (accountId: string, disputes: VisitDisputes) => void
  /** The staff's list is another one. */
  readonly onQueue: (queue: readonly StaffDispute[]) => void
  readonly policy?: DisputePolicy
  readonly log?: ChargeLog
}

export const NotChargedYet = defineFault(
  'dispute.not-charged-yet',
  'conflict',
  (d: { visitId: string }) =>
    `Nothing was charged for visit ${d.visitId} yet, so there is nothing to contest; wait until its receipt is settled.`,
)

export const NoSuchLine = defineFault(
  'dispute.no-such-line',
  'not-found',
  (d: { item: string }) => `There is no ${JSON.stringify(d.item)} on this receipt; look at it again.`,
)

export const ArticleUnknown = defineFault(
  'dispute.article-unknown',
  'not-found',
  (d: { item: string }) => `The store does not sell ${JSON.stringify(d.item)}; choose what it sells.`,
)

export const ReceiptNotYours = defineFault(
  'receipt.unknown',
  'not-found',
  (d: { id: string }) => `You have no receipt ${JSON.stringify(d.id)}; see the list at /api/receipts.`,
)

export function disputeDesk(setup: DisputeDeskSetup): DisputeDesk {
  const { store, charges, receipts, weighAnew, article, now, policy = disputePolicy, log } = setup
  const book = disputeBook(store, now)
  const inTurn = inTurns()
  const underWay = new Set<Promise<void>>()
  const closing = new AbortController()
  const closed = new Promise<undefined>((resolve) => closing.signal.addEventListener('abort', () => resolve(undefined)))

  async function ownVisit(accountId: string, visitId: string): Promise<Visit> {
    const found = await receipts.one(visitId)
    if (found?.accountId !== accountId) throw ReceiptNotYours({ id: visitId })
    return found.visit
  }

  async function settledOf(visitId: string): Promise<Figures> {
    const figures = figuresOf(await charges.load(visitId))
    if (!figures) throw NotChargedYet({ visitId })
    return figures
  }

  async function commandFor(accountId: string, visit: Visit, request: DisputeRequest): Promise<DisputeCommand> {
    const visitAtMs = Date.parse(visit.sealedAt ?? visit.enteredAt)
    const visitId = visit.id
    switch (request.do) {
      case 'contest': {
        const { id: disputeId, item, quantity, claim } = request
        const line = (await settledOf(visitId)).lines.find((one) => one.item === item)
        if (!line) throw NoSuchLine({ item })
        const { quantity: soldQuantity, unitMinor } = line
        const contest = { disputeId, visitId, item, quantity, claim, soldQuantity, unitMinor }
        return { type: 'contest', contest, visitAtMs }
      }
      case 'report': {
        const { id: disputeId, item, quantity } = request
        const onReceipt = (await settledOf(visitId)).lines.find((one) => one.item === item)
        // A line has one price, that of the receipt; what is not on it costs what it costs today.
        const unitMinor = onReceipt?.unitMinor ?? article(item)?.priceMinor
        if (unitMinor === undefined || unitMinor <= 0) throw ArticleUnknown({ item })
        return { type: 'report', missed: { disputeId, visitId, item, quantity, unitMinor }, visitAtMs }
      }
      case 'confirm':
      case 'withdraw': {
        const dispute = (await book.load(accountId)).get(request.id)
        if (!dispute || aboutOf(dispute).visitId !== visitId) throw DisputeUnknown({ disputeId: request.id })
        return { type: request.do, disputeId: request.id }
      }
    }
  }

  async function tell(accountId: string, visitId: string, command: DisputeCommand): Promise<Disputes> {
    const after = await book.tell(accountId, command)
    const found = await receipts.one(visitId)
    if (found) setup.onChange(accountId, visitDisputes(found.visit, after, article))
    await announceQueue()
    return after
  }

  async function announceQueue(): Promise<void> {
    setup.onQueue(await queue())
  }

  async function queue(): Promise<StaffDispute[]> {
    const waiting = (await store.open()).filter(({ state }) => state === 'with-staff')
    const views = await Promise.all(
      waiting.map(async ({ accountId, visitId, disputeId }) => viewFor(accountId, visitId, disputeId)),
    )
    return views.flatMap((view) => view ?? [])
  }

  async function viewFor(accountId: string, visitId: string, disputeId: string): Promise<StaffDispute | undefined> {
    const [disputes, found] = await Promise.all([book.load(accountId), receipts.one(visitId)])
    const dispute = disputes.get(disputeId)
    if (dispute?.kind !== 'contest' || !found) return undefined
    const latest = await receipts.latestVisits(accountId, policy.overVisits)
    return staffView({ visit: found.visit, dispute, disputes, latest, policy, article })
  }

  /** What waits for no person: weighed, refunded, charged, one step after the other until somebody is to decide. */
  function pursue(accountId: string, visitId: string, disputeId: string): void {
    if (closing.signal.aborted) return
    const work = inTurn(accountId, () => persist(accountId, visitId, disputeId))
      .catch((error: unknown) =>
        log?.error({ visitId, disputeId, err: error }, 'a dispute could not be pursued; it is tried again'),
      )
      .finally(() => underWay.delete(work))
    underWay.add(work)
  }

  async function persist(accountId: string, visitId: string, disputeId: string): Promise<void> {
    for (;;) {
      const disputes = await book.load(accountId)
      const dispute = disputes.get(disputeId)
      switch (dispute?.status) {
        case 'weighing': {
          if (dispute.kind !== 'contest') return
          const weighing = await Promise.race([weighed(dispute, disputes), closed])
          if (!weighing) return
          const latestVisits = await receipts.latestVisits(accountId, policy.overVisits)
          await tell(accountId, visitId, { type: 'weigh', disputeId, weighing, latestVisits })
          continue
        }
        case 'refunding': {
          const amountMinor = await arrangeRefund(charges, dispute)
          log?.info({ visitId, disputeId, amountMinor, by: dispute.decided.by }, 'a dispute was refunded')
          await tell(accountId, visitId, { type: 'arranged', disputeId, amountMinor })
          continue
        }
        case 'charging': {
          const amountMinor = await chargeMissed(charges, dispute.missed, accountId)
          await tell(accountId, visitId, { type: 'charged', disputeId, amountMinor })
          continue
        }
        case 'with-staff':
        case 'closed':
        case 'withdrawn':
        case 'offered':
        case 'charged':
        case undefined:
          return
      }
    }
  }

  /** That they hold one more than they say: `sold` less all that is contested of the line. */
  async function weighed({ contest }: Contested, disputes: Disputes): Promise<Weighing> {
    const { visitId, item, soldQuantity } = contest
    try {
      const anew = await weighAnew(visitId)
      if (!anew) return { kind: 'impossible', reason: 'too-old' }
      const admitted = soldQuantity - contestedUnits(disputes, visitId, item)
      const atLeast = anew.odds.find(({ gtin }) => gtin === item)?.atLeast ?? []
      const line = (await receipts.one(visitId))?.visit.lines.find(({ gtin }) => gtin === item)
      return {
        kind: 'weighed',
        probability: Math.min(1, atLeast[Math.max(0, admitted)] ?? 0),
        chargedAt: line?.confidence ?? 0,
        untilMs: anew.untilMs,
        later: anew.later
          .filter(({ gtin }) => gtin === item)
          .map(({ atMs, what, quantity, probability }) => ({ atMs, what, quantity, probability })),
      }
    } catch (error) {
      if (NothingRecorded.is(error)) return { kind: 'impossible', reason: 'too-old' }
      log?.error({ visitId, disputeId: contest.disputeId, err: error }, 'a line could not be weighed anew')
      return { kind: 'impossible', reason: 'failed' }
    }
  }

  return {
    async of(accountId, visitId) {
      const visit = await ownVisit(accountId, visitId)
      return visitDisputes(visit, await book.load(accountId), article)
    },

    async ask(accountId, visitId, request) {
      const visit = await ownVisit(accountId, visitId)
      const after = await tell(accountId, visitId, await commandFor(accountId, visit, request))
      pursue(accountId, visitId, request.id)
      return visitDisputes(visit, after, article)
    },

    queue,

    async decide(ref, ruling, by) {
      const [, visitId = '', disputeId = ''] = /^(.*)\/([^/]+)$/.exec(ref) ?? []
      const charge: Charge = await charges.load(visitId)
      if (charge.status === 'none') throw DisputeUnknown({ disputeId })
      const { accountId } = charge.terms
      const dispute = (await book.load(accountId)).get(disputeId)
      if (dispute?.kind !== 'contest' || dispute.contest.visitId !== visitId) throw DisputeUnknown({ disputeId })
      if (dispute.status !== 'with-staff') throw DisputeOver({ disputeId, status: dispute.status, wish: 'decided' })
      await tell(accountId, visitId, { type: 'decide', disputeId, decision: rulingOf(ruling, by) })
      pursue(accountId, visitId, disputeId)
      const view = await viewFor(accountId, visitId, disputeId)
      assert(view, `dispute ${ref} was decided, and is not there`)
      return view
    },

    async resume() {
      for (const { accountId, visitId, disputeId, state } of await store.open())
        if (isUnfinished[state]) pursue(accountId, visitId, disputeId)
      await announceQueue()
    },

    async rest() {
      while (underWay.size > 0) await Promise.all(underWay)
    },

    async close() {
      closing.abort()
      await Promise.all(underWay)
    },
  }
}

/** It waits for something that is not a person: a restart takes it up again. */
const isUnfinished: Record<OpenDispute['state'], boolean> = {
  weighing: true,
  'with-staff': false,
  refunding: true,
  charging: true,
}

function rulingOf(ruling: DisputeRuling, by: string): Ruling {
  const note = ruling.note === undefined ? {} : { note: ruling.note }
  const { reason } = ruling
  switch (ruling.outcome) {
    case 'kept':
      return { outcome: 'kept', by, reason, ...note }
    case 'refunded':
      return { outcome: 'refunded', quantity: ruling.quantity, by, reason, ...note }
    case 'reduced':
      return { outcome: 'reduced', amountMinor: ruling.amountMinor, by, reason, ...note }
  }
}
