import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readLikelihood, type TagRead } from './read-likelihood.ts'

const reads = (count: number, fits: readonly number[] = [1], strays = 0.01): TagRead[] =>
  Array.from({ length: count }, (_, i) => ({ epc: `${i}`, fits, strays }))
const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k)
const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1))

describe('how likely just these reads are', () => {
  test('[FR1] of one person: a binomial law of what was carried and a Poisson law of strays, convolved', () => {
    fc.assert(
      fc.property(
        fc.nat(5),
        fc.nat(5),
        fc.double({ min: 0.05, max: 0.99, noNaN: true }),
        fc.double({ min: 0.001, max: 3, noNaN: true }),
        (count, units, share, strays) => {
          let convolved = 0
          for (let own = 0; own <= Math.min(count, units); own++) {
            const binomial = choose(units, own) * share ** own * (1 - share) ** (units - own)
            convolved += binomial * (strays ** (count - own) / factorial(count - own))
          }
          // Tags are told apart: each order of them counts, and e^-strays is in every term.
          expect(readLikelihood(reads(count, [1], strays), [units], share)).toBeCloseTo(convolved * factorial(count), 8)
        },
      ),
    )
  })

  test('[FR1] what was carried and read is far likelier than a stray; carried and missed, than nothing read of nothing', () => {
    expect(readLikelihood(reads(1), [1], 0.95) / readLikelihood(reads(1), [0], 0.95)).toBeGreaterThan(90)
    expect(readLikelihood([], [1], 0.95) / readLikelihood([], [0], 0.95)).toBeCloseTo(0.05, 9)
  })

  test('[FR1] each tag is one unit: two units are not two with one tag', () => {
    const [one, two] = [readLikelihood(reads(1), [1], 0.95), readLikelihood(reads(1), [2], 0.95)]
    expect(two / one).toBeLessThan(0.11)
  })

  test('[FR1] of several who passed, it is rather theirs who was there when it was read', () => {
    const early = reads(1, [1, 0.1])
    expect(readLikelihood(early, [1, 0], 0.95)).toBeGreaterThan(5 * readLikelihood(early, [0, 1], 0.95))
  })

  test('[FR1] people may be named in any order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })), {
          maxLength: 4,
        }),
        fc.nat(3),
        fc.nat(3),
        (fits, a, b) => {
          const one = fits.map(([x, y]) => reads(1, [x, y])[0]!)
          const other = fits.map(([x, y]) => reads(1, [y, x])[0]!)
          expect(readLikelihood(one, [a, b], 0.9)).toBeCloseTo(readLikelihood(other, [b, a], 0.9), 9)
        },
      ),
    )
  })
})
