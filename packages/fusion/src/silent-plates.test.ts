import { describe, expect, test } from 'vitest'
import { attributionPolicy as policy } from './attribution-policy.ts'
import { changeOf, corn, facings, peas, runOf, tuna, unitOf } from './attribution-scene.ts'
import type { Move } from './move.ts'
import { runsOf, type Run } from './run.ts'
import { hiddenGrams, mayBeHidden, partDensity } from './silent-plates.ts'
import { storyLikelihood } from './story-likelihood.ts'
import { setsWeighing } from './subset-sum.ts'
import { moving } from './transition.ts'
import { emptyWorld } from './world.ts'

const takeCorn: Move = { kind: 'take', product: corn, facing: facings.corn }
const takeTuna: Move = { kind: 'take', product: tuna, facing: facings.tuna }
const silent = [facings.corn.plates[0]!]
const own = facings.corn.plates[1]!
const part = (grams: number, how: Partial<Run> = { silent }): Run => runOf({ [own]: -grams }, how)

/** What a unit of corn weighs that was taken so. */
function weightOf(run: Run): number | undefined {
  const placed = { move: takeCorn, run, plates: run.plates, atMs: 0, isAlone: true }
  const after = moving(placed, 'ana', changeOf({ plates: { 1: -90 } }), policy)
  return after(emptyWorld).holdings.get('ana')?.[0]?.grams
}

describe('beside a plate that says nothing', () => {
  test('[FA60] what belongs on it may have stood on it; what belongs elsewhere has not, nor a thing unknown', () => {
    const held: Move = { kind: 'misplace', actor: 'ana', unit: unitOf(peas), held: 1 }
    const moves: readonly Move[] = [takeCorn, held, takeTuna, { kind: 'take-unseen', product: tuna }]
    expect(moves.map((move) => mayBeHidden(part(80), move))).toEqual([true, true, false, false])
    expect(hiddenGrams(part(80), moves)).toBe(corn.weightGrams + peas.weightGrams)
    expect(hiddenGrams(part(80, {}), moves)).toBe(0)
  })

  test('[FA60] any part of it may have been weighed, none more likely than another', () => {
    const likelihoods = [60, 90, 120].map((grams) => storyLikelihood(part(grams), [takeCorn], policy))
    for (const one of likelihoods) expect(one / likelihoods[0]!).toBeCloseTo(1, 2)
    expect(storyLikelihood(part(90, {}), [takeCorn], policy)).toBeLessThan(likelihoods[0]! / 1e6)
    expect(storyLikelihood(part(260), [takeCorn], policy)).toBeLessThan(likelihoods[0]! / 1e3)
  })

  test('[FA60] the parts make up all there is', () => {
    const every = Array.from({ length: 400 }, (_, grams) => partDensity(part(grams + 0.5), 200, 200, policy))
    expect(every.reduce((sum, density) => sum + density, 0)).toBeCloseTo(1, 1)
  })

  test('[FA60] what fits as it stands is likelier', () => {
    const whole = storyLikelihood(part(200), [takeCorn], policy)
    expect(whole).toBeGreaterThan(10 * storyLikelihood(part(120), [takeCorn], policy))
  })

  test('[FA60] a set of goods is looked for by the least it may have weighed', () => {
    expect(setsWeighing(part(90), [takeCorn], 2, policy)).toContainEqual([takeCorn])
    expect(setsWeighing(part(90, {}), [takeCorn], 2, policy)).toEqual([])
    expect(setsWeighing(part(300), [takeCorn], 1, policy)).toEqual([])
  })

  test('[FA60] a unit that was weighed in part weighs on what its kind does', () => {
    expect(weightOf(part(90))).toBe(corn.weightGrams)
    expect(weightOf(part(203))).toBe(203)
  })

  test('[FA60] it parts no run, however many there are', () => {
    const { plates } = changeOf({ plates: { 3: -60, 6: -60 } })
    expect(runsOf(plates, policy)).toHaveLength(2)
    const [run, ...more] = runsOf(plates, policy, [4, 5, 9])
    expect(more).toEqual([])
    expect(run).toMatchObject({ fullGrams: 120, silent: [4, 5] })
    expect(runsOf(plates, policy, [5])).toHaveLength(1)
  })
})
