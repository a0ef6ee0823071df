import { describe, expect, test } from 'vitest'
import { parseCosts, usualCosts } from './charge-costs.ts'

const parsed = (costs: unknown) => parseCosts(JSON.stringify(costs), 'costs.json')

describe('costs.json', () => {
  test('[CA10] what it does not say is as usual', () => {
    expect(parsed({})).toEqual(usualCosts)
    expect(parsed({ wrongCharge: { minor: 500 }, reviewFinds: 0.6 })).toEqual({
      ...usualCosts,
      wrongCharge: { ofPrice: 1, minor: 500 },
      reviewFinds: 0.6,
    })
  })

  test.each([
    [{ wrongCharge: { ofPrice: -1 } }, 'wrongCharge.ofPrice is -1; give a share of the price'],
    [{ review: { minor: '5' } }, 'review.minor is "5"; give minor units (cents)'],
    [{ reviewFinds: 2 }, 'reviewFinds is 2; give how often a review settles the matter, from 0 to 1'],
    [[], 'give an object {wrongCharge, missedCharge, review, reviewFinds}'],
  ])('[CA10] %j is refused with what to write', (costs, told) => {
    expect(() => parsed(costs)).toThrow(told)
  })

  test('[CA10] a misspelt field is told, not ignored: it would charge as usual', () => {
    expect(() => parsed({ wrongcharge: { ofPrice: 3 } })).toThrow('costs.json')
  })
})
