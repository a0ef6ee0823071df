import { defineFault } from '@store/kernel/fault.ts'
import { type BusinessDay, dayAfter } from '@store/ledger/day.ts'
import {
  type Balances,
  type DayReport,
  dayReport,
  noBalances,
  nothingMoved,
  subjectBalances,
} from '@store/ledger/day-report.ts'
import { accounts, type Entry, kinds } from '@store/ledger/entry.ts'
import type { Prisma, PrismaClient } from '../generated/prisma/client.ts'
import { z } from 'zod'

/** The ledger as it is stored; entries are written by the charge store, with their events. */
export interface LedgerBooks {
  /** What a day comes to, as far as it has come. */
  report(day: BusinessDay): Promise<DayReport>
  /** Of the days from `from` on and before `to`. */
  entries(from: BusinessDay, to: BusinessDay): Promise<Entry[]>
  /** All that was ever posted about these payments of the bank. */
  about(payments: readonly string[]): Promise<Entry[]>
  /** From now on nothing is posted on it, nor on a day before it. Throws `DayIsClosed`. */
  close(day: BusinessDay, by: string): Promise<ClosedDay>
  closed(day: BusinessDay): Promise<ClosedDay | undefined>
  lastClosed(): Promise<BusinessDay | undefined>
}

export interface ClosedDay {
  readonly day: BusinessDay
  readonly closedBy: string
  readonly closedAtMs: number
  readonly report: DayReport
}

export const DayIsClosed = defineFault(
  'ledger.day-is-closed',
  'conflict',
  (d: { day: BusinessDay; lastClosed: BusinessDay }) =>
    `The day ${d.day} cannot be closed: ${d.lastClosed} is closed already, and all days before it. ` +
    `What came later counts on ${dayAfter(d.lastClosed)}.`,
)

export function prismaLedger(prisma: PrismaClient, storeId: string): LedgerBooks {
  type Client = PrismaClient | Prisma.TransactionClient

  async function read(client: Client, where: Prisma.LedgerPostingWhereInput): Promise<Entry[]> {
    const orderBy = [{ at: 'asc' }, { entryId: 'asc' }, { place: 'asc' }] as const
    const rows = await client.ledgerPosting.findMany({ where: { storeId, ...where }, orderBy: [...orderBy] })
    return entriesIn(rows)
  }

  async function reportOn(client: Client, day: BusinessDay): Promise<DayReport> {
    const entries = await read(client, { day })
    const subjects = [...new Set(entries.map(({ subject }) => subject))]
    const about = { subject: { in: subjects } }
    return dayReport({
      day,
      entries,
      opening: await balancesBefore(client, day),
      subjects: subjectBalances(await read(client, { ...about, day: { lte: day } })),
      subjectsNow: subjectBalances(await read(client, about)),
    })
  }

  /** Added up by the database: the history is long, the accounts are few. */
  async function balancesBefore(client: Client, day: BusinessDay): Promise<Map<string, Balances>> {
    const sums = await client.ledgerPosting.groupBy({
      by: ['currency', 'account'],
      where: { storeId, day: { lt: day } },
      _sum: { amountMinor: true },
    })
    const balances = new Map<string, Balances>()
    for (const { currency, account, _sum } of sums)
      balances.set(currency, {
        ...(balances.get(currency) ?? noBalances),
        [Account.parse(account)]: Number(_sum.amountMinor ?? 0),
      })
    return balances
  }

  const lastClosedOf = async (client: Client): Promise<BusinessDay | undefined> =>
    (await client.ledgerDay.findFirst({ where: { storeId }, orderBy: { day: 'desc' } }))?.day

  return {
    report: (day) => reportOn(prisma, day),
    entries: (from, to) => read(prisma, { day: { gte: from, lt: to } }),
    about: (payments) => read(prisma, { payment: { in: [...payments] } }),
    lastClosed: () => lastClosedOf(prisma),

    close: (day, by) =>
      prisma.$transaction(async (transaction) => {
        // Whoever posts waits until the day is closed, and then posts on the next: a report never lacks an entry.
        await transaction.$executeRaw`LOCK TABLE "LedgerPosting" IN SHARE ROW EXCLUSIVE MODE`
        const last = await lastClosedOf(transaction)
        if (last !== undefined && day <= last) throw DayIsClosed({ day, lastClosed: last })
        const report = await reportOn(transaction, day)
        const row = await transaction.ledgerDay.create({
          data: { storeId, day, closedBy: by, report: StoredReport.parse(report) },
        })
        return closedDay(row)
      }),

    async closed(day) {
      const row = await prisma.ledgerDay.findUnique({ where: { storeId_day: { storeId, day } } })
      return row ? closedDay(row) : undefined
    },
  }
}

const closedDay = ({ day, closedBy, closedAt, report }: ClosedRow): ClosedDay => ({
  day,
  closedBy,
  closedAtMs: closedAt.getTime(),
  report: StoredReport.parse(report),
})
type ClosedRow = Awaited<ReturnType<PrismaClient['ledgerDay']['findUniqueOrThrow']>>

const Kind = z.enum(kinds)
const Account = z.enum(accounts)

// A day that was closed by an earlier version has none of what was not moved yet, and nothing in accounts there were not.
const balances = z.partialRecord(Account, z.int()).transform((known) => ({ ...noBalances, ...known }))
const moved = z.partialRecord(Kind, z.int()).transform((known) => ({ ...nothingMoved, ...known }))
/** As it is kept for ever with the day. */
const StoredReport = z.object({
  day: z.string(),
  currencies: z.array(
    z.object({
      currency: z.string(),
      entries: z.int(),
      moved,
      debitsMinor: z.int(),
      creditsMinor: z.int(),
      opening: balances,
      closing: balances,
    }),
  ),
  unexplained: z.array(z.object({ subject: z.string(), currency: z.string(), beyondMinor: z.int() })),
})

type Row = Awaited<ReturnType<PrismaClient['ledgerPosting']['findMany']>>[number]

function entriesIn(rows: readonly Row[]): Entry[] {
  const byId = new Map<string, Row[]>()
  for (const row of rows) byId.set(row.entryId, [...(byId.get(row.entryId) ?? []), row])
  return [...byId.values()].map((own) => {
    const { entryId: id, kind, at, subject, currency, payment } = own[0]!
    const postings = own.map(({ account, amountMinor }) => ({
      account: Account.parse(account),
      amountMinor: Number(amountMinor),
    }))
    return { id, kind: Kind.parse(kind), at, subject, currency, ...(payment !== null && { payment }), postings }
  })
}
