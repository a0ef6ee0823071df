import type { DoorOrder } from '@store/contract/device.ts'
import { isPaymentSettled, type PaymentState } from '@store/contract/visit.ts'
import type { ChargedLine, Review } from '@store/charging/events.ts'
import type { Catalog } from '@store/catalog/catalog.ts'
import type { StoreLayout } from '@store/planogram/layout.ts'
import { doorPolicy, moved, nextLookMs, vacant, type Door, type DoorEvent, type DoorPolicy } from './door.ts'
import type { StoreEvent } from './store-event.ts'
import type { VisitRecord } from './visit-register.ts'
import { priceOf } from '@store/charging/figures.ts'
import { chargedLines } from './visit-total.ts'

/** Ends visits: when a basket is sealed its money is settled, and the second door opens, settled or not [PI10] [PI11]. */
export interface ExitDesk {
  hear(event: StoreEvent): void
  paymentOf(visitId: string): PaymentState
  /** The bank's answer is known, whatever it was: nothing of the visit need be done again after a restart. */
  isSettled(visitId: string): boolean
  /** The bank said something later than it was waited for. */
  learnt(visitId: string, payment: PaymentState): void
  close(): void
}

export interface ExitDeskOptions {
  readonly layout: StoreLayout
  readonly catalog: Catalog
  readonly settle: (visitId: string, amountMinor: number, lines: readonly ChargedLine[]) => Promise<PaymentState>
  /** Staff are to look at it; it outlives this process. */
  readonly review: (visitId: string, review: Review) => Promise<PaymentState>
  readonly order: (order: DoorOrder) => void
  /** The money of a visit is in another state than before. */
  readonly paid: (visitId: string, payment: PaymentState) => void
  readonly now: () => number
  /** Calls once, later; answers how to call it off. */
  readonly after: (ms: number, run: () => void) => () => void
  readonly log: ExitLog
  readonly policy?: DoorPolicy
}

export interface ExitLog {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** Nobody has stood in a vestibule this long: somebody will have opened the door by hand. */
const STALE_MS = 600_000

interface Exit {
  door: Door
  stopLooking: (() => void) | undefined
}

export function exitDesk(options: ExitDeskOptions): ExitDesk {
  const { layout, catalog, now, log, policy = doorPolicy } = options
  const exits = new Map<string, Exit>(
    layout.gates.filter(({ kind }) => kind === 'exit').map(({ id }) => [id, { door: vacant, stopLooking: undefined }]),
  )
  const payments = new Map<string, PaymentState>()
  const exitOf = new Map<string, string>()
  /** Sealed or turned back while the store was rebuilt: settled again afterwards, which is free where it was done. */
  const inVestibule = new Set<string>()
  const toSettle = new Map<string, VisitRecord>()

  function at(gate: string, event: DoorEvent): void {
    const exit = exits.get(gate)
    if (!exit) return
    const [door, steps] = moved(exit.door, event, now(), policy)
    exit.door = door
    for (const step of steps) {
      if (step.do === 'open') {
        log.info({ gate, because: step.because }, 'second door opens')
        options.order({ gate, door: 'second', openForMs: step.forMs })
      } else for (const visitId of step.visits) unsettled(gate, visitId)
    }
    exit.stopLooking?.()
    const lookMs = nextLookMs(door)
    exit.stopLooking =
      lookMs === undefined
        ? undefined
        : options.after(Math.max(0, lookMs - now()), () => at(gate, { type: 'looked-at-the-clock' }))
  }

  function unsettled(gate: string, visitId: string): void {
    const payment = payments.get(visitId) ?? 'held'
    const detail = 'the exit opened at its deadline, before the visit was settled'
    log.warn({ gate, visitId, payment }, detail)
    if (payment === 'held' || payment === 'charging') review(visitId, { reason: 'left-unsettled', detail })
  }

  /** Shown at once, and written down: a database that fails now does not hide it from those who are here. */
  function review(visitId: string, about: Review): void {
    pays(visitId, 'review')
    options
      .review(visitId, about)
      // A visit that is to be looked at is not settled: only the deadline, or the bank, opens the door for it.
      .then((payment) => (payment === 'review' ? undefined : learnt(visitId, payment)))
      .catch((error: unknown) => log.error({ visitId, err: error }, 'a review could not be written down'))
  }

  function pays(visitId: string, payment: PaymentState): void {
    if (payments.get(visitId) === payment) return
    payments.set(visitId, payment)
    options.paid(visitId, payment)
  }

  function settle(visit: VisitRecord): void {
    const { id, exitGate, status } = visit
    if (exitGate !== undefined) exitOf.set(id, exitGate)
    if (status === 'sealed' && exitGate === undefined) return neverSeenToLeave(id)
    const lines = status === 'sealed' ? chargedLines(visit.basket, catalog) : []
    const amountMinor = priceOf(lines)
    if ((payments.get(id) ?? 'held') === 'held') pays(id, 'charging')
    options
      .settle(id, amountMinor, lines)
      .then((payment) => learnt(id, payment))
      .catch((error: unknown) => {
        log.error({ visitId: id, amountMinor, err: error }, 'a visit could not be settled')
        const detail = error instanceof Error ? error.message : String(error)
        review(id, { reason: 'could-not-settle', detail })
      })
  }

  /** What they took after they were lost sight of is not known: staff decide, nobody guesses [MD6]. */
  function neverSeenToLeave(id: string): void {
    const detail = 'the visit was ended by its deadline: nobody was seen to leave, so its basket may not be whole'
    log.warn({ visitId: id }, detail)
    review(id, { reason: 'evidence-incomplete', detail })
  }

  /** Unanswered is not settled: the deadline opens the door, and the bank goes on being asked. */
  function learnt(visitId: string, payment: PaymentState): void {
    const isKnown = isPaymentSettled[payment] || payment === 'review'
    if (isKnown || payments.get(visitId) !== 'review') pays(visitId, payment)
    const gate = exitOf.get(visitId)
    if (gate === undefined || !isKnown) return
    exitOf.delete(visitId)
    at(gate, { type: 'settled', visit: visitId })
  }

  function visitChanged(visit: VisitRecord, was: VisitRecord['status'] | undefined, isReplay: boolean): void {
    const { id, status, exitGate } = visit
    if (status === was) return
    if (status === 'leaving' && exitGate !== undefined && !isReplay) at(exitGate, { type: 'identified', visit: id })
    if (status !== 'sealed' && status !== 'turned-back') return
    if (isReplay) toSettle.set(id, visit)
    else settle(visit)
  }

  return {
    hear(event) {
      switch (event.type) {
        case 'visit-changed':
          return visitChanged(event.visit, event.was, event.isReplay)
        case 'gate-crossed':
          if (!event.isReplay) return at(event.gate, { type: event.direction === 'in' ? 'entered' : 'went-out' })
          if (event.direction === 'out' || now() - event.atMs > STALE_MS) inVestibule.delete(event.gate)
          else inVestibule.add(event.gate)
          return
        case 'caught-up':
          // Whoever was in the vestibule when the server stopped is still there. The gate may take a while to come back,
          // so the deadline begins now.
          for (const gate of inVestibule) at(gate, { type: 'entered' })
          inVestibule.clear()
          for (const visit of toSettle.values()) settle(visit)
          return toSettle.clear()
        case 'visit-forgotten':
          payments.delete(event.visitId)
          return void exitOf.delete(event.visitId)
        case 'people-seen':
        case 'change-believed':
        case 'stock-changed':
        case 'device-refused':
        case 'run-begun':
          return
      }
    },
    paymentOf: (visitId) => payments.get(visitId) ?? 'held',
    isSettled: (visitId) => isPaymentSettled[payments.get(visitId) ?? 'held'],
    learnt,
    close() {
      for (const exit of exits.values()) exit.stopLooking?.()
    },
  }
}
