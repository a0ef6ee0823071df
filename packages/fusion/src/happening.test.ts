import { expect, test } from 'vitest'
import { corn, facings, here, peas } from './attribution-scene.ts'
import { outcomes, type Happening } from './happening.ts'

const reached = { atMs: 0, plate: 1.5, ratio: here }
const took = (actor: string, product = corn, facing = facings.corn): Happening => ({
  kind: 'moved',
  actor,
  move: { kind: 'take', product, facing },
  reached,
})
const restocked = (quantity: number): Happening => ({
  kind: 'moved',
  actor: 'kim',
  move: { kind: 'restock', product: corn, facing: facings.corn, quantity },
  reached,
})
const of = (probability: number, ...happened: readonly Happening[]) => ({ happened, probability })

test('[FA37] what happens alike in many worlds is one outcome, the likeliest first', () => {
  const found = outcomes([of(0.2, took('ana')), of(0.5, took('ben')), of(0.4, took('ana'))])
  expect(found.map(({ probability }) => probability)).toEqual([expect.closeTo(0.6, 12), 0.5])
  expect(found[0]!.happened).toEqual([took('ana')])
})

test('[FA37] in whatever order it is told, and from whichever facing of the article', () => {
  expect(outcomes([of(0.5, took('ana'), took('ben')), of(0.5, took('ben'), took('ana'))])).toHaveLength(1)
  expect(outcomes([of(0.5, took('ana')), of(0.5, took('ana', corn, facings.jam))])).toHaveLength(1)
})

test('[FA37] different outcomes are never lumped', () => {
  const different = [
    of(0.1, took('ana')),
    of(0.1, took('ana'), took('ana')),
    of(0.1, took('ben')),
    of(0.1, took('ana', peas)),
    of(0.1, restocked(2)),
    of(0.1, restocked(3)),
    of(0.1, { kind: 'unexplained', actor: 'ana' }),
    of(0.1, { kind: 'unexplained', actor: 'ben' }),
    of(0.1, { kind: 'unfinished' }),
    of(0.1, { kind: 'nothing' }),
  ]
  expect(outcomes(different)).toHaveLength(different.length)
})
