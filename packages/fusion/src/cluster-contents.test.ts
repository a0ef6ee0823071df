import { expect, test } from 'vitest'
import { corn, peas, unitOf } from './attribution-scene.ts'
import { contentsOf } from './cluster-contents.ts'
import { emptyWorld, holding, type World } from './world.ts'

const likely = (probability: number, world: World): World => ({ ...world, logWeight: Math.log(probability) })
const oneCorn = holding(emptyWorld, 'ana', unitOf(corn))
const stray = { unit: unitOf(peas), gondola: 'g', shelf: 1, plates: [9], middle: 9 }

test('[FA51] a cluster is asked for all that comes up in its worlds, each thing once', () => {
  const contents = contentsOf([
    likely(0.5, holding(oneCorn, 'ana', unitOf(corn))),
    likely(0.3, holding({ ...oneCorn, strays: [stray] }, 'ben', unitOf(peas))),
    likely(0.2, { ...emptyWorld, strays: [stray], holdings: new Map([['cy', []]]) }),
  ])
  expect([...contents.held.keys()]).toEqual(['ana', 'ben'])
  expect(contents.held.get('ana')).toEqual([
    { unit: unitOf(corn), probability: expect.closeTo(0.8, 12), counts: [2, 1] },
  ])
  expect(contents.held.get('ben')).toEqual([{ unit: unitOf(peas), probability: expect.closeTo(0.3, 12), counts: [1] }])
  expect(contents.strays).toEqual([stray])
  expect(contents.unfinished).toEqual([])
})

test('[FA51] units that do not weigh the same are different things', () => {
  const both = holding(oneCorn, 'ana', unitOf(corn, 'earlier', 203))
  const things = contentsOf([both]).held.get('ana')
  expect(things?.map(({ unit, counts }) => [unit.grams, counts])).toEqual([
    [200, [1]],
    [203, [1]],
  ])
})
