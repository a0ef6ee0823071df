import type { Vec3 } from '@store/device-protocol/frame.ts'
import type { AttributionPolicy } from './attribution-policy.ts'
import { likeliestFirst } from './likeliest-first.ts'
import { offsetFrom, type Offset, type Spot } from './spot.ts'
import { floorMetresBetween, type Sighting, type TrackLog } from './track-log.ts'
import { normal } from './weighing.ts'

/** How well what the tracker saw of one actor fits that it was them who reached to a place. */
export interface Nearness {
  readonly actor: string
  /** How much likelier the sight is if they did it than if they only stood about. */
  readonly ratio: number
  /** How far a hand was from there, and the nearest their head stood over the floor; absent when none was seen. */
  readonly handMetres?: number
  readonly headMetres?: number
  /** Where the hand was, for asking whether it was over two places at once; absent when none was seen. */
  readonly hand?: HandSight
}

interface HandSight {
  /** Metres along the shelf from the middle of what moved, and how sure that is. */
  readonly along: number
  readonly variance: number
  /** All that speaks for it but that, per metre. */
  readonly fit: number
}

/**
 * The ratio of one who was near to two places of one shelf, if one hand took things from both at once: it is over the middle
 * of them, give or take as far as they lie apart. 0 where no hand was seen.
 */
export function nearBoth(one: Pick<Nearness, 'hand'>, other: Pick<Nearness, 'hand'>): number {
  if (!one.hand || !other.hand) return 0
  const [off, apart] = [(one.hand.along + other.hand.along) / 2, (one.hand.along - other.hand.along) / 2]
  return Math.min(one.hand.fit, other.hand.fit) * normal(off, one.hand.variance + apart ** 2)
}

export interface Present {
  readonly actor: string
  readonly hasPass: boolean
  /** For how long the tracker has lost them; 0 for somebody it never saw, who may be anywhere. */
  readonly unseenMs: number
}

/**
 * Everybody who may have reached to a spot around `atMs`, the likeliest first. Hands tell more than heads; an actor in
 * the store of whom nothing was seen just then may still have done it.
 */
export function nearnessOf(
  spot: Spot,
  atMs: number,
  present: readonly Present[],
  actorOfTrack: (track: string) => string | undefined,
  log: TrackLog,
  policy: AttributionPolicy,
): Nearness[] {
  const sightings = log.between(atMs - policy.lookBeforeMs, atMs + policy.lookAfterMs)
  const seen = sightsOf(sightings, spot, atMs, actorOfTrack, policy)
  const isBlind = sightings.every(({ people }) => people.length === 0)
  const near = present.map(({ actor, hasPass, unseenMs }): Nearness => {
    const share = hasPass ? 1 : policy.withoutPass
    const sight = seen.get(actor)
    if (!sight) return { actor, ratio: share * (isBlind ? policy.blind : missingRatio(unseenMs, policy)) }
    return { actor, ...judged(sight, spot, share, log.showsHands, policy) }
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
  /** In each frame around the moment that shows a hand, where the nearer one was. */
  readonly reaches: readonly Reach[]
}

/** Where a hand was, and how far that is from where it would have to be, metres. */
interface Reach extends Offset {
  readonly off: number
}

function sightsOf(
  sightings: readonly Sighting[],
  spot: Spot,
  atMs: number,
  actorOfTrack: (track: string) => string | undefined,
  policy: AttributionPolicy,
): Map<string, Sight> {
  const seen = new Map<string, { headMetres: number; reaches: Reach[] }>()
  for (const { atMs: seenMs, people } of sightings) {
    const isReach = seenMs >= atMs - policy.reachBeforeMs && seenMs <= atMs + policy.reachAfterMs
    for (const { id, head, hands } of people) {
      const actor = actorOfTrack(id)
      if (actor === undefined) continue
      const sight = seen.get(actor) ?? { headMetres: Number.POSITIVE_INFINITY, reaches: [] }
      sight.headMetres = Math.min(sight.headMetres, floorMetresBetween(head, spot.middle))
      if (isReach && hands.length > 0) sight.reaches.push(nearest(hands, spot, policy))
      seen.set(actor, sight)
    }
  }
  return seen
}

function nearest(hands: readonly Vec3[], spot: Spot, policy: AttributionPolicy): Reach {
  let best: Reach | undefined
  for (const hand of hands) {
    const offset = offsetFrom(spot, hand)
    const off = Math.hypot(offset.along, outside(offset, spot, policy))
    if (!best || off < best.off) best = { ...offset, off }
  }
  return best!
}

function judged(
  { headMetres, reaches }: Sight,
  spot: Spot,
  share: number,
  showsHands: boolean,
  policy: AttributionPolicy,
): Omit<Nearness, 'actor'> {
  const head = headRatio(headMetres, policy)
  if (reaches.length === 0) return { ratio: share * head * (showsHands ? policy.handUnseen : 1), headMetres }
  const { along, variance, fit, metres: handMetres } = handSight(reaches, spot, policy)
  // Another hand, unseen, may have done it: of that only the head tells. A hand at the goods is there wherever the head is.
  const hand = { along, variance, fit: share * head ** policy.headBesideHand * fit }
  const ratio = share * policy.handFar * head + hand.fit * normal(along, variance + spot.spread ** 2)
  return { ratio, headMetres, handMetres, hand }
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
 * The hand that did it is seen over what moved, the more frames show it the sharper: noise averages out. Along the shelf it
 * is normally distributed about the middle of that; above the board evenly over the room in which goods are gripped, and
 * normally beyond. A bystander's may be anywhere along the gondola and up and down it: the ratio of the two densities. How
 * deep it reaches tells nothing within the shelf, and against it before that.
 */
function handSight(
  reaches: readonly Reach[],
  spot: Spot,
  policy: AttributionPolicy,
): HandSight & { readonly metres: number } {
  const told = [...reaches].sort((a, b) => a.off - b.off).slice(0, Math.ceil(policy.handShown * reaches.length))
  const hand = meanOf(told)
  const variance = policy.handDeviation ** 2 + policy.handNoise ** 2 / told.length
  const room = gripRoom(spot, policy) + Math.sqrt(2 * Math.PI * variance)
  const upAndDeep = Math.exp(-(outside(hand, spot, policy) ** 2) / (2 * variance))
  return {
    along: hand.along,
    variance,
    fit: policy.handSpreadMetres * (policy.handSpreadUpMetres / room) * upAndDeep,
    metres: Math.hypot(hand.along, hand.before, hand.above),
  }
}

/** How high over its board goods are gripped, metres. */
const gripRoom = ({ headroom }: Spot, policy: AttributionPolicy): number => Math.min(headroom, policy.handAboveBoard)

/** How far a hand is out of the room over a board in which goods are gripped, whatever their place along it. */
function outside({ before, above }: Offset, spot: Spot, policy: AttributionPolicy): number {
  const deep = spot.gondola.depth / 2
  const inDepth = Math.max(0, before - deep - policy.handBeforeShelf, -before - deep)
  const inHeight = Math.max(0, above - gripRoom(spot, policy), -above)
  return Math.hypot(inDepth, inHeight)
}

function meanOf(offsets: readonly Offset[]): Offset {
  let [along, before, above] = [0, 0, 0]
  for (const one of offsets) {
    along += one.along
    before += one.before
    above += one.above
  }
  return { along: along / offsets.length, before: before / offsets.length, above: above / offsets.length }
}
