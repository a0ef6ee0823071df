import type { Vec3 } from '@store/device-protocol/frame.ts'
import type { AttributionPolicy } from './attribution-policy.ts'
import { floorMetresBetween, metresBetween, type TrackLog } from './track-log.ts'

/** How well what the tracker saw of one actor fits that it was them who reached to a place. */
export interface Nearness {
  readonly actor: string
  /** How much likelier the sight is if they did it than if they only stood about. */
  readonly ratio: number
  /** The nearest a hand came, and the nearest their head stood over the floor; absent when none was seen. */
  readonly handMetres?: number
  readonly headMetres?: number
}

export interface Present {
  readonly actor: string
  readonly hasPass: boolean
}

/**
 * Everybody who may have reached to `place` around `atMs`, the likeliest first. Hands tell more than heads; an actor in
 * the store of whom nothing was seen just then may still have done it.
 */
export function nearnessOf(
  place: Vec3,
  atMs: number,
  present: readonly Present[],
  actorOfTrack: (track: string) => string | undefined,
  log: TrackLog,
  policy: AttributionPolicy,
): Nearness[] {
  const sightings = log.between(atMs - policy.lookBeforeMs, atMs + policy.lookAfterMs)
  const seen = new Map<string, Sight>()
  for (const { atMs: seenMs, people } of sightings) {
    const isReach = seenMs >= atMs - policy.reachBeforeMs && seenMs <= atMs + policy.reachAfterMs
    for (const person of people) {
      const actor = actorOfTrack(person.id)
      if (actor === undefined) continue
      const sight = seen.get(actor) ?? { head: Number.POSITIVE_INFINITY, reaches: [] }
      sight.head = Math.min(sight.head, floorMetresBetween(person.head, place))
      if (isReach && person.hands.length > 0)
        sight.reaches.push(Math.min(...person.hands.map((hand) => metresBetween(hand, place))))
      seen.set(actor, sight)
    }
  }
  const blind = sightings.every(({ people }) => people.length === 0)
  return present
    .map(({ actor, hasPass }): Nearness => {
      const share = hasPass ? 1 : policy.withoutPass
      const sight = seen.get(actor)
      if (!sight) return { actor, ratio: share * (blind ? policy.blind : policy.missing) }
      const headMetres = sight.head
      if (sight.reaches.length === 0) {
        const unseen = log.showsHands ? policy.handUnseen : 1
        return { actor, ratio: share * headRatio(headMetres, policy) * unseen, headMetres }
      }
      const handMetres = lowQuantile(sight.reaches)
      const hand = handRatio(handMetres, sight.reaches.length, policy)
      // Once the hand is seen, where the head stands adds little: people lean and reach across.
      return { actor, ratio: share * headRatio(headMetres, policy) ** policy.headBesideHand * hand, headMetres, handMetres }
    })
    .sort((a, b) => b.ratio - a.ratio || (a.actor < b.actor ? -1 : 1))
}

interface Sight {
  /** The nearest the head came, metres over the floor. */
  head: number
  /** In each frame around the moment that shows a hand, how far the nearer one was from the place. */
  readonly reaches: number[]
}

/** In some frames only the idle hand is seen: the nearer sightings speak for the hand that reached. */
function lowQuantile(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(0.3 * (sorted.length - 1))]!
}

/**
 * People stand 0.45 to 0.7 m from what they reach for. Beyond, likelihood falls off with the heavy tail of a Student
 * law of three degrees: in a crowd somebody reaches across, now and then.
 */
function headRatio(metres: number, policy: AttributionPolicy): number {
  const beyond = Math.max(0, metres - policy.headMetres) / policy.headDeviation
  return (1 + (beyond * beyond) / 3) ** -2
}

/**
 * A hand that took something is seen about `handMetres` from the middle of it, tracker noise and grip included; the more
 * frames show it, the sharper. A bystander's hand may be anywhere in `handSpreadMetres`.
 */
function handRatio(metres: number, frames: number, policy: AttributionPolicy): number {
  const deviation = Math.hypot(policy.handDeviation, policy.handNoise / Math.sqrt(frames))
  const off = Math.max(0, metres - policy.handMetres) / deviation
  return policy.handFar + ((0.4 * policy.handSpreadMetres) / deviation) * Math.exp(-0.5 * off * off)
}
