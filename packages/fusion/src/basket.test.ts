import * as fc from 'fast-check'
import { usualCosts } from '@store/catalog/charge-costs.ts'
import { describe, expect, test } from 'vitest'
import { catalog, corn, peas, unitOf } from './attribution-scene.ts'
import { basketOf } from './basket.ts'
import { chargePolicy } from './charge-policy.ts'
import type { Unit } from './world.ts'

const can = (from = 'c1') => unitOf(corn, from)
const tin = (from = 'c1') => unitOf(peas, from)
const something = (from = 'c1'): Unit => ({ gtin: undefined, grams: 120, sigmaGrams: 1, from })
const charging = chargePolicy(usualCosts, catalog)
const policy = charging('corn')
const basket = (...worlds: readonly (readonly [probability: number, ...units: Unit[]])[]) =>
  basketOf([worlds.map(([probability, ...units]) => ({ units, probability }))], charging)

const linesAt = (probability: number) => basket([probability, can()], [1 - probability]).lines.length

describe('what is charged', () => {
  test('[FA35] what is surely held, once or several times', () => {
    expect(basket([1, can(), can('c2'), tin('c3')])).toMatchObject({
      lines: [
        { gtin: 'corn', quantity: 2, confidence: 1, changes: ['c1', 'c2'] },
        { gtin: 'peas', quantity: 1, confidence: 1, changes: ['c3'] },
      ],
      unresolved: [],
    })
  })

  test('[FA35] as many units as are believed in; the confidence is that it is exactly so many', () => {
    const [line] = basket([0.3, can(), can('c2')], [0.6, can()], [0.1]).lines
    expect(line).toMatchObject({ quantity: 1, confidence: 0.6, changes: ['c1'] })
  })

  test('[FA35] from the threshold on that follows from the costs', () => {
    expect([linesAt(policy.chargeFrom), linesAt(policy.chargeFrom - 0.01)]).toEqual([1, 0])
  })

  test('[FA35] nothing of somebody who holds nothing', () => {
    expect(basket([1])).toEqual({ lines: [], unresolved: [], odds: [] })
  })

  test('[FA33] of equals, the changes of the first by name', () => {
    expect(basket([0.5, can('c2')], [0.5, can('c1')]).lines[0]!.changes).toEqual(['c1'])
  })
})

describe('what is doubtful', () => {
  test('[FA36] which of twins it was', () => {
    expect(basket([0.5, tin()], [0.5, can()])).toMatchObject({
      lines: [],
      unresolved: [{ gtins: ['corn', 'peas'], quantity: 1, probability: 1, reason: 'which-article', change: 'c1' }],
    })
  })

  test('[FA36] whether it was they who took it', () => {
    expect(basket([0.4, can()], [0.6]).unresolved).toMatchObject([{ gtins: ['corn'], reason: 'who-took-it' }])
  })

  test('[FA36] what it was at all', () => {
    expect(basket([0.9, something()], [0.1]).unresolved).toMatchObject([{ gtins: [], reason: 'no-article-fits' }])
  })

  test('[FA36] how many, beyond those that are charged', () => {
    const { lines, unresolved } = basket([0.4, can(), can('c2')], [0.6, can()])
    expect(lines).toMatchObject([{ gtin: 'corn', quantity: 1 }])
    expect(unresolved).toEqual([
      { gtins: ['corn'], quantity: 1, probability: 0.4, reason: 'who-took-it', change: 'c2' },
    ])
  })

  test('[FA36] several units of one change are one doubt', () => {
    expect(basket([0.5, can(), can()], [0.5]).unresolved).toMatchObject([{ quantity: 2, change: 'c1' }])
  })

  test('[FA36] slight doubts are let go', () => {
    expect(basket([policy.reviewFrom - 0.01, can()], [1 - policy.reviewFrom + 0.01]).unresolved).toEqual([])
  })
})

test('[FC4] all that may be held is told with how likely it is, charged or not', () => {
  expect(basket([0.3, can(), can('c2')], [0.2, tin()], [0.5]).odds).toEqual([
    { gtin: 'corn', atLeast: [0.3, 0.3] },
    { gtin: 'peas', atLeast: [0.2] },
  ])
})

/** Up to two units of each of two articles from the changes of one part, in up to three ways. */
const anyPart = (part: number) =>
  fc
    .array(fc.record({ weight: fc.integer({ min: 1, max: 9 }), cans: fc.nat(2), tins: fc.nat(2) }), {
      minLength: 1,
      maxLength: 3,
    })
    .map((ways) => {
      const all = ways.reduce((sum, { weight }) => sum + weight, 0)
      return ways.map(({ weight, cans, tins }) => ({
        probability: weight / all,
        units: [
          ...Array.from({ length: cans }, () => can(`c${part}`)),
          ...Array.from({ length: tins }, () => tin(`t${part}`)),
        ],
      }))
    })

test('[FA35] parts that are independent give the lines that all their combinations give', () => {
  fc.assert(
    fc.property(anyPart(1), anyPart(2), anyPart(3), (...parts) => {
      const together = parts.reduce(
        (left, right) =>
          left.flatMap((a) =>
            right.map((b) => ({ probability: a.probability * b.probability, units: [...a.units, ...b.units] })),
          ),
        [{ probability: 1, units: [] as Unit[] }],
      )
      const [apart, joint] = [basketOf(parts, charging), basketOf([together], charging)]
      expect(apart.odds.map(({ gtin }) => gtin)).toEqual(joint.odds.map(({ gtin }) => gtin))
      for (const [i, { atLeast }] of apart.odds.entries())
        for (const [k, probability] of atLeast.entries())
          expect(probability).toBeCloseTo(joint.odds[i]!.atLeast[k] ?? 0, 9)
      for (const { gtin, quantity, confidence, changes } of apart.lines) {
        const same = joint.lines.find((line) => line.gtin === gtin)
        // A probability right on the threshold may fall on either side of it by rounding.
        if (same?.quantity !== quantity) continue
        expect(confidence).toBeCloseTo(same.confidence, 9)
        expect(changes).toHaveLength(quantity)
      }
    }),
  )
})
