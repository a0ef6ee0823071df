import type { UsedPasses } from '../commands/used-passes.ts'
import type { PrismaClient } from '../generated/prisma/client.ts'

export function prismaPasses({ usedPass: table }: Pick<PrismaClient, 'usedPass'>): UsedPasses {
  return {
    use: async (jti, usedAtMs, expiresAtMs) => {
      // INSERT ... ON CONFLICT DO NOTHING: the database lets exactly one insert the row, whichever gate or process asks.
      const data = [{ jti, usedAt: new Date(usedAtMs), expiresAt: new Date(expiresAtMs) }]
      const { count } = await table.createMany({ data, skipDuplicates: true })
      return count === 1
    },
    forget: async (expiredBeforeMs) => {
      const { count } = await table.deleteMany({ where: { expiresAt: { lt: new Date(expiredBeforeMs) } } })
      return count
    },
  }
}
