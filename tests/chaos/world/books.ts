/** Everything that a day left behind, in one place: the store's records, the bank's, and what really happened. */
import { evolve, initial } from '@store/charging/charge.ts'
import type { Charge } from '@store/charging/charge-state.ts'
import type { ChargeEvent } from '@store/charging/events.ts'
import type { Entry } from '@store/ledger/entry.ts'
import { createHash } from 'node:crypto'
import type { StoreFolder } from '@store/planogram/store-folder.ts'
import type { Payment } from '@store/sandbox-bank/payments.ts'
import type { BankPayment } from '@store/store-server/adapters/bank.ts'
import type { VisitRecord } from '@store/store-server/pipeline/visit-register.ts'
import type { OpenCharge } from '@store/store-server/workers/charge-store.ts'
import { sessionsIn } from './afterwards.ts'
import type { BankNextDoor } from './bank-next-door.ts'
import type { DeviceLink } from './device-link.ts'
import type { Durable, StoredReceipt } from './durable.ts'
import { type StoreCore, storeCore } from './store-core.ts'

export interface Books {
  readonly store: StoreFolder
  readonly startedMs: number
  readonly endedMs: number
  readonly charges: ReadonlyMap<string, ChargeHistory>
  readonly entries: readonly Entry[]
  /** The ledger as it was each time the server started, as text. */
  readonly earlierEntries: readonly string[]
  readonly open: readonly OpenCharge[]
  readonly receipts: ReadonlyMap<string, StoredReceipt>
  readonly bank: readonly BankBook[]
  /** Every visit, replayed from the log alone. */
  readonly visits: readonly ReplayedVisit[]
  /** As the server that is still running has them. */
  readonly liveVisits: readonly VisitRecord[] | undefined
  readonly stock: StockBooks
  readonly devices: readonly DeviceBooks[]
  /** What was acknowledged before it was in the log. */
  readonly earlyAcks: readonly string[]
  /** Of all that outlived the day: the same seed, the same bytes. */
  readonly digest: string
  /** Passes with which somebody really walked in. */
  readonly cameIn: ReadonlySet<string>
}

export interface ChargeHistory {
  readonly charge: Charge
  readonly events: readonly ChargeEvent[]
}

export interface BankBook extends BankPayment {
  readonly status: Payment['status']
  /** Whether it was a hold that was captured, or money taken at once. */
  readonly isHold: boolean
}

export interface ReplayedVisit extends Pick<
  VisitRecord,
  'id' | 'shopper' | 'status' | 'exitGate' | 'basket' | 'admittedMs'
> {
  /** With which it was opened. */
  readonly pass: string | undefined
}

/** Units, by article. */
export interface StockBooks {
  readonly atStart: ReadonlyMap<string, number>
  readonly onShelves: ReadonlyMap<string, number>
  /** Who has them cannot be told. */
  readonly cannotTell: ReadonlyMap<string, number>
  /** What was really taken, less what was put back. */
  readonly reallyGone: ReadonlyMap<string, number>
  /** Of those, what devices told of and the log never heard. */
  readonly unheard: ReadonlyMap<string, number>
}

export interface DeviceBooks {
  readonly name: string
  readonly acked: ReadonlyMap<string, number>
  /** Numbers that are in the log, by boot. */
  readonly logged: ReadonlyMap<string, ReadonlySet<number>>
  readonly declared: ReadonlyMap<string, ReadonlySet<number>>
}

export interface BooksSetup {
  readonly kept: Durable
  readonly bank: BankNextDoor
  readonly store: StoreFolder
  readonly startedMs: number
  readonly endedMs: number
  readonly devices: readonly DeviceLink[]
  readonly stock: ReadonlyMap<string, number>
  readonly gone: ReadonlyMap<string, number>
  readonly declared: ReadonlySet<string>
  readonly earlyAcks: readonly string[]
  readonly firstEntries: readonly string[]
  readonly cameIn: ReadonlySet<string>
  readonly live: StoreCore | undefined
  readonly inLog: ReadonlySet<string>
  readonly isUp: boolean
}

export async function booksOf(setup: BooksSetup): Promise<Books> {
  const { kept, bank, store, startedMs, endedMs, devices, live } = setup
  const histories = new Map<string, ChargeHistory>()
  for (const sessionId of await sessionsIn(kept)) {
    const events = await kept.charges.read(sessionId)
    histories.set(sessionId, { events, charge: events.reduce(evolve, initial) })
  }
  const replay = storeCore({
    startedMs,
    devices: devices.map(({ name }) => name),
    stock: setup.stock,
    tell: () => undefined,
  })
  for (const line of kept.lines) replay.take(line, true)
  replay.look(endedMs)
  return {
    store,
    startedMs,
    endedMs,
    charges: histories,
    entries: kept.charges.entries,
    earlierEntries: setup.firstEntries,
    open: await kept.charges.open(),
    receipts: kept.receipts,
    bank: await bankBooks(bank),
    visits: replay.visits.all().map((visit) => ({ ...visit, pass: replay.passOf.get(visit.id) })),
    liveVisits: setup.isUp ? live?.visits.all() : undefined,
    stock: {
      atStart: setup.stock,
      onShelves: live?.stock ?? replay.stock,
      cannotTell: live?.cannotTell ?? replay.cannotTell,
      reallyGone: setup.gone,
      unheard: unheard(devices, setup.inLog),
    },
    devices: devices.map((device) => deviceBooks(device, kept, setup.declared)),
    earlyAcks: setup.earlyAcks,
    cameIn: setup.cameIn,
    digest: await digestOf(setup),
  }
}

export async function bankBooks({ bank, ledger }: BankNextDoor): Promise<BankBook[]> {
  const deeds = new Map([...ledger.payments.values()].map((one) => [one.metadata['reference'] ?? one.id, one]))
  return (await bank.payments(0, Number.MAX_SAFE_INTEGER)).map((payment) => {
    const { status = 'declined', isManual = false } = deeds.get(payment.key) ?? {}
    return { ...payment, status, isHold: isManual }
  })
}

export async function digestOf({ kept, bank }: Pick<BooksSetup, 'kept' | 'bank'>): Promise<string> {
  const events = await kept.charges.events.readAll(0, Number.MAX_SAFE_INTEGER)
  const payments = await bank.bank.payments(0, Number.MAX_SAFE_INTEGER)
  const all = [kept.lines, events, kept.charges.entries, [...kept.receipts], payments]
  return createHash('sha256').update(JSON.stringify(all)).digest('hex')
}

function unheard(devices: readonly DeviceLink[], inLog: ReadonlySet<string>): Map<string, number> {
  const units = new Map<string, number>()
  for (const { name, said } of devices)
    for (const { boot, bootSeq, said: what } of said)
      if (what.what === 'changed' && !inLog.has(`${name} ${boot} ${bootSeq}`))
        units.set(what.gtin, (units.get(what.gtin) ?? 0) + what.units)
  return units
}

function deviceBooks({ name, acked }: DeviceLink, { lines }: Durable, declared: ReadonlySet<string>): DeviceBooks {
  const logged = new Map<string, Set<number>>()
  for (const { device, boot, bootSeq } of lines)
    if (device === name) logged.set(boot, (logged.get(boot) ?? new Set<number>()).add(bootSeq))
  const lost = new Map<string, Set<number>>()
  for (const one of declared) {
    const [device, boot, number] = one.split(' ')
    if (device === name && boot !== undefined) lost.set(boot, (lost.get(boot) ?? new Set<number>()).add(Number(number)))
  }
  return { name, acked, logged, declared: lost }
}
