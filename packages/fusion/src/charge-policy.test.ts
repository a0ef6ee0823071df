import { usualCosts, type ChargeCosts } from '@store/catalog/charge-costs.ts'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { catalog } from './attribution-scene.ts'
import { chargePolicy, costsChargingFrom, decisionFor, thresholdsFor, type ChargeDecision } from './charge-policy.ts'

const anyCost = fc.record({ ofPrice: fc.double({ min: 0, max: 20, noNaN: true }), minor: fc.nat(500) })
const anyCosts: fc.Arbitrary<ChargeCosts> = fc.record({
  wrongCharge: anyCost,
  missedCharge: anyCost,
  review: anyCost,
  reviewFinds: fc.double({ min: 0, max: 1, noNaN: true }),
})
const anyShare = fc.double({ min: 0, max: 1, noNaN: true })
const anyPrice = fc.integer({ min: 1, max: 5_000 })
const decided = (probability: number, costs: ChargeCosts, price: number): ChargeDecision =>
  decisionFor(probability, thresholdsFor(costs, price))

/** What a decision is expected to cost, as the policy's documentation says it. */
function expectedCost(decision: ChargeDecision, probability: number, costs: ChargeCosts, price: number): number {
  const of = ({ ofPrice, minor }: ChargeCosts['review']): number => ofPrice * price + minor
  const letGo = probability * of(costs.missedCharge)
  switch (decision) {
    case 'charge':
      return (1 - probability) * of(costs.wrongCharge)
    case 'review':
      return of(costs.review) + (1 - costs.reviewFinds) * letGo
    case 'let-go':
      return letGo
  }
}

describe('what becomes of a unit', () => {
  test('[FC1] the cheapest of charging, looking into it and letting it go', () => {
    fc.assert(
      fc.property(anyShare, anyCosts, anyPrice, (probability, costs, price) => {
        const decision = decided(probability, costs, price)
        const cost = (one: ChargeDecision): number => expectedCost(one, probability, costs, price)
        const allowed = (['charge', 'review', 'let-go'] as const).filter(
          (one) => one !== 'charge' || probability >= 0.501,
        )
        const least = Math.min(...allowed.map(cost))
        expect(cost(decision)).toBeLessThanOrEqual(least + 1e-6 * (1 + least))
      }),
      { numRuns: 2_000 },
    )
  })

  test('[FC2] the dearer a wrong charge, the less is charged', () => {
    fc.assert(
      fc.property(anyShare, anyCosts, anyPrice, fc.nat(2_000), (probability, costs, price, more) => {
        const dearer = { ...costs, wrongCharge: { ...costs.wrongCharge, minor: costs.wrongCharge.minor + more } }
        const [one, other] = [decided(probability, dearer, price), decided(probability, costs, price)]
        expect(one === 'charge' && other !== 'charge').toBe(false)
      }),
    )
  })

  test('[FC2] and the surer, the more', () => {
    fc.assert(
      fc.property(anyShare, anyShare, anyCosts, anyPrice, (one, other, costs, price) => {
        const [less, more] = [Math.min(one, other), Math.max(one, other)]
        const rank = { 'let-go': 0, review: 1, charge: 2 }
        expect(rank[decided(more, costs, price)]).toBeGreaterThanOrEqual(rank[decided(less, costs, price)])
      }),
    )
  })

  test('[FC3] nothing is charged that is as likely somebody else’s, whatever it costs', () => {
    fc.assert(
      fc.property(anyCosts, anyPrice, (costs, price) => {
        expect(thresholdsFor(costs, price).chargeFrom).toBeGreaterThan(0.5)
      }),
    )
  })

  test('[FC1] the usual costs charge a little above even odds, and look into what is likelier than one in five', () => {
    const { chargeFrom, reviewFrom } = thresholdsFor(usualCosts, 199)
    expect(chargeFrom).toBeCloseTo(0.553, 3)
    expect(reviewFrom).toBeCloseTo(0.2, 9)
  })

  test('[FC1] a complaint that costs ten times the price: only what is nearly sure is charged', () => {
    const strict = { ...usualCosts, wrongCharge: { ofPrice: 10, minor: 0 } }
    expect(thresholdsFor(strict, 199).chargeFrom).toBeGreaterThan(0.92)
  })

  test('[FC1] costs for a threshold that is asked for', () => {
    for (const chargeFrom of [0.6, 0.9, 0.99])
      expect(thresholdsFor(costsChargingFrom(chargeFrom), 199).chargeFrom).toBeCloseTo(chargeFrom, 9)
  })

  test('[FC1] what an article costs matters where a review has a price of its own', () => {
    const staffed = { ...usualCosts, review: { ofPrice: 0, minor: 30 } }
    expect(decided(0.4, staffed, 2_000)).toBe('review')
    expect(decided(0.4, staffed, 60)).toBe('let-go')
  })

  test('[FC1] what no article fits is worth the mean of all', () => {
    const charging = chargePolicy({ ...usualCosts, review: { ofPrice: 0, minor: 6 } }, catalog)
    expect(charging(undefined)).toEqual(thresholdsFor({ ...usualCosts, review: { ofPrice: 0, minor: 6 } }, 100))
  })
})
