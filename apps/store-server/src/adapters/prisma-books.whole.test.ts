import type { Visit } from '@store/contract/visit.ts'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Account } from '../commands/account-book.ts'
import { deviceDesk } from '../commands/devices.ts'
import { entryPasses } from '../commands/entry-pass.ts'
import { gateDesk } from '../commands/gate-desk.ts'
import { parseKeyRing } from '../keys.ts'
import { type Database, openDatabase } from './database.ts'
import { prismaAccounts } from './prisma-accounts.ts'
import { prismaDevices } from './prisma-devices.ts'
import { prismaPasses } from './prisma-passes.ts'
import { takeLease } from './lease.ts'
import { prismaReceipts } from './prisma-receipts.ts'
import { receiptWriter } from './receipt-writer.ts'
import { startThrowawayEmbedded, type ThrowawayServer } from './throwaway-postgres.ts'

const NOW = Date.UTC(2026, 10, 22, 12)
const ring = (fill: number) => parseKeyRing('PASS_KEYS', `k1:${Buffer.alloc(32, fill).toString('base64url')}`)
const account = (id: string): Account => ({
  id,
  email: `${id}@store.test`,
  passwordHash: '$argon2id$',
  displayName: id,
  role: 'shopper',
  paymentMethod: 'pm_card_visa',
  createdAtMs: NOW,
})

const visit = (n: number): Visit => ({
  id: `corner-shop/1/${n}`,
  party: 1,
  storeId: 'corner-shop',
  storeName: 'Corner shop',
  status: 'sealed',
  enteredAt: new Date(NOW + n).toISOString(),
  sealedAt: new Date(NOW + n).toISOString(),
  lines: [],
  doubtful: [],
  total: { amountMinor: 0, currency: 'EUR' },
  payment: 'charging',
})

describe('books in the database', () => {
  let server: ThrowawayServer
  let database: Database
  beforeAll(async () => {
    server = await startThrowawayEmbedded()
    database = await openDatabase({ databaseUrl: await server.database(), dataDir: '' })
  })
  afterAll(async () => {
    await database?.close()
    await server?.stop()
  })

  test('[EP4] of fifty gates that use one jti at once, one is first', async () => {
    const used = prismaPasses(database.prisma)
    const firsts = await Promise.all(Array.from({ length: 50 }, () => used.use('one-jti', NOW, NOW + 30_000)))
    expect(firsts.filter(Boolean)).toHaveLength(1)
    expect(await used.forget(NOW)).toBe(0)
    expect(await used.forget(NOW + 30_001)).toBe(1)
  })

  test('[HT7] an address has one account, and accounts come back as they were put in', async () => {
    const book = prismaAccounts(database.prisma)
    const added = await Promise.all(['a', 'b', 'c'].map((id) => book.add({ ...account(id), email: 'x@store.test' })))
    expect(added.filter(Boolean)).toHaveLength(1)
    await book.add(account('ana'))
    expect(await book.byId('ana')).toEqual(account('ana'))
    await book.setPasswordHash('ana', 'another')
    expect(await book.byEmail('ana@store.test')).toEqual({ ...account('ana'), passwordHash: 'another' })
    expect(await book.byId('nobody')).toBeUndefined()
  })

  test('[DV6] devices are enrolled, revoked and enrolled anew', async () => {
    const desk = deviceDesk({ book: prismaDevices(database.prisma), keys: ring(1), storeId: 'corner-shop' })
    const old = await desk.enrol({ id: 'shelf-1', kind: 'plates' }, NOW)
    const { token } = await desk.token(old, NOW)
    expect(await desk.admit(token, NOW)).toEqual({ deviceId: 'shelf-1', storeId: 'corner-shop', kind: 'plates' })
    await desk.revoke('shelf-1', NOW)
    expect(await desk.list()).toMatchObject([{ id: 'shelf-1', revokedAtMs: NOW }])
    expect(await desk.admit(token, NOW)).toBeUndefined()
    await desk.enrol({ id: 'shelf-1', kind: 'plates', renew: true }, NOW)
    expect(await desk.admit(token, NOW)).toBeDefined()
  })

  test('[HT11] receipts are their owners’, the newest first, with the payment as it stands now', async () => {
    await database.prisma.receipt.createMany({
      data: [1, 2].map((n) => ({
        id: visit(n).id,
        storeId: 'corner-shop',
        accountId: 'ana',
        shopper: 'ana',
        enteredAt: new Date(NOW + n),
        sealedAt: new Date(NOW + n),
        body: visit(n),
        totalMinor: 0,
        currency: 'EUR',
        payment: 'charged',
      })),
    })
    const book = prismaReceipts(database.prisma)
    expect((await book.of('ana', 1)).map(({ id, payment }) => [id, payment])).toEqual([['corner-shop/1/2', 'charged']])
    expect(await book.one('ana', 'corner-shop/1/1')).toMatchObject({ ...visit(1), payment: 'charged' })
    expect(await book.one('ben', 'corner-shop/1/1')).toBeUndefined()
  })

  test('[DB22] a receipt that has to wait longer than Prisma would is written all the same', async () => {
    const { prisma } = database
    const lease = await takeLease(prisma, 'corner-shop', 'server-1', 60_000)
    let writing = Promise.resolve()
    await prisma.$transaction(async (transaction) => {
      await transaction.$executeRaw`LOCK TABLE "Receipt" IN ACCESS EXCLUSIVE MODE`
      writing = receiptWriter(prisma, lease).write(visit(7), 'dov')
      await sleep(6_000)
    })
    await writing
    expect(await prismaReceipts(prisma).one('dov', visit(7).id)).toMatchObject({ id: visit(7).id })
  })

  test('[EP8] a crowd at the gates is decided at once, each shopper for themselves', async () => {
    const book = prismaAccounts(database.prisma)
    const passes = entryPasses({ keys: ring(2), storeId: 'corner-shop' })
    const inside = new Set<string>()
    const desk = gateDesk({
      entryGates: new Set(['entry']),
      passes,
      used: prismaPasses(database.prisma),
      accounts: book,
      visits: {
        isOpen: (shopper) => inside.has(shopper),
        peopleInside: () => inside.size,
        nextVisitId: (shopper) => shopper,
        open: ({ shopper }) => Promise.resolve(void inside.add(shopper)),
      },
      holds: { hold: () => Promise.resolve('held'), release: () => Promise.resolve() },
      debts: { owes: () => Promise.resolve(false) },
      policy: { capacity: 1_000, currency: 'EUR' },
      log: { info: () => {}, warn: () => {}, error: () => {} },
    })
    const scans = 150
    for (let n = 0; n < scans; n++) await book.add(account(`shopper-${n}`))
    const verdicts = await Promise.all(
      Array.from({ length: scans }, (_, n) => {
        const { pass } = passes.issue({ shopper: `shopper-${n}`, party: 1 }, NOW)
        return desk.scan('entry', pass, NOW)
      }),
    )
    expect(verdicts).toEqual(verdicts.map(() => ({ open: true, party: 1 })))
    expect(inside.size).toBe(scans)
  })
})
