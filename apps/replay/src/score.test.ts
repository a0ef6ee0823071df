import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { meanF1, scoreOf, type ScoredReceipt } from './score.ts'

const OATS = '4006381333931'
const MILK = '0012000171253'

const receipt = (shopper: string, ...lines: readonly (readonly [gtin: string, quantity: number])[]): ScoredReceipt => ({
  shopper,
  lines: lines.map(([gtin, quantity]) => ({ gtin, quantity })),
})

describe('the receipt F1 of one trace', () => {
  test.each([
    ['what was taken is charged', [receipt('ana', [OATS, 2])], [receipt('ana', [OATS, 2])], 1],
    ['two empty receipts score 1', [receipt('ana')], [receipt('ana')], 1],
    ['nothing at all scores 1', [], [], 1],
    ['nothing right scores 0', [receipt('ana', [OATS, 1])], [receipt('ana', [MILK, 1])], 0],
    ['an empty receipt where something was taken scores 0', [receipt('ana')], [receipt('ana', [MILK, 1])], 0],
    ['one of two missed', [receipt('ana', [OATS, 1])], [receipt('ana', [OATS, 2])], 2 / 3],
    ['one too many', [receipt('ana', [OATS, 3])], [receipt('ana', [OATS, 1])], 2 / 4],
    ['the right thing to the wrong shopper', [receipt('ben', [OATS, 1])], [receipt('ana', [OATS, 1])], 0],
    ['short and long GTINs are one', [receipt('ana', [OATS, 1])], [receipt('ana', [`0${OATS}`, 1])], 1],
    [
      'two visits of one shopper add up',
      [receipt('ana', [OATS, 1]), receipt('ana', [OATS, 1])],
      [receipt('ana', [OATS, 2])],
      1,
    ],
  ])('[RP7] %s', (_, charged, truth, f1) => {
    expect(scoreOf(charged, truth).f1).toBeCloseTo(f1, 12)
  })

  test('[RP7] names what was wrong and what was missed, each by its number of units', () => {
    expect(
      scoreOf([receipt('ana', [OATS, 3]), receipt('ben')], [receipt('ana', [OATS, 1]), receipt('ben', [MILK, 2])]),
    ).toMatchObject({
      charged: 3,
      taken: 3,
      right: 1,
      wrong: [{ shopper: 'ana', gtin: `0${OATS}`, quantity: 2 }],
      missed: [{ shopper: 'ben', gtin: `0${MILK}`, quantity: 2 }],
    })
  })
})

const anyReceipt = fc.record({
  shopper: fc.constantFrom('ana', 'ben', 'chi'),
  lines: fc.array(fc.record({ gtin: fc.constantFrom(OATS, MILK), quantity: fc.integer({ min: 1, max: 5 }) }), {
    maxLength: 3,
  }),
})
const anyReceipts = fc.array(anyReceipt, { maxLength: 4 })

describe('whatever the receipts', () => {
  test('[RP7] F1 is from 0 to 1, the same both ways, and 1 for the truth itself', () => {
    fc.assert(
      fc.property(anyReceipts, anyReceipts, (charged, truth) => {
        const { f1 } = scoreOf(charged, truth)
        expect(f1).toBeGreaterThanOrEqual(0)
        expect(f1).toBeLessThanOrEqual(1)
        expect(scoreOf(truth, charged).f1).toBe(f1)
        expect(scoreOf(truth, truth).f1).toBe(1)
      }),
    )
  })

  test('[RP7] it is 2 TP / (charged + true), with wrong and missed units making up the rest', () => {
    fc.assert(
      fc.property(anyReceipts, anyReceipts, (charged, truth) => {
        const score = scoreOf(charged, truth)
        expect(score.charged).toBe(sum(charged.flatMap(({ lines }) => lines)))
        expect(score.right + sum(score.wrong)).toBe(score.charged)
        expect(score.right + sum(score.missed)).toBe(score.taken)
      }),
    )
  })

  test('[RP7] neither the order of receipts nor how a visit is split matters', () => {
    fc.assert(
      fc.property(anyReceipts, anyReceipts, (charged, truth) => {
        const split = charged.flatMap(({ shopper, lines }) => lines.map((line) => ({ shopper, lines: [line] })))
        expect(scoreOf(split.toReversed(), truth).f1).toBe(scoreOf(charged, truth).f1)
      }),
    )
  })
})

test('[RP7] the score of several traces is the mean over them, each as heavy as the other', () => {
  const big = scoreOf([receipt('ana', [OATS, 100])], [receipt('ana', [OATS, 100])])
  const small = scoreOf([receipt('ana')], [receipt('ana', [OATS, 1])])
  expect(meanF1([big, small])).toBe(0.5)
})

const sum = (units: readonly { quantity: number }[]): number =>
  units.reduce((total, { quantity }) => total + quantity, 0)
