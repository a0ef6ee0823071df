import type { PaymentCompared, PaymentDecision } from '@store/contract/http.ts'
import { assert } from '@store/kernel/assert.ts'
import { defineFault } from '@store/kernel/fault.ts'
import { type Difference, paymentsIn, type PaymentBooks, reconcile } from '@store/ledger/reconcile.ts'
import {
  decideStray,
  evolveStray,
  initialStray,
  type Stray,
  type StrayCommand,
  strayEntries,
  type StrayOutcome,
} from '@store/ledger/stray.ts'
import type { Bank, BankPayment } from '../adapters/bank.ts'
import type { LedgerBooks } from '../adapters/prisma-ledger.ts'
import { inTurns } from '../workers/in-turn.ts'
import type { StrayStore } from '../workers/stray-store.ts'

/** Payments of which the bank's books and ours tell differently: seen side by side, and decided by staff [MD8]. */
export interface StrayDesk {
  /** Throws `PaymentUnknown` where neither side knows it, or it is another store's. */
  compare(payment: string): Promise<PaymentCompared>
  decide(payment: string, decision: PaymentDecision, by: string): Promise<PaymentCompared>
}

export interface StrayDeskSetup {
  readonly bank: Pick<Bank, 'payment' | 'refund' | 'lookup'>
  readonly ledger: Pick<LedgerBooks, 'about'>
  readonly store: StrayStore
  readonly storeId: string
  readonly now: () => number
}

export const PaymentUnknown = defineFault(
  'money.payment-unknown',
  'not-found',
  (d: { payment: string }) =>
    `Neither the bank nor our books know a payment ${JSON.stringify(d.payment)} of this store; see /api/staff/days.`,
)

interface Sides {
  readonly ours: PaymentBooks | undefined
  readonly bank: PaymentBooks | undefined
  readonly difference: Difference | undefined
}

export function strayDesk({ bank, ledger, store, storeId, now }: StrayDeskSetup): StrayDesk {
  const inTurn = inTurns()

  async function sidesOf(payment: string): Promise<Sides> {
    const [entries, theirs] = await Promise.all([ledger.about([payment]), bank.payment(payment)])
    const [ours] = paymentsIn(entries)
    const there = theirs?.sessionId.startsWith(`${storeId}/`) === true || ours ? theirs && bankBooks(theirs) : undefined
    if (!ours && !there) throw PaymentUnknown({ payment })
    const [difference] = reconcile(ours ? [ours] : [], there ? [there] : []).differences
    return { ours, bank: there, difference }
  }

  async function read(payment: string): Promise<{ stray: Stray; version: number }> {
    const events = await store.read(payment)
    return { stray: events.reduce(evolveStray, initialStray), version: events.length }
  }

  /** Decided anew whenever somebody else stored something in the meantime. */
  async function tell(payment: string, command: StrayCommand): Promise<Stray> {
    for (;;) {
      const { stray: before, version } = await read(payment)
      const events = decideStray(before, command, now())
      if (events.length === 0) return before
      let stray = before
      const entries = events.flatMap((event, i) => {
        const own = strayEntries(stray, event, version + i + 1)
        stray = evolveStray(stray, event)
        return own
      })
      if (await store.append({ payment, version, events, entries })) return stray
    }
  }

  /** Looked up first, wherever an earlier call may have been heard; asked for under the same key. */
  async function giveBack(payment: string, { key, amountMinor }: NonNullable<Stray['asked']>): Promise<void> {
    const found = await bank.lookup({ operation: 'refund', key, providerRef: payment })
    const outcome = found.kind === 'absent' ? await bank.refund({ key, providerRef: payment, amountMinor }) : found
    await tell(payment, { type: 'hear', key, outcome: outcome satisfies StrayOutcome })
  }

  async function compare(payment: string): Promise<PaymentCompared> {
    const [sides, { stray }] = await Promise.all([sidesOf(payment), read(payment)])
    return viewOf(payment, sides, stray)
  }

  return {
    compare,
    decide: (payment, { do: type, reason }, by) =>
      // One after the other: what the second is about is what the first has left.
      inTurn(payment, async () => {
        const { difference } = await sidesOf(payment)
        const { asked } = await tell(payment, { type, difference, by, reason })
        if (asked) await giveBack(payment, asked)
        return compare(payment)
      }),
  }
}

export const bankBooks = ({
  providerRef,
  sessionId,
  currency,
  capturedMinor,
  refundedMinor,
}: BankPayment): PaymentBooks => ({
  payment: providerRef,
  subject: sessionId,
  currency,
  capturedMinor,
  refundedMinor,
})

function viewOf(payment: string, { ours, bank, difference }: Sides, { asked, refusal }: Stray): PaymentCompared {
  const known = ours ?? bank
  assert(known, 'one of both knows it')
  return {
    payment,
    visitId: known.subject,
    ...(ours && { ours: sideView(ours) }),
    ...(bank && { bank: sideView(bank) }),
    isSame: difference === undefined,
    ...(asked && { givingBackMinor: asked.amountMinor }),
    ...(refusal !== undefined && { refusal }),
  }
}

export const sideView = ({ capturedMinor, refundedMinor, explainedMinor, currency }: PaymentBooks) => ({
  capturedMinor,
  refundedMinor,
  ...(explainedMinor !== undefined && { explainedMinor }),
  currency,
})
