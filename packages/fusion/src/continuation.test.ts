import { expect, test } from 'vitest'
import { attributionPolicy as policy } from './attribution-policy.ts'
import { corn, here, jam, sceneOf, takes, tuna, unitOf, type Seen } from './attribution-scene.ts'
import { branching } from './branching.ts'
import { continuationsOf } from './continuation.ts'
import { storyBook } from './story-book.ts'
import { surroundingsOf } from './surroundings.ts'
import { emptyWorld, holding, type Unit, type World } from './world.ts'

const likely = (probability: number, world: World): World => ({ ...world, logWeight: Math.log(probability) })
const scene = sceneOf(takes('ana', 0, { 1: -120, 2: -80 }))
const goesOn = branching(scene, storyBook(scene, policy), policy)
/** What others hold elsewhere makes no difference to what ana did. */
const worlds = [0.6, 0.3, 0.1].map((probability, i) =>
  likely(probability, holding(emptyWorld, 'ben', unitOf(corn, `c${i}`))),
)

test('[FA50] worlds that look alike around a change are looked into once, and each goes on as it would alone', () => {
  let asked = 0
  const ways = continuationsOf(
    worlds,
    nameAt(takes('ana', 0, { 1: -120, 2: -80 })),
    (world, leastLog) => {
      asked++
      return goesOn(world, leastLog)
    },
    policy,
  )
  expect(asked).toBe(1)
  const alone = worlds.flatMap((world) => goesOn(world).map(({ log }) => world.logWeight + log)).sort((a, b) => b - a)
  const likelyEnough = alone.filter((log) => log >= alone[0]! + policy.leastBranchLog)
  expect(ways.map(({ logWeight }) => logWeight)).toEqual(likelyEnough.map((log) => expect.closeTo(log, 9)))
})

const nameAt = (seen: Seen): ((world: World) => string) => {
  const there = sceneOf(seen)
  return surroundingsOf(there, ['ana'], storyBook(there, policy), policy)
}
const name = nameAt(takes('ana', 0, { 8: 200 }))

test('[FA50] what somebody near holds, lies there or was left unfinished there tells worlds apart', () => {
  const unit = unitOf(corn)
  const stray = { unit, gondola: 'g', shelf: 1, plates: [8], middle: 8 }
  const open = { change: 'c', gondola: 'g', shelf: 1, plates: [], sigmaGrams: 1, momentMs: 0, actor: 'ben' }
  const different = [
    emptyWorld,
    holding(emptyWorld, 'ana', unit),
    holding(emptyWorld, 'ana', { ...unit, grams: unit.grams + 1 }),
    { ...emptyWorld, strays: [stray] },
    { ...emptyWorld, unfinished: [open] },
  ]
  expect(new Set(different.map(name)).size).toBe(different.length)
  const alike = [
    holding(emptyWorld, 'ben', unit),
    { ...emptyWorld, strays: [{ ...stray, shelf: 2 }], unfinished: [{ ...open, gondola: 'h' }] },
  ]
  expect(new Set([emptyWorld, ...alike].map(name)).size).toBe(1)
})

test('[FA50] what could not have come into it by its weight does not', () => {
  const [none, heavy, fitting] = [
    emptyWorld,
    holding(emptyWorld, 'ana', unitOf(jam)),
    holding(emptyWorld, 'ana', unitOf(corn)),
  ]
  const putDown = nameAt(takes('ana', 0, { 8: 200 }))
  expect(putDown(heavy)).toBe(putDown(none))
  const taken = nameAt(takes('ana', 0, { 1: -120, 2: -80 }))
  expect(new Set([none, heavy, fitting].map(taken)).size).toBe(1)
  // Tuna put down where corn was taken.
  const exchanged = nameAt(takes('ana', 0, { 1: -107 }))
  expect(exchanged(holding(emptyWorld, 'ana', unitOf(tuna)))).not.toBe(exchanged(none))
})

test('[FA50] on a shelf where a stray lies, it may have been taken in exchange', () => {
  const stray = { unit: unitOf(jam), gondola: 'g', shelf: 1, plates: [8], middle: 8 }
  const [without, lying] = [emptyWorld, { ...emptyWorld, strays: [stray] }]
  const exchanged = nameAt(takes('ana', 0, { 8: -252 }))
  expect(exchanged(holding(without, 'ana', unitOf(corn)))).toBe(exchanged(without))
  expect(exchanged(holding(lying, 'ana', unitOf(corn)))).not.toBe(exchanged(lying))
})

test('[FA50] whoever took something just then is told apart from who did not', () => {
  const justTaken = unitOf(corn, 'just then')
  const reach = { atMs: -500, plate: 8, ratio: here, gondola: 'g', shelf: 1 }
  const busy = { ...scene, reachFor: (_: string, unit: Unit) => (unit.from === justTaken.from ? reach : undefined) }
  const told = surroundingsOf(busy, ['ana'], storyBook(busy, policy), policy)
  expect(told(holding(emptyWorld, 'ana', unitOf(corn)))).toBe(told(emptyWorld))
  expect(told(holding(emptyWorld, 'ana', justTaken))).not.toBe(told(emptyWorld))
})
