import type { PlacedMove } from './assignment.ts'
import type { AttributionPolicy } from './attribution-policy.ts'
import { middleOf, type Run } from './run.ts'
import type { ShelfChange } from './shelf-change.ts'
import { mayBeHidden } from './silent-plates.ts'
import { weighsAbout } from './subset-sum.ts'
import { holding, withoutStray, withoutUnit, type Stray, type Unit, type World } from './world.ts'

/** What a world becomes when somebody makes a move. The things themselves are the same in all worlds that follow. */
export function moving(
  { move, run, isAlone }: PlacedMove,
  actor: string,
  change: ShelfChange,
  policy: AttributionPolicy,
): (world: World) => World {
  switch (move.kind) {
    case 'take':
    case 'take-unseen': {
      const { gtin, weightGrams, weightSpreadGrams } = move.product
      // What stood in part on a silent plate was not weighed.
      const isWhole = !mayBeHidden(run, move) || weighsAbout(run, weightGrams, policy)
      const unit =
        isAlone && isWhole
          ? weighedUnit(gtin, likelierGrams(run, weightGrams), run, change, policy)
          : { gtin, grams: weightGrams, sigmaGrams: weightSpreadGrams, from: change.id }
      return (world) => holding(world, actor, unit)
    }
    case 'take-stray': {
      const unit = { ...move.stray.unit, from: change.id }
      return (world) => holding(withoutStray(world, move.stray), actor, unit)
    }
    case 'return':
      return (world) => withoutUnit(world, move.actor, move.unit)
    case 'misplace': {
      // As it was weighed when it was laid there: that is what will be gone when somebody takes it.
      const unit = isAlone
        ? weighedUnit(move.unit.gtin, likelierGrams(run, move.unit.grams), run, { id: move.unit.from }, policy)
        : move.unit
      const stray = strayLeft(unit, run, change, policy)
      return (world) => {
        const rest = withoutUnit(world, move.actor, move.unit)
        return { ...rest, strays: [...rest.strays, stray] }
      }
    }
    case 'restock':
      return (world) => world
  }
}

/** A unit as it was weighed when it left: with a run of its own, what it weighs is known better than its kind is. */
export const weighedUnit = (
  gtin: string | undefined,
  grams: number,
  run: Run,
  { id }: Pick<ShelfChange, 'id'>,
  policy: AttributionPolicy,
): Unit => ({ gtin, grams, sigmaGrams: Math.hypot(run.sigmaGrams, policy.cornerGrams), from: id })

/** With the edge plates or without, whichever is nearer to what its kind weighs. */
const likelierGrams = ({ coreGrams, fullGrams }: Run, expected: number): number =>
  Math.abs(coreGrams - expected) <= Math.abs(fullGrams - expected) ? coreGrams : fullGrams

function strayLeft(unit: Unit, run: Run, { gondola, shelf }: ShelfChange, policy: AttributionPolicy): Stray {
  const most = Math.max(...run.plates.map(({ grams }) => grams))
  const plates = run.plates.filter(({ grams }) => grams > policy.carryingShare * most).map(({ plate }) => plate)
  return { unit, gondola, shelf, plates, middle: middleOf(run) }
}
