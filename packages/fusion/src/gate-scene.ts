/** Test-only: people who walk about a small store, as its tracker and its gates would tell it. */
import type { GateCross, GateScan, TrackedPerson, TracksFrame } from '@store/device-protocol/frame.ts'
import type { StoreLayout } from '@store/planogram/layout.ts'
import { presencePolicy } from './presence-policy.ts'
import { timeline, type Timed } from './timeline.ts'
import { trackLog } from './track-log.ts'
import { visits, type VisitEvent, type Visits } from './visits.ts'

/** A room of 5 m by 4 m: the entry at its left front, the exit at its right front, one gondola at its back. */
export const room: StoreLayout = {
  id: 'room',
  name: 'Room',
  currency: 'EUR',
  timeZone: 'Europe/Berlin',
  floor: [[0, -4], [5, -4], [5, 0], [0, 0]], // prettier-ignore
  gates: [
    { id: 'entry', kind: 'entry', line: [[0, -3], [1, -3]] }, // prettier-ignore
    { id: 'exit', kind: 'exit', line: [[4, -3], [5, -3]], vestibule: [[4, -4], [5, -4], [5, -3], [4, -3]] }, // prettier-ignore
  ],
  gondolas: [{ id: 'g', x: 1, y: 0, rotationDegrees: 0, width: 3, depth: 0.4, plateWidth: 0.1, shelves: [] }],
}

export interface Walker {
  /** Where they are at which time; they go straight in between. Nobody before the first and after the last. */
  readonly path: readonly (readonly [atMs: number, x: number, y: number])[]
  /** The id by which the tracker shows them, none while it does not. */
  id(atMs: number): string | undefined
}

export type Point = readonly [x: number, y: number]

/** From the street through the entry at `crossMs` to a place in the store by two seconds later. */
export const comesIn = (crossMs: number, to: Point, untilMs: number, waitsMs = 800): Walker['path'] => [
  [crossMs - waitsMs, 0.5, -3.5],
  [crossMs - 400, 0.5, -3.4],
  [crossMs + 400, 0.5, -2.6],
  [crossMs + 2_400, ...to],
  [untilMs, ...to],
]

/** From a place to the exit's first door by `crossMs`, and through. */
export const goesOut = (fromMs: number, from: Point, crossMs: number): Walker['path'] => [
  [fromMs, ...from],
  [crossMs - 2_500, ...from],
  [crossMs - 400, 4.5, -2.6],
  [crossMs + 400, 4.5, -3.4],
  [crossMs + 1_500, 4.5, -3.9],
]

export const stands = (fromMs: number, at: Point, untilMs: number): Walker['path'] => [
  [fromMs, ...at],
  [untilMs, ...at],
]

/** Seen under one id, or under several, each from its instant on; `''` while out of sight. */
export const seenAs = (...ids: readonly (string | readonly [fromMs: number, id: string])[]): Walker['id'] => {
  const changes = ids.map((id) => (typeof id === 'string' ? ([Number.NEGATIVE_INFINITY, id] as const) : id))
  return (atMs) => changes.findLast(([fromMs]) => atMs >= fromMs)?.[1] || undefined
}

export const person = (path: Walker['path'], id: string | Walker['id']): Walker => ({
  path,
  id: typeof id === 'string' ? () => id : id,
})

export const scan = (capturedMs: number, shopper: string, party = 1): GateScan => ({
  ...said('entry', capturedMs),
  kind: 'gate',
  gate: 'entry',
  event: 'scan',
  shopper,
  party,
})

export const cross = (
  capturedMs: number,
  gate: 'entry' | 'exit' = 'entry',
  direction: 'in' | 'out' = 'in',
): GateCross => ({
  ...said(gate, capturedMs),
  kind: 'gate',
  gate,
  event: 'cross',
  direction,
})

const said = (device: string, capturedMs: number) => ({
  device,
  seq: capturedMs + 1,
  arrivedMs: capturedMs,
  capturedMs,
})

export interface Played {
  readonly events: readonly VisitEvent[]
  /** Whose an id was thought to be at an instant, or at the end. */
  actor(id: string, atMs?: number): string | undefined
  presentAt(atMs: number): string[]
  readonly tracksKept: number
}

export interface Scene {
  readonly people: readonly Walker[]
  readonly gates?: readonly (GateScan | GateCross)[]
  readonly inside?: readonly { readonly shopper: string; readonly track?: string }[]
  readonly untilMs?: number
}

/** Plays a scene at 15 frames a second, in the order in which fusion decides. */
export function played({ people, gates = [], inside = [], untilMs }: Scene): Played {
  const log = trackLog()
  const visiting = visits(room, log, presencePolicy)
  const facts = timeline<Timed & { decide(): VisitEvent[] }>()
  const lastMs = untilMs ?? Math.max(...people.map(({ path }) => path.at(-1)![0]))
  const thought = new Map<string, [atMs: number, actor: string | undefined][]>()
  for (const frame of tracksOf(people, lastMs)) {
    const decide = (): VisitEvent[] => {
      log.add(frame)
      const events = visiting.tracks(frame)
      for (const { id } of frame.tracks) noteOn(thought, id, frame.capturedMs, visiting)
      return events
    }
    facts.add({ atMs: frame.capturedMs, rank: 0, name: 'tracker', decide })
  }
  for (const frame of gates) {
    const [atMs, name] = [frame.capturedMs, `${frame.gate}/${frame.seq}`]
    if (frame.event === 'cross')
      facts.add({ atMs: atMs + presencePolicy.gateMs, rank: 2, name, decide: () => visiting.cross(frame) })
    else {
      facts.add({ atMs, rank: 1, name, decide: () => visiting.scan(frame) })
      facts.add({ atMs: atMs + presencePolicy.scanHoldsMs, rank: 3, name, decide: () => visiting.scanLapsed(frame) })
    }
  }
  const events = inside.flatMap(({ shopper, track }) => visiting.inside(shopper, track))
  for (const fact of facts.until(Number.POSITIVE_INFINITY)) events.push(...fact.decide())
  return {
    events,
    actor: (id, atMs) =>
      atMs === undefined ? visiting.actorOfTrack(id) : thought.get(id)?.findLast(([noted]) => noted <= atMs)?.[1],
    presentAt: (atMs) => visiting.presentAt(atMs).map(({ actor }) => actor),
    tracksKept: [...thought.keys()].filter((id) => visiting.actorOfTrack(id) !== undefined).length,
  }
}

/** What a tracker says of them, 15 times a second. */
export function tracksOf(people: readonly Walker[], untilMs: number): TracksFrame[] {
  const count = Math.floor((untilMs * 15) / 1000) + 1
  return Array.from({ length: count }, (_, i) => frameAt((i * 1000) / 15, i + 1, people))
}

function noteOn(
  thought: Map<string, [number, string | undefined][]>,
  id: string,
  atMs: number,
  visiting: Visits,
): void {
  const notes = thought.get(id) ?? []
  thought.set(id, notes)
  notes.push([atMs, visiting.actorOfTrack(id)])
}

function frameAt(atMs: number, seq: number, people: readonly Walker[]): TracksFrame {
  const tracks = people.flatMap((walker): TrackedPerson[] => {
    const id = walker.id(atMs)
    const at = placeAt(walker.path, atMs)
    return id === undefined || !at ? [] : [{ id, head: [...at, 1.7], hands: [] }]
  })
  return { kind: 'tracks', device: 'tracker', seq, arrivedMs: atMs, capturedMs: atMs, tracks }
}

function placeAt(path: Walker['path'], atMs: number): Point | undefined {
  const next = path.findIndex(([pointMs]) => pointMs >= atMs)
  if (next === -1 || atMs < path[0]![0]) return undefined
  const [toMs, toX, toY] = path[next]!
  const [fromMs, fromX, fromY] = path[Math.max(0, next - 1)]!
  const share = toMs === fromMs ? 1 : (atMs - fromMs) / (toMs - fromMs)
  return [fromX + (toX - fromX) * share, fromY + (toY - fromY) * share]
}
