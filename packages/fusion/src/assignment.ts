import type { AttributionPolicy } from './attribution-policy.ts'
import { againFactor } from './busyness.ts'
import { likeliestFirst } from './likeliest-first.ts'
import { articleOf, isPut, type Move } from './move.ts'
import type { Nearness } from './nearness.ts'
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
): Assignment[] {
  const options = moves.map((placed) => candidates(placed.move, nearTo(placed), isStaff, policy))
  let partial: readonly Assignment[] = [{ actors: [], likelihood: 1 }]
  for (const at of moves.keys()) {
    const longer = partial.flatMap(({ actors, likelihood }) =>
      notYetTried(moves, at, actors, options[at]!).map(({ actor, ratio }) => ({
        actors: [...actors, actor],
        likelihood: likelihood * shareOf(moves, at, actors, { actor, ratio }, options, policy),
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

type Candidate = Pick<Nearness, 'actor' | 'ratio'>

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
  policy: AttributionPolicy,
): number {
  const placed = moves[at]!
  const { move, run, atMs } = placed
  const onRun = moves.slice(0, at).flatMap((other, i) => (other.run === run ? [i] : []))
  const together = onRun.filter((i) => before[i] === actor && Math.abs(moves[i]!.atMs - atMs) <= policy.busyMs)
  const earlier = together.at(-1)
  if (earlier === undefined) {
    const isAtOnce = onRun.some((i) => isOneAct(moves[i]!, placed, policy))
    const among = isAtOnce ? policy.anotherShopper : onRun.length > 0 ? policy.anotherReach : 1
    return ratio * among * besideOtherRuns(moves, at, before, { actor, ratio }, options, policy)
  }
  // They have been counted as near already; here it matters only how much less near they were to this one's place.
  const there = options[earlier]!.find((candidate) => candidate.actor === actor)!.ratio
  const asNear = Math.min(1, ratio / there)
  const other = moves[earlier]!.move
  if (isGain(move) !== isGain(other)) return asNear
  if (articleOf(move) !== articleOf(other)) return asNear * policy.anotherProduct
  const isThird =
    together.filter((i) => before[i] === actor && articleOf(moves[i]!.move) === articleOf(move)).length > 1
  return asNear * (isThird ? policy.furtherUnit : policy.anotherUnit)
}

/** Who moved something on another run of the change just then is as busy as if it had been another change. */
function besideOtherRuns(
  moves: readonly PlacedMove[],
  at: number,
  before: readonly string[],
  { actor, ratio }: Candidate,
  options: readonly (readonly Candidate[])[],
  policy: AttributionPolicy,
): number {
  const placed = moves[at]!
  const reachOf = ({ plates, atMs }: PlacedMove, near: number) => ({ atMs, plate: middleOf({ plates }), ratio: near })
  let factor = 1
  for (const [i, other] of moves.slice(0, at).entries()) {
    if (other.run === placed.run || before[i] !== actor || actor === NOBODY) continue
    if (isGain(other.move) !== isGain(placed.move)) continue
    const there = options[i]!.find((candidate) => candidate.actor === actor)!.ratio
    factor = Math.min(factor, againFactor(reachOf(other, there), reachOf(placed, ratio), isGain(placed.move), policy))
  }
  return factor
}

/** Things that moved on one run at one moment; later on the same run is another reach. */
const isOneAct = (a: PlacedMove, b: PlacedMove, policy: AttributionPolicy): boolean =>
  a.run === b.run && Math.abs(a.atMs - b.atMs) <= policy.apartMs

const isGain = (move: Move): boolean => isPut(move) || move.kind === 'restock'
