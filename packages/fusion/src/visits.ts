import type { GateCross, GateScan, TrackedPerson, TracksFrame } from '@store/device-protocol/frame.ts'
import { refill, type Stateful } from '@store/kernel/stateful.ts'
import type { StoreLayout } from '@store/planogram/layout.ts'
import { bodies, lastOf, type BodiesState, type Body } from './bodies.ts'
import { gateSides, type GateSides } from './gate-sides.ts'
import type { Present } from './nearness.ts'
import { passers, type PassersState } from './passers.ts'
import type { PresencePolicy } from './presence-policy.ts'
import type { TrackLog } from './track-log.ts'
import type { VisitEvent } from './visit-event.ts'
import {
  unseenFor,
  isOutOfSight,
  isSomebodyAbout,
  isUnseen,
  strangerName,
  visitRegister,
  type Visit,
  type VisitRegisterState,
} from './visit-register.ts'

export type { VisitEvent } from './visit-event.ts'

export interface Visits extends Stateful<VisitsState> {
  inside(shopper: string, track: string | undefined): VisitEvent[]
  tracks(frame: TracksFrame): VisitEvent[]
  scan(frame: GateScan): VisitEvent[]
  /** To be called once the tracker has told what it saw around the crossing. */
  cross(frame: GateCross): VisitEvent[]
  /** A pass was scanned this long ago; unless a crossing was reported, somebody may have walked in all the same. */
  scanLapsed(frame: GateScan): VisitEvent[]
  readonly actorOfTrack: (track: string) => string | undefined
  /** Who may still be said to have done something: visits that are not long over, and whoever is about. */
  actors(): ReadonlySet<string>
  /** By which track a visit is seen, if it is; `undefined` for one that did not come in, or left. */
  insideAs(actor: string): { readonly track?: string } | undefined
  /** Who can have acted at that time. */
  presentAt(atMs: number): Present[]
}

export interface VisitsState {
  readonly people: BodiesState
  readonly register: VisitRegisterState
  readonly passing: PassersState
  readonly promised: ReadonlyMap<string, Visit>
  readonly overdue: ReadonlySet<Visit>
  readonly forgottenMs: number
}

/** Binds sessions to people: at the entry gate, by the trace's `inside`, or because nobody else is left. */
export function visits(layout: StoreLayout, log: TrackLog, policy: PresencePolicy): Visits {
  const people = bodies(policy)
  const register = visitRegister(people)
  const { isStranger, isShopping, actorOf } = register
  const gates = new Map(layout.gates.map((gate) => [gate.id, gateSides(gate, layout)]))
  const entries = [...gates.values()].filter(({ gate }) => gate.kind === 'entry')
  const passing = passers(entries, people, log, policy)
  /** Tracks that are promised to a visit before they are seen. */
  const promised = new Map<string, Visit>()
  /** No crossing was reported in time, so whoever is seen to walk in is taken for it. */
  const overdue = new Set<Visit>()
  let forgottenMs = Number.NEGATIVE_INFINITY

  function tracks(frame: TracksFrame): VisitEvent[] {
    const atMs = frame.capturedMs
    const mergers = people.see(frame, (person) => isNewcomer(person, atMs))
    passing.see(frame)
    forget(atMs)
    return [
      ...mergers.map(({ body, was }): VisitEvent => ({
        type: 'identified',
        atMs,
        actor: actorOf(body),
        wasActor: strangerName(was),
      })),
      ...keepPromises(atMs),
      ...[...overdue].flatMap((visit) => lookForOverdue(visit, atMs)),
      ...findUnseen(atMs),
    ]
  }

  /** In front of an entry nobody comes from inside, and whoever comes up at its line while a pass waits came in by it. */
  function isNewcomer({ id, head }: TrackedPerson, atMs: number): boolean {
    if (promised.has(id)) return true
    return entries.some((sides) => {
      const metres = sides.metresTo(head)
      if (sides.insideMetres(head) < 0) return metres <= 2 * policy.gateMetres
      return metres <= policy.gateMetres && register.all.some((visit) => isExpectedAt(visit, sides, atMs))
    })
  }

  const isExpectedAt = ({ waiting, gate, scannedMs }: Visit, sides: GateSides, atMs: number): boolean =>
    waiting > 0 && gate === sides.gate.id && atMs - scannedMs <= policy.scanHoldsMs

  function keepPromises(atMs: number): VisitEvent[] {
    const events: VisitEvent[] = []
    for (const [track, visit] of promised) {
      const body = people.ofTrack(track)
      if (!body) continue
      promised.delete(track)
      events.push(...register.admit(visit, body, atMs))
    }
    return events
  }

  /** Only who came in before the next pass was scanned, and long enough ago for the gate to have told whose they are. */
  function lookForOverdue(visit: Visit, atMs: number): VisitEvent[] {
    if (visit.admittedMs !== undefined || atMs - visit.scannedMs > policy.passHoldsMs) {
      overdue.delete(visit)
      return []
    }
    const sides = gates.get(visit.gate ?? '')
    if (!sides) return []
    const next = register.all.find(({ gate, scannedMs }) => gate === visit.gate && scannedMs > visit.scannedMs)
    const untilMs = Math.min(atMs - policy.gateMs, next?.scannedMs ?? atMs)
    const body = passing.cameIn(sides, visit.scannedMs, untilMs, isStranger)
    return body ? register.admit(visit, body, atMs) : []
  }

  /**
   * Admitted, and nobody seen: a tracker that missed the gate, or a shopper who was inside all along. With two who
   * could be meant, neither is: a wrong name is worse than none.
   */
  function findUnseen(atMs: number): VisitEvent[] {
    const kept = new Set(promised.values())
    const unseen = register.all.filter((visit) => isUnseen(visit) && !kept.has(visit))
    const visit = unseen[0]
    if (!visit || unseen.length > 1) return []
    const couldBe = people.about.filter((body) => isStranger(body) && canBe(body, visit, atMs))
    const body = couldBe[0]
    if (!body || couldBe.length > 1 || atMs - body.tracks[0]!.firstMs < policy.missedMs) return []
    return register.admit(visit, body, atMs)
  }

  function canBe(body: Body, visit: Visit, atMs: number): boolean {
    const { firstMs, firstHead } = body.tracks[0]!
    if (atMs - lastOf(body).lastMs > policy.aboutMs) return false
    const sides = gates.get(visit.gate ?? '')
    // Who was inside all along did not come in by an entry.
    if (!sides) return entries.every((entry) => entry.metresTo(firstHead) > policy.gateMetres)
    const sinceMs = firstMs - visit.crossedMs
    if (sinceMs < -policy.gateMs || sinceMs > policy.linkMs || sides.insideMetres(firstHead) < 0) return false
    return sides.metresTo(firstHead) <= policy.gateMetres + (policy.walkMetresPerSecond * Math.max(0, sinceMs)) / 1000
  }

  function scan({ shopper, party, gate, capturedMs: atMs }: GateScan): VisitEvent[] {
    const former = register.all.find(
      (visit) => visit.shopper === shopper && visit.leftMs === undefined && !hasTurnedBack(visit, atMs),
    )
    const hasGoneUnseen = former && former.bodies.length > 0 && isOutOfSight(former, atMs, policy.linkMs)
    // A pass shown twice at the gate is one visit; one shown again by somebody long out of sight is the next.
    if (former && !hasGoneUnseen) return []
    const left = former ? [register.leave(former, gate, atMs)] : []
    const { actor } = register.open(shopper, party, gate, atMs)
    return [...left, { type: 'scanned', atMs, actor, shopper, party, gate }]
  }

  /** Nobody came in by that pass, and nobody can any more. */
  const hasTurnedBack = ({ admittedMs, scannedMs }: Visit, atMs: number): boolean =>
    admittedMs === undefined && atMs - scannedMs > policy.passHoldsMs

  function cross(frame: GateCross): VisitEvent[] {
    const sides = gates.get(frame.gate)
    if (!sides) return []
    if (sides.gate.kind === 'entry') return frame.direction === 'in' ? crossEntry(sides, frame.capturedMs) : []
    return frame.direction === 'in' ? crossFirstDoor(sides, frame.capturedMs) : crossSecondDoor(sides, frame.capturedMs)
  }

  function crossEntry(sides: GateSides, atMs: number): VisitEvent[] {
    const body = passing.crossing(sides, atMs, isStranger)?.body
    const before = admitUnreported(sides, atMs, body)
    const visit = whoseTurn(sides, atMs)
    return visit ? [...before, ...register.admit(visit, body, atMs)] : before
  }

  /** Somebody crosses, and another came in before them on an earlier pass: that one's crossing was never reported. */
  function admitUnreported(sides: GateSides, atMs: number, crossing: Body | undefined): VisitEvent[] {
    const waiting = register.all.filter(
      (visit) => visit.admittedMs === undefined && isExpectedAt(visit, sides, atMs) && visit.scannedMs <= atMs,
    )
    const isUnreported = (body: Body): boolean => isStranger(body) && body !== crossing
    return waiting.slice(0, -1).flatMap((visit) => {
      const next = waiting.find(({ scannedMs }) => scannedMs > visit.scannedMs)
      const body = passing.cameIn(sides, visit.scannedMs, next?.scannedMs ?? atMs, isUnreported)
      return body ? register.admit(visit, body, atMs) : []
    })
  }

  /**
   * Passes are used in the order of their scans, the followers of a party right behind the one before. A pass that
   * nobody used in time was most likely turned away with, and comes last.
   */
  function whoseTurn({ gate }: GateSides, atMs: number): Visit | undefined {
    const waiting = register.all.filter(
      (visit) => visit.waiting > 0 && visit.gate === gate.id && visit.scannedMs <= atMs,
    )
    const isNext = ({ admittedMs, crossedMs, scannedMs }: Visit): boolean =>
      admittedMs === undefined ? atMs - scannedMs <= policy.scanHoldsMs : atMs - crossedMs <= policy.followMs
    const isLate = ({ admittedMs, scannedMs }: Visit): boolean => atMs - (admittedMs ?? scannedMs) <= policy.passHoldsMs
    return waiting.find(isNext) ?? waiting.findLast(isLate)
  }

  function scanLapsed(frame: GateScan): VisitEvent[] {
    const visit = register.all.find(
      ({ shopper, scannedMs }) => shopper === frame.shopper && scannedMs === frame.capturedMs,
    )
    if (!visit || visit.admittedMs !== undefined) return []
    overdue.add(visit)
    return lookForOverdue(visit, frame.capturedMs + policy.scanHoldsMs)
  }

  function crossFirstDoor(sides: GateSides, atMs: number): VisitEvent[] {
    const seen = passing.crossing(sides, atMs, isShopping)
    const unseen = passing.crossingUnseen(sides, atMs, isShopping)
    // Somebody a step away from the line has not gone through it; somebody out of sight may have.
    const body = seen && (!unseen || seen.metres <= unseen.metres + policy.unseenMetres) ? seen.body : unseen?.body
    return body ? leaveWith(body, sides, atMs) : leaveUnseen(sides, atMs)
  }

  /** A visit is over when the last of its party is out. */
  function leaveWith(body: Body, { gate }: GateSides, atMs: number): VisitEvent[] {
    const visit = register.of(body)!
    people.leave(body)
    return isSomebodyAbout(visit, atMs, policy) ? [] : [register.leave(visit, gate.id, atMs)]
  }

  /** Somebody leaves whom the tracker does not see: it can only be the one who is not seen anywhere. */
  function leaveUnseen({ gate }: GateSides, atMs: number): VisitEvent[] {
    const lost = register.all.filter((visit) => isOutOfSight(visit, atMs, policy.gateMs))
    return lost.length === 1 ? [register.leave(lost[0]!, gate.id, atMs)] : []
  }

  function crossSecondDoor(sides: GateSides, atMs: number): VisitEvent[] {
    const between = register.all.filter(({ leftMs, departedMs }) => leftMs !== undefined && departedMs === undefined)
    const first = between.sort((a, b) => a.leftMs! - b.leftMs!)[0]
    if (first) return [register.depart(first, sides.gate.id, atMs)]
    // Nobody is known to be between the doors, so the first of them did not report who is.
    const body = passing.beyond(sides, atMs, isShopping)
    const left = body ? leaveWith(body, sides, atMs) : []
    return left.length > 0 ? [...left, register.depart(register.of(body!)!, sides.gate.id, atMs)] : []
  }

  /** What ended longer ago than anybody asks about; now and then, since it takes a walk over everybody. */
  function forget(atMs: number): void {
    if (atMs - forgottenMs < policy.memoryMs) return
    forgottenMs = atMs
    people.forget(atMs - policy.memoryMs)
    register.forget(atMs - policy.memoryMs)
  }

  return {
    inside(shopper, track) {
      const { actor } = insideVisit(shopper, track)
      return [
        { type: 'scanned', atMs: 0, actor, shopper, party: 1, gate: '' },
        { type: 'admitted', atMs: 0, actor, track, gate: undefined },
      ]
    },
    tracks,
    scan,
    cross,
    scanLapsed,
    actorOfTrack(track) {
      const body = people.ofTrack(track)
      return body && actorOf(body)
    },
    actors: () => new Set([...register.all.map(({ actor }) => actor), ...people.about.map(actorOf)]),
    insideAs(actor) {
      const visit = register.all.find((one) => one.actor === actor)
      if (!visit || visit.admittedMs === undefined || visit.leftMs !== undefined) return undefined
      const body = visit.bodies.find(({ isGone }) => !isGone)
      return body ? { track: lastOf(body).id } : {}
    },
    presentAt(atMs) {
      const shoppers = register.all
        .filter(
          ({ admittedMs, leftMs }) =>
            admittedMs !== undefined && admittedMs <= atMs && (leftMs ?? atMs) >= atMs - policy.gateMs,
        )
        .map((visit) => ({ actor: visit.actor, hasPass: true, unseenMs: unseenFor(visit, atMs) }))
      const isHere = (body: Body): boolean =>
        body.tracks[0]!.firstMs <= atMs && atMs - lastOf(body).lastMs <= policy.aboutMs
      const strangers = people.about
        .filter((body) => isStranger(body) && isHere(body))
        .map((body) => ({ actor: actorOf(body), hasPass: false, unseenMs: 0 }))
      return [...shoppers, ...strangers]
    },
    save: () => ({
      people: people.save(),
      register: register.save(),
      passing: passing.save(),
      promised,
      overdue,
      forgottenMs,
    }),
    restore(state) {
      people.restore(state.people)
      register.restore(state.register)
      passing.restore(state.passing)
      refill(promised, state.promised)
      overdue.clear()
      for (const visit of state.overdue) overdue.add(visit)
      forgottenMs = state.forgottenMs
    },
  }

  function insideVisit(shopper: string, track: string | undefined): Visit {
    const visit = register.open(shopper, 1, undefined, Number.NEGATIVE_INFINITY)
    register.admit(visit, undefined, Number.NEGATIVE_INFINITY)
    if (track !== undefined) promised.set(track, visit)
    return visit
  }
}
