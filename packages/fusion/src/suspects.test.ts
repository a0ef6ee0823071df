import { expect, test } from 'vitest'
import { attributionPolicy as policy } from './attribution-policy.ts'
import { handOver, here, sceneOf, takes } from './attribution-scene.ts'
import { nearAmong, peopleConcerned } from './suspects.ts'
import { NOBODY, type Unfinished } from './world.ts'

const farAway = here * policy.leastRatio * 0.1

test('[FA25] a change concerns whoever may have made one of its runs, and nobody who hardly can', () => {
  const scene = sceneOf({
    plates: { 1: -200, 7: -93 },
    near: { ana: handOver(1), ben: handOver(7), cy: farAway },
  })
  expect(peopleConcerned(scene, [], policy).sort()).toEqual(['ana', 'ben'])
})

test('[FA25] and whoever began the act that it may be the rest of', () => {
  const begun: Unfinished = {
    change: 'c',
    gondola: 'g',
    shelf: 1,
    plates: [],
    sigmaGrams: 1,
    momentMs: 0,
    actor: 'dan',
  }
  const scene = sceneOf(takes('ana', 0, { 1: -200 }))
  expect(peopleConcerned(scene, [begun, { ...begun, actor: NOBODY }], policy)).toEqual(['ana', 'dan'])
})

test('[FA25] nobody else is asked for', () => {
  const scene = sceneOf({ plates: { 1: -200 }, near: { ana: here, ben: here } })
  const near = nearAmong(['ben'], scene)(scene.change.plates, 0)
  expect(near.map(({ actor }) => actor)).toEqual(['ben'])
})

test('[FA25] where nothing weighs enough for a run, whoever was near to all of it', () => {
  expect(peopleConcerned(sceneOf({ plates: { 1: -1, 2: 1 }, near: { ana: here, cy: farAway } }), [], policy)).toEqual([
    'ana',
  ])
})

const anaThenBen = (_: unknown, atMs: number) => [{ actor: atMs < 1_000 ? 'ana' : 'ben', ratio: here }]

test('[FA52] whoever was near at any of the moments at which goods went from plates that did not come to rest between', () => {
  const scene = sceneOf({ plates: { 1: -400 }, near: {} })
  const [plate] = scene.change.plates
  const change = { ...scene.change, plates: [{ ...plate!, passedMs: [0, 0, 0, 0, 3_000, 3_000, 3_000, 3_000] }] }
  expect(peopleConcerned({ ...scene, change, nearTo: anaThenBen }, [], policy)).toEqual(['ana', 'ben'])
})
