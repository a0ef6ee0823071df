import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { attributionPolicy as policy } from './attribution-policy.ts'
import { corn, peas, tuna, unitOf } from './attribution-scene.ts'
import { joined, type Cluster } from './cluster.ts'
import { holdingsIn } from './holdings.ts'
import { apart } from './parting.ts'
import { pruning } from './pruning.ts'
import { emptyWorld, holding, unitNames, type World } from './world.ts'

const { keptOfDistinct } = pruning(policy)
const likely = (probability: number, world: World): World => ({ ...world, logWeight: Math.log(probability) })
const can = unitOf(corn, 'c1')
const tin = unitOf(peas, 'c2')
const fish = unitOf(tuna, 'c3')
const whose = (unit: typeof can, ...shares: readonly (readonly [actor: string, share: number])[]): Cluster =>
  shares.map(([actor, share]) => likely(share, holding(emptyWorld, actor, unit)))
const either = whose(can, ['ana', 0.6], ['ben', 0.4])
const stray = { unit: can, gondola: 'g', shelf: 1, plates: [8], middle: 8 }
const sizes = (worlds: Cluster): number[] => apart(worlds, policy).clusters.map(({ length }) => length)

const doubted = (doubt: number): Cluster => [
  likely(1 - doubt, holding(emptyWorld, 'ana', can)),
  likely(doubt, emptyWorld),
]

describe('worlds are taken apart', () => {
  test('[FA25] what all worlds agree about is certain, up to a little doubt', () => {
    const { sure, clusters } = apart(joined([either, whose(tin, ['cy', 1])], 256, keptOfDistinct), policy)
    expect([...sure.holdings]).toEqual([['cy', [tin]]])
    expect(clusters).toHaveLength(1)
    expect(sizes(doubted(policy.leastDoubt * 0.9))).toEqual([])
    expect(sizes(doubted(policy.leastDoubt * 1.1))).toEqual([2])
  })

  test('[FA25] independent doubts are apart, though they are about the same people', () => {
    const both = joined([either, whose(tin, ['ana', 0.3], ['ben', 0.7])], 256, keptOfDistinct)
    expect(both).toHaveLength(4)
    expect(sizes(both)).toEqual([2, 2])
  })

  test('[FA25] doubts of which one tells something of the other stay together', () => {
    const crossed = [
      likely(0.5, holding(holding(emptyWorld, 'ana', can), 'ben', tin)),
      likely(0.5, holding(holding(emptyWorld, 'ben', can), 'ana', tin)),
    ]
    expect(sizes(crossed)).toEqual([2])
    const withOther = joined([crossed, whose(fish, ['ana', 0.5], ['cy', 0.5])], 256, keptOfDistinct)
    expect(sizes(withOther)).toEqual([2, 2])
  })

  test('[FA25] what lies astray for sure is certain; what may, stays with who may hold it', () => {
    const astray = [either[0]!, { ...likely(0.4, emptyWorld), strays: [stray] }]
    expect(sizes(astray)).toEqual([2])
    const { sure, clusters } = apart([{ ...emptyWorld, strays: [stray] }], policy)
    expect([sure.strays, clusters]).toEqual([[stray], []])
  })

  test('[FA25] what each may hold is as probable as before', () => {
    const probability = fc.double({ min: 0.05, max: 0.95, noNaN: true })
    fc.assert(
      fc.property(probability, probability, probability, (a, b, c) => {
        const all = joined(
          [
            whose(can, ['ana', a], ['ben', 1 - a]),
            whose(tin, ['ben', b], ['cy', 1 - b]),
            whose(fish, ['cy', c], ['ana', 1 - c]),
          ].map((cluster) => cluster.toSorted((x, y) => y.logWeight - x.logWeight)),
          256,
          keptOfDistinct,
        )
        const { sure, clusters } = apart(all, policy)
        for (const actor of ['ana', 'ben', 'cy']) {
          const before = holdingsIn(actor, emptyWorld, [all], policy)
          const after = holdingsIn(actor, sure, clusters, policy)
          for (const { units, probability: p } of before) {
            const same = after.find((other) => unitNames(other.units) === unitNames(units))
            expect(same?.probability).toBeCloseTo(p, 9)
          }
        }
      }),
      { numRuns: 100, seed: 4 },
    )
  })
})
