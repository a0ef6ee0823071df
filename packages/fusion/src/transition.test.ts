import { expect, test } from 'vitest'
import { attributionPolicy as policy } from './attribution-policy.ts'
import { changeOf, corn, facings, runOf, unitOf } from './attribution-scene.ts'
import type { Move } from './move.ts'
import { moving } from './transition.ts'
import { emptyWorld, holding, type World } from './world.ts'

const change = changeOf({ plates: { 1: -204 } })
const take: Move = { kind: 'take', product: corn, facing: facings.corn }
const unit = unitOf(corn, 'c0', 203)
const anaHolds = holding(emptyWorld, 'ana', unit)
const after = (world: World, move: Move, run = runOf({ 1: -204 }), isAlone = true) =>
  moving({ move, run, plates: run.plates, atMs: 0, isAlone }, 'ana', change, policy)(world)

test('[FA18] a unit taken alone weighs what the shelf lost; one of several, what its kind weighs', () => {
  expect(after(emptyWorld, take).holdings.get('ana')).toMatchObject([{ gtin: 'corn', grams: 204, from: change.id }])
  expect(after(emptyWorld, take, runOf({ 1: -404 }), false).holdings.get('ana')).toMatchObject([
    { grams: 200, sigmaGrams: corn.weightSpreadGrams },
  ])
})

test('[FA18] with its edge plates or without, whichever fits better', () => {
  const run = runOf({ 1: -201, 2: -9 }, { coreGrams: 201 })
  expect(after(emptyWorld, take, run).holdings.get('ana')).toMatchObject([{ grams: 201 }])
})

test('[FA17] a unit put down elsewhere lies there, with what it weighs, on the plates that carry it', () => {
  const run = runOf({ 7: 5, 8: 98, 9: 100 })
  const world = after(anaHolds, { kind: 'misplace', actor: 'ana', unit, held: 1 }, run)
  expect(world.holdings.get('ana')).toEqual([])
  expect(world.strays).toMatchObject([{ unit: { gtin: 'corn', from: 'c0' }, gondola: 'g', shelf: 1, plates: [8, 9] }])
  expect(world.strays[0]!.middle).toBeCloseTo(8.468, 3)
})

test('[FA18] it weighs what it was weighed as when it was laid there, unless something else came with it', () => {
  const put: Move = { kind: 'misplace', actor: 'ana', unit, held: 1 }
  expect(after(anaHolds, put, runOf({ 7: 206 })).strays).toMatchObject([{ unit: { grams: 206 } }])
  expect(after(anaHolds, put, runOf({ 7: 406 }), false).strays).toMatchObject([{ unit }])
})

test('[FA19] a stray taken is astray no more, and is from this change on theirs', () => {
  const stray = { unit, gondola: 'g', shelf: 1, plates: [8], middle: 8 }
  const world = after({ ...emptyWorld, strays: [stray] }, { kind: 'take-stray', stray })
  expect(world).toMatchObject({ strays: [] })
  expect(world.holdings.get('ana')).toEqual([{ ...unit, from: change.id }])
})

test('[FA17] what is returned, and what staff bring, is nobody’s', () => {
  expect(
    after(anaHolds, { kind: 'return', actor: 'ana', unit, held: 1, facing: facings.corn }).holdings.get('ana'),
  ).toEqual([])
  expect(after(emptyWorld, { kind: 'restock', product: corn, facing: facings.corn, quantity: 3 })).toBe(emptyWorld)
})
