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

const visitOf = ({ body, payment }: { body: unknown; payment: string }): Visit =>
  Visit.parse({ ...Visit.omit({ payment: true }).parse(body), payment })
