import { decide, type DisputeCommand } from '@store/disputes/decide.ts'
import { type Dispute, type Disputes, evolve, initial } from '@store/disputes/dispute.ts'
import type { DisputeEvent } from '@store/disputes/events.ts'

/** Where the disputes of all accounts are kept, with the list of those that somebody or something has still to see to. */
export interface DisputeStore {
  read(accountId: string): Promise<readonly DisputeEvent[]>
  /** All of it or nothing; false when somebody else stored something after `version`. */
  append(page: DisputePage): Promise<boolean>
  /** Of this store, the oldest first. */
  open(): Promise<readonly OpenDispute[]>
}

/** What one decision adds: it is about one dispute. */
export interface DisputePage {
  readonly accountId: string
  readonly version: number
  readonly events: readonly DisputeEvent[]
  readonly disputeId: string
  /** `undefined`: it waits for nobody any more. */
  readonly open: OpenDispute | undefined
}

export interface OpenDispute {
  readonly accountId: string
  readonly disputeId: string
  readonly visitId: string
  readonly state: OpenDisputeState
  readonly sinceMs: number
}

export const openDisputeStates = ['weighing', 'with-staff', 'refunding', 'charging'] as const
export type OpenDisputeState = (typeof openDisputeStates)[number]

export interface DisputeBook {
  load(accountId: string): Promise<Disputes>
  /** Decides and stores what follows; decided anew whenever somebody else stored something in the meantime. */
  tell(accountId: string, command: DisputeCommand): Promise<Disputes>
}

export function disputeBook(store: DisputeStore, now: () => number): DisputeBook {
  const read = async (accountId: string) => {
    const events = await store.read(accountId)
    return { disputes: events.reduce(evolve, initial), version: events.length }
  }
  return {
    load: async (accountId) => (await read(accountId)).disputes,

    async tell(accountId, command) {
      for (;;) {
        const { disputes, version } = await read(accountId)
        const events = decide(disputes, command, now())
        const [first] = events
        if (!first) return disputes
        const { disputeId } = first
        const after = events.reduce(evolve, disputes)
        const open = openOf(accountId, after.get(disputeId)!)
        if (await store.append({ accountId, version, events, disputeId, open })) return after
      }
    },
  }
}

function openOf(accountId: string, dispute: Dispute): OpenDispute | undefined {
  const state = openDisputeStates.find((one) => one === dispute.status)
  if (!state) return undefined
  const { disputeId, visitId } = aboutOf(dispute)
  return { accountId, disputeId, visitId, state, sinceMs: dispute.openedAt }
}

export const aboutOf = (dispute: Dispute) => (dispute.kind === 'contest' ? dispute.contest : dispute.missed)
