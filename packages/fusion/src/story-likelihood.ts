import type { AttributionPolicy } from './attribution-policy.ts'
import { gramsOf, isWeighed, unitsIn, varianceOf, zoneOf, type Move } from './move.ts'
import { middleOf, type Run } from './run.ts'
import { hiddenGrams, partDensity } from './silent-plates.ts'
import { placeFit, spreadFit, weightDensity } from './weighing.ts'

/**
 * How likely it is that just these moves made a run, but for who made them: what people do, times what such an act weighs
 * (per `perGrams`), times how its weight lies. Bayes' numerator, independent parts multiplied; only ratios mean anything.
 */
export function storyLikelihood(run: Run, moves: readonly Move[], policy: AttributionPolicy): number {
  const sign = run.direction === 'gained' ? 1 : -1
  const grams = sign * moves.reduce((sum, move) => sum + gramsOf(move), 0)
  const isOneWay = moves.every((move) => Math.sign(gramsOf(move)) === sign)
  if (grams <= 0 || (run.isMixed && isOneWay)) return 0
  const density = isOneWay ? unlessHidden(run, moves, grams, policy) : weighing(run, moves, grams, policy)
  if (density < NO_DENSITY) return 0
  // A put and a take in one place leave only their difference: where it lies says nothing of either.
  const place = isOneWay ? placing(run, moves, policy) * whereItLay(run, moves, policy) : policy.exchange
  const units = moves.reduce((sum, move) => sum + unitsIn(move), 0)
  const priors = moves.reduce(
    (product, move, i) => product * prior(move, policy) * spot(move, moves.slice(0, i), policy),
    1,
  )
  return policy.perGrams * density * place * spreadFit(run, units, policy) * priors
}

/**
 * No story of a run in which something is put down is likelier, whatever it is and weighs: as if it weighed and lay just so.
 * The steepest that the normal law and its stand-in (`silent-plates.ts`) rise is 0.4255 per deviation.
 */
export function mostLikelihoodOfPut(run: Run, policy: AttributionPolicy): number {
  const isExchange = run.direction === 'lost' || run.isMixed
  return mostLikelihood(run, policy) * mostPutPrior(policy) * (isExchange ? policy.exchange : 1)
}

/** Nothing is put down anywhere likelier than this, before its weight is known. */
export const mostPutPrior = (policy: AttributionPolicy): number =>
  Math.max(policy.putBack, policy.putElsewhere / policy.spotsInReach + policy.putMistaken)

/** The same of any story, before what its moves are is counted. */
export const mostLikelihood = (run: Run, policy: AttributionPolicy): number =>
  (policy.perGrams * 0.4255) / run.sigmaGrams

/** No single move in any story is likelier than this before its weight is known, wherever it is made. */
export const mostPriorOf = (move: Move, policy: AttributionPolicy): number =>
  prior(move, policy) * (move.kind === 'misplace' ? spot(move, [], policy) : 1)

/** The likelihood, per `perGrams`, of what may weigh anything: even over `anyGrams`. */
export const anyWeight = (probability: number, policy: AttributionPolicy): number =>
  (probability * policy.perGrams) / policy.anyGrams

/** How likely it is that a run weighs what it does for no reason we know. */
export const unexplained = (policy: AttributionPolicy): number => anyWeight(policy.unexplained, policy)

/** Per gram: less than this is as good as impossible, and logarithms of it are best avoided. */
const NO_DENSITY = 1e-12

/** Per gram. Beside a plate that says nothing, what was weighed may be a part of what moved. */
function unlessHidden(run: Run, moves: readonly Move[], grams: number, policy: AttributionPolicy): number {
  const whole = weighing(run, moves, grams, policy)
  const hidden = hiddenGrams(run, moves)
  if (hidden === 0) return whole
  return (1 - policy.partHidden) * whole + policy.partHidden * partDensity(run, grams, hidden, policy)
}

/** Per gram. A unit that crossed a plate before weighs what it did then, or, now and then, something else. */
function weighing(run: Run, moves: readonly Move[], grams: number, policy: AttributionPolicy): number {
  const density = (reweighedGrams2: number): number => {
    const variances = moves.map((move) => varianceOf(move) + (isWeighed(move) ? reweighedGrams2 : 0))
    const varianceGrams2 = variances.reduce((sum, one) => sum + one, 0)
    return weightDensity(run, { grams, varianceGrams2, isWeighed: moves.every(isWeighed) }, policy)
  }
  if (!moves.some(isWeighed)) return density(0)
  return policy.sameWeight * density(0) + (1 - policy.sameWeight) * density(policy.reweighedGrams ** 2)
}

function placing(run: Run, moves: readonly Move[], policy: AttributionPolicy): number {
  const parts = moves.flatMap((move) => {
    const zone = zoneOf(move)
    return zone ? [{ zone, grams: Math.abs(gramsOf(move)) }] : []
  })
  return placeFit(run, parts, policy)
}

/** A stray thing taken alone leaves from the very spot where it was put down. */
function whereItLay(run: Run, moves: readonly Move[], policy: AttributionPolicy): number {
  const [move] = moves
  if (moves.length !== 1 || move?.kind !== 'take-stray') return 1
  const off = (middleOf(run) - move.stray.middle) / policy.strayShiftPlates
  return policy.strayMoved + policy.strayInPlace * Math.exp(-0.5 * off * off)
}

/** How likely a move is before its weight and place are known. Counting who did how much is the assignment's business. */
function prior(move: Move, policy: AttributionPolicy): number {
  switch (move.kind) {
    case 'take':
      return 1
    case 'take-stray':
      return policy.takeStray
    case 'take-unseen':
      return policy.takeUnseenStray
    case 'return':
      return policy.putBack
    case 'misplace':
      return policy.putElsewhere * asMistaken(move, policy)
    case 'restock':
      return policy.restock
  }
}

/** How much likelier it is here than anywhere, for one of so many articles that it may have been taken for belongs here. */
function asMistaken({ mistaken }: Extract<Move, { kind: 'misplace' }>, policy: AttributionPolicy): number {
  if (!mistaken) return 1
  const here = (policy.putMistaken / mistaken.alike) * onThisSpot(mistaken.facing.plates)
  return 1 + (here * policy.spotsInReach) / policy.putElsewhere
}

/** How likely it is that it happened on just this spot of all where it could; what is moved along lies beside it. */
function spot(move: Move, before: readonly Move[], policy: AttributionPolicy): number {
  const zone = zoneOf(move)
  if (zone) return before.some((other) => zoneOf(other) !== undefined) ? 1 : onThisSpot(zone)
  return move.kind === 'misplace' ? 1 / policy.spotsInReach : 1
}

/** A thing covers about two plates: on a wide facing this very spot is one of many. */
const onThisSpot = (plates: readonly number[]): number => 1 / Math.max(1, plates.length - 1)
