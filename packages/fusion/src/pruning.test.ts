import { expect, test } from 'vitest'
import { corn, unitOf } from './attribution-scene.ts'
import { attributionPolicy } from './attribution-policy.ts'
import { pruning } from './pruning.ts'
import { emptyWorld, holding, type World } from './world.ts'

const world = (actor: string, probability: number): World => ({
  ...holding(emptyWorld, actor, unitOf(corn)),
  logWeight: Math.log(probability),
})
const read = (worlds: readonly World[]) =>
  worlds.map(({ holdings, logWeight }) => [[...holdings.keys()].join(), Number(Math.exp(logWeight).toFixed(6))])

test('[FA26] worlds that go on alike are one, with all their weight', () => {
  const { kept } = pruning(attributionPolicy)
  expect(read(kept([world('ana', 0.2), world('ben', 0.5), world('ana', 0.3)]))).toEqual([
    ['ana', 0.5],
    ['ben', 0.5],
  ])
})

test('[FA26] of which the likeliest stands for all', () => {
  const { kept } = pruning(attributionPolicy)
  const light = { ...holding(emptyWorld, 'ana', unitOf(corn, 'c1', 195)), logWeight: Math.log(0.2) }
  const heavy = { ...holding(emptyWorld, 'ana', unitOf(corn, 'c1', 203)), logWeight: Math.log(0.3) }
  expect(kept([light, heavy])[0]!.holdings.get('ana')![0]!.grams).toBe(203)
})

test('[FA27] no more than the policy allows; the rest add up to 1, and what is cut off is counted', () => {
  const prune = pruning({ ...attributionPolicy, mostWorlds: 2 })
  expect(read(prune.kept([world('ana', 0.1), world('ben', 0.6), world('cy', 0.3)]))).toEqual([
    ['ben', 0.666667],
    ['cy', 0.333333],
  ])
  expect(prune.cutOff).toBeCloseTo(0.1, 12)
})

test('[FA27] unlikely ones go even where there is room', () => {
  const prune = pruning(attributionPolicy)
  expect(read(prune.kept([world('ana', 1), world('ben', attributionPolicy.leastWorld / 2)]))).toEqual([['ana', 1]])
  expect(prune.cutOff).toBeGreaterThan(0)
})

test('[FA33] equals stay or go by name, whichever came first', () => {
  const [one, other] = [
    ['cy', 'ana', 'ben'],
    ['ben', 'cy', 'ana'],
  ].map((actors) =>
    read(pruning({ ...attributionPolicy, mostWorlds: 2 }).kept(actors.map((actor) => world(actor, 1 / 3)))),
  )
  expect(one).toEqual([
    ['ana', 0.5],
    ['ben', 0.5],
  ])
  expect(other).toEqual(one)
})
