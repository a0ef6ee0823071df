import type { PaymentState, Visit } from '@store/contract/visit.ts'
import type { Prisma, PrismaClient } from '../generated/prisma/client.ts'
import type { Lease } from './lease.ts'

/** Keeps what visits came to. The same visit again changes nothing but its payment: a receipt is never rewritten [CW16]. */
export interface ReceiptWriter {
  write(visit: Visit, accountId: string): Promise<void>
  /** The money of a visit has changed; nothing where it has no receipt (yet). */
  paid(visitId: string, payment: PaymentState): Promise<void>
}

/** Only while the lease is ours: a server that another has taken over from knows no better than that one. */
export function receiptWriter(prisma: PrismaClient, lease: Pick<Lease, 'check'>): ReceiptWriter {
  const fenced = (write: (table: Prisma.TransactionClient['receipt']) => Promise<unknown>): Promise<void> =>
    prisma.$transaction(async (transaction) => {
      await lease.check(transaction)
      await write(transaction.receipt)
    })

  return {
    async write(visit, accountId) {
      // What became of the money stands in the ledger, and is read from there.
      const { payment, settlement: _, ...body } = visit
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
      const create = { id: visit.id, ...row }
      await fenced((table) => table.upsert({ where: { id: visit.id }, create, update: { payment } }))
    },
    async paid(id, payment) {
      await fenced((table) => table.updateMany({ where: { id }, data: { payment } }))
    },
  }
}
