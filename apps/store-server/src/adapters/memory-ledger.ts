/** For tests only: the ledger over entries in memory, each on the day of its own instant. */
import { type BusinessDay, dayOf, postedOn } from '@store/ledger/day.ts'
import { balancesOf, dayReport, subjectBalances } from '@store/ledger/day-report.ts'
import type { Entry } from '@store/ledger/entry.ts'
import { type ClosedDay, DayIsClosed, type LedgerBooks } from './prisma-ledger.ts'

export function memoryLedger(posted: () => readonly Entry[], timeZone: string): LedgerBooks {
  const days = new Map<BusinessDay, ClosedDay>()
  const last = (): BusinessDay | undefined => [...days.keys()].sort().at(-1)
  const on = (entry: Entry): BusinessDay => postedOn(dayOf(entry.at, timeZone), last())
  const report = async (day: BusinessDay) => {
    const entries = posted()
    const before = entries.filter((entry) => dayOf(entry.at, timeZone) < day)
    const own = entries.filter((entry) => on(entry) === day)
    return dayReport({
      day,
      entries: own,
      opening: balancesOf(before),
      subjects: subjectBalances([...before, ...own]),
      subjectsNow: subjectBalances(entries),
    })
  }
  return {
    report,
    entries: async (from, to) => posted().filter((entry) => on(entry) >= from && on(entry) < to),
    about: async (payments) => posted().filter(({ payment }) => payment !== undefined && payments.includes(payment)),
    async close(day, by) {
      const lastClosed = last()
      if (lastClosed !== undefined && day <= lastClosed) throw DayIsClosed({ day, lastClosed })
      const closed = { day, closedBy: by, closedAtMs: 0, report: await report(day) }
      days.set(day, closed)
      return closed
    },
    closed: async (day) => days.get(day),
    lastClosed: async () => last(),
  }
}
