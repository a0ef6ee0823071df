import type { Account, AccountBook } from '../commands/account-book.ts'
import type { PrismaClient } from '../generated/prisma/client.ts'

export function prismaAccounts({ account: table }: Pick<PrismaClient, 'account'>): AccountBook {
  return {
    add: async ({ createdAtMs, nextMethods = [], ...account }) => {
      // The unique address decides, in one statement, so that of two who register it at once one is told.
      const data = [{ ...account, nextMethods: [...nextMethods], createdAt: new Date(createdAtMs) }]
      const { count } = await table.createMany({ data, skipDuplicates: true })
      return count === 1
    },
    byId: async (id) => accountOf(await table.findUnique({ where: { id } })),
    byEmail: async (email) => accountOf(await table.findUnique({ where: { email } })),
    setPasswordHash: async (id, passwordHash) => {
      await table.updateMany({ where: { id }, data: { passwordHash } })
    },
    setPaymentMethods: async (id, [paymentMethod, ...nextMethods]) => {
      await table.updateMany({ where: { id }, data: { paymentMethod, nextMethods } })
    },
  }
}

function accountOf(row: (Omit<Account, 'createdAtMs'> & { createdAt: Date }) | null): Account | undefined {
  if (!row) return undefined
  const { createdAt, nextMethods = [], ...account } = row
  return { ...account, ...(nextMethods.length > 0 && { nextMethods }), createdAtMs: createdAt.getTime() }
}
