import { expect, test } from 'vitest'
import { corn, facings, unitOf } from './attribution-scene.ts'
import { articleOf, gramsOf, moveName, unitsIn, varianceOf, zoneOf, type Move } from './move.ts'

const unit = unitOf(corn, 'earlier', 203)
const stray = { unit, gondola: 'g', shelf: 1, plates: [8, 9], middle: 8.5 }
const moves: Record<Move['kind'], Move> = {
  take: { kind: 'take', product: corn, facing: facings.corn },
  'take-stray': { kind: 'take-stray', stray },
  'take-unseen': { kind: 'take-unseen', product: corn },
  return: { kind: 'return', actor: 'ana', unit, held: 1, facing: facings.corn },
  misplace: { kind: 'misplace', actor: 'ana', unit, held: 1 },
  restock: { kind: 'restock', product: corn, facing: facings.corn, quantity: 3 },
}

test.each([
  ['take', -200, 4, [1, 2]],
  ['take-stray', -203, 1, [8, 9]],
  ['take-unseen', -200, 4, undefined],
  ['return', 203, 1, [1, 2]],
  ['misplace', 203, 1, undefined],
  ['restock', 600, 12, [1, 2]],
] as const)('[FA18] %s: %i g, give or take %i g² of variance, on plates %j', (kind, grams, variance, zone) => {
  expect(gramsOf(moves[kind])).toBe(grams)
  expect(varianceOf(moves[kind])).toBe(variance)
  expect(zoneOf(moves[kind])).toEqual(zone)
})

test('[FA5] every move is of one article, and a restock of several units', () => {
  expect(new Set(Object.values(moves).map(articleOf))).toEqual(new Set(['corn']))
  expect(Object.values(moves).map(unitsIn)).toEqual([1, 1, 1, 1, 1, 3])
})

test('[FA26] no two moves go by one name', () => {
  const others: Move[] = [
    { kind: 'take', product: corn, facing: facings.peas },
    { kind: 'return', actor: 'ben', unit, held: 1, facing: facings.corn },
    { kind: 'misplace', actor: 'ana', unit: unitOf(corn, 'later'), held: 1 },
    { kind: 'restock', product: corn, facing: facings.corn, quantity: 4 },
  ]
  const names = [...Object.values(moves), ...others].map(moveName)
  expect(new Set(names).size).toBe(names.length)
})
