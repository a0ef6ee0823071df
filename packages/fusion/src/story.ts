import type { Catalog } from '@store/catalog/catalog.ts'
import type { Facing } from '@store/planogram/layout.ts'
import type { AttributionPolicy } from './attribution-policy.ts'
import { likeliestFirst } from './likeliest-first.ts'
import { gramsOf, moveName, type Move } from './move.ts'
import { isBeside, type Run } from './run.ts'
import { storyLikelihood } from './story-likelihood.ts'
import { exchangesWeighing, setsWeighing, weighsAbout } from './subset-sum.ts'
import type { Stray, Unit } from './world.ts'

/** What may have happened on one run: moves, and how likely they are but for who made them. */
export interface Story {
  readonly moves: readonly Move[]
  readonly likelihood: number
}

/** Something that somebody near by has, and may put down: one of so many units alike. */
export interface Held {
  readonly actor: string
  readonly unit: Unit
  readonly held: number
}

/** Every way in which goods of the facings at a run can add up to its weight, and what else may have lain there unseen. */
export function storiesOf(run: Run, facings: readonly Facing[], catalog: Catalog, policy: AttributionPolicy): Story[] {
  const takes = takesAt(run, facings, catalog)
  if (run.direction === 'gained')
    return likely(
      restocks(run, takes, policy).map((moves) => told(run, moves, policy)),
      policy,
    )
  const known = setsWeighing(run, takes, policy.mostTaken, policy).map((moves) => told(run, moves, policy))
  return likely([...known, ...unseenStrays(run, facings, catalog, policy)], policy)
}

/** The further ways that come with what lies astray at a run, and with what people near by hold. */
export function storiesWith(
  run: Run,
  facings: readonly Facing[],
  strays: readonly Stray[],
  held: readonly Held[],
  catalog: Catalog,
  policy: AttributionPolicy,
): Story[] {
  if (strays.length + held.length === 0) return []
  const takes = [...takesAt(run, facings, catalog), ...strays.map((stray): Move => ({ kind: 'take-stray', stray }))]
  const puts = held.flatMap((one) => putsAt(run, facings, one))
  const oneWay =
    run.direction === 'lost'
      ? setsWeighing(run, takes, policy.mostTaken, policy).filter((moves) => moves.some(isOfStray))
      : setsWeighing(run, puts, policy.mostPut, policy)
  const both = exchangesWeighing(run, takes, puts, policy)
  return likely(
    [...oneWay, ...both].map((moves) => told(run, moves, policy)),
    policy,
  )
}

const isOfStray = ({ kind }: Move): boolean => kind === 'take-stray'

const told = (run: Run, moves: readonly Move[], policy: AttributionPolicy): Story => ({
  moves,
  likelihood: storyLikelihood(run, moves, policy),
})

/** The likeliest stories, the best first. */
function likely(stories: readonly Story[], policy: AttributionPolicy): Story[] {
  const ranked = likeliestFirst(
    stories.filter(({ likelihood }) => likelihood > 0),
    ({ likelihood }) => Math.log(likelihood),
    ({ moves }) => moves.map(moveName).join(' '),
  )
  const least = (ranked[0]?.likelihood ?? 0) * policy.leastStory
  return ranked.slice(0, policy.mostStories).filter(({ likelihood }) => likelihood >= least)
}

type Take = Extract<Move, { kind: 'take' }>

function takesAt(run: Run, facings: readonly Facing[], catalog: Catalog): Take[] {
  return facings
    .filter((facing) => isBeside(run, facing.plates))
    .flatMap((facing) => {
      const product = catalog.find(facing.gtin)
      return product ? [{ kind: 'take' as const, product, facing }] : []
    })
}

function putsAt(run: Run, facings: readonly Facing[], one: Held): Move[] {
  const own = facings.filter((facing) => facing.gtin === one.unit.gtin && isBeside(run, facing.plates))
  const returns = own.map((facing): Move => ({ kind: 'return', ...one, facing }))
  // Put down beside its own place is misplaced too; how the weight lies tells which.
  const isWithin = own.some((facing) => run.plates.every(({ plate }) => facing.plates.includes(plate)))
  return isWithin ? returns : [...returns, { kind: 'misplace', ...one }]
}

function restocks(run: Run, takes: readonly Take[], policy: AttributionPolicy): Move[][] {
  return takes.flatMap(({ product, facing }) =>
    Array.from({ length: policy.mostRestocked }, (_, i): Move => ({
      kind: 'restock',
      product,
      facing,
      quantity: i + 1,
    }))
      .filter((restock) => weighsAbout(run, gramsOf(restock), policy))
      .map((restock) => [restock]),
  )
}

/** Something of another place that nobody was seen to leave here: any article may be it, alone. */
function unseenStrays(run: Run, facings: readonly Facing[], catalog: Catalog, policy: AttributionPolicy): Story[] {
  const here = new Set(facings.filter((facing) => isBeside(run, facing.plates)).map(({ gtin }) => gtin))
  return catalog.products
    .filter((product) => !here.has(product.gtin) && weighsAbout(run, product.weightGrams, policy))
    .map((product) => told(run, [{ kind: 'take-unseen', product }], policy))
    .map(({ moves, likelihood }) => ({ moves, likelihood: likelihood / catalog.products.length }))
}
