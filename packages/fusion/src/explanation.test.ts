import { expect, test } from 'vitest'
import { attributionPolicy as policy } from './attribution-policy.ts'
import { corn, elsewhere, here, jam, runOf, sceneOf, unitOf } from './attribution-scene.ts'
import { combinations, exchangesOver, optionsFor, type Option } from './explanation.ts'
import { storyBook } from './story-book.ts'
import { emptyWorld, holding, type World } from './world.ts'

const scene = sceneOf({ plates: { 8: 200 }, near: { ana: here, ben: elsewhere } })
const options = (world: World, plates: Record<number, number>) =>
  optionsFor(runOf(plates), world, scene, storyBook(scene, policy))
const read = (option: Option): string =>
  'left' in option ? option.left : option.story.moves.map((move) => ('actor' in move ? `${move.actor} ${move.kind}` : move.kind)).join(' + ') // prettier-ignore

test('[FA16] a run is explained by what those near by hold, or left open', () => {
  const world = holding(holding(emptyWorld, 'ana', unitOf(corn)), 'cy', unitOf(corn))
  expect(options(world, { 9: 200 }).map(read)).toEqual(['ana misplace', 'unfinished', 'unexplained'])
  expect(options(emptyWorld, { 9: 200 }).map(read)).toEqual(['unfinished', 'unexplained'])
})

test('[FA16] units alike are told once', () => {
  const two = holding(holding(emptyWorld, 'ana', unitOf(corn)), 'ana', unitOf(corn))
  expect(options(two, { 9: 200 }).map(read)).toEqual(['ana misplace', 'unfinished', 'unexplained'])
  expect(options(two, { 9: 400 }).map(read)[0]).toBe('ana misplace + ana misplace')
})

test.each([
  ['here', { gondola: 'g', shelf: 1, plates: [8] }, true],
  ['beside', { gondola: 'g', shelf: 1, plates: [9] }, true],
  ['further on', { gondola: 'g', shelf: 1, plates: [10] }, false],
  ['on another shelf', { gondola: 'g', shelf: 2, plates: [8] }, false],
  ['on another gondola', { gondola: 'h', shelf: 1, plates: [8] }, false],
])('[FA19] a stray that lies %s', (_, place, isTold) => {
  const stray = { unit: unitOf(corn), middle: place.plates[0]!, ...place }
  const told = options({ ...emptyWorld, strays: [stray] }, { 8: -200 }).map(read)
  expect(told.includes('take-stray')).toBe(isTold)
})

test('[FA20] goods both ways are an exchange', () => {
  const world = holding(emptyWorld, 'ana', unitOf(jam))
  const mixed = runOf({ 1: 252 }, { isMixed: true })
  expect(exchangesOver(mixed, world, scene, storyBook(scene, policy)).map(read)).toEqual(['ana misplace + take'])
})

const optionOf = (likelihood: number): Option => ({ run: runOf({ 1: -200 }), story: { moves: [], likelihood } })

test('[FA27] of several runs the likelier combinations are kept, each run in one way', () => {
  const runs = Array.from({ length: 3 }, () => Array.from({ length: 6 }, (_, i) => optionOf(2 ** -i)))
  const found = combinations(runs, policy)
  expect(found).toHaveLength(policy.mostCombinations)
  expect(found.every((chosen) => chosen.length === 3)).toBe(true)
  expect(found[0]).toEqual(runs.map(([best]) => best))
})
