import type { GivenBy } from './hand-over-evidence.ts'
import type { Considered, Happening } from './happening.ts'
import { articleOf, gramsOf, isPut, unitsIn, type Move } from './move.ts'
import type { Nearness } from './nearness.ts'
import type { ShelfChange } from './shelf-change.ts'
import type { Unit } from './world.ts'

/** Why one change was believed to be what it was: everything that was measured, and everything that was considered. */
export interface ChangeEvidence {
  readonly change: ShelfChange
  /** Sum over the plates, grams; negative when something left. */
  readonly grams: number
  /** The likeliest first; the probabilities add up to 1 but for what was too unlikely to list. */
  readonly considered: readonly Candidate[]
  /** Who may have done it, the likeliest first. */
  readonly people: readonly Nearness[]
}

export interface Candidate {
  readonly acts: readonly BelievedAct[]
  readonly probability: number
}

export interface BelievedAct {
  readonly action: 'took' | 'put-back' | 'misplaced' | 'restocked' | 'unexplained' | 'unfinished' | 'nothing'
  /** Absent where no person comes into it. */
  readonly actor?: string
  readonly gtin?: string
  readonly quantity: number
  /** What the catalogue, or the unit's own weighing, says should have come on (+) or gone (−). */
  readonly expectedGrams?: number
  /** Where it was taken from or put: its own facing, or somewhere it does not belong. */
  readonly place?: 'own-facing' | 'misplaced'
  /** What was put down, another one had taken; absent where whoever put it down did. */
  readonly givenBy?: GivenBy
}

/** `giverOf`: who must have given an actor a unit that they put down. */
export function evidenceOf(
  change: ShelfChange,
  considered: readonly Considered[],
  people: readonly Nearness[],
  giverOf: GiverOf = () => undefined,
): ChangeEvidence {
  return {
    change,
    grams: change.plates.reduce((sum, { grams }) => sum + grams, 0),
    considered: considered
      .filter(({ probability }) => probability >= LEAST_LISTED)
      .slice(0, MOST_LISTED)
      .map(({ happened, probability }) => ({ acts: counted(happened.map((one) => actOf(one, giverOf))), probability })),
    people: people.slice(0, MOST_LISTED).map(asTold),
  }
}

/** What a reader needs to know of somebody near. */
const asTold = ({ actor, ratio, handMetres, headMetres }: Nearness): Nearness => ({
  actor,
  ratio,
  ...(handMetres !== undefined && { handMetres }),
  ...(headMetres !== undefined && { headMetres }),
})

/** Nobody reads further, and what is less likely than one in ten thousand never decided anything. */
const MOST_LISTED = 6
const LEAST_LISTED = 1e-4

type GiverOf = (actor: string, unit: Unit) => GivenBy | undefined

function actOf(happening: Happening, giverOf: GiverOf): BelievedAct {
  switch (happening.kind) {
    case 'moved':
      return movedBy(happening.actor, happening.move, giverOf)
    case 'unexplained':
      return { action: 'unexplained', actor: happening.actor, quantity: 1 }
    case 'unfinished':
      return { action: 'unfinished', quantity: 1 }
    case 'nothing':
      return { action: 'nothing', quantity: 0 }
  }
}

function movedBy(actor: string, move: Move, giverOf: GiverOf): BelievedAct {
  const gtin = articleOf(move)
  const givenBy = isPut(move) ? giverOf(actor, move.unit) : undefined
  return {
    ...wordsFor[move.kind],
    actor,
    ...(gtin !== undefined && { gtin }),
    quantity: unitsIn(move),
    expectedGrams: gramsOf(move),
    ...(givenBy && { givenBy }),
  }
}

const wordsFor: Record<Move['kind'], Required<Pick<BelievedAct, 'action' | 'place'>>> = {
  take: { action: 'took', place: 'own-facing' },
  'take-unseen': { action: 'took', place: 'misplaced' },
  'take-stray': { action: 'took', place: 'misplaced' },
  return: { action: 'put-back', place: 'own-facing' },
  misplace: { action: 'misplaced', place: 'misplaced' },
  restock: { action: 'restocked', place: 'own-facing' },
}

/** Two units taken alike are one act of two. */
function counted(acts: readonly BelievedAct[]): BelievedAct[] {
  const byName = new Map<string, BelievedAct>()
  for (const act of acts) {
    const name = JSON.stringify([act.action, act.actor, act.gtin, act.place, act.givenBy?.actor])
    const same = byName.get(name)
    byName.set(name, same ? bothOf(same, act) : act)
  }
  return [...byName.values()]
}

const bothOf = (one: BelievedAct, other: BelievedAct): BelievedAct => ({
  ...one,
  quantity: one.quantity + other.quantity,
  ...(one.expectedGrams !== undefined && { expectedGrams: one.expectedGrams + (other.expectedGrams ?? 0) }),
})
