import type { StoreLayout } from '@store/planogram/layout.ts'
import type { Logger } from 'pino'
import type { Database } from './adapters/database.ts'
import { postgresChargeStore } from './adapters/postgres-charge-store.ts'
import { postgresStrayStore } from './adapters/postgres-stray-store.ts'
import { prismaLedger } from './adapters/prisma-ledger.ts'
import { prismaNotices } from './adapters/prisma-notices.ts'
import { receiptLines } from './adapters/prisma-receipts.ts'
import { rebuildBooks } from './adapters/rebuild-books.ts'
import { stripeBank } from './adapters/stripe-bank.ts'
import { stripeCards } from './adapters/stripe-cards.ts'
import type { AccountBook } from './commands/account-book.ts'
import { cardDesk, type CardDesk } from './commands/card-desk.ts'
import { dayDesk, type DayDesk } from './commands/day-desk.ts'
import type { GateDebts } from './commands/gate-desk.ts'
import { moneyDesk, type MoneyDesk } from './commands/money-desk.ts'
import { strayDesk, type StrayDesk } from './commands/stray-desk.ts'
import type { Config } from './config.ts'
import type { Effects } from './effects.ts'
import { bankInbox, type BankInbox } from './workers/bank-inbox.ts'
import { type ChargeDesk, chargeDesk } from './workers/charging-worker.ts'
import { decideOverdue } from './workers/overdue-charges.ts'

export interface Money {
  readonly charges: ChargeDesk
  readonly inbox: BankInbox
  readonly money: MoneyDesk
  readonly cards: CardDesk
  readonly days: DayDesk
  readonly strays: StrayDesk
  readonly debts: GateDebts
  /** Begins to look, now and then, for what nobody pursues; answers how to stop. */
  readonly watch: () => () => void
}

/**
 * How often what waits for the bank is looked for although nobody pursues it, and notices that could not be acted upon
 * are tried again. Charges pursue themselves; this finds those that a failure of ours has dropped.
 */
const RECONCILE_EVERY_MS = 5 * 60_000

/** Bank, charges, ledger and what people ask of them, over one database. */
export async function openMoney(
  config: Config,
  { now, after, every }: Effects,
  log: Logger,
  layout: StoreLayout,
  { prisma, events }: Database,
  accounts: Pick<AccountBook, 'byId' | 'setPaymentMethods'>,
): Promise<Money> {
  const { id: storeId, timeZone } = layout
  const setup = {
    apiKey: config.bankKey ?? 'sk_test_sandbox',
    now,
    ...(config.bankUrl !== undefined && { url: config.bankUrl }),
    ...(config.bankWebhookSecret !== undefined && { webhookSecret: config.bankWebhookSecret }),
  }
  const bank = stripeBank(setup)
  const built = await rebuildBooks({ prisma, events, storeId, timeZone })
  if (built > 0) log.info({ charges: built }, 'the ledger was made from charges of an earlier version')
  const store = postgresChargeStore({ prisma, events, storeId, timeZone })
  const charges = chargeDesk({ store, bank, now, schedule: after, policy: config.charging, log })
  const inbox = bankInbox({
    box: prismaNotices(prisma),
    read: (payload, signature) => bank.readNotice(payload, signature),
    desk: charges,
    failed: ({ id, type }, error) =>
      log.error({ notice: id, type, err: error }, 'a notice of the bank could not be acted upon; it is tried again'),
  })
  const ledger = prismaLedger(prisma, storeId)
  const lines = receiptLines(prisma)
  const overdue = { store, desk: charges, receiptLines: lines, policy: config.charging, now, log }
  const failed = (error: unknown): void => log.error({ err: error }, 'the bank could not be asked about what is open')
  const look = (): void => {
    charges
      .reconcile()
      .then((found) => found > 0 && log.warn({ found }, 'charges that nobody pursued were taken up again'), failed)
      .then(() => decideOverdue(overdue))
      .then(() => inbox.work())
      .catch(failed)
  }
  return {
    charges,
    inbox,
    money: moneyDesk({
      desk: charges,
      store,
      receiptLines: lines,
      publicOrigin: config.publicOrigin,
      policy: config.charging,
    }),
    cards: cardDesk({ bank: stripeCards(setup), book: accounts, publicOrigin: config.publicOrigin }),
    days: dayDesk({ ledger, bank, storeId, timeZone, now }),
    strays: strayDesk({ bank, ledger, store: postgresStrayStore({ events, storeId, timeZone }), storeId, now }),
    debts: { owes: async (accountId) => (await store.openOf(accountId)).some(({ state }) => state === 'unpaid') },
    watch: () => every(RECONCILE_EVERY_MS, look),
  }
}
