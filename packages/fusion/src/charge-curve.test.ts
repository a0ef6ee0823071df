import { usualCosts } from '@store/catalog/charge-costs.ts'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { chargeCurve, type JudgedUnit } from './charge-curve.ts'

const unit = (probability: number, isTaken: boolean, priceMinor = 100): JudgedUnit => ({
  probability,
  isTaken,
  priceMinor,
})
const strictness = [0.2, 0.5, 1, 2, 5, 10, 50].map((ofPrice) => ({ ...usualCosts, wrongCharge: { ofPrice, minor: 0 } }))

test('[FC5] what was charged, wrong, reviewed and lost, in units and money', () => {
  const units = [unit(0.99, true), unit(0.9, false, 300), unit(0.4, true), unit(0.1, true, 50), unit(0.1, false)]
  expect(chargeCurve(units, [usualCosts], [{ priceMinor: 200 }])).toEqual([
    {
      costs: usualCosts,
      charged: 2,
      wrong: 1,
      reviewed: 1,
      missed: 2,
      lostMinor: 250,
      overchargedMinor: 300,
      wrongRate: 1 / 4,
      reviewRate: 1 / 4,
      lossRate: 250 / 450,
    },
  ])
})

test('[FC5] along the curve, fewer wrong charges are paid for with more reviews', () => {
  const anyUnits = fc.array(
    fc.record({
      probability: fc.double({ min: 0.01, max: 1, noNaN: true }),
      isTaken: fc.boolean(),
      priceMinor: fc.integer({ min: 1, max: 900 }),
    }),
  )
  fc.assert(
    fc.property(anyUnits, (units) => {
      const curve = chargeCurve(units, strictness)
      for (const [i, point] of curve.entries()) {
        if (i === 0) continue
        expect(point.wrong).toBeLessThanOrEqual(curve[i - 1]!.wrong)
        expect(point.charged).toBeLessThanOrEqual(curve[i - 1]!.charged)
        expect(point.reviewed).toBeGreaterThanOrEqual(curve[i - 1]!.reviewed)
      }
    }),
  )
})

test('[FC5] nothing happened: nothing is lost', () => {
  expect(chargeCurve([], [usualCosts])).toMatchObject([{ charged: 0, wrongRate: 0, reviewRate: 0, lossRate: 0 }])
})
