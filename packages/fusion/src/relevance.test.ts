import { expect, test } from 'vitest'
import { attributionPolicy as policy } from './attribution-policy.ts'
import { corn, elsewhere, here, jam, sceneOf, tuna, unitOf, type Seen } from './attribution-scene.ts'
import type { Cluster } from './cluster.ts'
import { bearingOn } from './relevance.ts'
import { storyBook } from './story-book.ts'
import { emptyWorld, holding, type Unit, type World } from './world.ts'

const likely = (probability: number, world: World): World => ({ ...world, logWeight: Math.log(probability) })
const mayHold = (actor: string, unit: Unit, probability = 0.5): Cluster => [
  likely(probability, holding(emptyWorld, actor, unit)),
  likely(1 - probability, emptyWorld),
]
const bears = (cluster: Cluster, plates: Seen['plates'], near: Seen['near'] = { ana: here }): boolean => {
  const scene = sceneOf({ plates, near })
  return bearingOn(scene, Object.keys(near), emptyWorld, [cluster], storyBook(scene, policy), policy)(cluster)
}

test('[FA51] a doubt about a thing bears on a change that it may explain by its weight', () => {
  const maybeCorn = mayHold('ana', unitOf(corn))
  expect(bears(maybeCorn, { 8: 200 })).toBe(true)
  expect(bears(maybeCorn, { 1: 120, 2: 80 })).toBe(true)
  expect(bears(maybeCorn, { 8: 452 })).toBe(false)
  expect(bears(maybeCorn, { 6: -93 })).toBe(false)
})

test('[FA51] also as one of several things, or as one that was put down where another was taken', () => {
  expect(bears(mayHold('ana', unitOf(tuna)), { 8: 186 })).toBe(false)
  const two = [
    likely(0.5, holding(holding(emptyWorld, 'ana', unitOf(tuna)), 'ana', unitOf(tuna))),
    likely(0.5, emptyWorld),
  ]
  expect(bears(two, { 8: 186 })).toBe(true)
  expect(bears(mayHold('ana', unitOf(jam)), { 1: 252 })).toBe(true)
})

test('[FA51] not where somebody far off may hold it, or hardly anybody does', () => {
  expect(bears(mayHold('ben', unitOf(corn)), { 1: 120, 2: 80 }, { ana: here, ben: here })).toBe(true)
  expect(bears(mayHold('ben', unitOf(corn), 0.0012), { 6: -107 }, { ana: here, ben: elsewhere / 1_000 })).toBe(false)
  expect(bears(mayHold('cy', unitOf(corn)), { 8: 200 })).toBe(false)
})

test('[FA51] what lies on that shelf, or was left unfinished there, always does', () => {
  const lying = { gondola: 'g', shelf: 1 }
  const stray = { ...lying, unit: unitOf(jam), plates: [9], middle: 9 }
  const open = { ...lying, change: 'c', plates: [], sigmaGrams: 1, momentMs: 0, actor: 'ana' }
  expect(bears([likely(0.5, { ...emptyWorld, strays: [stray] }), likely(0.5, emptyWorld)], { 6: -93 })).toBe(true)
  expect(bears([likely(0.5, { ...emptyWorld, unfinished: [open] }), likely(0.5, emptyWorld)], { 6: -93 })).toBe(true)
})
