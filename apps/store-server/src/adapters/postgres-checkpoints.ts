import type { Checkpoints } from '@store/event-store/projection.ts'
import type { PrismaClient } from '../generated/prisma/client.ts'

export const postgresCheckpoints = (prisma: PrismaClient): Checkpoints => ({
  async load(name) {
    const found = await prisma.projectionCheckpoint.findUnique({ where: { name } })
    return Number(found?.position ?? 0)
  },
  async save(name, position) {
    await prisma.$executeRaw`
      INSERT INTO "ProjectionCheckpoint" AS own (name, "position", "updatedAt")
      VALUES (${name}, ${position}::bigint, clock_timestamp())
      ON CONFLICT (name) DO UPDATE SET "position" = excluded."position", "updatedAt" = excluded."updatedAt"
        WHERE own."position" < excluded."position"`
  },
})
