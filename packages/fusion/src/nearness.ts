import type { Vec3 } from '@store/device-protocol/frame.ts'
import type { AttributionPolicy } from './attribution-policy.ts'
import { likeliestFirst } from './likeliest-first.ts'
import { floorMetresBetween, metresBetween, type Sighting, type TrackLog } from './track-log.ts'
import { normal } from './weighing.ts'

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
  /** For how long the tracker has lost them; 0 for somebody it never saw, who may be anywhere. */
  readonly unseenMs: number
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
  const seen = sightsOf(sightings, place, atMs, actorOfTrack, policy)
  const isBlind = sightings.every(({ people }) => people.length === 0)
  const near = present.map(({ actor, hasPass, unseenMs }): Nearness => {
    const share = hasPass ? 1 : policy.withoutPass
    const sight = seen.get(actor)
    if (!sight) return { actor, ratio: share * (isBlind ? policy.blind : missingRatio(unseenMs, policy)) }
    return { actor, ...judged(sight, share, log.showsHands, policy) }
  })
  return likeliestFirst(
    near,
    ({ ratio }) => Math.log(ratio),
    ({ actor }) => actor,
  )
}

/** A tracker loses people for seconds. Who has been gone for minutes has most likely left, unseen by the gate as well. */
const missingRatio = (unseenMs: number, policy: AttributionPolicy): number =>
  policy.missing / (1 + (unseenMs / policy.missingMs) ** 2)

interface Sight {
  /** The nearest the head came, metres over the floor. */
  readonly headMetres: number
  /** In each frame around the moment that shows a hand, how far the nearer one was from the place, metres. */
  readonly reaches: readonly number[]
}

function sightsOf(
  sightings: readonly Sighting[],
  place: Vec3,
  atMs: number,
  actorOfTrack: (track: string) => string | undefined,
  policy: AttributionPolicy,
): Map<string, Sight> {
  const seen = new Map<string, { headMetres: number; reaches: number[] }>()
  for (const { atMs: seenMs, people } of sightings) {
    const isReach = seenMs >= atMs - policy.reachBeforeMs && seenMs <= atMs + policy.reachAfterMs
    for (const { id, head, hands } of people) {
      const actor = actorOfTrack(id)
      if (actor === undefined) continue
      const sight = seen.get(actor) ?? { headMetres: Number.POSITIVE_INFINITY, reaches: [] }
      sight.headMetres = Math.min(sight.headMetres, floorMetresBetween(head, place))
      if (isReach && hands.length > 0) sight.reaches.push(Math.min(...hands.map((hand) => metresBetween(hand, place))))
      seen.set(actor, sight)
    }
  }
  return seen
}

function judged(
  { headMetres, reaches }: Sight,
  share: number,
  showsHands: boolean,
  policy: AttributionPolicy,
): Omit<Nearness, 'actor'> {
  const head = headRatio(headMetres, policy)
  if (reaches.length === 0) return { ratio: share * head * (showsHands ? policy.handUnseen : 1), headMetres }
  const handMetres = quantile(reaches, policy.handQuantile)
  const hand = handRatio(handMetres, reaches.length, policy)
  // Another hand, unseen, may have done it: of that only the head tells. A hand at the goods is there wherever the head is.
  const ratio = policy.handFar * head + head ** policy.headBesideHand * hand
  return { ratio: share * ratio, headMetres, handMetres }
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(share * (sorted.length - 1))]!
}

/**
 * Beyond where people stand who reach for something, likelihood falls off with the heavy tail of Student's law of three
 * degrees of freedom, (1 + t²/3)⁻²: in a crowd somebody reaches across, now and then.
 */
function headRatio(metres: number, policy: AttributionPolicy): number {
  const beyond = Math.max(0, metres - policy.headMetres) / policy.headDeviation
  return (1 + (beyond * beyond) / 3) ** -2
}

/**
 * The hand that did it is seen about `handMetres` from the middle of what moved, normally distributed beyond, the more
 * frames show it the sharper; a bystander's hand may be anywhere in `handSpreadMetres`. The ratio of the two densities.
 */
function handRatio(metres: number, frames: number, policy: AttributionPolicy): number {
  const variance = policy.handDeviation ** 2 + policy.handNoise ** 2 / frames
  return policy.handSpreadMetres * normal(Math.max(0, metres - policy.handMetres), variance)
}
