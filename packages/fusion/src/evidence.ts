import type { Considered } from './beliefs.ts'
import type { Happening } from './explain.ts'
import type { Nearness } from './nearness.ts'
import type { ShelfChange } from './shelf-change.ts'
import { gramsOf } from './story.ts'

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
}

const MOST_LISTED = 6
const LEAST_LISTED = 1e-4

export function evidenceOf(
  change: ShelfChange,
  considered: readonly Considered[],
  people: readonly Nearness[],
): ChangeEvidence {
  return {
    change,
    grams: change.plates.reduce((sum, { grams }) => sum + grams, 0),
    considered: considered
      .filter(({ probability }) => probability >= LEAST_LISTED)
      .slice(0, MOST_LISTED)
      .map(({ happened, probability }) => ({ acts: counted(happened.map(actOf)), probability })),
    people: people.slice(0, MOST_LISTED),
  }
}

function actOf(happening: Happening): BelievedAct {
  switch (happening.kind) {
    case 'moved': {
      const { move, actor } = happening
      const expectedGrams = gramsOf(move)
      switch (move.kind) {
        case 'take':
          return { action: 'took', actor, gtin: move.product.gtin, quantity: 1, expectedGrams, place: 'own-facing' }
        case 'take-unseen':
          return { action: 'took', actor, gtin: move.product.gtin, quantity: 1, expectedGrams, place: 'misplaced' }
        case 'take-stray':
          return { action: 'took', actor, ...gtinOf(move.stray.unit), quantity: 1, expectedGrams, place: 'misplaced' }
        case 'return':
          return { action: 'put-back', actor, ...gtinOf(move.unit), quantity: 1, expectedGrams, place: 'own-facing' }
        case 'misplace':
          return { action: 'misplaced', actor, ...gtinOf(move.unit), quantity: 1, expectedGrams, place: 'misplaced' }
        case 'restock':
          return {
            action: 'restocked',
            actor,
            gtin: move.product.gtin,
            quantity: move.quantity,
            expectedGrams,
            place: 'own-facing',
          }
      }
    }
    case 'unexplained':
      return { action: 'unexplained', actor: happening.actor, quantity: 1 }
    case 'unfinished':
      return { action: 'unfinished', quantity: 1 }
    case 'nothing':
      return { action: 'nothing', quantity: 0 }
  }
}

const gtinOf = ({ gtin }: { gtin: string | undefined }) => (gtin === undefined ? {} : { gtin })

/** Two units taken alike are one act of two. */
function counted(acts: readonly BelievedAct[]): BelievedAct[] {
  const byKey = new Map<string, BelievedAct>()
  for (const act of acts) {
    const key = `${act.action}/${act.actor}/${act.gtin}/${act.place}`
    const same = byKey.get(key)
    if (!same) byKey.set(key, act)
    else {
      const expectedGrams = (same.expectedGrams ?? 0) + (act.expectedGrams ?? 0)
      byKey.set(key, { ...same, quantity: same.quantity + act.quantity, expectedGrams })
    }
  }
  return [...byKey.values()]
}
