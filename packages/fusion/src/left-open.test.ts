import { describe, expect, test } from 'vitest'
import { attributionPolicy as policy } from './attribution-policy.ts'
import type { Branch } from './branch.ts'
import { here, maybe, runOf, sceneOf } from './attribution-scene.ts'
import { leaning, leavingOpen } from './left-open.ts'
import { emptyWorld, NOBODY } from './world.ts'

const scene = sceneOf({ plates: { 1: -120 }, near: { ana: here, ben: maybe } })
const branch: Branch = { log: 0, happened: () => [], after: (world) => world }
const open = (left: 'unfinished' | 'unexplained', plates: Record<number, number>, isFirst = true) =>
  leavingOpen(branch, { run: runOf(plates), left }, isFirst, scene, policy)

describe('what no story explains', () => {
  test('[FA24] may be with anybody near, or nobody we know of', () => {
    const found = open('unexplained', { 1: -120 })
    expect(found.map(({ happened }) => happened())).toEqual(
      ['ana', 'ben', NOBODY].map((actor) => [{ kind: 'unexplained', actor }]),
    )
    expect(found[0]!.after(emptyWorld).holdings.get('ana')).toMatchObject([{ gtin: undefined, grams: 120 }])
    expect(found[2]!.after(emptyWorld)).toBe(emptyWorld)
  })

  test('[FA24] a gain is nobody’s', () => {
    const [only, ...others] = open('unexplained', { 1: 120 })
    expect(others).toEqual([])
    expect(only!.happened()).toEqual([{ kind: 'unexplained', actor: NOBODY }])
    expect(only!.after(emptyWorld)).toBe(emptyWorld)
  })

  test('[FA24] weighs anything, evenly', () => {
    const weights = [-60, -700].map((grams) => open('unexplained', { 1: grams })[0]!.log)
    expect(weights[0]).toBe(weights[1])
    expect(Math.exp(weights[0]!)).toBeCloseTo((policy.unexplained * here * policy.perGrams) / policy.anyGrams, 12)
  })
})

describe('what is not finished', () => {
  test('[FA21] waits, signed, for whoever was nearest', () => {
    const [only] = open('unfinished', { 1: -120 })
    expect(only!.happened()).toEqual([{ kind: 'unfinished' }])
    expect(only!.after(emptyWorld).unfinished).toMatchObject([
      { change: scene.change.id, actor: 'ana', plates: [{ plate: 1, grams: -120 }] },
    ])
  })

  test('[FA22] a second run of the same act costs less than an act of its own', () => {
    const [first, second] = [true, false].map((isFirst) => open('unfinished', { 1: -120 }, isFirst)[0]!.log)
    expect(second).toBe(Math.log(policy.unfinishedBeside))
    expect(first).toBeLessThan(second!)
  })

  test('[FA22] a lean on all of a shelf costs as much as one unfinished run', () => {
    const { plates } = sceneOf({ plates: { 1: 200, 2: -150, 6: -200 } }).change
    const lean = leaning(plates, scene, policy)
    expect(lean.log).toBe(open('unfinished', { 1: -120 })[0]!.log)
    expect(lean.after(emptyWorld).unfinished).toMatchObject([
      { plates: [{ grams: 200 }, { grams: -150 }, { grams: -200 }] },
    ])
  })
})
