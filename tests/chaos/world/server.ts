/** One run of the server: the product's own desks and workers, over a disk that outlives it and a bank next door. */
import { type ChargingPolicy, firstPolicy } from '@store/charging/policy.ts'
import type { StoreFolder } from '@store/planogram/store-folder.ts'
import type { Bank } from '@store/store-server/adapters/bank.ts'
import type { EntryPasses } from '@store/store-server/commands/entry-pass.ts'
import { type GateDesk, gateDesk, type GateVisits } from '@store/store-server/commands/gate-desk.ts'
import type { UsedPasses } from '@store/store-server/commands/used-passes.ts'
import { exitDesk, type ExitDesk } from '@store/store-server/pipeline/exit-desk.ts'
import type { StoreEvent } from '@store/store-server/pipeline/store-event.ts'
import { visitBoard } from '@store/store-server/projections/visit-board.ts'
import { type BankInbox, bankInbox, type NoticeBox } from '@store/store-server/workers/bank-inbox.ts'
import type { ChargeStore } from '@store/store-server/workers/charge-store.ts'
import { type ChargeDesk, chargeDesk } from '@store/store-server/workers/charging-worker.ts'
import { decideOverdue } from '@store/store-server/workers/overdue-charges.ts'
import { receiptFirst } from '@store/store-server/workers/receipt-first.ts'
import { diskOf, type Durable, type LineLog } from './durable.ts'
import { chargedLinesOf } from './afterwards.ts'
import { KEYS_KEPT_MS } from './bank-next-door.ts'
import { type ServerRun } from './server-run.ts'
import { type CorePolicy, corePolicy } from './store-core.ts'
import { type MachineSetup, storeMachine, type StoreMachine } from './store-machine.ts'

/** Where a bug can be planted: each a port that the product has anyway, or the place where `start.ts` joins two parts. */
export interface Seams {
  readonly bank?: (bank: Bank) => Bank
  readonly charges?: (store: ChargeStore, kept: Durable) => ChargeStore
  readonly log?: (log: LineLog) => LineLog
  readonly used?: (used: UsedPasses) => UsedPasses
  readonly notices?: (box: NoticeBox) => NoticeBox
  readonly told?: (desk: Pick<ChargeDesk, 'lookAgain'>, store: ChargeStore) => Pick<ChargeDesk, 'lookAgain'>
  readonly visits?: (visits: GateVisits) => GateVisits
  readonly exit?: (exit: ExitDesk) => ExitDesk
  readonly review?: (review: ChargeDesk['review']) => ChargeDesk['review']
  readonly resume?: (charges: ChargeDesk) => Promise<void>
  readonly overdue?: typeof decideOverdue
  readonly schedule?: (schedule: ServerRun['schedule']) => ServerRun['schedule']
  readonly machine?: (machine: StoreMachine) => StoreMachine
  readonly policy?: Partial<CorePolicy>
  /** Whether a run whose lease is lost can still write. */
  readonly isUnfenced?: boolean
}

export interface Server {
  readonly machine: StoreMachine
  readonly gates: GateDesk
  readonly charges: ChargeDesk
  readonly inbox: BankInbox
  /** Resolves when what a crash left behind is taken up, and the gates may open. */
  readonly opened: Promise<void>
}

export interface ServerSetup {
  readonly run: ServerRun
  readonly kept: Durable
  readonly store: StoreFolder
  readonly bank: Bank
  readonly passes: EntryPasses
  readonly now: () => number
  readonly machine: Pick<MachineSetup, 'startedMs' | 'devices' | 'stock' | 'declared' | 'passAtGate'>
  readonly seams: Seams
  readonly opensDoor: (gate: string) => void
}

const RECONCILE_EVERY_MS = 5 * 60_000
/** A day here is twelve hours: what takes staff and banks days takes hours. */
const policy: ChargingPolicy = {
  ...firstPolicy,
  reviewWithinMs: 100 * 60_000,
  refundAgainAfterMs: KEYS_KEPT_MS + 5 * 60_000,
}
export const quietLog = { info: () => undefined, warn: () => undefined, error: () => undefined }
const same = <One>(one: One): One => one

export function startServer(setup: ServerSetup): Server {
  const { run, kept, store, passes, now, seams } = setup
  const { layout, catalog } = store
  const disk = diskOf(kept, run, seams.isUnfenced !== true)
  const schedule = (seams.schedule ?? same)(run.schedule)
  const chargeStore = seams.charges?.(disk.charges, kept) ?? disk.charges
  const bank = (seams.bank ?? same)(heardBy(run, setup.bank))
  const charges = chargeDesk({ store: chargeStore, bank, now, schedule, policy })
  const board = visitBoard({ layout, catalog, now })
  let isCaughtUp = false
  const receiptLines = async (visitId: string) => {
    const receipt = await disk.receipt(visitId)
    return receipt && chargedLinesOf(receipt)
  }
  const { store: keep, settle } = receiptFirst({
    settle: (visitId, amountMinor, lines) => charges.settle(visitId, amountMinor, lines),
    receiptLines,
    after: schedule,
    failed: () => undefined,
    differs: () => undefined,
  })
  board.onEnded((visit) => {
    if (visit.status === 'sealed' && isCaughtUp) void keep(visit.id, () => disk.writeReceipt(visit))
  })
  const exit = (seams.exit ?? same)(
    exitDesk({
      layout,
      catalog,
      settle,
      review: (seams.review ?? same)((visitId, about) => charges.review(visitId, about)),
      order: ({ gate }) => setup.opensDoor(gate),
      paid: (visitId, payment) => board.paid(visitId, payment),
      now,
      after: schedule,
      log: quietLog,
    }),
  )
  charges.onPayment((visitId, payment) => {
    exit.learnt(visitId, payment)
    void keep(visitId, () => disk.noteReceipt(visitId, payment))
  })
  const inbox = bankInbox({
    box: (seams.notices ?? same)(disk.notices),
    read: (payload, signature) => bank.readNotice(payload, signature),
    desk: seams.told?.(charges, chargeStore) ?? charges,
    failed: () => undefined,
  })
  const hear = (event: StoreEvent): void => {
    isCaughtUp ||= event.type === 'caught-up'
    board.hear(event)
    exit.hear(event)
  }
  const machine = (seams.machine ?? same)(
    storeMachine({
      ...setup.machine,
      storeId: layout.id,
      now,
      log: (seams.log ?? same)(disk.log),
      lines: kept.lines,
      tell: (event) => run.isAlive && hear(event),
      policy: { ...corePolicy, ...seams.policy },
    }),
  )
  const gates = gateDesk({
    entryGates: new Set(layout.gates.filter(({ kind }) => kind === 'entry').map(({ id }) => id)),
    passes,
    used: (seams.used ?? same)(disk.used),
    accounts: { byId: async (id) => accountOf(id) },
    visits: (seams.visits ?? same)(machine.visits),
    holds: charges,
    debts: { owes: async (id) => (await disk.charges.openOf(id)).some(({ state }) => state === 'unpaid') },
    policy: { capacity: 60, currency: layout.currency },
    log: quietLog,
  })
  const overdue = { store: chargeStore, desk: charges, receiptLines, policy, now }
  const look = (): void => {
    charges
      .reconcile()
      .then(() => (seams.overdue ?? decideOverdue)(overdue))
      .then(() => inbox.work())
      .catch(() => undefined)
    run.schedule(RECONCILE_EVERY_MS, look)
  }
  run.schedule(RECONCILE_EVERY_MS, look)
  const resume = seams.resume ?? ((desk: ChargeDesk) => desk.resume())
  return { machine, gates, charges, inbox, opened: settleWhatWasLeft(charges, machine, resume) }
}

/** As `start.ts` does it after a crash. */
async function settleWhatWasLeft(
  charges: ChargeDesk,
  { core }: StoreMachine,
  resume: (charges: ChargeDesk) => Promise<void>,
): Promise<void> {
  await resume(charges)
  const visits = core.visits.all().filter(({ status }) => status !== 'turned-back')
  const open = new Set(visits.map(({ id }) => id))
  for (const sessionId of await charges.held()) if (!open.has(sessionId)) await charges.release(sessionId)
}

export const heardBy = (run: ServerRun, bank: Bank): Bank => ({
  authorize: (order) => run.ask(() => bank.authorize(order)),
  capture: (order) => run.ask(() => bank.capture(order)),
  void: (order) => run.ask(() => bank.void(order)),
  refund: (order) => run.ask(() => bank.refund(order)),
  lookup: (sought) => run.ask(() => bank.lookup(sought)),
  payments: (from, to) => run.ask(() => bank.payments(from, to)),
  payment: (ref) => run.ask(() => bank.payment(ref)),
  readNotice: (payload, signature) => bank.readNotice(payload, signature),
})

/** Who shops here, by their names: most have a good card, some a bad one, some a second. */
export function accountOf(id: string) {
  const number = Number(id.split('-')[1])
  const methods = cards[number % cards.length]!
  return {
    id,
    paymentMethod: methods[0]!,
    nextMethods: methods.slice(1),
    email: `${id}@chaos.test`,
    displayName: id,
    role: 'shopper' as const,
    passwordHash: 'none',
    createdAtMs: 0,
  }
}

const cards: readonly (readonly string[])[] = [
  ['pm_card_visa'],
  ['pm_card_mastercard'],
  ['pm_card_visa', 'pm_card_mastercard'],
  ['pm_card_chargeDeclined', 'pm_card_visa'],
  ['pm_card_visa'],
  ['pm_card_visa', 'pm_card_chargeDeclined'],
  ['pm_card_chargeDeclinedInsufficientFunds'],
  ['pm_card_visa'],
  ['pm_card_amex'],
  ['pm_card_visa'],
]
