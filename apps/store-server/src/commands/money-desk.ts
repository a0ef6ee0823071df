import { type Charge, figuresOf } from '@store/charging/charge.ts'
import {
  capturedMinor,
  dueMinor,
  givenBackMinor,
  grantedMinor,
  priceOf,
  quantityLeft,
} from '@store/charging/figures.ts'
import type { ChargedLine, OpenReview } from '@store/charging/events.ts'
import type { ChargingPolicy } from '@store/charging/policy.ts'
import { refusedMethods } from '@store/charging/refused-methods.ts'
import type { ChargeView, Debt, MoneyDecision, OpenChargeView } from '@store/contract/http.ts'
import { assert } from '@store/kernel/assert.ts'
import { defineFault } from '@store/kernel/fault.ts'
import type { ChargeDesk } from '../workers/charging-worker.ts'
import type { ChargeStore, OpenCharge } from '../workers/charge-store.ts'
import type { Account } from './account-book.ts'
import { CardUnknown, methodsOf } from './card-desk.ts'

/** What people ask about money: shoppers what they owe, staff what is to be decided. */
export interface MoneyDesk {
  debts(account: Account): Promise<Debt[]>
  /** Throws `DebtUnknown` for another's visit as for one that is paid [MD1], `CardUnknown` for another's card [MD14]. */
  pay(account: Account, visitId: string, paymentMethod: string | undefined): Promise<ChargeView>
  open(): Promise<OpenChargeView[]>
  charge(visitId: string): Promise<ChargeView>
  decide(visitId: string, decision: MoneyDecision, by: string): Promise<ChargeView>
}

export interface MoneyDeskSetup {
  readonly desk: Pick<ChargeDesk, 'load' | 'correct' | 'settle'>
  readonly store: Pick<ChargeStore, 'open' | 'openOf'>
  /** What a visit's receipt says was taken, at its prices. */
  readonly receiptLines: (visitId: string) => Promise<readonly ChargedLine[] | undefined>
  readonly publicOrigin: string
  readonly policy: Pick<ChargingPolicy, 'refundAgainAfterMs'>
}

export const DebtUnknown = defineFault(
  'money.debt-unknown',
  'not-found',
  (d: { visitId: string }) => `You owe nothing for a visit ${JSON.stringify(d.visitId)}; see the list at /api/debts.`,
)

export const ChargeUnknown = defineFault(
  'money.charge-unknown',
  'not-found',
  (d: { visitId: string }) => `There is no charge for a visit ${JSON.stringify(d.visitId)}; see /api/staff/charges.`,
)

export const ReceiptLineUnknown = defineFault(
  'money.receipt-line-unknown',
  'refused',
  (d: { item: string; left: number }) =>
    `The receipt has ${d.left} of ${JSON.stringify(d.item)}, not that many; settle what stands on it, or less.`,
)

export function moneyDesk({ desk, store, receiptLines, publicOrigin, policy }: MoneyDeskSetup): MoneyDesk {
  const debtsOf = async (accountId: string): Promise<OpenCharge[]> =>
    (await store.openOf(accountId)).filter(({ state }) => state === 'unpaid')

  async function known(visitId: string): Promise<Exclude<Charge, { status: 'none' }>> {
    const charge = await desk.load(visitId)
    if (charge.status === 'none') throw ChargeUnknown({ visitId })
    return charge
  }

  /** Staff settle what the receipt says, or less of it; prices are the receipt's, never the caller's [MD3]. */
  async function settle(
    visitId: string,
    decision: Extract<MoneyDecision, { do: 'settle' }>,
    by: string,
  ): Promise<void> {
    const { lines: wanted, because, reason = because } = decision
    const receipt = (await receiptLines(visitId)) ?? []
    const lines = wanted === 'nothing' ? [] : wanted === 'all' ? receipt : wanted.map((one) => lineFor(receipt, one))
    await desk.settle(visitId, priceOf(lines), lines, { by, reason, because })
  }

  /** Histories are read only of those that people are to look at. */
  async function openView(open: OpenCharge): Promise<OpenChargeView> {
    const { sessionId, state, inReview, dueMinor: due, currency, sinceMs } = open
    const charge = inReview || state === 'unpaid' ? await desk.load(sessionId) : undefined
    const asksAgainMs = sinceMs + policy.refundAgainAfterMs
    return {
      visitId: sessionId,
      state,
      inReview,
      due: { amountMinor: due, currency },
      since: instant(sinceMs),
      ...(charge && whyOpen(charge)),
      ...(state === 'owing' && { asksAgainAt: instant(asksAgainMs) }),
    }
  }

  return {
    async debts({ id }) {
      const open = await debtsOf(id)
      return Promise.all(
        open.map(async ({ sessionId, dueMinor: due, currency, sinceMs }) => ({
          visitId: sessionId,
          due: { amountMinor: due, currency },
          since: instant(sinceMs),
          payAt: `${publicOrigin}/shopper/pay/${sessionId}`,
          refused: [...refusedMethods(await desk.load(sessionId))],
        })),
      )
    },

    async pay(account, visitId, paymentMethod = account.paymentMethod) {
      const charge = await desk.load(visitId)
      const isOwn = charge.status !== 'none' && charge.terms.accountId === account.id
      if (!isOwn) throw DebtUnknown({ visitId })
      if (!methodsOf(account).includes(paymentMethod)) throw CardUnknown({})
      return viewOf(await desk.correct(visitId, { type: 'pay', paymentMethod }))
    },

    open: async () => Promise.all((await store.open()).map(openView)),

    charge: async (visitId) => viewOf(await known(visitId)),

    async decide(visitId, decision, by) {
      await known(visitId)
      switch (decision.do) {
        case 'settle':
          await settle(visitId, decision, by)
          break
        case 'refund': {
          const { refundId, lines, reason } = decision
          await desk.correct(visitId, { type: 'refund', refundId, of: lines === 'all' ? 'whole' : lines, by, reason })
          break
        }
        case 'retry-refund':
          await desk.correct(visitId, { type: 'retry-refund', by, reason: decision.reason })
          break
        case 'give-up-refund':
          await desk.correct(visitId, { type: 'give-up-refund', by, reason: decision.reason })
          break
        case 'write-off':
          await desk.correct(visitId, { type: 'write-off', by, reason: decision.reason })
          break
        case 'book-variance': {
          const { varianceId, payment, amountMinor, reason } = decision
          await desk.correct(visitId, { type: 'book-variance', varianceId, payment, amountMinor, by, reason })
          break
        }
        case 'close-review':
          await desk.correct(visitId, { type: 'close-review', by, reason: decision.reason })
          break
      }
      return viewOf(await known(visitId))
    },
  }
}

function lineFor(
  receipt: readonly ChargedLine[],
  { item, quantity }: { readonly item: string; readonly quantity: number },
): ChargedLine {
  const line = receipt.find((one) => one.item === item)
  if (!line || line.quantity < quantity) throw ReceiptLineUnknown({ item, left: line?.quantity ?? 0 })
  return { ...line, quantity }
}

const instant = (ms: number): string => new Date(ms).toISOString()

function whyOpen(charge: Charge): Pick<OpenChargeView, 'because' | 'decideBy'> {
  if (charge.status === 'none') return {}
  const { review } = charge
  const because = review?.reason ?? refusalOf(charge)
  return {
    ...(because !== undefined && { because }),
    ...(review?.decideByMs !== undefined && { decideBy: instant(review.decideByMs) }),
  }
}

const refusalOf = (charge: Charge): string | undefined =>
  charge.status === 'unpaid' || charge.status === 'owing' ? charge.reason : undefined

function viewOf(charge: Charge): ChargeView {
  assert(charge.status !== 'none', 'a charge that was corrected exists')
  const { terms, review, status, askedAgain = 0 } = charge
  const refusal = refusalOf(charge)
  const figures = figuresOf(charge)
  return {
    visitId: terms.sessionId,
    accountId: terms.accountId,
    status,
    currency: terms.currency,
    totalMinor: figures?.totalMinor ?? 0,
    capturedMinor: figures ? capturedMinor(figures) : 0,
    refundedMinor: figures ? givenBackMinor(figures) : 0,
    grantedMinor: figures ? grantedMinor(figures) : 0,
    writtenOffMinor: figures?.writtenOffMinor ?? 0,
    unclaimedMinor: figures?.unclaimedMinor ?? 0,
    dueMinor: figures ? dueMinor(figures) : 0,
    lines: (figures?.lines ?? []).map((line) => ({ ...line, left: quantityLeft(figures!, line.item) })),
    refunds: (figures?.grants ?? []).map(({ refundId, amountMinor, by, reason }) => ({
      refundId,
      amountMinor,
      by,
      reason,
    })),
    ...(review && { review: reviewView(review) }),
    ...(refusal !== undefined && { refusal }),
    askedAgain,
  }
}

const reviewView = ({ reason, detail, decideByMs }: OpenReview): NonNullable<ChargeView['review']> => ({
  reason,
  detail,
  ...(decideByMs !== undefined && { decideBy: instant(decideByMs) }),
})
