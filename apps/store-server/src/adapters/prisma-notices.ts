import { z } from 'zod'
import type { PrismaClient } from '../generated/prisma/client.ts'
import type { NoticeBox } from '../workers/bank-inbox.ts'

const About = z.object({ sessionId: z.string(), key: z.string() }).nullable()

/** One row per notice; whoever inserts it first has it, in however many processes it arrives. */
export function prismaNotices({ bankNotice: table }: Pick<PrismaClient, 'bankNotice'>): NoticeBox {
  return {
    async add({ id, type, about }) {
      const { count } = await table.createMany({ data: [{ id, type, body: about ?? {} }], skipDuplicates: true })
      return count === 1
    },
    async waiting(atMost) {
      const rows = await table.findMany({ where: { takenAt: null }, orderBy: { receivedAt: 'asc' }, take: atMost })
      return rows.map(({ id, type, body }) => {
        const { success, data } = About.safeParse(body)
        return { id, type, ...(success && data && { about: data }) }
      })
    },
    async taken(id) {
      await table.updateMany({ where: { id, takenAt: null }, data: { takenAt: new Date() } })
    },
  }
}
