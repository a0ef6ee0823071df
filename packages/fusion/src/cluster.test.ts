import { expect, test } from 'vitest'
import { attributionPolicy } from './attribution-policy.ts'
import { corn, peas, unitOf } from './attribution-scene.ts'
import { actorsIn, joined, type Cluster } from './cluster.ts'
import { pruning } from './pruning.ts'
import { emptyWorld, holding, type World } from './world.ts'

const { keptOfDistinct } = pruning(attributionPolicy)
const likely = (probability: number, world: World): World => ({ ...world, logWeight: Math.log(probability) })
const either: Cluster = [
  likely(0.6, holding(emptyWorld, 'ana', unitOf(corn, 'c1'))),
  likely(0.4, holding(emptyWorld, 'ben', unitOf(corn, 'c1'))),
]
const sure: Cluster = [holding(emptyWorld, 'cy', unitOf(peas, 'c2'))]

test('[FA25] joined, every world of one is believed with every world of the other', () => {
  const all = joined([either, sure], 256, keptOfDistinct)
  expect(all.map(({ logWeight }) => Math.exp(logWeight))).toEqual([0.6, 0.4].map((p) => expect.closeTo(p, 12)))
  expect(all.every(({ holdings }) => holdings.get('cy')?.[0]?.gtin === 'peas')).toBe(true)
  expect([...actorsIn(all)].sort()).toEqual(['ana', 'ben', 'cy'])
})

test('[FA25] of nothing, one world in which nobody holds anything', () => {
  expect(joined([], 256, keptOfDistinct)).toEqual([emptyWorld])
})

/** So many worlds, each less likely than the one before. */
const ladder = (actor: string, length: number): Cluster => {
  const weights = Array.from({ length }, (_, i) => 0.7 ** i)
  const all = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight, i) => likely(weight / all, holding(emptyWorld, actor, unitOf(corn, `c${i}`))))
}
const weightsOf = (cluster: Cluster): number[] => cluster.map(({ logWeight }) => Number(logWeight.toFixed(9)))

test('[FA27] of many worlds with many, the likeliest pairs are joined, and what is left out is counted', () => {
  const prune = pruning({ ...attributionPolicy, mostWorlds: 12, leastWorld: 0 })
  const both = joined([ladder('ana', 10), ladder('ben', 10)], 12, prune.keptOfDistinct)
  const whole = pruning({ ...attributionPolicy, mostWorlds: 12, leastWorld: 0 })
  const all = joined([ladder('ana', 10), ladder('ben', 10)], 1_000, whole.keptOfDistinct)
  expect(weightsOf(both)).toEqual(weightsOf(all))
  expect(prune.cutOff).toBeCloseTo(whole.cutOff, 12)
})
