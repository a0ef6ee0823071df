import { eventStoreContract } from '@store/event-store/event-store-contract.ts'
import { project } from '@store/event-store/projection.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDatabase, type Database } from './database.ts'
import { LeaseHeld, LeaseLost, takeLease } from './lease.ts'
import { postgresCheckpoints } from './postgres-checkpoints.ts'
import { installedServer, startInstalled, startThrowawayEmbedded, type ThrowawayServer } from './throwaway-postgres.ts'

describe.each<[where: string, isThere: boolean, start: () => Promise<ThrowawayServer>]>([
  ['on the embedded database', true, startThrowawayEmbedded],
  [`on a PostgreSQL server (${installedServer() ?? 'none found'})`, installedServer() !== undefined, startInstalled],
])('%s', (where, isThere, start) => {
  describe.skipIf(!isThere)('started', () => {
    let server: ThrowawayServer
    let database: Database
    beforeAll(async () => {
      server = await start()
      database = await openDatabase({ databaseUrl: await server.database(), dataDir: '' })
    })
    afterAll(async () => {
      await database?.close()
      await server?.stop()
    })

    eventStoreContract(where, async () => ({ store: database.events, close: async () => {} }), { runs: 40 })

    test('[DB10] nobody changes or deletes an event, not even with SQL', async () => {
      await database.events.append('kept', 0, [event('A')])
      for (const sql of [
        `UPDATE "StoredEvent" SET type = 'B' WHERE stream = 'kept'`,
        `DELETE FROM "StoredEvent" WHERE stream = 'kept'`,
        `TRUNCATE "StoredEvent"`,
      ]) {
        await expect(database.prisma.$executeRawUnsafe(sql)).rejects.toThrow(/never changed or deleted/)
      }
      expect(await database.events.read('kept')).toMatchObject([{ type: 'A' }])
    })

    test('[DB11] an append is one statement, however many events it has', async () => {
      await database.events.append(
        'many',
        0,
        Array.from({ length: 500 }, () => event('A')),
      )
      // Every row is marked with its transaction, and with the number of the statement in it.
      const statements = await database.prisma.$queryRaw`
        SELECT xmin::text, cmin::text, count(*)::int FROM "StoredEvent" WHERE stream = 'many' GROUP BY 1, 2`
      expect(statements).toMatchObject([{ count: 500 }])
    })

    test('[DB12] two processes on one database: versions, positions and listeners agree', async () => {
      const other = await openDatabase({ databaseUrl: database.url, dataDir: '' })
      const heard: number[] = []
      const stop = database.events.subscribe(({ position }) => heard.push(position))
      const appends = Array.from({ length: 20 }, (_, i) =>
        (i % 2 === 0 ? database : other).events.append('shared', 'any', [event(`E${i}`)]),
      )
      await Promise.all(appends)
      await database.events.append('shared', 20, [event('Last')])
      await expect.poll(() => heard.length, { interval: 5 }).toBe(21)
      expect(heard).toEqual(heard.map((_, i) => heard[0]! + i))
      stop()
      await other.close()
    })

    test('[DB20] what another process stores is heard of at once, and also after the connection that told it broke', async () => {
      const other = await openDatabase({ databaseUrl: database.url, dataDir: '' })
      const heard: string[] = []
      const stop = other.events.subscribe(({ type }) => heard.push(type))
      await database.events.append('news', 'any', [event('First')])
      await expect.poll(() => heard, { interval: 5 }).toEqual(['First'])

      await database.prisma.$queryRaw`
        SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity
        WHERE query LIKE 'LISTEN%' AND datname = current_database()`
      await database.events.append('news', 'any', [event('Unheard'), event('Second')])
      await expect.poll(() => heard, { interval: 5 }).toEqual(['First', 'Unheard', 'Second'])
      await database.events.append('news', 'any', [event('Third')])
      await expect.poll(() => heard, { interval: 5 }).toHaveLength(4)
      stop()
      await other.close()
    })

    test('[DB13] a projection goes on from its checkpoint in the database', async () => {
      const checkpoints = postgresCheckpoints(database.prisma)
      const told: string[] = []
      const follow = () =>
        project({
          name: 'visits',
          store: database.events,
          checkpoints,
          apply: (events) => void told.push(...events.filter(({ stream }) => stream === 'p').map(({ type }) => type)),
        })
      await database.events.append('p', 0, [event('A')])
      const first = follow()
      await first.caughtUp()
      await first.close()
      await database.events.append('p', 1, [event('B')])
      const second = follow()
      await second.caughtUp()
      expect(told).toEqual(['A', 'B'])
      expect(await checkpoints.load('visits')).toBe(second.position)
      await checkpoints.save('visits', 1)
      expect(await checkpoints.load('visits')).toBe(second.position)
      await second.close()
    })

    test('[DB14] a store has one holder; another waits until the lease has ended', async () => {
      const { prisma } = database
      const ours = await takeLease(prisma, 'shop', 'server-1', 60_000)
      expect(ours.epoch).toBe(1)
      const refused = takeLease(prisma, 'shop', 'server-2', 60_000)
      await expect(refused).rejects.toMatchObject({ code: LeaseHeld.code, detail: { holder: 'server-1' } })
      expect((await takeLease(prisma, 'other', 'server-2', 60_000)).epoch).toBe(1)
      await ours.release()
      const theirs = await takeLease(prisma, 'shop', 'server-2', 1)
      expect(theirs.epoch).toBe(2)
      await new Promise((done) => setTimeout(done, 20))
      expect((await takeLease(prisma, 'shop', 'server-1', 60_000)).epoch).toBe(3)
      await expect(theirs.renew()).rejects.toMatchObject({ code: LeaseLost.code })
    })

    test('[DB14] the same holder takes its own lease again at once, and its former self is fenced off', async () => {
      const { prisma, events } = database
      const before = await takeLease(prisma, 'again', 'server-1', 60_000)
      const store = events.under(before)
      await store.append('again', 0, [event('A')])
      const after = await takeLease(prisma, 'again', 'server-1', 60_000)
      await expect(store.append('again', 1, [event('B')])).rejects.toMatchObject({ code: LeaseLost.code })
      expect(await events.under(after).append('again', 1, [event('C')])).toBe(2)
      expect((await store.read('again')).map(({ type }) => type)).toEqual(['A', 'C'])
    })

    test('[DB14] of many who want a free lease, one gets it', async () => {
      const wanted = Array.from({ length: 8 }, (_, i) => takeLease(database.prisma, 'wanted', `server-${i}`, 60_000))
      const settled = await Promise.allSettled(wanted)
      expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      const reasons = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []))
      expect(reasons.every((reason) => LeaseHeld.is(reason))).toBe(true)
    })

    test('[DB15] whoever takes over waits for commits under the old lease, and none comes after', async () => {
      const { prisma } = database
      const old = await takeLease(prisma, 'fenced', 'server-1', 1)
      const order: string[] = []
      let taking: Promise<unknown> = Promise.resolve()
      await prisma.$transaction(async (transaction) => {
        await old.check(transaction)
        taking = takeLease(prisma, 'fenced', 'server-2', 60_000).then(() => order.push('taken'))
        await new Promise((done) => setTimeout(done, 100))
        order.push('committed')
      })
      await taking
      expect(order).toEqual(['committed', 'taken'])
      const late = prisma.$transaction((transaction) => old.check(transaction))
      await expect(late).rejects.toMatchObject({ code: LeaseLost.code })
    })
  })
})

const event = (type: string) => ({ type, at: 0, data: {} })
