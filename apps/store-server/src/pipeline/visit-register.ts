import type { EngineEvent } from '@store/engine/engine.ts'
import type { GateScan } from '@store/device-protocol/frame.ts'
import { refill, type Stateful } from '@store/kernel/stateful.ts'
import type { SessionEvent, Basket } from '@store/session/events.ts'

/** One visit as the pipeline knows it. Instants are Unix epoch milliseconds. */
export interface VisitRecord {
  readonly id: string
  /** Its number in the store, for people to speak of. */
  readonly number: number
  readonly shopper: string
  readonly party: number
  readonly status: 'in-vestibule' | 'shopping' | 'leaving' | 'sealed' | 'turned-back'
  readonly scannedMs: number
  readonly admittedMs?: number
  readonly leftMs?: number
  readonly exitGate?: string
  readonly sealedMs?: number
  readonly basket: Basket
}

/**
 * Every visit of a run, from the moment a pass was accepted: seconds before the engine, which waits for the slowest
 * sensor, comes to hear of it. Names visits for ever, as actors are named anew in every run.
 */
export interface VisitRegister extends Stateful<VisitRegisterState> {
  scanned(scan: GateScan, visitId: string): VisitRecord[]
  /** Answers the visits that it changed. */
  hear(event: EngineEvent): VisitRecord[]
  /**
   * Visits that have to end: a pass was scanned and nobody came in with it, or somebody came in and was never seen to
   * leave [PI7]. Those the engine never heard of have no actor.
   */
  overdue(nowMs: number): readonly { readonly id: string; readonly actor: string | undefined }[]
  turnBack(id: string): VisitRecord[]
  visitOfActor(actor: string): string | undefined
  actorOfVisit(id: string): string | undefined
  isOpen(shopper: string): boolean
  peopleInside(): number
  openVisits(): readonly VisitRecord[]
  all(): readonly VisitRecord[]
  /** Forgets visits that were over before, but for those whose money is not settled. Answers which. */
  forget(beforeMs: number, isSettled: (id: string) => boolean): readonly string[]
  /** How many visits there were in the life of the log. */
  readonly count: number
}

export interface VisitRegisterState {
  readonly visits: ReadonlyMap<string, VisitRecord>
  readonly ofActor: ReadonlyMap<string, string>
  readonly actorOf: ReadonlyMap<string, string>
  readonly count: number
}

export interface VisitPolicy {
  /** Longer than the engine goes on looking for whoever came in with a pass, plus its longest wait. */
  readonly turnBackMs: number
  /** Who has not been seen to leave by then is taken to have left. */
  readonly longestMs: number
  /** The engine remembers so long why somebody was charged who is out: long after the receipt is stored. */
  readonly rememberMs: number
}

type Deadlines = Pick<VisitPolicy, 'turnBackMs' | 'longestMs'>

export const visitPolicy: VisitPolicy = { turnBackMs: 75_000, longestMs: 4 * 3_600_000, rememberMs: 3_600_000 }

const emptyBasket: Basket = { lines: [], unresolved: [] }

/** `startedMs`: time zero of the run. `counted`: visits of earlier runs. */
export function visitRegister(startedMs: number, counted: number, policy: Deadlines = visitPolicy): VisitRegister {
  const visits = new Map<string, VisitRecord>()
  const ofActor = new Map<string, string>()
  const actorOf = new Map<string, string>()
  const mostMs = {
    'in-vestibule': policy.turnBackMs,
    shopping: policy.longestMs,
    leaving: policy.longestMs,
    sealed: Number.POSITIVE_INFINITY,
    'turned-back': Number.POSITIVE_INFINITY,
  } satisfies Record<VisitRecord['status'], number>
  let count = counted

  function change(id: string | undefined, more: Partial<VisitRecord>): VisitRecord[] {
    const visit = id === undefined ? undefined : visits.get(id)
    if (!visit) return []
    const changed = { ...visit, ...more }
    visits.set(visit.id, changed)
    return [changed]
  }

  const open = (): VisitRecord[] => [...visits.values()].filter(isOpen)

  function hearSession(actor: string, event: SessionEvent): VisitRecord[] {
    const id = ofActor.get(actor)
    switch (event.type) {
      case 'SessionOpened':
        return []
      case 'ShopperAdmitted':
        return change(id, { status: 'shopping', admittedMs: startedMs + event.at })
      case 'ShopperTurnedBack':
        return change(id, { status: 'turned-back' })
      case 'BasketRevised':
        return change(id, { basket: { lines: event.lines, unresolved: event.unresolved } })
      case 'ShopperLeft':
        return change(id, { status: 'leaving', leftMs: startedMs + event.at, exitGate: event.gateId })
      case 'BasketSealed':
        return change(id, {
          status: 'sealed',
          sealedMs: startedMs + event.at,
          basket: { lines: event.lines, unresolved: event.unresolved },
        })
    }
  }

  return {
    scanned({ shopper, party, capturedMs }, id) {
      if (visits.has(id)) return []
      const scannedMs = startedMs + capturedMs
      const visit: VisitRecord = {
        id,
        number: ++count,
        shopper,
        party,
        status: 'in-vestibule',
        scannedMs,
        basket: emptyBasket,
      }
      visits.set(id, visit)
      return [visit]
    },
    hear(event) {
      switch (event.type) {
        case 'scanned': {
          const scannedMs = startedMs + event.atMs
          const visit = [...visits.values()].findLast(
            (one) => one.shopper === event.shopper && one.scannedMs === scannedMs,
          )
          if (!visit) return []
          ofActor.set(event.actor, visit.id)
          actorOf.set(visit.id, event.actor)
          return []
        }
        case 'session':
          return hearSession(event.sessionId, event.event)
        case 'identified': {
          // Evidence from before keeps the name that it was told under.
          const id = ofActor.get(event.actor)
          if (id !== undefined) ofActor.set(event.wasActor, id)
          return []
        }
        case 'admitted':
        case 'believed':
        case 'left':
        case 'departed':
          return []
      }
    },
    overdue: (nowMs) =>
      open()
        .filter(({ status, scannedMs }) => nowMs - scannedMs > mostMs[status])
        .map(({ id }) => ({ id, actor: actorOf.get(id) })),
    turnBack: (id) => change(id, { status: 'turned-back' }),
    actorOfVisit: (id) => actorOf.get(id),
    visitOfActor: (actor) => ofActor.get(actor),
    isOpen: (shopper) => open().some((visit) => visit.shopper === shopper),
    peopleInside: () => open().reduce((sum, { party }) => sum + party, 0),
    openVisits: open,
    all: () => [...visits.values()],
    forget(beforeMs, isSettled) {
      const over = [...visits.values()].filter(
        (visit) => !isOpen(visit) && endOf(visit, policy) < beforeMs && isSettled(visit.id),
      )
      for (const { id } of over) {
        visits.delete(id)
        // Under every name that its shopper went by.
        for (const [actor, visit] of ofActor) if (visit === id) ofActor.delete(actor)
        actorOf.delete(id)
      }
      return over.map(({ id }) => id)
    },
    get count() {
      return count
    },
    save: () => ({ visits, ofActor, actorOf, count }),
    restore(state) {
      refill(visits, state.visits)
      refill(ofActor, state.ofActor)
      refill(actorOf, state.actorOf)
      count = state.count
    },
  }
}

export const isOpen = ({ status }: VisitRecord): boolean => status !== 'sealed' && status !== 'turned-back'

/** Who was never seen to leave was there for no longer than anybody may be. */
const endOf = ({ scannedMs, leftMs, sealedMs }: VisitRecord, { longestMs }: Deadlines): number =>
  leftMs ?? sealedMs ?? scannedMs + longestMs
