import { expect, test } from 'vitest'
import { attributionPolicy } from './attribution-policy.ts'
import { corn, peas, unitOf } from './attribution-scene.ts'
import { apart, joined, type Cluster } from './cluster.ts'
import { pruning } from './pruning.ts'
import { emptyWorld, holding, type World } from './world.ts'

const { kept } = pruning(attributionPolicy)
const [can, tin] = [unitOf(corn, 'c1'), unitOf(peas, 'c2')]
const likely = (probability: number, world: World): World => ({ ...world, logWeight: Math.log(probability) })
const either: Cluster = {
  actors: new Set(['ana', 'ben']),
  worlds: [likely(0.6, holding(emptyWorld, 'ana', can)), likely(0.4, holding(emptyWorld, 'ben', can))],
}
const sure: Cluster = { actors: new Set(['cy']), worlds: [holding(emptyWorld, 'cy', tin)] }
const names = (clusters: readonly Cluster[]) => clusters.map(({ actors }) => [...actors])
const stray = { unit: can, gondola: 'g', shelf: 1, plates: [8], middle: 8 }

test('[FA25] joined, every world of one is believed with every world of the other', () => {
  const all = joined([either, sure], ['dan'], 256, kept)
  expect([...all.actors]).toEqual(['ana', 'ben', 'cy', 'dan'])
  expect(all.worlds.map(({ logWeight }) => Math.exp(logWeight))).toEqual([0.6, 0.4].map((p) => expect.closeTo(p, 12)))
  expect(all.worlds.every(({ holdings }) => holdings.get('cy')?.[0] === tin)).toBe(true)
})

test('[FA25] of nothing, people who hold nothing', () => {
  expect(joined([], ['ana'], 256, kept)).toEqual({ actors: new Set(['ana']), worlds: [emptyWorld] })
})

test('[FA25] those about whom all worlds agree part again', () => {
  expect(names(apart(joined([either, sure], [], 256, kept), attributionPolicy))).toEqual([['cy'], ['ana', 'ben']])
  expect(names(apart(either, attributionPolicy))).toEqual([['ana', 'ben']])
})

const doubted = (doubt: number): Cluster => ({
  actors: new Set(['ana']),
  worlds: [likely(1 - doubt, holding(emptyWorld, 'ana', can)), likely(doubt, emptyWorld)],
})

test('[FA25] agreement may leave a little doubt', () => {
  const { leastDoubt } = attributionPolicy
  expect(apart(doubted(leastDoubt * 0.9), attributionPolicy)[0]!.worlds).toHaveLength(1)
  expect(apart(doubted(leastDoubt * 1.1), attributionPolicy)[0]!.worlds).toHaveLength(2)
})

test('[FA25] what lies astray for sure is nobody’s company', () => {
  const worlds = either.worlds.map((world) => ({ ...world, strays: [stray] }))
  const parts = apart({ ...either, worlds }, attributionPolicy)
  expect(names(parts)).toEqual([[], ['ana', 'ben']])
  expect(parts.map((part) => part.worlds.map(({ strays }) => strays.length))).toEqual([[1], [0, 0]])
})

test('[FA25] what may lie astray stays with who may hold it', () => {
  const worlds = [either.worlds[0]!, { ...likely(0.4, emptyWorld), strays: [stray] }]
  const parts = apart({ actors: new Set(['ana', 'ben']), worlds }, attributionPolicy)
  expect(names(parts)).toEqual([['ben'], ['ana']])
  expect(parts[1]!.worlds.map(({ strays }) => strays.length)).toEqual([0, 1])
})

/** So many worlds, each less likely than the one before. */
const ladder = (actor: string, length: number): Cluster => {
  const weights = Array.from({ length }, (_, i) => 0.7 ** i)
  const all = weights.reduce((sum, weight) => sum + weight, 0)
  const held = (i: number): World => holding(emptyWorld, actor, unitOf(corn, `c${i}`))
  return { actors: new Set([actor]), worlds: weights.map((weight, i) => likely(weight / all, held(i))) }
}
const weights = (cluster: Cluster): number[] => cluster.worlds.map(({ logWeight }) => Number(logWeight.toFixed(9)))

test('[FA27] of many worlds with many, the likeliest pairs are joined, and what is left out is counted', () => {
  const prune = pruning({ ...attributionPolicy, mostWorlds: 12, leastWorld: 0 })
  const both = joined([ladder('ana', 10), ladder('ben', 10)], [], 12, prune.kept)
  const whole = pruning({ ...attributionPolicy, mostWorlds: 12, leastWorld: 0 })
  const all = joined([ladder('ana', 10), ladder('ben', 10)], [], 1_000, whole.kept)
  expect(weights(both)).toEqual(weights(all))
  expect(prune.cutOff).toBeCloseTo(whole.cutOff, 12)
})
