import { initial } from '@store/charging/charge.ts'
import type { ChargeEvent } from '@store/charging/events.ts'
import { Prisma, type PrismaClient } from '../generated/prisma/client.ts'
import { chargedSession, chargeEventOf } from '../workers/charge-stream.ts'
import { pageOf } from '../workers/charge-store.ts'
import { openStatement, postingStatements } from './postgres-charge-store.ts'
import type { PostgresEventStore } from './postgres-event-store.ts'

const NAME = 'money-books'
const AT_A_TIME = 1000

/**
 * Once per database: what charges came to before there was a ledger, and which of them are not at their end. From then
 * on both are written with the events themselves. Answers how many charges there were.
 */
export async function rebuildBooks(setup: {
  readonly prisma: PrismaClient
  readonly events: PostgresEventStore
  readonly storeId: string
  readonly timeZone: string
}): Promise<number> {
  const { prisma, events, storeId, timeZone } = setup
  const name = `${NAME}/${storeId}`
  if (await prisma.projectionCheckpoint.findUnique({ where: { name } })) return 0

  const charges = new Map<string, ChargeEvent[]>()
  let position = 0
  for (;;) {
    const some = await events.readAll(position, AT_A_TIME)
    for (const event of some) {
      const session = chargedSession(event.stream)
      if (session?.startsWith(`${storeId}/`))
        charges.set(session, [...(charges.get(session) ?? []), chargeEventOf(event)])
    }
    position = some.at(-1)?.position ?? position
    if (some.length < AT_A_TIME) break
  }
  // Each charge in a transaction of its own; one that is there already was made before a crash cut this short.
  for (const [session, history] of charges) {
    const page = pageOf(session, 0, initial, history)
    const first = page.entries[0]
    if (first && (await prisma.ledgerPosting.findFirst({ where: { entryId: first.id } }))) continue
    await prisma.$transaction(async (transaction) => {
      for (const statement of [openStatement(storeId, page), ...postingStatements(storeId, timeZone, page.entries)])
        await transaction.$executeRaw(Prisma.sql`WITH stored AS (SELECT 1) ${statement}`)
    })
  }
  await prisma.projectionCheckpoint.create({ data: { name, position } })
  return charges.size
}
