import { assert } from '@store/kernel/assert.ts'
import { refill, type Stateful } from '@store/kernel/stateful.ts'
import { lastOf, type Bodies, type Body } from './bodies.ts'
import type { PresencePolicy } from './presence-policy.ts'
import type { VisitEvent } from './visit-event.ts'

export interface Visit {
  /** Names the visit and, in beliefs, the one who makes it. */
  readonly actor: string
  readonly shopper: string
  /** Absent for whoever was inside from the beginning. */
  readonly gate: string | undefined
  readonly scannedMs: number
  /** How many the pass still lets in. */
  readonly waiting: number
  readonly admittedMs: number | undefined
  /** When the pass last let somebody in. */
  readonly crossedMs: number
  readonly leftMs: number | undefined
  readonly departedMs: number | undefined
  readonly bodies: readonly Body[]
}

type KnownVisit = { -readonly [K in keyof Visit]: Visit[K] } & { bodies: Body[] }

export interface VisitRegisterState {
  readonly timesHere: ReadonlyMap<string, number>
  readonly visitOf: ReadonlyMap<Body, KnownVisit>
  readonly all: readonly KnownVisit[]
}

/** Every visit of these days, and which bodies are whose. What it is told, it answers as events. */
export interface VisitRegister extends Stateful<VisitRegisterState> {
  open(shopper: string, party: number, gate: string | undefined, atMs: number): Visit
  /** One more is in; who, where the tracker can tell. */
  admit(visit: Visit, body: Body | undefined, atMs: number): VisitEvent[]
  leave(visit: Visit, gate: string, atMs: number): VisitEvent
  depart(visit: Visit, gate: string, atMs: number): VisitEvent
  /** In the order of their scans. */
  readonly all: readonly Visit[]
  readonly of: (body: Body) => Visit | undefined
  readonly isStranger: (body: Body) => boolean
  readonly isShopping: (body: Body) => boolean
  readonly actorOf: (body: Body) => string
  /** Forgets the visits that were over by then, and those that never began. */
  forget(beforeMs: number): void
}

export function visitRegister(people: Bodies): VisitRegister {
  const timesHere = new Map<string, number>()
  const visitOf = new Map<Body, KnownVisit>()
  let all: KnownVisit[] = []

  function known(visit: Visit): KnownVisit {
    const own = all.find((one) => one === visit)
    assert(own, `visit ${visit.actor} is in the register`)
    return own
  }

  return {
    open(shopper, party, gate, atMs) {
      const times = (timesHere.get(shopper) ?? 0) + 1
      timesHere.set(shopper, times)
      const visit: KnownVisit = {
        actor: times === 1 ? shopper : `${shopper}#${times}`,
        shopper,
        gate,
        scannedMs: atMs,
        waiting: party,
        admittedMs: undefined,
        crossedMs: Number.NEGATIVE_INFINITY,
        leftMs: undefined,
        departedMs: undefined,
        bodies: [],
      }
      all.push(visit)
      return visit
    },
    admit(admitted, body, atMs) {
      const visit = known(admitted)
      const { actor, gate } = visit
      const isFirst = visit.admittedMs === undefined
      visit.admittedMs ??= atMs
      visit.crossedMs = atMs
      visit.waiting = Math.max(0, visit.waiting - 1)
      const track = body && lastOf(body).id
      const events: VisitEvent[] = isFirst ? [{ type: 'admitted', atMs, actor, track, gate }] : []
      if (!body) return events
      people.bind(body)
      visit.bodies.push(body)
      visitOf.set(body, visit)
      return [...events, { type: 'identified', atMs, actor, wasActor: strangerName(body.id) }]
    },
    leave(left, gate, atMs) {
      const visit = known(left)
      for (const body of visit.bodies) people.leave(body)
      visit.leftMs = atMs
      visit.waiting = 0
      return { type: 'left', atMs, actor: visit.actor, gate }
    },
    depart(departed, gate, atMs) {
      known(departed).departedMs = atMs
      return { type: 'departed', atMs, actor: departed.actor, gate }
    },
    get all() {
      return all
    },
    of: (body) => visitOf.get(body),
    isStranger: (body) => !visitOf.has(body),
    isShopping: (body) => visitOf.has(body) && visitOf.get(body)!.leftMs === undefined,
    actorOf: (body) => visitOf.get(body)?.actor ?? strangerName(body.id),
    forget(beforeMs) {
      all = all.filter((visit) => (endOf(visit) ?? beforeMs) >= beforeMs)
      const kept = new Set(all)
      for (const [body, visit] of visitOf) if (!kept.has(visit)) visitOf.delete(body)
    },
    save: () => ({ timesHere, visitOf, all }),
    restore(state) {
      refill(timesHere, state.timesHere)
      refill(visitOf, state.visitOf)
      all = [...state.all]
    },
  }
}

/** Left, or scanned a pass that nobody came in by: that is as good as over. */
const endOf = ({ admittedMs, scannedMs, leftMs }: Visit): number | undefined =>
  admittedMs === undefined ? scannedMs : leftMs

/** Inside, and the tracker has never shown who it is. */
export const isUnseen = ({ admittedMs, leftMs, bodies }: Visit): boolean =>
  admittedMs !== undefined && leftMs === undefined && bodies.length === 0

/** Inside, and out of sight for longer than this. */
export const isOutOfSight = ({ admittedMs, leftMs, bodies }: Visit, atMs: number, forMs: number): boolean =>
  admittedMs !== undefined && leftMs === undefined && bodies.every((body) => atMs - lastOf(body).lastMs > forMs)

/** Somebody of the party is still in the store. */
export const isSomebodyAbout = ({ bodies }: Visit, atMs: number, { aboutMs }: PresencePolicy): boolean =>
  bodies.some((body) => !body.isGone && atMs - lastOf(body).lastMs <= aboutMs)

/** Somebody in the store who showed no pass: staff, or a track that nobody could be bound to. */
export const strangerName = (track: string): string => `track ${track}`

/** For how long nobody of a visit has been in sight; 0 when nobody of it ever was. */
export const unseenFor = ({ bodies }: Visit, atMs: number): number =>
  bodies.length === 0 ? 0 : Math.max(0, atMs - Math.max(...bodies.map((body) => lastOf(body).lastMs)))
