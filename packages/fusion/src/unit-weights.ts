import type { Catalog } from '@store/catalog/catalog.ts'
import { refill, type Stateful } from '@store/kernel/stateful.ts'
import type { BelievedAct, Candidate, ChangeEvidence } from './evidence.ts'

/** When the master data is held to be wrong about what a unit weighs. */
export const unitWeightPolicy = {
  /** A change tells what a unit weighs where it is this sure which article it was and how many, whoever it was. */
  leastSure: 0.95,
  /** So many weighings make a lesson: of fewer, one may have been half of an act, or another article. */
  leastWeighings: 4,
  /** Off by more than this share: plates differ by 0.4 %, and lots of one article by a little. */
  leastOffShare: 0.015,
  /** … and by so many deviations of the mean. */
  leastDeviations: 4,
  /** Each weighing makes those before count this much less: after two dozen others a lesson is as good as forgotten. */
  fading: 0.9,
  /** A unit is weighed no better than this, grams: corners, coupling, what creeps. */
  weighingGrams: 1.5,
} as const

export type UnitWeightPolicy = { readonly [Value in keyof typeof unitWeightPolicy]: number }

/** An article whose units do not weigh what the master data says. */
export interface WeightFinding {
  readonly gtin: string
  readonly catalogGrams: number
  readonly measuredGrams: number
  /** One deviation of the measured mean. */
  readonly sigmaGrams: number
  /** On how many weighings it rests, all in all. */
  readonly weighings: number
}

/** Weighs the articles of a store by what shoppers take, and finds where the master data is wrong. */
export interface UnitWeights extends Stateful<ReadonlyMap<string, Weighings>> {
  hear(evidence: ChangeEvidence): void
  /** By GTIN. What agrees with the master data again is no finding any more. */
  findings(): WeightFinding[]
}

/** A mean and the squares around it, of which older weighings count less; `mass` is what they count together. */
export interface Weighings {
  readonly count: number
  readonly mass: number
  readonly meanGrams: number
  readonly squares: number
}

export function unitWeights(catalog: Catalog, policy: UnitWeightPolicy = unitWeightPolicy): UnitWeights {
  const weighed = new Map<string, Weighings>()

  function findingOf(gtin: string, { count, mass, meanGrams, squares }: Weighings): WeightFinding[] {
    const product = catalog.find(gtin)
    if (!product || count < policy.leastWeighings) return []
    // What few weighings happen to scatter by is not trusted below what weighing itself scatters by.
    const spread = Math.max(Math.sqrt(squares / mass), policy.weighingGrams)
    const sigmaGrams = spread / Math.sqrt(mass)
    const off = Math.abs(meanGrams - product.weightGrams)
    const isOff = off > policy.leastOffShare * product.weightGrams && off > policy.leastDeviations * sigmaGrams
    if (!isOff) return []
    return [{ gtin, catalogGrams: product.weightGrams, measuredGrams: meanGrams, sigmaGrams, weighings: count }]
  }

  return {
    hear(evidence) {
      const weighing = weighingIn(evidence, policy)
      if (!weighing) return
      const { gtin, grams } = weighing
      weighed.set(gtin, withOne(weighed.get(gtin), grams, policy))
    },
    findings: () => [...weighed].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([gtin, all]) => findingOf(gtin, all)),
    save: () => weighed,
    restore: (state) => refill(weighed, state),
  }
}

/** West's update of a weighted mean and its sum of squares (CACM 22(9), 1979), with older ones fading. */
function withOne(before: Weighings | undefined, grams: number, { fading }: UnitWeightPolicy): Weighings {
  if (!before) return { count: 1, mass: 1, meanGrams: grams, squares: 0 }
  const mass = fading * before.mass + 1
  const off = grams - before.meanGrams
  const squares = fading * before.squares + (off * off * (mass - 1)) / mass
  return { count: before.count + 1, mass, meanGrams: before.meanGrams + off / mass, squares }
}

/** What one unit weighed, where a change leaves no doubt which article it was and how many of it. */
function weighingIn(evidence: ChangeEvidence, policy: UnitWeightPolicy): { gtin: string; grams: number } | undefined {
  const { considered, grams, change } = evidence
  const [likeliest] = considered
  const goods = likeliest && goodsOf(likeliest)
  // Beside a plate that says nothing, what was weighed may be a part.
  if (!goods || change.silent) return undefined
  const sure = considered.filter((other) => isSame(goodsOf(other), goods))
  if (sure.reduce((sum, { probability }) => sum + probability, 0) < policy.leastSure) return undefined
  return { gtin: goods.gtin, grams: Math.abs(grams) / goods.quantity }
}

interface Goods {
  readonly gtin: string
  readonly quantity: number
}

/** One article alone, from its own place or to it by somebody who fills it; put-backs were weighed when they were taken. */
function goodsOf({ acts }: Candidate): Goods | undefined {
  const [first] = acts
  if (!first?.gtin || !acts.every((act) => act.gtin === first.gtin && act.action === first.action && isPlain(act)))
    return undefined
  return { gtin: first.gtin, quantity: acts.reduce((sum, { quantity }) => sum + quantity, 0) }
}

const isPlain = ({ action, place }: BelievedAct): boolean =>
  (action === 'took' || action === 'restocked') && place === 'own-facing'

const isSame = (a: Goods | undefined, b: Goods): boolean => a?.gtin === b.gtin && a.quantity === b.quantity
