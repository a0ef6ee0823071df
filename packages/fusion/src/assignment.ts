import type { AttributionPolicy } from './attribution-policy.ts'
import { againFactor } from './busyness.ts'
import { likeliestFirst } from './likeliest-first.ts'
import { articleOf, isPut, type Move } from './move.ts'
import { nearBoth, type Nearness } from './nearness.ts'
import type { InOneReach } from './one-reach.ts'
import { middleOf, type Run } from './run.ts'
import { NOBODY } from './world.ts'

/** Who made each move of a story. */
export interface Assignment {
  /** One for each move, in order; `NOBODY` where it is nobody we know of. */
  readonly actors: readonly string[]
  readonly likelihood: number
}

/** A move, and which run of the change it explains: runs apart in place or time are acts of their own. */
export interface PlacedMove {
  readonly move: Move
  readonly run: Run
  /** Which of its plates the thing lay on, and when it moved. */
  readonly plates: Run['plates']
  readonly atMs: number
  /** It explains the run by itself. */
  readonly isAlone: boolean
}

/**
 * Every way to share out the moves of a story among the people near by. The first to act counts with how near they
 * were; a second person, a second unit and a second article each cost what the policy says.
 */
export function assignmentsOf(
  moves: readonly PlacedMove[],
  nearTo: (placed: PlacedMove) => readonly Nearness[],
  isStaff: (actor: string) => boolean,
  policy: AttributionPolicy,
  inOneReach: InOneReach = () => false,
): Assignment[] {
  const options = moves.map((placed) => candidates(placed.move, nearTo(placed), isStaff, policy))
  const isSameReach: InOneReach = (actor, oneMs, otherMs) =>
    Math.abs(oneMs - otherMs) <= policy.busyMs || inOneReach(actor, oneMs, otherMs)
  let partial: readonly Assignment[] = [{ actors: [], likelihood: 1 }]
  for (const at of moves.keys()) {
    const longer = partial.flatMap(({ actors, likelihood }) =>
      notYetTried(moves, at, actors, options[at]!).map(({ actor, ratio }) => ({
        actors: [...actors, actor],
        likelihood: likelihood * shareOf(moves, at, actors, { actor, ratio }, options, isSameReach, policy),
      })),
    )
    partial = likeliestFirst(
      longer,
      ({ likelihood }) => Math.log(likelihood),
      ({ actors }) => actors.join('\n'),
    ).slice(0, policy.mostAssignments)
  }
  const best = partial[0]?.likelihood ?? 0
  return partial.filter(({ likelihood }) => likelihood > best * policy.leastAssignment)
}

type Candidate = Pick<Nearness, 'actor' | 'ratio' | 'hand'>

function candidates(
  move: Move,
  near: readonly Nearness[],
  isStaff: (actor: string) => boolean,
  policy: AttributionPolicy,
): readonly Candidate[] {
  switch (move.kind) {
    case 'return':
    case 'misplace':
      return near.filter(({ actor }) => actor === move.actor)
    case 'restock':
      return near.filter(({ actor }) => isStaff(actor)).slice(0, policy.mostRestockers)
    case 'take':
    case 'take-stray':
    case 'take-unseen': {
      const least = (near[0]?.ratio ?? 0) * policy.leastRatio
      const likely = near.slice(0, policy.mostCandidates).filter(({ ratio }) => ratio >= least)
      return [...likely, { actor: NOBODY, ratio: policy.nobody }]
    }
  }
}

/** Equal units that went at one moment into equal hands are one outcome: the order among them is not followed twice. */
function notYetTried(
  moves: readonly PlacedMove[],
  at: number,
  before: readonly string[],
  options: readonly Candidate[],
): readonly Candidate[] {
  const [last, next] = [moves[at - 1], moves[at]!]
  if (!last || last.move !== next.move || last.run !== next.run || last.atMs !== next.atMs) return options
  return options.slice(options.findIndex(({ actor }) => actor === before[at - 1]))
}

/** What it adds to the likelihood that this one made the next move too, given who made the moves before. */
function shareOf(
  moves: readonly PlacedMove[],
  at: number,
  before: readonly string[],
  { actor, ratio }: Candidate,
  options: readonly (readonly Candidate[])[],
  isSameReach: InOneReach,
  policy: AttributionPolicy,
): number {
  const placed = moves[at]!
  const { move, run, atMs } = placed
  const article = articleOf(move)
  let [earlier, onRun, alike] = [-1, 0, 0]
  let isAtOnce = false
  // Asked so often that nothing is made along the way.
  for (let i = 0; i < at; i++) {
    const other = moves[i]!
    if (other.run !== run) continue
    onRun++
    isAtOnce ||= isOneAct(other, placed, policy)
    if (before[i] !== actor || !isSameReach(actor, other.atMs, atMs)) continue
    earlier = i
    if (articleOf(other.move) === article) alike++
  }
  if (earlier < 0) {
    const among = isAtOnce ? policy.anotherShopper : onRun > 0 ? policy.anotherReach : 1
    const apart = ratio * besideOtherRuns(moves, at, before, { actor, ratio }, options, isSameReach, policy)
    return among * Math.max(apart, grabbedAlong(moves, at, before, actor, options, policy))
  }
  // They have been counted as near already; here it matters only how much less near they were to this one's place.
  const there = candidateOf(options[earlier]!, actor)
  const asNear = Math.min(1, ratio / there.ratio)
  const other = moves[earlier]!.move
  if (isGain(move) !== isGain(other)) return asNear
  if (article !== articleOf(other)) {
    const both = nearBoth(there, candidateOf(options[at]!, actor)) / there.ratio
    return Math.min(1, Math.max(asNear, both)) * policy.anotherProduct
  }
  return asNear * (alike > 1 ? policy.furtherUnit : policy.anotherUnit)
}

const candidateOf = (options: readonly Candidate[], actor: string): Candidate =>
  options.find((candidate) => candidate.actor === actor)!

/**
 * By how much likelier the one other thing that an actor took, and this one on another run, are if one hand took both at once:
 * then it is one act, and one sight of the hand, over both. 0 where that cannot be.
 */
function grabbedAlong(
  moves: readonly PlacedMove[],
  at: number,
  before: readonly string[],
  actor: string,
  options: readonly (readonly Candidate[])[],
  policy: AttributionPolicy,
): number {
  const only = before.indexOf(actor)
  if (only < 0 || actor === NOBODY || before.lastIndexOf(actor) !== only) return 0
  if (!areGrabbed(moves[only]!, moves[at]!, policy)) return 0
  const there = candidateOf(options[only]!, actor)
  return (policy.busy * nearBoth(there, candidateOf(options[at]!, actor))) / there.ratio
}

const areGrabbed = (one: PlacedMove, other: PlacedMove, policy: AttributionPolicy): boolean =>
  one.run !== other.run &&
  !isGain(one.move) &&
  !isGain(other.move) &&
  Math.abs(one.atMs - other.atMs) <= policy.apartMs &&
  Math.abs(middleOf(one) - middleOf(other)) <= policy.onePlacePlates

/** No assignment of these moves is likelier: as if each were made by whoever was nearest, and in whatever company. */
export function mostLikelihoodOf(
  moves: readonly PlacedMove[],
  nearTo: (placed: PlacedMove) => readonly Nearness[],
  policy: AttributionPolicy,
): number {
  const [among, along] = [mostAmong(policy), mostAlong(policy)]
  const isOneWay = moves.every(({ move }) => isGain(move) === isGain(moves[0]!.move))
  const shares: number[] = []
  for (const [at, placed] of moves.entries()) {
    const near = nearTo(placed)
    const nearest = Math.max(policy.nobody, near[0]?.ratio ?? 0)
    const isFirst = moves.findIndex(({ run }) => run === placed.run) === at
    let share = isFirst ? nearest : Math.max(nearest * among, isOneWay ? along : 1)
    for (let i = 0; i < at; i++)
      if (areGrabbed(moves[i]!, placed, policy))
        share = Math.max(share, (policy.busy * mostNearBoth(nearTo(moves[i]!), near)) / shares[i]!)
    shares.push(share)
  }
  return shares.reduce((most, share) => most * share, 1)
}

/** No further move is likelier than this by somebody else than the first … */
export const mostAmong = (policy: AttributionPolicy): number => Math.max(policy.anotherShopper, policy.anotherReach)

/** … nor than this by the same one. */
export const mostAlong = (policy: AttributionPolicy): number =>
  Math.max(policy.anotherUnit, policy.furtherUnit, policy.anotherProduct)

const mostNearBoth = (some: readonly Nearness[], others: readonly Nearness[]): number =>
  some.reduce((most, one) => {
    const other = others.find(({ actor }) => actor === one.actor)
    return other ? Math.max(most, nearBoth(one, other)) : most
  }, 0)

/** Who moved something on another run of the change just then is as busy as if it had been another change. */
function besideOtherRuns(
  moves: readonly PlacedMove[],
  at: number,
  before: readonly string[],
  { actor, ratio }: Candidate,
  options: readonly (readonly Candidate[])[],
  isSameReach: InOneReach,
  policy: AttributionPolicy,
): number {
  const placed = moves[at]!
  const reachOf = ({ plates, atMs }: PlacedMove, near: number) => ({ atMs, plate: middleOf({ plates }), ratio: near })
  let factor = 1
  for (let i = 0; i < at; i++) {
    const other = moves[i]!
    if (other.run === placed.run || before[i] !== actor || actor === NOBODY) continue
    if (!isSameReach(actor, other.atMs, placed.atMs)) continue
    const there = candidateOf(options[i]!, actor).ratio
    const isPutLast = isGain((other.atMs > placed.atMs ? other : placed).move)
    // What was taken may be put down again in one reach; who puts one thing down and takes another reaches twice.
    if (isPutLast && isGain(other.move) !== isGain(placed.move)) continue
    factor = Math.min(factor, againFactor(reachOf(other, there), reachOf(placed, ratio), isPutLast, true, policy))
  }
  return factor
}

/** Things that moved on one run at one moment; later on the same run is another reach. */
const isOneAct = (a: PlacedMove, b: PlacedMove, policy: AttributionPolicy): boolean =>
  a.run === b.run && Math.abs(a.atMs - b.atMs) <= policy.apartMs

const isGain = (move: Move): boolean => isPut(move) || move.kind === 'restock'
