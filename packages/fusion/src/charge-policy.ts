import type { Catalog } from '@store/catalog/catalog.ts'
import { usualCosts, type ChargeCosts, type Cost } from '@store/catalog/charge-costs.ts'

/** What becomes of a unit that somebody is believed to hold. */
export type ChargeDecision = 'charge' | 'review' | 'let-go'

/** From which probability on a unit is charged, and from which it is looked into where it is not. */
export interface ChargeThresholds {
  readonly chargeFrom: number
  readonly reviewFrom: number
}

/** The thresholds by article; `undefined` for what no article fits. */
export type ChargePolicy = (gtin: string | undefined) => ChargeThresholds

/** Above one half, so that a unit that is charged to one is nobody else's too, whatever the costs are [FC3]. */
const LEAST_CHARGED = 0.501

/**
 * The cheapest of three for a unit held with probability p, where a wrong charge costs W, a missed one M, and a review R that
 * settles a share s of cases and lets the rest go:
 *
 *     charge: (1 − p) W      let go: p M      review: R + (1 − s) p M
 *
 * Expected costs add up unit by unit, so a line's quantity is right where each of its units is decided by P(at least so many).
 */
export function thresholdsFor(costs: ChargeCosts, priceMinor: number): ChargeThresholds {
  const price = priceMinor > 0 ? priceMinor : 1
  const of = ({ ofPrice, minor }: Cost): number => ofPrice * price + minor
  const [wrong, missed, review] = [of(costs.wrongCharge), of(costs.missedCharge), of(costs.review)]
  const overLettingGo = ratio(wrong, wrong + missed)
  const overReview = ratio(wrong - review, wrong + (1 - costs.reviewFinds) * missed)
  return {
    chargeFrom: Math.max(overLettingGo, overReview, LEAST_CHARGED),
    reviewFrom: Math.min(1, ratio(review, costs.reviewFinds * missed)),
  }
}

/** The usual costs, but for a wrong charge so dear that units are charged from a probability on: above that of the usual ones. */
export function costsChargingFrom(chargeFrom: number): ChargeCosts {
  const { missedCharge, review, reviewFinds } = usualCosts
  const ofPrice = (review.ofPrice + chargeFrom * (1 - reviewFinds) * missedCharge.ofPrice) / (1 - chargeFrom)
  return { ...usualCosts, wrongCharge: { ofPrice, minor: 0 } }
}

/** Nothing to lose either way: what costs nothing to get wrong is settled by what is likelier. */
const ratio = (part: number, whole: number): number => (whole > 0 ? part / whole : part > 0 ? 1 : 0.5)

export function decisionFor(probability: number, { chargeFrom, reviewFrom }: ChargeThresholds): ChargeDecision {
  if (probability >= chargeFrom) return 'charge'
  return probability >= reviewFrom ? 'review' : 'let-go'
}

/** What no article fits is worth what the store's articles are on average. */
export function chargePolicy(costs: ChargeCosts, catalog: Catalog): ChargePolicy {
  const { products } = catalog
  const mean = products.reduce((sum, { priceMinor }) => sum + priceMinor, 0) / Math.max(1, products.length)
  const known = new Map<string | undefined, ChargeThresholds>()
  return (gtin) => {
    const before = known.get(gtin)
    if (before) return before
    const price = gtin === undefined ? mean : (catalog.find(gtin)?.priceMinor ?? mean)
    const thresholds = thresholdsFor(costs, price)
    known.set(gtin, thresholds)
    return thresholds
  }
}
