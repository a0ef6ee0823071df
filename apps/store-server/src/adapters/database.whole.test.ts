import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DatabaseUnreachable, openDatabase } from './database.ts'
import { ask, startThrowawayEmbedded, temporaryFolder, type ThrowawayServer } from './throwaway-postgres.ts'

const root = join(import.meta.dirname, '../../../..')

describe('a database', () => {
  let server: ThrowawayServer
  beforeAll(async () => {
    server = await startThrowawayEmbedded()
  })
  afterAll(async () => server?.stop())

  test('[DB4] needs nothing but a folder, and keeps what it was told', async () => {
    const dataDir = temporaryFolder()
    const first = await openDatabase({ dataDir })
    await first.events.append('visit', 0, [{ type: 'Opened', at: 5, data: { by: 'ana' } }])
    await first.close()
    const again = await openDatabase({ dataDir })
    expect(await again.events.read('visit')).toMatchObject([{ type: 'Opened', at: 5, data: { by: 'ana' } }])
    expect(await again.events.append('visit', 1, [{ type: 'Closed', at: 6, data: {} }])).toBe(2)
    await again.close()
    rmSync(dataDir, { recursive: true })
  })

  test('[DB16] one that does not answer, or lets nobody in, is named without its password', async () => {
    for (const databaseUrl of [
      'postgresql://me:secret@127.0.0.1:1/store',
      'postgresql://me:secret@no-such-host.invalid/store',
    ]) {
      const failing = openDatabase({ databaseUrl, dataDir: '' })
      await expect(failing).rejects.toMatchObject({ code: DatabaseUnreachable.code })
      await expect(failing).rejects.toThrow(/DATABASE_URL/)
      await expect(failing).rejects.not.toThrow(/secret/)
    }
    const wrong = new URL(await server.database())
    wrong.password = 'secret'
    await expect(openDatabase({ databaseUrl: wrong.href, dataDir: '' })).rejects.toThrow(
      /password authentication failed/,
    )
  })

  test('[DB17] outlives the loss of its connections', async () => {
    const url = await server.database()
    const lost: Error[] = []
    const database = await openDatabase({
      databaseUrl: url,
      dataDir: '',
      onConnectionLost: (error) => lost.push(error),
    })
    await database.events.append('a', 0, [{ type: 'A', at: 0, data: {} }])
    await ask(
      url,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    )
    await expect.poll(() => lost.length).toBeGreaterThan(0)
    expect(await database.events.append('a', 1, [{ type: 'B', at: 0, data: {} }])).toBe(2)
    await database.close()
  })

  test('[DB18] an address is kept in lower case only, an amount is never negative', async () => {
    const { prisma, close } = await openDatabase({ databaseUrl: await server.database(), dataDir: '' })
    const account = { passwordHash: '-', displayName: 'Ana' }
    await prisma.account.create({ data: { ...account, email: 'ana@store.test' } })
    await expect(prisma.account.create({ data: { ...account, email: 'Ana@store.test' } })).rejects.toThrow(/lower_case/)
    await expect(prisma.account.create({ data: { ...account, email: 'ana@store.test' } })).rejects.toMatchObject({
      code: 'P2002',
    })
    const visit = {
      id: 's',
      storeId: 'st',
      accountId: 'a',
      shopper: 'a',
      currency: 'EUR',
      payment: 'charged',
      body: {},
    }
    const receipt = { ...visit, enteredAt: new Date(0), sealedAt: new Date(0), totalMinor: -1 }
    await expect(prisma.receipt.create({ data: receipt })).rejects.toThrow(/not_negative/)
    await close()
  })

  test('[DB19] the seed makes the accounts of the demo, once, and needs their passwords', async () => {
    const database = await openDatabase({ databaseUrl: await server.database(), dataDir: '' })
    const seed = (env: Record<string, string>) =>
      execFileSync(process.execPath, ['--import', 'tsx', join(root, 'prisma/seed.ts')], {
        cwd: root,
        env: { ...process.env, DATABASE_URL: database.url, ...env },
        encoding: 'utf8',
        stdio: 'pipe',
      })
    const passwords = { DEMO_SHOPPER_PASSWORD: 'one good password', DEMO_STAFF_PASSWORD: 'another good one' }
    expect(seed(passwords)).toMatch(/shopper: .*\nstaff: /)
    seed(passwords)
    const accounts = await database.prisma.account.findMany({ orderBy: { role: 'asc' } })
    expect(accounts.map(({ role }) => role)).toEqual(['shopper', 'staff'])
    expect(() => seed({ DEMO_STAFF_PASSWORD: 'another good one' })).toThrow(/set DEMO_SHOPPER_PASSWORD/)
    await database.close()
  })
})
