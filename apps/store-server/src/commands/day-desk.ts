import type { MoneyDay } from '@store/contract/http.ts'
import { defineFault } from '@store/kernel/fault.ts'
import { type BusinessDay, dayAfter, dayOf, isDay } from '@store/ledger/day.ts'
import type { DayReport } from '@store/ledger/day-report.ts'
import {
  type Difference,
  type PaymentBooks,
  paymentsIn,
  reconcile,
  type Reconciliation,
} from '@store/ledger/reconcile.ts'
import type { LedgerBooks } from '../adapters/prisma-ledger.ts'
import type { Bank } from '../adapters/bank.ts'
import { bankBooks, sideView } from './stray-desk.ts'

/** The end of the day: what the ledger says, what the bank says, and that nothing more is written on it. */
export interface DayDesk {
  /** Of a day that is over or goes on. */
  report(day: BusinessDay): Promise<MoneyDay>
  /** Throws `DayGoesOn`, `DayIsClosed`, and `DayUnexplained` where money is not accounted for. */
  close(day: BusinessDay, by: string): Promise<MoneyDay>
}

export interface DayDeskSetup {
  readonly ledger: LedgerBooks
  readonly bank: Pick<Bank, 'payments' | 'payment'>
  readonly storeId: string
  readonly timeZone: string
  readonly now: () => number
}

export const NoSuchDay = defineFault(
  'money.no-such-day',
  'refused',
  (d: { day: string }) => `${JSON.stringify(d.day)} is no day; write it as 2026-11-22.`,
)

export const DayGoesOn = defineFault(
  'money.day-goes-on',
  'refused',
  (d: { day: string; today: string }) =>
    `The day ${d.day} cannot be closed yet: today is ${d.today} in the store. Close it when it is over.`,
)

export const DayUnexplained = defineFault(
  'money.day-unexplained',
  'conflict',
  (d: { day: string; what: readonly string[] }) =>
    `The day ${d.day} cannot be closed: ${d.what.join('; ')}. Decide visits at /api/staff/charges ` +
    `and payments at /api/staff/payments, then close it again.`,
)

/** A hold lives a week at the bank, so a payment of this day may have been begun that long before. */
const LONGEST_PAYMENT_MS = 7 * 86_400_000

export function dayDesk({ ledger, bank, storeId, timeZone, now }: DayDeskSetup): DayDesk {
  async function reportOf(day: BusinessDay): Promise<MoneyDay> {
    const [report, closed, against] = await Promise.all([ledger.report(day), ledger.closed(day), againstBank(day)])
    return viewOf(closed?.report ?? report, closed, against)
  }

  /**
   * Payments that this day's entries are about, and those that the bank says were begun on it, as they stand now on both
   * sides. Another store's on the same account at the bank are none of ours.
   */
  async function againstBank(day: BusinessDay): Promise<Reconciliation> {
    const startMs = Date.parse(`${day}T00:00:00Z`)
    const begun = (await bank.payments(startMs - LONGEST_PAYMENT_MS, startMs + 2 * 86_400_000)).filter(
      ({ sessionId }) => sessionId.startsWith(`${storeId}/`),
    )
    const ofDay = new Set(paymentsIn(await ledger.entries(day, dayAfter(day))).map(({ payment }) => payment))
    const listed = new Set(begun.map(({ providerRef }) => providerRef))
    const ours = paymentsIn(await ledger.about([...new Set([...ofDay, ...listed])]))
    const known = new Set(ours.map(({ payment }) => payment))
    // Given back weeks later, or booked: of those that began earlier the bank is asked one by one.
    const older = await Promise.all([...ofDay].filter((one) => !listed.has(one)).map((one) => bank.payment(one)))
    const theirs = [...begun, ...older.flatMap((one) => one ?? [])].map(bankBooks)
    // What is there only, on whatever day of the window, is never left out: it is money that nobody here knows of.
    const isConcerned = ({ payment }: PaymentBooks): boolean => ofDay.has(payment) || !known.has(payment)
    return reconcile(
      ours.filter(({ payment }) => ofDay.has(payment)),
      theirs.filter(isConcerned),
    )
  }

  const today = (): BusinessDay => dayOf(now(), timeZone)

  return {
    async report(day) {
      if (!isDay(day)) throw NoSuchDay({ day })
      return reportOf(day)
    },

    async close(day, by) {
      if (!isDay(day)) throw NoSuchDay({ day })
      if (day >= today()) throw DayGoesOn({ day, today: today() })
      const { unexplained, bank: against } = await reportOf(day)
      const what = [
        ...unexplained.map(
          ({ subject, currency, beyondMinor }) => `${subject} has ${beyondMinor} ${currency} too much`,
        ),
        ...against.differences.map(({ payment, visitId }) => `the bank's books differ on ${payment} of ${visitId}`),
      ]
      if (what.length > 0) throw DayUnexplained({ day, what })
      await ledger.close(day, by)
      return reportOf(day)
    },
  }
}

function viewOf(
  report: DayReport,
  closed: { readonly closedBy: string; readonly closedAtMs: number } | undefined,
  { matched, differences }: Reconciliation,
): MoneyDay {
  return {
    day: report.day,
    ...(closed && { closed: { by: closed.closedBy, at: new Date(closed.closedAtMs).toISOString() } }),
    currencies: report.currencies.map((one) => ({ ...one, moved: { ...one.moved } })),
    unexplained: [...report.unexplained],
    bank: { matched, differences: differences.map(differenceView) },
  }
}

const differenceView = ({ payment, subject: visitId, ours, bank }: Difference) => ({
  payment,
  visitId,
  ...(ours && { ours: sideView(ours) }),
  ...(bank && { bank: sideView(bank) }),
})
