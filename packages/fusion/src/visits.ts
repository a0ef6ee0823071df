import type { GateCross, GateScan, TrackedPerson, TracksFrame } from '@store/device-protocol/frame.ts'
import type { Gate, StoreLayout } from '@store/planogram/layout.ts'
import { bodies, lastOf, type Body } from './bodies.ts'
import { gateSides, type GateSides } from './gate-sides.ts'
import type { Present } from './nearness.ts'
import { passers } from './passers.ts'
import type { PresencePolicy } from './presence-policy.ts'
import type { TrackLog } from './track-log.ts'

/** What the gates and the tracker tell of a visit, in the order in which it came to be known. */
export type VisitEvent =
  | {
      readonly type: 'scanned'
      readonly atMs: number
      readonly actor: string
      readonly shopper: string
      readonly party: number
      readonly gate: string
    }
  | {
      readonly type: 'admitted'
      readonly atMs: number
      readonly actor: string
      readonly track: string | undefined
      readonly gate: string | undefined
    }
  /** Whatever was believed of `wasActor` is true of `actor`. */
  | { readonly type: 'identified'; readonly atMs: number; readonly actor: string; readonly wasActor: string }
  | { readonly type: 'left'; readonly atMs: number; readonly actor: string; readonly gate: string }
  | { readonly type: 'departed'; readonly atMs: number; readonly actor: string; readonly gate: string }

export interface Visits {
  inside(shopper: string, track: string | undefined): VisitEvent[]
  tracks(frame: TracksFrame): VisitEvent[]
  scan(frame: GateScan): VisitEvent[]
  /** To be called once the tracker has told what it saw around the crossing. */
  cross(frame: GateCross): VisitEvent[]
  /** A pass was scanned this long ago; unless a crossing was reported, somebody may have walked in all the same. */
  scanLapsed(frame: GateScan): VisitEvent[]
  actorOfTrack(track: string): string | undefined
  /** Who can have acted at that time. */
  presentAt(atMs: number): Present[]
}

interface Visit {
  /** Names the visit and, in beliefs, the one who makes it. */
  readonly actor: string
  readonly shopper: string
  readonly gate: string | undefined
  readonly scannedMs: number
  /** How many the pass still lets in. */
  waiting: number
  admittedMs: number | undefined
  /** When the pass last let somebody in. */
  crossedMs: number
  /** No crossing was reported in time, so whoever is seen to walk in is taken for it. */
  isOverdue: boolean
  leftMs: number | undefined
  departedMs: number | undefined
  readonly bodies: Body[]
}

/** Binds sessions to people: at the entry gate, by the trace's `inside`, or because nobody else is left. */
export function visits(layout: StoreLayout, log: TrackLog, policy: PresencePolicy): Visits {
  const people = bodies(policy)
  const gates = new Map(layout.gates.map((gate) => [gate.id, gateSides(gate, layout)]))
  const entries = [...gates.values()].filter(({ gate }) => gate.kind === 'entry')
  const passing = passers(entries, people, log, policy)
  const timesHere = new Map<string, number>()
  const visitOf = new Map<Body, Visit>()
  /** Tracks that are promised to a visit before they are seen. */
  const promised = new Map<string, Visit>()
  let all: Visit[] = []
  let forgottenMs = Number.NEGATIVE_INFINITY

  function open(shopper: string, party: number, gate: string | undefined, atMs: number): Visit {
    const times = (timesHere.get(shopper) ?? 0) + 1
    timesHere.set(shopper, times)
    const visit: Visit = {
      actor: times === 1 ? shopper : `${shopper}#${times}`,
      shopper,
      gate,
      scannedMs: atMs,
      waiting: party,
      admittedMs: undefined,
      crossedMs: Number.NEGATIVE_INFINITY,
      isOverdue: false,
      leftMs: undefined,
      departedMs: undefined,
      bodies: [],
    }
    all.push(visit)
    return visit
  }

  function admit(visit: Visit, body: Body | undefined, atMs: number): VisitEvent[] {
    const isFirst = visit.admittedMs === undefined
    visit.admittedMs ??= atMs
    visit.crossedMs = atMs
    visit.waiting = Math.max(0, visit.waiting - 1)
    const track = body && lastOf(body).id
    const events: VisitEvent[] = isFirst
      ? [{ type: 'admitted', atMs, actor: visit.actor, track, gate: visit.gate }]
      : []
    return body ? [...events, bind(visit, body, atMs)] : events
  }

  function bind(visit: Visit, body: Body, atMs: number): VisitEvent {
    people.bind(body)
    visit.bodies.push(body)
    visitOf.set(body, visit)
    return { type: 'identified', atMs, actor: visit.actor, wasActor: strangerName(body.id) }
  }

  const isStranger = (body: Body): boolean => !visitOf.has(body)

  function tracks(frame: TracksFrame): VisitEvent[] {
    const atMs = frame.capturedMs
    const mergers = people.see(frame, (person) => isNewcomer(person, atMs))
    passing.see(frame)
    forget(atMs)
    return [
      ...mergers.map(({ body, was }): VisitEvent => {
        return { type: 'identified', atMs, actor: actorOf(body), wasActor: strangerName(was) }
      }),
      ...keepPromises(atMs),
      ...admitOverdue(atMs),
      ...findUnseen(atMs),
    ]
  }

  /** In front of an entry nobody comes from inside, and whoever comes up at its line while a pass waits has come in by it. */
  function isNewcomer({ id, head }: TrackedPerson, atMs: number): boolean {
    if (promised.has(id)) return true
    return entries.some((sides) => {
      const metres = sides.metresTo(head)
      if (sides.insideMetres(head) < 0) return metres <= 2 * policy.gateMetres
      return metres <= policy.gateMetres && all.some((visit) => isExpectedAt(visit, sides.gate, atMs))
    })
  }

  const isExpectedAt = ({ waiting, gate, scannedMs }: Visit, { id }: Gate, atMs: number): boolean =>
    waiting > 0 && gate === id && atMs - scannedMs <= policy.scanHoldsMs

  function keepPromises(atMs: number): VisitEvent[] {
    const events: VisitEvent[] = []
    for (const [track, visit] of promised) {
      const body = people.ofTrack(track)
      if (!body) continue
      promised.delete(track)
      if (isStranger(body)) events.push(...admit(visit, body, atMs))
    }
    return events
  }

  function admitOverdue(atMs: number): VisitEvent[] {
    return all
      .filter(({ isOverdue, admittedMs }) => isOverdue && admittedMs === undefined)
      .flatMap((visit) => lookForOverdue(visit, atMs))
  }

  function lookForOverdue(visit: Visit, atMs: number): VisitEvent[] {
    const sides = gates.get(visit.gate ?? '')
    const body = sides && passing.cameIn(sides, visit.scannedMs, isStranger)
    return body ? admit(visit, body, atMs) : []
  }

  /**
   * Admitted, and nobody seen: a tracker that missed the gate, or a shopper who was inside all along. With two who
   * could be meant, neither is: a wrong name is worse than none.
   */
  function findUnseen(atMs: number): VisitEvent[] {
    const unseen = all.filter(
      (visit) =>
        visit.admittedMs !== undefined &&
        visit.leftMs === undefined &&
        visit.bodies.length === 0 &&
        !isPromised(visit),
    )
    const visit = unseen[0]
    if (!visit || unseen.length > 1) return []
    const couldBe = people.about.filter((body) => isStranger(body) && canBe(body, visit, atMs))
    return couldBe.length === 1 && atMs - couldBe[0]!.tracks[0]!.firstMs >= policy.missedMs
      ? admit(visit, couldBe[0], atMs)
      : []
  }

  const isPromised = (visit: Visit): boolean => [...promised.values()].includes(visit)

  function canBe(body: Body, visit: Visit, atMs: number): boolean {
    const { firstMs, firstHead } = body.tracks[0]!
    if (atMs - lastOf(body).lastMs > policy.aboutMs) return false
    const sides = gates.get(visit.gate ?? '')
    // Who was inside all along did not come in by an entry.
    if (!sides) return entries.every((entry) => entry.metresTo(firstHead) > policy.gateMetres)
    const walked = (policy.walkMetresPerSecond * (firstMs - visit.crossedMs)) / 1000
    return (
      firstMs >= visit.crossedMs - policy.gateMs &&
      firstMs - visit.crossedMs <= policy.linkMs &&
      sides.insideMetres(firstHead) >= 0 &&
      sides.metresTo(firstHead) <= policy.gateMetres + Math.max(0, walked)
    )
  }

  function scan({ shopper, party, gate, capturedMs: atMs }: GateScan): VisitEvent[] {
    const former = all.find((visit) => visit.shopper === shopper && visit.leftMs === undefined)
    // A pass shown twice at the gate is one visit; one shown again by somebody long out of sight is the next.
    if (former && !hasGoneUnseen(former, atMs)) return []
    const visit = open(shopper, party, gate, atMs)
    return [
      ...(former ? [left(former, gate, atMs)] : []),
      { type: 'scanned', atMs, actor: visit.actor, shopper, party, gate },
    ]
  }

  const hasGoneUnseen = ({ admittedMs, bodies: own }: Visit, atMs: number): boolean =>
    admittedMs !== undefined && own.length > 0 && own.every((body) => atMs - lastOf(body).lastMs > policy.linkMs)

  function left(visit: Visit, gate: string, atMs: number): VisitEvent {
    for (const body of visit.bodies) people.leave(body)
    visit.leftMs = atMs
    visit.waiting = 0
    return { type: 'left', atMs, actor: visit.actor, gate }
  }

  function cross(frame: GateCross): VisitEvent[] {
    const sides = gates.get(frame.gate)
    if (!sides) return []
    if (sides.gate.kind === 'entry') return frame.direction === 'in' ? crossEntry(sides, frame.capturedMs) : []
    return frame.direction === 'in' ? crossExit(sides, frame.capturedMs) : crossSecondDoor(sides, frame.capturedMs)
  }

  function crossEntry(sides: GateSides, atMs: number): VisitEvent[] {
    const visit = whoseTurn(sides, atMs)
    return visit ? admit(visit, passing.crossing(sides, atMs, isStranger)?.body, atMs) : []
  }

  /**
   * Passes are used in the order of their scans, the followers of a party right behind the one before. A pass that
   * nobody used in time has most likely been turned away with, and comes last.
   */
  function whoseTurn({ gate }: GateSides, atMs: number): Visit | undefined {
    const waiting = all.filter((visit) => visit.waiting > 0 && visit.gate === gate.id && visit.scannedMs <= atMs)
    const isFollowed = ({ crossedMs }: Visit): boolean => atMs - crossedMs <= policy.followMs
    const isFresh = ({ admittedMs, scannedMs }: Visit): boolean =>
      admittedMs === undefined && atMs - scannedMs <= policy.scanHoldsMs
    return (
      waiting.find((visit) => isFollowed(visit) || isFresh(visit)) ??
      waiting.findLast(({ admittedMs, scannedMs }) => (admittedMs ?? scannedMs) >= atMs - policy.memoryMs)
    )
  }

  function scanLapsed(frame: GateScan): VisitEvent[] {
    const visit = all.find(({ shopper, scannedMs }) => shopper === frame.shopper && scannedMs === frame.capturedMs)
    if (!visit || visit.admittedMs !== undefined) return []
    visit.isOverdue = true
    return lookForOverdue(visit, frame.capturedMs + policy.scanHoldsMs)
  }

  function crossExit(sides: GateSides, atMs: number): VisitEvent[] {
    const isShopping = (body: Body): boolean => visitOf.has(body) && visitOf.get(body)!.leftMs === undefined
    const seen = passing.crossing(sides, atMs, isShopping)
    const unseen = passing.crossingUnseen(sides, atMs, isShopping)
    // Somebody a step away from the line has not gone through it; somebody out of sight may have.
    const body = seen && (!unseen || seen.metres <= unseen.metres + policy.unseenMetres) ? seen.body : unseen?.body
    const visit = body ? visitOf.get(body) : theOnlyOneUnseen(atMs)
    if (!visit) return []
    if (body) people.leave(body)
    if (visit.bodies.some((other) => !other.isGone && atMs - lastOf(other).lastMs <= policy.aboutMs)) return []
    return [left(visit, sides.gate.id, atMs)]
  }

  /** Somebody leaves whom the tracker does not see: it can only be the one who is not seen anywhere. */
  function theOnlyOneUnseen(atMs: number): Visit | undefined {
    const lost = all.filter(
      (visit) =>
        visit.admittedMs !== undefined &&
        visit.leftMs === undefined &&
        visit.bodies.every((body) => atMs - lastOf(body).lastMs > policy.gateMs),
    )
    return lost.length === 1 ? lost[0] : undefined
  }

  function crossSecondDoor({ gate }: GateSides, atMs: number): VisitEvent[] {
    const inVestibule = all.filter(({ leftMs, departedMs }) => leftMs !== undefined && departedMs === undefined)
    const visit = inVestibule.sort((a, b) => a.leftMs! - b.leftMs!)[0]
    if (!visit) return []
    visit.departedMs = atMs
    return [{ type: 'departed', atMs, actor: visit.actor, gate: gate.id }]
  }

  /** What ended longer ago than anybody asks about; now and then, since it takes a walk over everybody. */
  function forget(atMs: number): void {
    if (atMs - forgottenMs < policy.memoryMs) return
    forgottenMs = atMs
    const beforeMs = atMs - policy.memoryMs
    people.forget(beforeMs)
    all = all.filter(({ leftMs }) => leftMs === undefined || leftMs >= beforeMs)
    for (const [body, visit] of visitOf) if (!all.includes(visit)) visitOf.delete(body)
  }

  const actorOf = (body: Body): string => visitOf.get(body)?.actor ?? strangerName(body.id)

  return {
    inside(shopper, track) {
      const visit = open(shopper, 1, undefined, Number.NEGATIVE_INFINITY)
      visit.waiting = 0
      visit.admittedMs = Number.NEGATIVE_INFINITY
      if (track !== undefined) promised.set(track, visit)
      return [
        { type: 'scanned', atMs: 0, actor: visit.actor, shopper, party: 1, gate: '' },
        { type: 'admitted', atMs: 0, actor: visit.actor, track, gate: undefined },
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
    presentAt(atMs) {
      const shoppers = all
        .filter(
          ({ admittedMs, leftMs }) =>
            admittedMs !== undefined && admittedMs <= atMs && (leftMs ?? Infinity) >= atMs - policy.gateMs,
        )
        .map(({ actor }) => ({ actor, hasPass: true }))
      const strangers = people.about
        .filter(
          (body) =>
            isStranger(body) &&
            body.tracks[0]!.firstMs <= atMs &&
            atMs - lastOf(body).lastMs <= policy.aboutMs,
        )
        .map((body) => ({ actor: strangerName(body.id), hasPass: false }))
      return [...shoppers, ...strangers]
    },
  }
}

/** Somebody in the store who showed no pass: staff, or a track that nobody could be bound to. */
const strangerName = (track: string): string => `track ${track}`
