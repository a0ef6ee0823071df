import { expect, test } from 'vitest'
import { changeOf, corn, facings, here, peas, storyOf, takes, tuna, unitOf } from './attribution-scene.ts'
import { evidenceOf } from './evidence.ts'
import type { Happening } from './happening.ts'
import type { Move } from './move.ts'

const change = changeOf({ plates: { 1: -120, 2: -80 } })
const acts = (...moves: readonly Move[]) => {
  const reached = { atMs: 0, plate: 1.5, ratio: here }
  const happened = moves.map((move): Happening => ({ kind: 'moved', move, actor: 'ana', reached }))
  return evidenceOf(change, [{ happened, probability: 1 }], []).considered[0]!.acts
}
const unit = unitOf(corn, 'c0', 203)

test('[FA37] a change is told with its grams and who was near', () => {
  const people = [{ actor: 'ana', ratio: here }]
  expect(evidenceOf(change, [], people)).toEqual({ change, grams: -200, considered: [], people })
})

test.each<[Move, object]>([
  [
    { kind: 'take', product: corn, facing: facings.corn },
    { action: 'took', place: 'own-facing', expectedGrams: -200 },
  ],
  [
    { kind: 'take-unseen', product: corn },
    { action: 'took', place: 'misplaced', expectedGrams: -200 },
  ],
  [
    { kind: 'take-stray', stray: { unit, gondola: 'g', shelf: 1, plates: [8], middle: 8 } },
    { action: 'took', place: 'misplaced', expectedGrams: -203 },
  ],
  [
    { kind: 'return', actor: 'ana', unit, held: 1, facing: facings.corn },
    { action: 'put-back', place: 'own-facing', expectedGrams: 203 },
  ],
  [
    { kind: 'misplace', actor: 'ana', unit, held: 1 },
    { action: 'misplaced', place: 'misplaced', expectedGrams: 203 },
  ],
])('[FA37] a move in words: %j', (move, words) => {
  expect(acts(move)).toEqual([{ ...words, actor: 'ana', gtin: 'corn', quantity: 1 }])
})

const take = (product: typeof corn): Move => ({ kind: 'take', product, facing: facings.corn })

test('[FA37] units moved alike are one act of so many', () => {
  expect(acts(take(corn), take(peas), take(corn))).toMatchObject([
    { gtin: 'corn', quantity: 2, expectedGrams: -400 },
    { gtin: 'peas', quantity: 1, expectedGrams: -200 },
  ])
})

test('[FA37] what no person comes into names none', () => {
  const told = evidenceOf(
    change,
    [
      { happened: [{ kind: 'unfinished' }], probability: 0.6 },
      { happened: [{ kind: 'nothing' }], probability: 0.4 },
    ],
    [],
  )
  expect(told.considered.map(({ acts: [act] }) => act)).toEqual([
    { action: 'unfinished', quantity: 1 },
    { action: 'nothing', quantity: 0 },
  ])
})

test('[FA37] what was considered adds up to at most 1, the likeliest first', () => {
  const story = storyOf()
  const considered = story.see(takes('ana', 0, { 2: -tuna.weightGrams, 3: -tuna.weightGrams }, { ben: here, cy: 1 }))
  const told = evidenceOf(change, considered, []).considered.map(({ probability }) => probability)
  expect(told.length).toBeGreaterThan(3)
  expect(told).toEqual(told.toSorted((a, b) => b - a))
  expect(told.reduce((sum, probability) => sum + probability, 0)).toBeLessThanOrEqual(1 + 1e-12)
})
