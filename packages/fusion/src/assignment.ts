import type { AttributionPolicy } from './attribution-policy.ts'
import type { Nearness } from './nearness.ts'
import type { Run } from './run.ts'
import type { Move } from './story.ts'
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
}

const MOST_CANDIDATES = 6
const MOST_ASSIGNMENTS = 24
const LEAST_SHARE = 1e-4

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
  let partial: Assignment[] = [{ actors: [], likelihood: 1 }]
  for (const [at, { move, run }] of moves.entries()) {
    const longer = partial.flatMap(({ actors, likelihood }) => {
      // Equal units in equal hands are one outcome: the order among them is not followed twice.
      const isRepeat = at > 0 && move === moves[at - 1]!.move && run === moves[at - 1]!.run
      const from = isRepeat ? options[at]!.findIndex(({ actor }) => actor === actors[at - 1]) : 0
      return options[at]!.slice(from).map(({ actor, ratio }) => ({
        actors: [...actors, actor],
        likelihood: likelihood * factor(moves, at, actors, actor, ratio, options, policy),
      }))
    })
    partial = longer.sort((a, b) => b.likelihood - a.likelihood).slice(0, MOST_ASSIGNMENTS)
  }
  const best = partial[0]?.likelihood ?? 0
  return partial.filter(({ likelihood }) => likelihood > best * LEAST_SHARE)
}

interface Candidate {
  readonly actor: string
  readonly ratio: number
}

function candidates(
  move: Move,
  near: readonly Nearness[],
  isStaff: (actor: string) => boolean,
  policy: AttributionPolicy,
): Candidate[] {
  switch (move.kind) {
    case 'return':
    case 'misplace':
      return near.filter(({ actor }) => actor === move.actor)
    case 'restock':
      return near.filter(({ actor }) => isStaff(actor)).slice(0, 2)
    case 'take':
    case 'take-stray':
    case 'take-unseen': {
      const best = near[0]?.ratio ?? 0
      const likely = near.slice(0, MOST_CANDIDATES).filter(({ ratio }) => ratio >= best * LEAST_SHARE)
      return [...likely, { actor: NOBODY, ratio: policy.nobody }]
    }
  }
}

function factor(
  moves: readonly PlacedMove[],
  at: number,
  before: readonly string[],
  actor: string,
  ratio: number,
  options: readonly (readonly Candidate[])[],
  policy: AttributionPolicy,
): number {
  const { move, run } = moves[at]!
  const together = moves.slice(0, at).flatMap((other, i) => (other.run === run ? [i] : []))
  const earlier = together.findLast((i) => before[i] === actor)
  if (earlier === undefined) return (together.length > 0 ? policy.anotherShopper : 1) * ratio
  // They have been counted as near already; here it matters only how much less near they were to this one's place.
  const there = options[earlier]!.find((candidate) => candidate.actor === actor)!.ratio
  const asNear = Math.min(1, ratio / there)
  const other = moves[earlier]!.move
  if (isPut(move) !== isPut(other)) return asNear
  return asNear * (articleOf(move) === articleOf(other) ? policy.anotherUnit : policy.anotherProduct)
}

const isPut = (move: Move): boolean => move.kind === 'return' || move.kind === 'misplace' || move.kind === 'restock'

export function articleOf(move: Move): string | undefined {
  switch (move.kind) {
    case 'take':
    case 'take-unseen':
    case 'restock':
      return move.product.gtin
    case 'take-stray':
      return move.stray.unit.gtin
    case 'return':
    case 'misplace':
      return move.unit.gtin
  }
}
