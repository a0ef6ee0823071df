import { takeLease, LeaseLost, type Lease } from './lease.ts'
import type { PrismaClient } from '../generated/prisma/client.ts'

export interface LeasePolicy {
  /** A server that is not heard of for so long has lost the store: long enough for a database's restart … */
  readonly ttlMs: number
  /** … and renewed this often: three chances. */
  readonly renewMs: number
}

export const leasePolicy: LeasePolicy = { ttlMs: 15_000, renewMs: 5_000 }

export interface HeldLease extends Lease {
  /** Stops renewing it, and lets the next server have it at once. */
  end(): Promise<void>
}

export interface HoldLeaseOptions {
  readonly prisma: PrismaClient
  readonly storeId: string
  /** The same server after a restart is the same holder, and need not wait. */
  readonly holder: string
  readonly every: (ms: number, run: () => void) => () => void
  /** Somebody else has taken the store over: nothing more may be done for it here. Told once. */
  readonly lost: (error: unknown) => void
  /** A renewal failed; the next may succeed before the lease ends. */
  readonly troubled: (error: unknown) => void
  readonly policy?: LeasePolicy
}

/** Takes a store's lease and keeps it. Throws `LeaseHeld` while another server has it [DB14]. */
export async function holdLease(options: HoldLeaseOptions): Promise<HeldLease> {
  const { prisma, storeId, holder, every, lost, troubled, policy = leasePolicy } = options
  const lease = await takeLease(prisma, storeId, holder, policy.ttlMs)
  let isRenewing = false
  const stop = every(policy.renewMs, () => {
    if (isRenewing) return
    isRenewing = true
    lease
      .renew()
      .catch((error: unknown) => {
        if (!LeaseLost.is(error)) return troubled(error)
        stop()
        lost(error)
      })
      .finally(() => (isRenewing = false))
  })
  return {
    ...lease,
    async end() {
      stop()
      await lease.release()
    },
  }
}
