import { createEngine, type Engine, type EngineEvent, type EngineState } from '@store/engine/engine.ts'
import type { DecidedLine } from '@store/engine/visit-book.ts'
import type { ChangeEvidence } from '@store/fusion/evidence.ts'
import type { StoreModel } from '@store/fusion/fusion.ts'
import { refill, type Stateful } from '@store/kernel/stateful.ts'
import type { LoggedFrame } from './log-line.ts'
import { MOST_ASTRAY, type Carried, type Inside, type RunOpening } from './run-opening.ts'
import { stockCount } from './stock-count.ts'
import type { Grounds, StoreEvent } from './store-event.ts'
import {
  visitRegister,
  type VisitPolicy,
  type VisitRecord,
  type VisitRegister,
  type VisitRegisterState,
} from './visit-register.ts'

/**
 * The store from one quiet point to the next: an engine, and what follows from its events. All of it is a function of
 * the run's opening and the frames, so that what is rebuilt is what was [PI4].
 */
export interface StoreRun extends Stateful<StoreRunState> {
  /** In the order of the log. */
  take(logged: LoggedFrame, isReplay: boolean): void
  heard(streams: Iterable<string>, capturedMs: number, nowMs: number): void
  tick(nowMs: number): void
  /** Decides on, where it had to stop. */
  catchUp(): void
  /** Not all that was taken in is decided: it may not go on for now. */
  readonly isBehind: boolean
  /** Tells whoever came late all that is so now, as if it happened again. */
  retell(): void
  /** Forgets visits that were over before, but for those whose money is not settled. */
  forget(beforeMs: number, isSettled: (visitId: string) => boolean): void
  /** Who is in the store, and by which track they are seen. */
  inside(): Inside[]
  readonly visits: VisitRegister
  /** What a new engine cannot know. */
  carried(): Carried
  stock(): Record<string, number>
  /** Nobody is inside, and nothing has been going on for `forMs`. */
  isQuiet(nowMs: number, forMs: number): boolean
  readonly engine: Engine
}

export interface StoreRunState {
  readonly engine: EngineState
  readonly visits: VisitRegisterState
  readonly stock: ReadonlyMap<string, number>
  readonly status: ReadonlyMap<string, VisitRecord['status']>
  readonly crossings: ReadonlyMap<string, Crossing>
  readonly stirredMs: number
  readonly expiredMs: number
}

type Crossing = Extract<StoreEvent, { type: 'gate-crossed' }>

export function storeRun(
  store: StoreModel,
  { startedMs, openedMs, carried, numbers, inside: before }: RunOpening,
  policy: VisitPolicy,
  tell: (event: StoreEvent) => void,
  /** What was charged for a visit, where the past is weighed anew [EN25]. */
  decidedAs?: (visitId: string) => readonly DecidedLine[] | undefined,
  /** Asked before each step that is decided, but for what is read back [PI22]. */
  mayGoOn: () => boolean = () => true,
): StoreRun {
  let isReadingBack = false
  const engine = createEngine(store, {
    counted: numbers,
    inside: before.map(({ shopper, track }) => ({ shopper, track })),
    astray: carried.astray,
    rememberMs: policy.rememberMs,
    mayGoOn: () => isReadingBack || mayGoOn(),
    ...(decidedAs && { decidedAs: (actor) => decidedAs(visits.visitOfActor(actor) ?? '') }),
  })
  const visits = visitRegister(startedMs, carried.visits, policy)
  const stock = stockCount(store.planogram, carried.stock)
  const status = new Map<string, VisitRecord['status']>()
  /** The last at each gate: whoever stands in a vestibule has to be let out after a restart as well. */
  const crossings = new Map<string, Crossing>()
  let stirredMs = openedMs
  let expiredMs = openedMs

  function take({ frame, origin, heard = {}, leftOut }: LoggedFrame, isReplay: boolean): void {
    const atMs = startedMs + frame.arrivedMs
    isReadingBack = isReplay
    if (isReplay)
      for (const [stream, capturedMs] of Object.entries(heard))
        hear(engine.heard(stream, capturedMs, frame.arrivedMs), isReplay)
    if (frame.kind === 'gate') {
      stirredMs = Math.max(stirredMs, atMs)
      if (frame.event === 'scan' && 'visit' in origin) changed(visits.scanned(frame, origin.visit), isReplay)
      // Told before the engine is asked: whoever stands in the vestibule must not wait for the slowest sensor.
      if (frame.event === 'cross') {
        const { gate, direction, capturedMs } = frame
        const crossing: Crossing = { type: 'gate-crossed', gate, direction, atMs: startedMs + capturedMs, isReplay }
        crossings.set(gate, crossing)
        tell(crossing)
      }
    }
    if (frame.kind === 'tracks')
      tell({
        type: 'people-seen',
        atMs: startedMs + frame.capturedMs,
        people: frame.tracks.map(({ id, head: [x, y] }) => ({ track: id, x, y, ...visitOf(id) })),
        isReplay,
      })
    hear(engine.take(frame, leftOut), isReplay)
    expire(atMs, isReplay)
  }

  /** Once a second is often enough for a walk over every visit. */
  function expire(atMs: number, isReplay: boolean): void {
    if (atMs - expiredMs < 1_000 || engine.isBehind) return
    expiredMs = atMs
    // Who came in while the store heard nobody is not late: that they came in is still to be told [PI24].
    const patientMs = startedMs + engine.patientMs(atMs - startedMs)
    for (const { id, actor } of visits.overdue(patientMs)) {
      if (actor === undefined) changed(visits.turnBack(id), isReplay)
      else hear(engine.close(actor, atMs - startedMs), isReplay)
    }
  }

  function visitOf(track: string): { visitId: string } | undefined {
    const visitId = visits.visitOfActor(engine.actorOfTrack(track) ?? '')
    return visitId === undefined ? undefined : { visitId }
  }

  function hear(events: readonly EngineEvent[], isReplay: boolean): void {
    for (const event of events) {
      changed(visits.hear(asSealed(event)), isReplay)
      if (event.type !== 'believed') continue
      const { evidence } = event
      const atMs = startedMs + event.atMs
      stirredMs = Math.max(stirredMs, atMs)
      tell({ type: 'change-believed', atMs, evidence, visits: visitsNamed(event), isReplay })
      for (const facing of stock.hear(evidence))
        tell({ type: 'stock-changed', facing, stock: stock.of(facing), isReplay })
    }
  }

  /** A basket is sealed as its receipt has it: what its owner left unfinished is decided by their leaving. */
  function asSealed(event: EngineEvent): EngineEvent {
    if (event.type !== 'session' || event.event.type !== 'BasketSealed') return event
    const receipt = engine.receiptOf(event.sessionId)
    if (!receipt) return event
    const lines = receipt.lines.map(({ gtin, quantity, confidence }) => ({ gtin, quantity, confidence }))
    const unresolved = receipt.unresolved.map(({ gtins, quantity, reason }) => ({ gtins, quantity, reason }))
    return { ...event, event: { ...event.event, lines, unresolved } }
  }

  function visitsNamed({ evidence }: Extract<EngineEvent, { type: 'believed' }>): Map<string, VisitRecord> {
    const all = new Map(visits.all().map((visit) => [visit.id, visit]))
    return new Map(
      [...actorsIn(evidence)].flatMap((actor) => {
        const visit = all.get(visits.visitOfActor(actor) ?? '')
        return visit ? [[actor, visit] as const] : []
      }),
    )
  }

  function groundsOf({ id, basket }: VisitRecord): Grounds | undefined {
    if (basket.lines.length + basket.unresolved.length === 0) return undefined
    const receipt = engine.receiptOf(visits.actorOfVisit(id) ?? '')
    if (!receipt) return undefined
    const told = [...receipt.lines, ...receipt.unresolved]
    const evidence = told.flatMap((line) => line.evidence)
    const passed = told.flatMap(({ tags }) => tags.flatMap((one) => one.passed))
    const met = told.flatMap(({ handed = [] }) => handed.flatMap(({ from, to }) => [from, to]))
    const actors = new Set([...evidence.flatMap((one) => [...actorsIn(one)]), ...passed, ...met])
    return { receipt, visitOf: new Map([...actors].flatMap((actor) => pairOf(actor))), startedMs }
  }

  function pairOf(actor: string): [string, string][] {
    const visit = visits.visitOfActor(actor)
    return visit === undefined ? [] : [[actor, visit]]
  }

  function changed(records: readonly VisitRecord[], isReplay: boolean): void {
    for (const visit of records) {
      const grounds = groundsOf(visit)
      tell({ type: 'visit-changed', visit, was: status.get(visit.id), ...(grounds && { grounds }), isReplay })
      status.set(visit.id, visit.status)
    }
  }

  return {
    take,
    heard(streams, capturedMs, nowMs) {
      isReadingBack = false
      for (const stream of streams) hear(engine.heard(stream, capturedMs - startedMs, nowMs - startedMs), false)
    },
    catchUp() {
      isReadingBack = false
      hear(engine.catchUp(), false)
    },
    get isBehind() {
      return engine.isBehind
    },
    tick(nowMs) {
      isReadingBack = false
      hear(engine.tick(nowMs - startedMs), false)
      expire(nowMs, false)
    },
    retell() {
      status.clear()
      changed(visits.all(), true)
      for (const facing of store.planogram.facings)
        tell({ type: 'stock-changed', facing, stock: stock.of(facing), isReplay: true })
      for (const crossing of crossings.values()) tell({ ...crossing, isReplay: true })
    },
    forget(beforeMs, isSettled) {
      for (const id of visits.forget(beforeMs, isSettled)) {
        status.delete(id)
        tell({ type: 'visit-forgotten', visitId: id, isReplay: false })
      }
    },
    inside: () =>
      visits.openVisits().flatMap(({ id, shopper, scannedMs }) => {
        const actor = visits.actorOfVisit(id)
        const inside = actor === undefined ? undefined : engine.insideAs(actor)
        return inside ? [{ shopper, ...inside, visit: id, sinceMs: scannedMs }] : []
      }),
    visits,
    carried: () => ({ visits: visits.count, stock: stock.all(), astray: engine.astray().slice(-MOST_ASTRAY) }),
    stock: () => stock.all(),
    isQuiet: (nowMs, forMs) => visits.openVisits().length === 0 && nowMs - stirredMs >= forMs && engine.isQuiet(),
    engine,
    save: () => ({
      engine: engine.save(),
      visits: visits.save(),
      stock: stock.save(),
      status,
      crossings,
      stirredMs,
      expiredMs,
    }),
    restore(state) {
      engine.restore(state.engine)
      visits.restore(state.visits)
      stock.restore(state.stock)
      refill(status, state.status)
      refill(crossings, state.crossings)
      ;({ stirredMs, expiredMs } = state)
    },
  }
}

function actorsIn({ considered, people }: ChangeEvidence): Set<string> {
  const acting = considered.flatMap(({ acts }) =>
    acts.flatMap(({ actor, givenBy }) => [actor ?? [], givenBy?.actor ?? []]),
  )
  return new Set([...acting.flat(), ...people.map(({ actor }) => actor)])
}
