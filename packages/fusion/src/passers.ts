import type { TracksFrame } from '@store/device-protocol/frame.ts'
import { refill, type Stateful } from '@store/kernel/stateful.ts'
import { lastOf, type Bodies, type Body } from './bodies.ts'
import type { GateSides } from './gate-sides.ts'
import type { PresencePolicy } from './presence-policy.ts'
import type { TrackLog } from './track-log.ts'

/** Who went through a gate, as far as the tracker can tell. */
export interface Passers extends Stateful<PassersState> {
  /** Remembers who stands in front of an entry and who comes in by it. Call it for every frame, once bodies are known. */
  see(frame: TracksFrame): void
  /** Of those asked about, who was at the line at that moment, and how far off they were in metres; the likeliest. */
  crossing(sides: GateSides, atMs: number, isCandidate: (body: Body) => boolean): Passer | undefined
  /** Of those asked about, who was last seen so near to the gate that they may have gone through it unseen. */
  crossingUnseen(sides: GateSides, atMs: number, isCandidate: (body: Body) => boolean): Passer | undefined
  /** Of those asked about, who stood beyond the line at that moment; the first by name. */
  beyond(sides: GateSides, atMs: number, isCandidate: (body: Body) => boolean): Body | undefined
  /** Of those asked about, who came in by this entry in that time as the tracker saw it; the first. */
  cameIn(sides: GateSides, fromMs: number, toMs: number, isCandidate: (body: Body) => boolean): Body | undefined
}

export interface Passer {
  readonly body: Body
  readonly metres: number
}

export interface PassersState {
  readonly outside: ReadonlyMap<Body, Entrance>
  readonly entered: ReadonlyMap<Body, Entrance>
}

interface Entrance {
  readonly gate: string
  readonly atMs: number
}

export function passers(entries: readonly GateSides[], people: Bodies, log: TrackLog, policy: PresencePolicy): Passers {
  const outside = new Map<Body, Entrance>()
  const entered = new Map<Body, Entrance>()

  function see({ capturedMs: atMs, tracks }: TracksFrame): void {
    for (const { id, head } of tracks)
      for (const sides of entries) {
        if (sides.metresTo(head) > 2 * policy.gateMetres) continue
        const body = people.ofTrack(id)
        if (!body) continue
        const metres = sides.insideMetres(head)
        const here = { gate: sides.gate.id, atMs }
        if (metres < 0) outside.set(body, here)
        else if (metres > policy.insideMetres && outside.get(body)?.gate === sides.gate.id) {
          outside.delete(body)
          entered.set(body, here)
        } else if (!outside.has(body) && !entered.has(body) && lastOf(body).firstMs === atMs) entered.set(body, here)
      }
    forget(outside, atMs)
    forget(entered, atMs)
  }

  function forget(seen: Map<Body, Entrance>, atMs: number): void {
    for (const [body, entrance] of seen) if (body.isGone || atMs - entrance.atMs > policy.memoryMs) seen.delete(body)
  }

  return {
    see,
    crossing(sides, atMs, isCandidate) {
      let best: Passer | undefined
      for (const { atMs: seenMs, people: seen } of log.between(atMs - policy.gateMs, atMs + policy.gateMs))
        for (const { id, head } of seen) {
          const body = people.ofTrack(id)
          if (!body || body.isGone || !isCandidate(body)) continue
          // Of two people in a queue, the one at the line at that very moment.
          const metres = sides.metresTo(head) + (Math.abs(seenMs - atMs) / 1000) * policy.walkMetresPerSecond
          if (metres <= policy.gateMetres && (!best || metres < best.metres)) best = { body, metres }
        }
      return best
    },
    crossingUnseen(sides, atMs, isCandidate) {
      const lost = people.about
        .filter((body) => {
          const { lastMs } = lastOf(body)
          return lastMs < atMs - policy.missedMs && atMs - lastMs <= policy.linkMs && isCandidate(body)
        })
        .map((body) => {
          const { lastMs, head } = lastOf(body)
          const walked = (policy.walkMetresPerSecond * (atMs - lastMs)) / 1000
          return { body, metres: Math.max(0, sides.metresTo(head) - walked) }
        })
        .filter(({ metres }) => metres <= policy.linkMetres)
        .sort((a, b) => a.metres - b.metres || lastOf(b.body).lastMs - lastOf(a.body).lastMs)
      return lost[0]
    },
    beyond: (sides, atMs, isCandidate) =>
      people.about
        .filter((body) => {
          const { lastMs, head } = lastOf(body)
          const isThere = sides.insideMetres(head) < 0 && sides.metresTo(head) <= 2 * policy.gateMetres
          return isThere && atMs - lastMs <= policy.aboutMs && isCandidate(body)
        })
        .sort((a, b) => (a.id < b.id ? -1 : 1))[0],
    cameIn(sides, fromMs, toMs, isCandidate) {
      const found = [...entered].filter(
        ([body, { gate, atMs }]) => gate === sides.gate.id && atMs >= fromMs && atMs <= toMs && isCandidate(body),
      )
      return found.sort(([, a], [, b]) => a.atMs - b.atMs)[0]?.[0]
    },
    save: () => ({ outside, entered }),
    restore(state) {
      refill(outside, state.outside)
      refill(entered, state.entered)
    },
  }
}
