import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { attributionPolicy as policy } from './attribution-policy.ts'
import { corn, facings, jam, peas, runOf, tuna, unitOf } from './attribution-scene.ts'
import { gramsOf, type Move } from './move.ts'
import { mostLikelihood, mostLikelihoodOfPut, mostPriorOf, mostPutPrior, storyLikelihood } from './story-likelihood.ts'

const take = (product: typeof corn, facing: (typeof facings)['corn']): Move => ({ kind: 'take', product, facing })
const likelihood = (plates: Record<number, number>, ...moves: readonly Move[]): number =>
  storyLikelihood(runOf(plates), moves, policy)
const corner = { 1: -120, 2: -80 }
const takeCorn = take(corn, facings.corn)

const cornPutDown = (grams: number) =>
  likelihood({ 8: grams }, { kind: 'misplace', actor: 'ana', unit: unitOf(corn, 'c0', 203), held: 1 })

const unseenTuna = (grams: number) => likelihood({ 9: -grams }, { kind: 'take-unseen', product: tuna })

describe('how likely it is that these moves made a run', () => {
  test('[FA5] what weighs as much and lies there', () => {
    expect(likelihood(corner, takeCorn)).toBeGreaterThan(100 * likelihood({ 1: -140, 2: -90 }, takeCorn))
    expect(likelihood(corner, takeCorn)).toBeGreaterThan(1e6 * likelihood(corner, take(peas, facings.peas)))
  })

  test('[FA5] a move the other way is impossible', () => {
    expect(likelihood({ 1: 120, 2: 80 }, takeCorn)).toBe(0)
  })

  test('[FA8] on a wide facing this very spot is one of many', () => {
    const wide = { ...facings.corn, plates: [1, 2, 3, 4, 5] }
    expect(likelihood(corner, takeCorn) / likelihood(corner, take(corn, wide))).toBeCloseTo(4, 9)
  })

  test('[FA8] one unit does not lie on five plates', () => {
    const arm = { 1: -30, 2: -50, 3: -40, 4: -40, 5: -40 }
    const wide = take(corn, { ...facings.corn, plates: [1, 2, 3, 4, 5] })
    expect(likelihood(arm, wide)).toBeCloseTo(policy.overSpread * likelihood({ 1: -80, 2: -120 }, wide), 9)
  })

  test('[FA17] what is put down anywhere is on any spot; on its own facing it is likelier', () => {
    const [unit, held] = [unitOf(corn), 1]
    const astray = likelihood({ 1: 120, 2: 80 }, { kind: 'misplace', actor: 'ana', unit, held })
    const home = likelihood({ 1: 120, 2: 80 }, { kind: 'return', actor: 'ana', unit, held, facing: facings.corn })
    expect(astray / home).toBeCloseTo(policy.putElsewhere / policy.spotsInReach / policy.putBack, 9)
  })

  test('[FA53] where it may have been taken for what belongs there, it was put far rather than just anywhere', () => {
    const misplace: Move = { kind: 'misplace', actor: 'ana', unit: unitOf(corn), held: 1 }
    const among = (alike: number): Move => ({ ...misplace, mistaken: { facing: facings.peas, alike } })
    const further = (alike: number): number =>
      likelihood({ 3: 120, 4: 80 }, among(alike)) - likelihood({ 3: 120, 4: 80 }, misplace)
    expect(likelihood({ 3: 120, 4: 80 }, among(1))).toBeGreaterThan(10 * likelihood({ 3: 120, 4: 80 }, misplace))
    expect(further(1) / further(4)).toBeCloseTo(4, 9)
  })

  test('[FA18] a unit weighs what it did, or a little else now and then, and no more than that', () => {
    expect(cornPutDown(203)).toBeGreaterThan(cornPutDown(207))
    expect(cornPutDown(207)).toBeGreaterThan(cornPutDown(203) / 100)
    expect(cornPutDown(230)).toBeLessThan(cornPutDown(203) / 100)
  })

  test('[FA20] of an exchange only the difference counts, wherever it lies', () => {
    const put: Move = { kind: 'misplace', actor: 'ana', unit: unitOf(jam), held: 1 }
    const [near, far] = [{ 1: 252 }, { 9: 252 }].map((plates) => likelihood(plates, put, takeCorn))
    expect(near).toBeGreaterThan(0)
    expect(far).toBe(near)
  })

  test('[FA4] goods that went both ways are not one way', () => {
    expect(storyLikelihood(runOf(corner, { isMixed: true }), [takeCorn], policy)).toBe(0)
  })

  test('[FA9] something unseen may lie anywhere, and weighs what it weighs', () => {
    expect(unseenTuna(93)).toBeGreaterThan(100 * unseenTuna(120))
  })

  test('[FA51] [FA63] no story in which something is put down is likelier than is said of its run, and of its moves', () => {
    const grams = fc.double({ min: 1, max: 600, noNaN: true })
    const sigma = fc.double({ min: 0.3, max: 6, noNaN: true })
    const silent = fc.constantFrom<{ silent?: number[] }>({}, { silent: [1] }, { silent: [3, 9] })
    const how = fc.record({ sigmaGrams: sigma, isMixed: fc.boolean() })
    fc.assert(
      fc.property(grams, fc.constantFrom(-1, 1), sigma, how, silent, (unitGrams, sign, sigmaGrams, mixed, rest) => {
        const held = { actor: 'ana', unit: { ...unitOf(corn, 'c0', unitGrams), sigmaGrams }, held: 2 }
        const puts: Move[] = [
          { kind: 'return', ...held, facing: facings.corn },
          { kind: 'misplace', ...held },
          { kind: 'misplace', ...held, mistaken: { facing: facings.peas, alike: 1 } },
        ]
        const stories = puts.flatMap((one) => [[one], [one, takeCorn], [one, puts[1]!]])
        for (const moves of stories) {
          // A run that weighs just what they do leaves the least room below the bound.
          const net = moves.reduce((sum, move) => sum + gramsOf(move), 0)
          const run = runOf({ 3: sign * Math.max(1, Math.abs(net)) }, { ...mixed, ...rest })
          expect(storyLikelihood(run, moves, policy)).toBeLessThanOrEqual(mostLikelihoodOfPut(run, policy))
          const most = moves.reduce((odds, move) => odds * mostPriorOf(move, policy), mostLikelihood(run, policy))
          expect(storyLikelihood(run, moves, policy)).toBeLessThanOrEqual(most * (1 + 1e-12))
          const ofFirst = (mostLikelihoodOfPut(run, policy) * mostPriorOf(moves[0]!, policy)) / mostPutPrior(policy)
          expect(storyLikelihood(run, moves, policy)).toBeLessThanOrEqual(ofFirst * (1 + 1e-12))
        }
      }),
    )
  })
})
