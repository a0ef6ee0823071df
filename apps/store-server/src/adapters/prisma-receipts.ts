import type { ChargedLine } from '@store/charging/events.ts'
import { Visit } from '@store/contract/visit.ts'
import type { PrismaClient } from '../generated/prisma/client.ts'
import type { ReceiptBook } from '../http/receipts.ts'

/** Reads receipts. The body is the visit as it was sealed; `payment` is a column of its own, as it goes on changing. */
export function prismaReceipts({ receipt: table }: Pick<PrismaClient, 'receipt'>): ReceiptBook {
  return {
    of: async (accountId, atMost) => {
      const rows = await table.findMany({ where: { accountId }, orderBy: { sealedAt: 'desc' }, take: atMost })
      return rows.map(visitOf)
    },
    one: async (accountId, id) => {
      const row = await table.findFirst({ where: { id, accountId } })
      return row ? visitOf(row) : undefined
    },
  }
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
export function sealedVisits({ receipt: table }: Pick<PrismaClient, 'receipt'>, storeId: string) {
  return {
    async one(visitId: string) {
      const row = await table.findFirst({ where: { id: visitId, storeId } })
      return row ? { accountId: row.accountId, visit: visitOf(row) } : undefined
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

    /** What every visit was charged for that ended then or later. */
    async chargedSince(sinceMs: number): Promise<ReadonlyMap<string, readonly { gtin: string; quantity: number }[]>> {
      const rows = await table.findMany({ where: { storeId, sealedAt: { gte: new Date(sinceMs) } } })
      return new Map(rows.map((row) => [row.id, visitOf(row).lines.map(({ gtin, quantity }) => ({ gtin, quantity }))]))
    },
  }
}

const visitOf = ({ body, payment }: { body: unknown; payment: string }): Visit =>
  Visit.parse({ ...Visit.omit({ payment: true }).parse(body), payment })
