import type { ChargeCosts } from '@store/catalog/charge-costs.ts'
import { decisionFor, thresholdsFor } from './charge-policy.ts'

/** One unit that somebody may have been charged for: how sure it was, and how it was in truth. */
export interface JudgedUnit {
  /** That they hold at least so many of the article. */
  readonly probability: number
  readonly priceMinor: number
  readonly isTaken: boolean
}

/** What came of some units under some costs. Rates are per unit taken. */
export interface ChargeOutcome {
  readonly costs: ChargeCosts
  readonly charged: number
  /** Charged, and not taken. */
  readonly wrong: number
  readonly reviewed: number
  /** Taken, and let go without a review. */
  readonly missed: number
  /** What was taken, in minor units of money, that nobody was charged for or looked into. */
  readonly lostMinor: number
  /** What was charged and not taken. */
  readonly overchargedMinor: number
  readonly wrongRate: number
  readonly reviewRate: number
  /** Of the worth of all that was taken. */
  readonly lossRate: number
}

/**
 * What each set of costs would have made of the same units: wrong charges against review rate against loss. `unseen` are
 * units that were taken and that nobody was believed to hold at all.
 */
export function chargeCurve(
  units: readonly JudgedUnit[],
  costs: readonly ChargeCosts[],
  unseen: readonly { readonly priceMinor: number }[] = [],
): ChargeOutcome[] {
  const all = [...units, ...unseen.map(({ priceMinor }) => ({ priceMinor, probability: 0, isTaken: true }))]
  const taken = all.filter(({ isTaken }) => isTaken)
  const worth = worthOf(taken)
  return costs.map((one): ChargeOutcome => {
    const decided = all.map((unit) => ({
      ...unit,
      decision: unit.probability > 0 ? decisionFor(unit.probability, thresholdsFor(one, unit.priceMinor)) : 'let-go',
    }))
    const charged = decided.filter(({ decision }) => decision === 'charge')
    const wrong = charged.filter(({ isTaken }) => !isTaken)
    const reviewed = decided.filter(({ decision }) => decision === 'review')
    const missed = decided.filter(({ decision, isTaken }) => decision === 'let-go' && isTaken)
    return {
      costs: one,
      charged: charged.length,
      wrong: wrong.length,
      reviewed: reviewed.length,
      missed: missed.length,
      lostMinor: worthOf(missed),
      overchargedMinor: worthOf(wrong),
      wrongRate: wrong.length / Math.max(1, taken.length),
      reviewRate: reviewed.length / Math.max(1, taken.length),
      lossRate: worth > 0 ? worthOf(missed) / worth : 0,
    }
  })
}

const worthOf = (units: readonly { readonly priceMinor: number }[]): number =>
  units.reduce((sum, { priceMinor }) => sum + priceMinor, 0)
