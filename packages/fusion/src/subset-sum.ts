import type { AttributionPolicy } from './attribution-policy.ts'
import { gramsOf, isPut, zoneOf, type Move } from './move.ts'
import type { Run } from './run.ts'
import { mayBeHidden } from './silent-plates.ts'

/**
 * Sets of up to `most` moves, all one way, whose weights add up to about the run's. Goods of a facing may be taken
 * several times, held units as often as they are held, a stray once. Weights only add, so a set that is too heavy is not
 * grown, nor one with more of a facing than moved on its plates and beside them; `mostSets` are found, and no more.
 * What may stand on silent plates counts with any part of its weight, and one more of it than moved where it shows.
 * `worth`: sets that cannot be likely enough are not grown either.
 */
export function setsWeighing(
  run: Run,
  moves: readonly Move[],
  most: number,
  policy: AttributionPolicy,
  worth: Worth = anyIsWorth,
): Move[][] {
  const weights = moves.map((move) => Math.abs(gramsOf(move)))
  const ceiling = mostGrams(run, policy)
  const floor = Math.min(run.coreGrams, run.fullGrams) - slackOf(run, policy)
  const isHidden = moves.map((move) => mayBeHidden(run, move))
  const mostOf = moves.map((move, i) => {
    const shown = Math.floor((gramsNear(run, move) + slackOf(run, policy)) / weights[i]!)
    return isHidden[i] ? shown + 1 : shown
  })
  const heaviest = heaviestFrom(weights)
  const found: Move[][] = []
  const chosen: Move[] = []
  const grow = (grams: number, hidden: number, from: number, odds: number): void => {
    const room = Math.min(most - chosen.length, roomFor(odds, most, worth))
    for (let i = from; i < moves.length && found.length < policy.mostSets; i++) {
      // Not even the heaviest of what is left, as often as there is room, would make it up.
      if (grams + room * heaviest[i]! < floor) return
      const move = moves[i]!
      const sum = grams + weights[i]!
      const maybe = hidden + (isHidden[i] ? weights[i]! : 0)
      if (sum - maybe > ceiling || countOf(chosen, move) >= mostOf[i]! || !isCompatible(chosen, move)) continue
      const further = odds * worth.oddsOf(move, chosen)
      if (further < worth.least) continue
      chosen.push(move)
      if (maybe > 0 ? sum >= floor : weighsAbout(run, sum, policy)) found.push([...chosen])
      if (room > 1) grow(sum, maybe, move.kind === 'take-stray' ? i + 1 : i, further)
      chosen.pop()
    }
  }
  grow(0, 0, 0, 1)
  return found
}

/** How likely a set is at most: a factor for each of its moves, and the least that is worth telling. */
export interface Worth {
  readonly oddsOf: (move: Move, chosen: readonly Move[]) => number
  /** No move is a greater factor than this, in whatever company. */
  readonly mostOdds: number
  readonly least: number
}

const anyIsWorth: Worth = { oddsOf: () => 1, mostOdds: 1, least: 0 }

/** How many moves a set of these odds may have more. */
function roomFor(odds: number, most: number, { mostOdds, least }: Worth): number {
  let room = 0
  for (let left = odds * mostOdds; room < most && left >= least; left *= mostOdds) room++
  return room
}

/** Whether a move alone weighs more than any set of a run can, in whatever company. */
export const isTooHeavy = (run: Run, move: Move, policy: AttributionPolicy): boolean =>
  !mayBeHidden(run, move) && Math.abs(gramsOf(move)) > mostGrams(run, policy)

const mostGrams = (run: Run, policy: AttributionPolicy): number =>
  Math.max(run.coreGrams, run.fullGrams) + slackOf(run, policy)

/** Of each weight and all after it the heaviest. */
function heaviestFrom(weights: readonly number[]): Float64Array {
  const heaviest = Float64Array.from(weights)
  for (let i = heaviest.length - 2; i >= 0; i--) heaviest[i] = Math.max(heaviest[i]!, heaviest[i + 1]!)
  return heaviest
}

function countOf(chosen: readonly Move[], move: Move): number {
  let count = 0
  for (const other of chosen) if (other === move) count++
  return count
}

/** What moved on a move's own plates or right beside them, grams; all of it for a thing that may lie anywhere. */
function gramsNear(run: Run, move: Move): number {
  const zone = run.isMixed ? undefined : zoneOf(move)
  if (!zone) return run.fullGrams
  const isNear = (plate: number): boolean => zone.some((own) => Math.abs(own - plate) <= 1)
  return run.plates.reduce((sum, { plate, grams }) => sum + (isNear(plate) ? grams : 0), 0)
}

/** One thing put down and another taken: their difference is near the run's weight, in its direction. */
export function exchangesWeighing(
  run: Run,
  takes: readonly Move[],
  puts: readonly Move[],
  policy: AttributionPolicy,
): Move[][] {
  const sign = run.direction === 'gained' ? 1 : -1
  return puts.flatMap((put) =>
    takes.filter((take) => weighsAbout(run, sign * (gramsOf(put) + gramsOf(take)), policy)).map((take) => [put, take]),
  )
}

export function weighsAbout(run: Run, grams: number, policy: AttributionPolicy): boolean {
  const slack = slackOf(run, policy)
  return Math.abs(grams - run.coreGrams) <= slack || Math.abs(grams - run.fullGrams) <= slack
}

/** Nobody puts down more than they hold, in whatever places. */
function isCompatible(chosen: readonly Move[], move: Move): boolean {
  if (!isPut(move)) return true
  let count = 0
  for (const other of chosen) if (isPut(other) && other.unit === move.unit) count++
  return count < move.held
}

/** Beyond this many grams a weight is so far off that no story is worth telling: three wrong weights, five sigmas. */
const slackOf = (run: Run, policy: AttributionPolicy): number =>
  3 * policy.wrongShare * run.fullGrams + 5 * run.sigmaGrams + policy.slackGrams
