import { type Charge, evolve, figuresOf, initial, waitingOf } from '@store/charging/charge.ts'
import { type ChargeCommand, decide } from '@store/charging/decide.ts'
import type { ChargeEvent } from '@store/charging/events.ts'
import { dueMinor } from '@store/charging/figures.ts'
import type { Entry } from '@store/ledger/entry.ts'
import { entriesFor } from './charge-entries.ts'

/** Where the charges of all sessions are kept, with the ledger's entries and the list of what is not at its end. */
export interface ChargeStore {
  /** In the order in which they were stored; none for a session without a charge. */
  read(sessionId: string): Promise<readonly ChargeEvent[]>
  /** All of it or nothing; false when somebody else stored something after `version`. */
  append(page: ChargePage): Promise<boolean>
  /** Of this store, the one that has waited longest first. */
  open(): Promise<readonly OpenCharge[]>
  /** Of one account, in any store. */
  openOf(accountId: string): Promise<readonly OpenCharge[]>
}

/** What one decision adds. */
export interface ChargePage {
  readonly sessionId: string
  /** How many events there are before it. */
  readonly version: number
  readonly events: readonly ChargeEvent[]
  readonly entries: readonly Entry[]
  /** What is still open after it; `undefined` where the charge is at its end. */
  readonly open: OpenCharge | undefined
}

export interface OpenCharge {
  readonly sessionId: string
  readonly accountId: string
  readonly state: OpenState
  readonly inReview: boolean
  /** What the shopper owes; below zero, what they are owed. */
  readonly dueMinor: number
  readonly currency: string
  /** When it came to be so. */
  readonly sinceMs: number
}

/** `awaiting`: the bank was asked, or is to be. `review`: nothing is to be asked, but somebody has to look at it. */
export const openStates = ['awaiting', 'held', 'unpaid', 'owing', 'review'] as const
export type OpenState = (typeof openStates)[number]

/** The charges, as they are decided about. */
export interface ChargeBook {
  load(sessionId: string): Promise<Charge>
  /** Decides and stores what follows; decided anew whenever somebody else stored something in the meantime. */
  tell(sessionId: string, command: ChargeCommand): Promise<{ before: Charge; after: Charge }>
}

export function chargeBook(store: ChargeStore, now: () => number): ChargeBook {
  const read = async (sessionId: string) => {
    const events = await store.read(sessionId)
    return { charge: events.reduce(evolve, initial), version: events.length }
  }
  return {
    load: async (sessionId) => (await read(sessionId)).charge,

    async tell(sessionId, command) {
      for (;;) {
        const { charge: before, version } = await read(sessionId)
        const events = decide(before, command, now())
        if (events.length === 0) return { before, after: before }
        const after = events.reduce(evolve, before)
        const page = pageOf(sessionId, version, before, events)
        if (await store.append(page)) return { before, after }
      }
    },
  }
}

/** What is stored with `events`, which follow `before`. */
export function pageOf(sessionId: string, version: number, before: Charge, events: readonly ChargeEvent[]): ChargePage {
  const after = events.reduce(evolve, before)
  const entries = entriesFor(before, events, version)
  return { sessionId, version, events, entries, open: openChargeOf(after, events.at(-1)!.at) }
}

function openChargeOf(charge: Charge, sinceMs: number): OpenCharge | undefined {
  const state = openStateOf(charge)
  if (charge.status === 'none' || state === undefined) return undefined
  const { sessionId, accountId, currency } = charge.terms
  const figures = figuresOf(charge)
  const inReview = charge.review !== undefined || state === 'owing'
  return { sessionId, accountId, state, inReview, dueMinor: figures ? dueMinor(figures) : 0, currency, sinceMs }
}

function openStateOf(charge: Charge): OpenState | undefined {
  if (waitingOf(charge)) return 'awaiting'
  switch (charge.status) {
    case 'held':
    case 'unpaid':
    case 'owing':
      return charge.status
    case 'none':
    case 'opened':
    case 'holding':
    case 'unknown':
    case 'declined':
    case 'settling':
    case 'capturing':
    case 'adding':
    case 'voiding':
    case 'refunding':
    case 'charged':
    case 'refunded':
    case 'written-off':
    case 'nothing-to-pay':
      return 'review' in charge ? 'review' : undefined
  }
}
