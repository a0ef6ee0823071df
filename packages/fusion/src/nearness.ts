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
  const seen = new Map<string, { head: number; hand: number }>()
  for (const { people } of sightings) {
    for (const person of people) {
      const actor = actorOfTrack(person.id)
      if (actor === undefined) continue
      const best = seen.get(actor) ?? { head: Number.POSITIVE_INFINITY, hand: Number.POSITIVE_INFINITY }
      best.head = Math.min(best.head, floorMetresBetween(person.head, place))
      for (const hand of person.hands) best.hand = Math.min(best.hand, metresBetween(hand, place))
      seen.set(actor, best)
    }
  }
  const blind = sightings.every(({ people }) => people.length === 0)
  return present
    .map(({ actor, hasPass }) => {
      const share = hasPass ? 1 : policy.withoutPass
      const best = seen.get(actor)
      if (!best) return { actor, ratio: share * (blind ? policy.blind : policy.missing) }
      const ratio = share * headRatio(best.head, policy) * handRatio(best.hand, log.showsHands, policy)
      return Number.isFinite(best.hand)
        ? { actor, ratio, headMetres: best.head, handMetres: best.hand }
        : { actor, ratio, headMetres: best.head }
    })
    .sort((a, b) => b.ratio - a.ratio || (a.actor < b.actor ? -1 : 1))
}

/** People stand 0.45 to 0.7 m from what they reach for; beyond arm's length it falls off as a normal tail does. */
function headRatio(metres: number, policy: AttributionPolicy): number {
  const beyond = Math.max(0, metres - policy.headMetres) / policy.headDeviation
  return policy.headFar + Math.exp(-0.5 * beyond * beyond)
}

function handRatio(metres: number, trackerShowsHands: boolean, policy: AttributionPolicy): number {
  if (!trackerShowsHands) return 1
  if (!Number.isFinite(metres)) return policy.handUnseen
  const off = metres / policy.handMetres
  return policy.handFar + policy.handNear * Math.exp(-0.5 * off * off)
}
