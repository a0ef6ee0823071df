import type { PaymentState, Visit } from '@store/contract/visit.ts'
import type { PrismaClient } from '../generated/prisma/client.ts'

/** Keeps what visits came to. The same visit again replaces its row: its money may settle later than its basket. */
export interface ReceiptWriter {
  write(visit: Visit, accountId: string): Promise<void>
  /** The money of a visit has changed; nothing where it has no receipt (yet). */
  paid(visitId: string, payment: PaymentState): Promise<void>
}

export function receiptWriter({ receipt: table }: Pick<PrismaClient, 'receipt'>): ReceiptWriter {
  return {
    async write(visit, accountId) {
      const { payment, ...body } = visit
      const row = {
        storeId: visit.storeId,
        accountId,
        shopper: accountId,
        enteredAt: new Date(visit.enteredAt),
        sealedAt: new Date(visit.sealedAt ?? visit.enteredAt),
        body,
        totalMinor: visit.total.amountMinor,
        currency: visit.total.currency,
        payment,
      }
      await table.upsert({ where: { id: visit.id }, create: { id: visit.id, ...row }, update: row })
    },
    async paid(id, payment) {
      await table.updateMany({ where: { id }, data: { payment } })
    },
  }
}
