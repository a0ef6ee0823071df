import type { GateCross, GateScan, TracksFrame, TrackedPerson } from '@store/device-protocol/frame.ts'
import { distanceToSegment } from '@store/planogram/geometry.ts'
import type { Gate, StoreLayout } from '@store/planogram/layout.ts'
import { bodies, type Body } from './bodies.ts'
import type { Present } from './nearness.ts'
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
  | { readonly type: 'identified'; readonly atMs: number; readonly actor: string; readonly wasActor: string }
  | { readonly type: 'left'; readonly atMs: number; readonly actor: string; readonly gate: string }
  | { readonly type: 'departed'; readonly atMs: number; readonly actor: string; readonly gate: string }

export interface Visits {
  inside(shopper: string, track: string | undefined): VisitEvent[]
  tracks(frame: TracksFrame): VisitEvent[]
  scan(frame: GateScan): VisitEvent[]
  /** To be called once the tracker has told what it saw around the crossing. */
  cross(frame: GateCross): VisitEvent[]
  /** A pass was scanned this long ago, and no crossing was reported: has somebody walked in all the same? */
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
  leftMs: number | undefined
  departedMs: number | undefined
  readonly bodies: Body[]
}

/** Binds sessions to people: at the entry gate, by the trace's `inside`, or because nobody else is left. */
export function visits(layout: StoreLayout, log: TrackLog, policy: PresencePolicy): Visits {
  const people = bodies(policy)
  const gates = new Map(layout.gates.map((gate) => [gate.id, gate]))
  const entries = layout.gates.filter(({ kind }) => kind === 'entry')
  const all: Visit[] = []
  const visitOf = new Map<Body, Visit>()
  const named = new Map<string, Visit>()

  function open(shopper: string, party: number, gate: string | undefined, atMs: number): Visit {
    const times = all.filter((visit) => visit.shopper === shopper).length
    const actor = times === 0 ? shopper : `${shopper}#${times + 1}`
    const visit: Visit = {
      actor,
      shopper,
      gate,
      scannedMs: atMs,
      waiting: party,
      admittedMs: undefined,
      leftMs: undefined,
      departedMs: undefined,
      bodies: [],
    }
    all.push(visit)
    return visit
  }

  function admit(visit: Visit, body: Body | undefined, atMs: number): VisitEvent[] {
    const first = visit.admittedMs === undefined
    visit.admittedMs ??= atMs
    visit.waiting = Math.max(0, visit.waiting - 1)
    const events: VisitEvent[] = first
      ? [{ type: 'admitted', atMs, actor: visit.actor, track: body?.tracks.at(-1), gate: visit.gate }]
      : []
    if (!body) return events
    visit.bodies.push(body)
    visitOf.set(body, visit)
    return [...events, { type: 'identified', atMs, actor: visit.actor, wasActor: strangerName(body) }]
  }

  /** Admitted, and nobody seen: a tracker that missed the gate, or a shopper who was inside all along. */
  const unseen = (): Visit[] =>
    all.filter((visit) => visit.admittedMs !== undefined && visit.leftMs === undefined && visit.bodies.length === 0)

  function tracks(frame: TracksFrame): VisitEvent[] {
    const fresh = people.see(frame, (person) => comesInNow(person, frame.capturedMs))
    return fresh.flatMap((body) => {
      const promised = named.get(body.id)
      if (promised) return admit(promised, body, frame.capturedMs)
      const waiting = unseen().filter((visit) => !isNamed(visit))
      // With two who could be meant, neither is: a wrong name is worse than none.
      return waiting.length === 1 && !comesInNow({ id: body.id, head: body.head, hands: [] }, frame.capturedMs)
        ? admit(waiting[0]!, body, frame.capturedMs)
        : []
    })
  }

  const isNamed = (visit: Visit): boolean => [...named.values()].includes(visit)

  /** A track that comes up at an entry while a pass waits is somebody new, whoever else was lost from sight. */
  function comesInNow(person: TrackedPerson, atMs: number): boolean {
    const isAtEntry = entries.some((gate) => metresTo(gate, person) <= policy.gateMetres)
    return (
      isAtEntry &&
      all.some((visit) => visit.waiting > 0 && visit.gate !== undefined && atMs - visit.scannedMs <= policy.scanHoldsMs)
    )
  }

  function scan(frame: GateScan): VisitEvent[] {
    const { shopper, party, gate } = frame
    // A pass shown twice at the gate is one visit; one shown after leaving is the next.
    const still = all.find((visit) => visit.shopper === shopper && visit.leftMs === undefined)
    if (still) return []
    const visit = open(shopper, party, gate, frame.capturedMs)
    return [{ type: 'scanned', atMs: frame.capturedMs, actor: visit.actor, shopper, party, gate }]
  }

  function cross(frame: GateCross): VisitEvent[] {
    const gate = gates.get(frame.gate)
    if (!gate) return []
    return gate.kind === 'entry' ? crossEntry(gate, frame) : crossExit(gate, frame)
  }

  function crossEntry(gate: Gate, frame: GateCross): VisitEvent[] {
    const atMs = frame.capturedMs
    if (frame.direction === 'out') return []
    const body = nearestAt(gate, atMs, (candidate) => !visitOf.has(candidate))
    const visit = all.find((waiting) => waiting.waiting > 0 && waiting.gate === gate.id && waiting.scannedMs <= atMs)
    return visit ? admit(visit, body, atMs) : []
  }

  function scanLapsed(frame: GateScan): VisitEvent[] {
    const gate = gates.get(frame.gate)
    const visit = all.find(({ shopper, scannedMs }) => shopper === frame.shopper && scannedMs === frame.capturedMs)
    if (!gate || !visit || visit.admittedMs !== undefined) return []
    const until = frame.capturedMs + policy.scanHoldsMs
    const body = people.about.find(
      (candidate) =>
        !visitOf.has(candidate) &&
        candidate.firstMs >= frame.capturedMs - policy.scanHoldsMs &&
        candidate.lastMs >= until - policy.aboutMs &&
        passedBy(gate, candidate, frame.capturedMs, until) &&
        distanceToSegment([candidate.head[0], candidate.head[1]], ...gate.line) > 0.5,
    )
    return body ? admit(visit, body, until) : []
  }

  function passedBy(gate: Gate, body: Body, fromMs: number, toMs: number): boolean {
    return log
      .between(fromMs, toMs)
      .some(({ people: seen }) =>
        seen.some((person) => people.ofTrack(person.id) === body && metresTo(gate, person) <= policy.gateMetres),
      )
  }

  function crossExit(gate: Gate, frame: GateCross): VisitEvent[] {
    const atMs = frame.capturedMs
    if (frame.direction === 'out') {
      const visit = all
        .filter(({ leftMs, departedMs }) => leftMs !== undefined && departedMs === undefined)
        .sort((a, b) => a.leftMs! - b.leftMs!)[0]
      if (!visit) return []
      visit.departedMs = atMs
      return [{ type: 'departed', atMs, actor: visit.actor, gate: gate.id }]
    }
    const body = nearestAt(
      gate,
      atMs,
      (candidate) => visitOf.get(candidate)?.leftMs === undefined && visitOf.has(candidate),
    )
    const visit = body ? visitOf.get(body) : theOnlyOneUnseen(atMs)
    if (!visit) return []
    if (body) people.leave(body)
    if (visit.bodies.some((other) => !other.gone && atMs - other.lastMs <= policy.aboutMs)) return []
    for (const other of visit.bodies) people.leave(other)
    visit.leftMs = atMs
    return [{ type: 'left', atMs, actor: visit.actor, gate: gate.id }]
  }

  /** Somebody leaves whom the tracker does not see: it can only be the one who is not seen anywhere. */
  function theOnlyOneUnseen(atMs: number): Visit | undefined {
    const lost = all.filter(
      (visit) =>
        visit.admittedMs !== undefined &&
        visit.leftMs === undefined &&
        visit.bodies.every(({ lastMs }) => atMs - lastMs > policy.gateMs),
    )
    return lost.length === 1 ? lost[0] : undefined
  }

  function nearestAt(gate: Gate, atMs: number, isCandidate: (body: Body) => boolean): Body | undefined {
    let best: { body: Body; metres: number } | undefined
    for (const { atMs: seenMs, people: seen } of log.between(atMs - policy.gateMs, atMs + policy.gateMs)) {
      for (const person of seen) {
        const body = people.ofTrack(person.id)
        if (!body || body.gone || !isCandidate(body)) continue
        // Of two people in a queue, the one at the line at that very moment.
        const metres = metresTo(gate, person) + (Math.abs(seenMs - atMs) / 1000) * policy.walkMetresPerSecond
        if (metres <= policy.gateMetres && (!best || metres < best.metres)) best = { body, metres }
      }
    }
    return best?.body
  }

  const actorOf = (body: Body): string => visitOf.get(body)?.actor ?? strangerName(body)

  return {
    inside(shopper, track) {
      const visit = open(shopper, 1, undefined, Number.NEGATIVE_INFINITY)
      visit.waiting = 0
      visit.admittedMs = Number.NEGATIVE_INFINITY
      if (track !== undefined) named.set(track, visit)
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
        .filter((body) => !visitOf.has(body) && body.firstMs <= atMs && atMs - body.lastMs <= policy.aboutMs)
        .map((body) => ({ actor: strangerName(body), hasPass: false }))
      return [...shoppers, ...strangers]
    },
  }
}

/** Somebody in the store who showed no pass: staff, or a track that nobody could be bound to. */
const strangerName = (body: Body): string => `track ${body.id}`

const metresTo = (gate: Gate, person: TrackedPerson): number =>
  distanceToSegment([person.head[0], person.head[1]], ...gate.line)
