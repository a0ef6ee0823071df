import { expect, test } from 'vitest'
import { attributionPolicy as policy } from './attribution-policy.ts'
import { corn, takes, sceneOf, unitOf } from './attribution-scene.ts'
import { branching } from './branching.ts'
import { continuationsOf } from './continuation.ts'
import { storyBook } from './story-book.ts'
import { emptyWorld, holding, surroundingsName, type World } from './world.ts'

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
    name,
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

const name = (world: World): string => surroundingsName(world, ['ana'], 'g', 1)

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
