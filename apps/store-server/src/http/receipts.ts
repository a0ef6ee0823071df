import type { Visit } from '@store/contract/visit.ts'
import { defineFault } from '@store/kernel/fault.ts'

/** Sealed visits, as their shoppers may read them. */
export interface ReceiptBook {
  /** The newest first. */
  of(accountId: string, atMost: number): Promise<readonly Visit[]>
  /** `undefined` also when the receipt is another account's: whether it exists is nobody else's business [HT11]. */
  one(accountId: string, id: string): Promise<Visit | undefined>
}

export const ReceiptUnknown = defineFault(
  'receipt.unknown',
  'not-found',
  (d: { id: string }) => `You have no receipt ${JSON.stringify(d.id)}; see the list at /api/receipts.`,
)

/** In the memory of one process: for tests. */
export function memoryReceiptBook(
  receipts: readonly { readonly accountId: string; readonly visit: Visit }[],
): ReceiptBook {
  const own = (accountId: string): Visit[] =>
    receipts.filter((one) => one.accountId === accountId).map(({ visit }) => visit)
  return {
    of: (accountId, atMost) => Promise.resolve(own(accountId).slice(0, atMost)),
    one: (accountId, id) => Promise.resolve(own(accountId).find((visit) => visit.id === id)),
  }
}
