import type { Catalog } from '@store/catalog/catalog.ts'
import type { Product } from '@store/catalog/product.ts'
import type { Facing } from '@store/planogram/layout.ts'
import type { AttributionPolicy } from './attribution-policy.ts'
import { middleOf, type Run } from './run.ts'
import { placeFit, spreadFit, weightDensity } from './weighing.ts'
import type { Stray, Unit } from './world.ts'

/** One unit that may have moved in a run, and how: what happened is a set of moves whose weights add up. */
export type Move =
  | { readonly kind: 'take'; readonly product: Product; readonly facing: Facing }
  | { readonly kind: 'take-stray'; readonly stray: Stray; readonly zone: readonly number[] }
  | { readonly kind: 'take-unseen'; readonly product: Product }
  | { readonly kind: 'return'; readonly actor: string; readonly unit: Unit; readonly facing: Facing }
  | { readonly kind: 'misplace'; readonly actor: string; readonly unit: Unit }
  | { readonly kind: 'restock'; readonly product: Product; readonly facing: Facing; readonly quantity: number }

/** What may have happened on one run: moves, and their likelihood but for who made them (per gram of the run's weight). */
export interface Story {
  readonly moves: readonly Move[]
  readonly likelihood: number
}

export interface Held {
  readonly actor: string
  readonly unit: Unit
}

const MOST_UNITS = 4
const MOST_PUT = 3
const MOST_RESTOCKED = 12
const MOST_STORIES = 24
/** A story this much less likely than the best of its run is not followed. */
const LEAST_SHARE = 1e-5

/** Every way in which goods of the facings at a run can add up to its weight, and what else may have lain there unseen. */
export function storiesOf(run: Run, facings: readonly Facing[], catalog: Catalog, policy: AttributionPolicy): Story[] {
  const takes = takesAt(run, facings, catalog)
  if (run.direction === 'gained') return likely(restocks(run, takes, policy).map((moves) => judged(run, moves, policy)))
  const known = setsNear(run, takes, MOST_UNITS, policy).map((moves) => judged(run, moves, policy))
  return likely([...known, ...unseenStrays(run, facings, catalog, policy)])
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
  const takes = [...takesAt(run, facings, catalog), ...strays.map(strayMove)]
  const puts = held.flatMap(({ actor, unit }) => putsAt(run, facings, actor, unit))
  const oneWay =
    run.direction === 'lost'
      ? setsNear(run, takes, MOST_UNITS, policy).filter((moves) => moves.some(({ kind }) => kind === 'take-stray'))
      : setsNear(run, puts, MOST_PUT, policy)
  const both = exchangesNear(run, takes, puts, policy)
  return likely([...oneWay, ...both].map((moves) => judged(run, moves, policy)))
}

/** The likeliest stories, the best first. */
function likely(stories: readonly Story[]): Story[] {
  const ranked = stories.filter(({ likelihood }) => likelihood > 0).sort((a, b) => b.likelihood - a.likelihood)
  const best = ranked[0]?.likelihood ?? 0
  return ranked.slice(0, MOST_STORIES).filter(({ likelihood }) => likelihood >= best * LEAST_SHARE)
}

export const gramsOf = (move: Move): number => {
  switch (move.kind) {
    case 'take':
    case 'take-unseen':
      return -move.product.weightGrams
    case 'take-stray':
      return -move.stray.unit.grams
    case 'return':
    case 'misplace':
      return move.unit.grams
    case 'restock':
      return move.product.weightGrams * move.quantity
  }
}

function varianceOf(move: Move): number {
  switch (move.kind) {
    case 'take':
    case 'take-unseen':
      return move.product.weightSpreadGrams ** 2
    case 'take-stray':
      return move.stray.unit.sigmaGrams ** 2
    case 'return':
    case 'misplace':
      return move.unit.sigmaGrams ** 2
    case 'restock':
      return move.product.weightSpreadGrams ** 2 * move.quantity
  }
}

const unitsIn = (move: Move): number => (move.kind === 'restock' ? move.quantity : 1)

/** The plates a move's weight should lie on; everywhere for a thing put anywhere. */
export function zoneOf(move: Move): readonly number[] | undefined {
  switch (move.kind) {
    case 'take':
    case 'return':
    case 'restock':
      return move.facing.plates
    case 'take-stray':
      return move.zone
    case 'take-unseen':
    case 'misplace':
      return undefined
  }
}

/** How likely a move is before its weight is known. Counting who did how much is the assignment's business. */
function prior(move: Move, policy: AttributionPolicy): number {
  switch (move.kind) {
    case 'take':
      return spots(move.facing.plates)
    case 'take-stray':
      return policy.takeStray * spots(move.zone)
    case 'take-unseen':
      return policy.takeUnseenStray
    case 'return':
      return policy.putBack * spots(move.facing.plates)
    case 'misplace':
      return policy.putElsewhere / policy.spotsInReach
    case 'restock':
      return policy.restock * spots(move.facing.plates)
  }
}

/** A thing covers about two plates: on a wide facing this very spot is one of many. */
const spots = (plates: readonly number[]): number => 1 / Math.max(1, plates.length - 1)

function judged(run: Run, moves: readonly Move[], policy: AttributionPolicy): Story {
  const sign = run.direction === 'gained' ? 1 : -1
  const grams = sign * moves.reduce((sum, move) => sum + gramsOf(move), 0)
  if (grams <= 0) return { moves, likelihood: 0 }
  const density = moves.some(isWeighed)
    ? policy.sameWeight * densityOf(run, moves, grams, 0, policy) +
      (1 - policy.sameWeight) * densityOf(run, moves, grams, policy.reweighedGrams ** 2, policy)
    : densityOf(run, moves, grams, 0, policy)
  if (density < 1e-12) return { moves, likelihood: 0 }
  // A put and a take in one place leave only their difference: where it lies says nothing of either.
  const oneWay = moves.every((move) => Math.sign(gramsOf(move)) === sign)
  const parts = moves.flatMap((move) => {
    const zone = zoneOf(move)
    return zone ? [{ zone, grams: Math.abs(gramsOf(move)) }] : []
  })
  if (run.isMixed && oneWay) return { moves, likelihood: 0 }
  const fit = oneWay ? placeFit(run, parts, policy) * whereItLay(run, moves, policy) : policy.exchange
  const spread = spreadFit(
    run,
    moves.reduce((sum, move) => sum + unitsIn(move), 0),
    policy,
  )
  return {
    moves,
    likelihood:
      policy.perGrams * density * fit * spread * moves.reduce((product, move) => product * prior(move, policy), 1),
  }
}

/** A unit that crossed a plate before should weigh what it did; `extra` is for when it does not, or is another one. */
function densityOf(run: Run, moves: readonly Move[], grams: number, extra: number, policy: AttributionPolicy): number {
  const varianceGrams2 = moves.reduce((sum, move) => sum + varianceOf(move) + (isWeighed(move) ? extra : 0), 0)
  return weightDensity(run, { grams, varianceGrams2 }, policy)
}

const isWeighed = (move: Move): boolean =>
  move.kind === 'return' || move.kind === 'misplace' || move.kind === 'take-stray'

/** A stray thing taken alone leaves from the very spot where it was put down. */
function whereItLay(run: Run, moves: readonly Move[], policy: AttributionPolicy): number {
  const [move] = moves
  if (moves.length !== 1 || move?.kind !== 'take-stray') return 1
  const off = (middleOf(run) - move.stray.middle) / policy.strayShiftPlates
  return policy.strayMoved + policy.strayInPlace * Math.exp(-0.5 * off * off)
}

function takesAt(run: Run, facings: readonly Facing[], catalog: Catalog): Move[] {
  return facings
    .filter((facing) => touches(run, facing.plates))
    .flatMap((facing) => {
      const product = catalog.find(facing.gtin)
      return product ? [{ kind: 'take' as const, product, facing }] : []
    })
}

const strayMove = (stray: Stray): Move => ({ kind: 'take-stray', stray, zone: stray.plates })

function putsAt(run: Run, facings: readonly Facing[], actor: string, unit: Unit): Move[] {
  const own = facings.filter((facing) => facing.gtin === unit.gtin && touches(run, facing.plates))
  const returns = own.map((facing): Move => ({ kind: 'return', actor, unit, facing }))
  // Put down beside its own place is misplaced too; how the weight lies tells which.
  const within = own.some((facing) => run.plates.every(({ plate }) => facing.plates.includes(plate)))
  return within ? returns : [...returns, { kind: 'misplace', actor, unit }]
}

function restocks(run: Run, takes: readonly Move[], policy: AttributionPolicy): Move[][] {
  return takes.flatMap((move) => {
    if (move.kind !== 'take') return []
    const { product, facing } = move
    const counts = Array.from({ length: MOST_RESTOCKED }, (_, i) => i + 1)
    return counts
      .map((quantity): Move => ({ kind: 'restock', product, facing, quantity }))
      .filter((restock) => isNear(run, gramsOf(restock), policy))
      .map((restock) => [restock])
  })
}

/** Something of another place that nobody was seen to leave here: any article may be it, alone. */
function unseenStrays(run: Run, facings: readonly Facing[], catalog: Catalog, policy: AttributionPolicy): Story[] {
  const here = new Set(facings.filter((facing) => touches(run, facing.plates)).map(({ gtin }) => gtin))
  return catalog.products
    .filter((product) => !here.has(product.gtin) && isNear(run, product.weightGrams, policy))
    .map((product) => judged(run, [{ kind: 'take-unseen', product }], policy))
    .map(({ moves, likelihood }) => ({ moves, likelihood: likelihood / catalog.products.length }))
}

/** Goods of a facing may stand over its edge, on the next plate. */
const touches = (run: Run, plates: readonly number[]): boolean =>
  run.plates.some(({ plate }) => plates.some((own) => Math.abs(own - plate) <= 1))

/**
 * Sets of up to `most` moves, all one way, whose weights add up to about the run's. Goods of a facing may be taken
 * several times, a stray or a held unit moves once. Weights only add, so a set that is too heavy is not grown.
 */
function setsNear(run: Run, moves: readonly Move[], most: number, policy: AttributionPolicy): Move[][] {
  const weights = moves.map((move) => Math.abs(gramsOf(move)))
  const ceiling = Math.max(run.coreGrams, run.fullGrams) + slackOf(run, policy)
  const found: Move[][] = []
  const grow = (chosen: readonly Move[], grams: number, from: number): void => {
    for (let i = from; i < moves.length; i++) {
      const sum = grams + weights[i]!
      if (sum > ceiling || !isCompatible(chosen, moves[i]!)) continue
      const next = [...chosen, moves[i]!]
      if (isNear(run, sum, policy)) found.push(next)
      if (next.length < most) grow(next, sum, moves[i]!.kind === 'take' ? i : i + 1)
    }
  }
  grow([], 0, 0)
  return found
}

/** One thing put down and another taken: their difference is near the run's weight, in its direction. */
function exchangesNear(run: Run, takes: readonly Move[], puts: readonly Move[], policy: AttributionPolicy): Move[][] {
  const sign = run.direction === 'gained' ? 1 : -1
  return puts.flatMap((put) =>
    takes.filter((take) => isNear(run, sign * (gramsOf(put) + gramsOf(take)), policy)).map((take) => [put, take]),
  )
}

/** One unit is put in one place only: `return` and `misplace` of it exclude each other. */
const isCompatible = (chosen: readonly Move[], move: Move): boolean =>
  !('unit' in move) || chosen.every((other) => !('unit' in other) || other.unit !== move.unit)

const isNear = (run: Run, grams: number, policy: AttributionPolicy): boolean => {
  const slack = slackOf(run, policy)
  return Math.abs(grams - run.coreGrams) <= slack || Math.abs(grams - run.fullGrams) <= slack
}

/** Beyond this a weight is so far off that no story is worth telling. */
const slackOf = (run: Run, policy: AttributionPolicy): number =>
  3 * policy.wrongShare * run.fullGrams + 5 * run.sigmaGrams + policy.slackGrams
