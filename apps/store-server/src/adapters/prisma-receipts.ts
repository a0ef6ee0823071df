import type { ChargedLine } from '@store/charging/events.ts'
import { isPaymentSettled, type Settlement, Visit } from '@store/contract/visit.ts'
import type { PrismaClient } from '../generated/prisma/client.ts'
import type { ReceiptBook } from '../http/receipts.ts'
import type { ChargedVisits } from '../pipeline/weigh-anew.ts'
import { chargedSession, chargeEventOf, streamOf } from '../workers/charge-stream.ts'
import { outcomeOf } from '../workers/payment.ts'

type Tables = Pick<PrismaClient, 'receipt' | 'ledgerPosting' | 'storedEvent'>

/**
 * Reads receipts. The body is the visit as it was sealed; `payment` is a column of its own, as it goes on changing; what
 * was charged and given back is what the ledger says, and what was decided about it what its charge does [MD9] [MD12].
 */
export function prismaReceipts(tables: Tables): ReceiptBook {
  const { receipt: table } = tables
  return {
    of: async (accountId, atMost) => {
      const rows = await table.findMany({ where: { accountId }, orderBy: { sealedAt: 'desc' }, take: atMost })
      return withSettlements(tables, rows.map(visitOf))
    },
    one: async (accountId, id) => {
      const row = await table.findFirst({ where: { id, accountId } })
      const [visit] = row ? await withSettlements(tables, [visitOf(row)]) : []
      return visit
    },
  }
}

async function withSettlements({ ledgerPosting, storedEvent }: Tables, visits: readonly Visit[]): Promise<Visit[]> {
  const subject = { in: visits.map(({ id }) => id) }
  const sums = await ledgerPosting.groupBy({
    by: ['subject', 'kind'],
    where: { subject, account: 'bank', kind: { in: ['capture', 'refund-paid'] } },
    _sum: { amountMinor: true },
  })
  const moved = new Map(
    sums.map(({ subject: visitId, kind, _sum }) => [`${kind} ${visitId}`, Math.abs(Number(_sum.amountMinor ?? 0))]),
  )
  const movedMinor = (visitId: string, kind: string): number => moved.get(`${kind} ${visitId}`) ?? 0
  const decided = await outcomes(storedEvent, visits)
  // While money is still to be taken, nobody is told that none was.
  return visits.map((visit) =>
    isPaymentSettled[visit.payment]
      ? {
          ...visit,
          settlement: {
            chargedMinor: movedMinor(visit.id, 'capture'),
            refundedMinor: movedMinor(visit.id, 'refund-paid'),
            ...decided.get(visit.id),
          },
        }
      : visit,
  )
}

/** Of the visits that were in review. */
async function outcomes(
  storedEvent: Tables['storedEvent'],
  visits: readonly Visit[],
): Promise<ReadonlyMap<string, Pick<Settlement, 'decided'>>> {
  const stream = { in: visits.map(({ id }) => streamOf(id)) }
  const rows = await storedEvent.findMany({ where: { stream, type: { in: ['TotalSettled', 'ReviewLapsed'] } } })
  return new Map(
    rows.flatMap((row) => {
      const event = chargeEventOf(row)
      const visitId = chargedSession(row.stream)
      if (visitId === undefined || (event.type !== 'TotalSettled' && event.type !== 'ReviewLapsed')) return []
      const decided = event.type === 'ReviewLapsed' ? 'lapsed' : event.decided
      const outcome = outcomeOf({ lines: event.lines, ...(decided && { decided }) })
      return outcome ? [[visitId, { decided: outcome }]] : []
    }),
  )
}

/** What a receipt says was taken, at its prices; `undefined` where there is no such receipt. */
export const receiptLines =
  ({ receipt: table }: Pick<PrismaClient, 'receipt'>) =>
  async (visitId: string): Promise<readonly ChargedLine[] | undefined> => {
    const row = await table.findUnique({ where: { id: visitId } })
    if (!row) return undefined
    return visitOf(row).lines.map(({ gtin, quantity, unitPriceMinor }) => ({
      item: gtin,
      quantity,
      unitMinor: unitPriceMinor,
    }))
  }

/** Receipts of one store, whoever's they are: for those who look into them. */
export function sealedVisits(tables: Tables, storeId: string) {
  const { receipt: table } = tables
  return {
    async one(visitId: string) {
      const row = await table.findFirst({ where: { id: visitId, storeId } })
      const [visit] = row ? await withSettlements(tables, [visitOf(row)]) : []
      return row && visit ? { accountId: row.accountId, visit } : undefined
    },

    /** The newest first. */
    async latestVisits(accountId: string, atMost: number): Promise<readonly string[]> {
      const rows = await table.findMany({
        where: { accountId, storeId },
        orderBy: { sealedAt: 'desc' },
        take: atMost,
        select: { id: true },
      })
      return rows.map(({ id }) => id)
    },

    /** What every visit was charged for that ended in this span. */
    async charged(fromMs: number, toMs: number): Promise<ChargedVisits> {
      const sealedAt = { gte: new Date(fromMs), lte: new Date(toMs) }
      const rows = await table.findMany({ where: { storeId, sealedAt } })
      return new Map(rows.map((row) => [row.id, visitOf(row).lines.map(({ gtin, quantity }) => ({ gtin, quantity }))]))
    },
  }
}

const visitOf = ({ body, payment }: { body: unknown; payment: string }): Visit =>
  Visit.parse({ ...Visit.omit({ payment: true, settlement: true }).parse(body), payment })
