import type { Catalog } from '@store/catalog/catalog.ts'
import type { Product } from '@store/catalog/product.ts'
import type { Facing } from '@store/planogram/layout.ts'
import type { AttributionPolicy } from './attribution-policy.ts'
import { foundOnce, foundOnceForList } from './found-once.ts'
import { likeliestFirst } from './likeliest-first.ts'
import { mostAlong, mostAmong } from './assignment.ts'
import { gramsOf, isPut, moveName, type Mistaken, type Move } from './move.ts'
import { heaviestOf, isBeside, type Run } from './run.ts'
import {
  mostLikelihood,
  mostLikelihoodOfPut,
  mostPriorOf,
  mostPutPrior,
  storyLikelihood,
  unexplained,
} from './story-likelihood.ts'
import { exchangesWeighing, isTooHeavy, setsWeighing, weighsAbout } from './subset-sum.ts'
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

/** The stories of one run. What they are and how likely is worked out once, in however many worlds they come up. */
export interface RunStories {
  /** Every way in which goods of the facings at the run can add up to its weight, and what else may have lain there unseen. */
  readonly plain: readonly Story[]
  /** The further ways that come with what lies astray at the run, and with what people near by hold. */
  readonly withThings: (strays: readonly Stray[], held: readonly Held[]) => readonly Story[]
  /**
   * Those in which something that people hold is put down, in no order: all that may be as likely as `least`, counting who
   * was near enough for it. Without one, of several things put down together those that do not stay far below the others.
   */
  readonly withPuts: (strays: readonly Stray[], held: readonly Held[], least?: number) => readonly Story[]
  /** Whether something may have been put down in any of these stories: else the run tells nothing of who holds it. */
  readonly mayPut: (strays: readonly Stray[], held: Held) => boolean
  /** None of those in which something is put down is likelier than this; and none of those in which this thing is. */
  readonly likeliestPut: number
  readonly likeliestPutOf: (held: Held) => number
}

/**
 * Strays and held units are known by identity: those of `withThings` have to be the same objects in all worlds. `near`: how
 * near an actor came to the run, against whoever came nearest.
 */
export function runStories(
  run: Run,
  facings: readonly Facing[],
  catalog: Catalog,
  near: (actor: string) => number,
  policy: AttributionPolicy,
): RunStories {
  const shelved = takesAt(run, facings, catalog)
  const takeOf = foundOnce((stray: Stray): Move => ({ kind: 'take-stray', stray }))
  const putsOf = foundOnce((one: Held): readonly Move[] => putsAt(run, facings, one, catalog, policy))
  const priorOf = foundOnce((put: Move): number => mostPriorOf(put, policy))
  const storyOf = (moves: readonly Move[]): Story => ({ moves, likelihood: storyLikelihood(run, moves, policy) })
  const told = foundOnceForList(storyOf)
  const setsOfStrays = foundOnceForList((strays: readonly Stray[]): readonly Story[] =>
    setsWeighing(run, [...shelved, ...strays.map(takeOf)], policy.mostTaken, policy)
      .filter((moves) => moves.some(isOfStray))
      .map(told),
  )
  // Many more come up than are told: whether there is any is asked of everything that anybody near by holds.
  const exchangesOf = foundOnce((put: Move) => {
    const shelvedFor = exchangesWeighing(run, shelved, [put], policy)
    const strayFor = foundOnce((stray: Stray) => exchangesWeighing(run, [takeOf(stray)], [put], policy))
    let known: readonly Story[] | undefined
    return {
      areAny: (strays: readonly Stray[]): boolean =>
        shelvedFor.length > 0 || strays.some((stray) => strayFor(stray).length > 0),
      shelved: (): readonly Story[] => (known ??= shelvedFor.map(storyOf)),
      ofStray: foundOnce((stray: Stray): readonly Story[] => strayFor(stray).map(storyOf)),
    }
  })

  function plainOf(): Story[] {
    if (run.direction === 'gained') return likely(restocks(run, shelved, policy).map(told), policy)
    const known = setsWeighing(run, shelved, policy.mostTaken, policy).map(told)
    return likely([...known, ...unseenStrays(run, facings, catalog, policy)], policy)
  }

  function withPuts(strays: readonly Stray[], held: readonly Held[], least?: number): Story[] {
    const puts = held.flatMap(putsOf)
    const exchanges = worthwhile(puts, (least ?? 0) / policy.exchange).flatMap((put) => {
      const { shelved: here, ofStray } = exchangesOf(put)
      return strays.length === 0 ? here() : [...here(), ...strays.flatMap(ofStray)]
    })
    if (run.direction === 'lost') return exchanges
    const alone = setsWeighing(run, worthwhile(puts, least ?? 0), 1, policy).map(told)
    return [...exchanges, ...alone, ...putTogether(puts, least ?? policy.leastStory * bestOf([...alone, ...exchanges]))]
  }

  /** What may be put down at least so likely, whatever it weighs, counting who was near enough for it. */
  const worthwhile = (puts: readonly Move[], least: number): readonly Move[] =>
    least === 0 ? puts : puts.filter((put) => putOdds(put, []) >= least / mostLikelihood(run, policy))

  /** Several things put down at once: in a crowd there are so many that most of them have to be left aside unseen. */
  function putTogether(puts: readonly Move[], least: number): Story[] {
    const mostOdds = Math.max(0, ...puts.map(priorOf))
    const worth = { oddsOf: putOdds, mostOdds, least: least / mostLikelihood(run, policy) }
    // What is too light for what is still missing comes last, and is not looked at.
    const heaviestFirst = puts.toSorted((a, b) => gramsOf(b) - gramsOf(a))
    return setsWeighing(run, heaviestFirst, policy.mostPut, policy, worth).flatMap((moves) =>
      moves.length > 1 ? told(moves) : [],
    )
  }

  function putOdds(move: Move, chosen: readonly Move[]): number {
    if (!isPut(move)) return 1
    const own = priorOf(move)
    for (const other of chosen) if (isPut(other) && other.actor === move.actor) return own * mostAlong(policy)
    return own * near(move.actor) * (chosen.length > 0 ? mostAmong(policy) : 1)
  }

  /** The likeliest there is for certain: no reason at all, or one of these by whoever has to have been near for it. */
  const bestOf = (stories: readonly Story[]): number =>
    stories.reduce((most, { moves, likelihood }) => {
      const put = moves.find(isPut)
      return Math.max(most, likelihood * (put ? near(put.actor) : 1))
    }, unexplained(policy))

  function allWithThings(strays: readonly Stray[], held: readonly Held[]): Story[] {
    const taken = run.direction === 'lost' && strays.length > 0 ? setsOfStrays(strays) : []
    return held.length === 0 ? [...taken] : [...taken, ...withPuts(strays, held)]
  }

  const isGain = run.direction === 'gained' && !run.isMixed
  const mayPut = (strays: readonly Stray[], held: Held): boolean =>
    putsOf(held).some((put) => {
      if (isGain && !isTooHeavy(run, put, policy)) return true
      return exchangesOf(put).areAny(strays)
    })

  const likeliestPut = mostLikelihoodOfPut(run, policy)
  return {
    plain: plainOf(),
    withThings: (strays, held) => likely(allWithThings(strays, held), policy),
    withPuts,
    mayPut,
    likeliestPut,
    likeliestPutOf: (held) => (likeliestPut * Math.max(0, ...putsOf(held).map(priorOf))) / mostPutPrior(policy),
  }
}

const isOfStray = ({ kind }: Move): boolean => kind === 'take-stray'

/** The likeliest stories, the best first. */
function likely(stories: readonly Story[], policy: AttributionPolicy): Story[] {
  const least = stories.reduce((most, { likelihood }) => Math.max(most, likelihood), 0) * policy.leastStory
  return likeliestFirst(
    stories.filter(({ likelihood }) => likelihood > 0 && likelihood >= least),
    ({ likelihood }) => Math.log(likelihood),
    storyName,
  ).slice(0, policy.mostStories)
}

const storyName = foundOnce(({ moves }: Story): string => moves.map(moveName).join(' '))

type Take = Extract<Move, { kind: 'take' }>

function takesAt(run: Run, facings: readonly Facing[], catalog: Catalog): Take[] {
  return facings
    .filter((facing) => isBeside(run, facing.plates))
    .flatMap((facing) => {
      const product = catalog.find(facing.gtin)
      return product ? [{ kind: 'take' as const, product, facing }] : []
    })
}

function putsAt(run: Run, facings: readonly Facing[], one: Held, catalog: Catalog, policy: AttributionPolicy): Move[] {
  const own = facings.filter((facing) => facing.gtin === one.unit.gtin && isBeside(run, facing.plates))
  const returns = own.map((facing): Move => ({ kind: 'return', ...one, facing }))
  // Put down beside its own place is misplaced too; how the weight lies tells which.
  const isWithin = own.some((facing) => run.plates.every(({ plate }) => facing.plates.includes(plate)))
  if (isWithin) return returns
  const mistaken = mistakenAt(run, facings, one, catalog, policy)
  return [...returns, { kind: 'misplace', ...one, ...(mistaken && { mistaken }) }]
}

/** Whether a thing lies on the facing of another article of about its weight, which it may have been taken for. */
function mistakenAt(
  run: Run,
  facings: readonly Facing[],
  { unit }: Held,
  catalog: Catalog,
  policy: AttributionPolicy,
): Mistaken | undefined {
  const own = unit.gtin === undefined ? undefined : catalog.find(unit.gtin)
  if (!own) return undefined
  const isAlike = (other: Product): boolean =>
    other.gtin !== own.gtin && Math.abs(other.weightGrams - own.weightGrams) <= policy.alikeShare * own.weightGrams
  const { plate } = heaviestOf(run)
  const facing = facings.find(({ gtin, plates }) => {
    const product = plates.includes(plate) ? catalog.find(gtin) : undefined
    return product !== undefined && isAlike(product)
  })
  return facing && { facing, alike: catalog.products.filter(isAlike).length }
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
    .map((product): Story => {
      const moves: readonly Move[] = [{ kind: 'take-unseen', product }]
      return { moves, likelihood: storyLikelihood(run, moves, policy) / catalog.products.length }
    })
}
