import { defineFault } from '@store/kernel/fault.ts'
import type { Prisma, PrismaClient } from '../generated/prisma/client.ts'

/**
 * The right to write for a store. Its epoch is higher than that of all leases before it, so a holder that lost it
 * without noticing (a pause, a cut network) is told apart, in the database, within the commit itself.
 */
export interface Lease {
  readonly storeId: string
  readonly epoch: number
  readonly holder: string
  /** Lasts `ttlMs` from now on. Throws `LeaseLost`. */
  renew(ttlMs?: number): Promise<void>
  /** Within a transaction: it commits only if the lease is still ours then. Throws `LeaseLost`. */
  check(transaction: Prisma.TransactionClient): Promise<void>
  /** The next holder need not wait. */
  release(): Promise<void>
}

export const LeaseHeld = defineFault(
  'lease.held',
  'conflict',
  (d: { storeId: string; holder: string; expiresAt: Date }) =>
    `Store ${d.storeId} is run by ${d.holder}, whose lease lasts until ${d.expiresAt.toISOString()}. ` +
    `A store has one server at a time: stop that one, or wait until its lease has ended.`,
)

export const LeaseLost = defineFault(
  'lease.lost',
  'conflict',
  (d: { storeId: string; holder: string; epoch: number }) =>
    `${d.holder} does not run store ${d.storeId} any more (its lease was number ${d.epoch}): nothing was written. ` +
    `Stop this server; another one has taken over.`,
)

/**
 * Takes the store's lease if it is free, has ended, or is the same holder's own from before a crash. Time is the
 * database's: the one clock that all who compete share.
 */
export async function takeLease(prisma: PrismaClient, storeId: string, holder: string, ttlMs: number): Promise<Lease> {
  const rows = await prisma.$queryRaw<{ epoch: number }[]>`
    INSERT INTO "StoreLease" AS held ("storeId", epoch, holder, "expiresAt")
    VALUES (${storeId}, 1, ${holder}, clock_timestamp() + ${ttlMs} * interval '1 millisecond')
    ON CONFLICT ("storeId") DO UPDATE
      SET epoch = held.epoch + 1, holder = excluded.holder, "expiresAt" = excluded."expiresAt"
      WHERE held.holder = excluded.holder OR held."expiresAt" <= clock_timestamp()
    RETURNING epoch`
  const [taken] = rows
  if (taken) return leaseOf(prisma, { storeId, holder, epoch: taken.epoch }, ttlMs)
  const held = await prisma.storeLease.findUniqueOrThrow({ where: { storeId } })
  throw LeaseHeld(held)
}

function leaseOf(
  prisma: PrismaClient,
  own: { readonly storeId: string; readonly holder: string; readonly epoch: number },
  usualTtlMs: number,
): Lease {
  const { storeId, epoch } = own
  return {
    ...own,
    async renew(ttlMs = usualTtlMs) {
      const renewed = await prisma.$executeRaw`
        UPDATE "StoreLease" SET "expiresAt" = clock_timestamp() + ${ttlMs} * interval '1 millisecond'
        WHERE "storeId" = ${storeId} AND epoch = ${epoch}`
      if (renewed === 0) throw LeaseLost(own)
    },
    async check(transaction) {
      // Shared by all commits under this lease, and in the way of whoever wants to take it, until they are through.
      const rows = await transaction.$queryRaw<unknown[]>`
        SELECT 1 FROM "StoreLease" WHERE "storeId" = ${storeId} AND epoch = ${epoch} FOR SHARE`
      if (rows.length === 0) throw LeaseLost(own)
    },
    async release() {
      await prisma.$executeRaw`
        UPDATE "StoreLease" SET "expiresAt" = clock_timestamp() WHERE "storeId" = ${storeId} AND epoch = ${epoch}`
    },
  }
}
