import { prng } from '@store/kernel/prng.ts'
import { describe, expect, test } from 'vitest'
import { catalog, changeOf, corn, tuna } from './attribution-scene.ts'
import type { ChangeEvidence } from './evidence.ts'
import { unitWeightPolicy, unitWeights } from './unit-weights.ts'

interface Weighed {
  readonly gtin?: string
  readonly units?: number
  readonly probability?: number
  readonly silent?: readonly number[]
}

/** Somebody took something that weighed so much, and it is this sure what it was. */
function taken(grams: number, { gtin = 'corn', units = 1, probability = 0.99, silent }: Weighed = {}): ChangeEvidence {
  const took = (actor: string) => ({ action: 'took', actor, gtin, quantity: units, place: 'own-facing' }) as const
  return {
    change: { ...changeOf({ plates: { 1: -grams } }), ...(silent && { silent }) },
    grams: -grams,
    considered: [
      { acts: [took('ana')], probability: probability / 2 },
      { acts: [took('ben')], probability: probability / 2 },
    ],
    people: [],
  }
}

const found = (...all: readonly ChangeEvidence[]) => {
  const weights = unitWeights(catalog)
  for (const one of all) weights.hear(one)
  return weights.findings()
}
const times = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i))
const [OFF, RIGHT] = [corn.weightGrams * 1.08, corn.weightGrams]

describe('what units weigh against the master data', () => {
  test('[FW1] a wrong weight is found after a few weighings, whoever took them and however many at once', () => {
    expect(found(...times(unitWeightPolicy.leastWeighings - 1, () => taken(OFF)))).toEqual([])
    const [finding, ...more] = found(taken(OFF + 2), taken(2 * OFF, { units: 2 }), taken(OFF - 2), taken(OFF), taken(OFF + 1)) // prettier-ignore
    expect(more).toEqual([])
    expect(finding).toMatchObject({ gtin: 'corn', catalogGrams: RIGHT, weighings: 5 })
    expect(Math.abs(finding!.measuredGrams - OFF)).toBeLessThan(3 * finding!.sigmaGrams)
  })

  test('[FW1] right weights are no finding, in many a store', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = prng(seed, 'weighings')
      const scatter = () => random.between(-1, 1) + random.between(-1, 1) + random.between(-1, 1)
      expect(found(...times(30, () => taken(RIGHT + 2 * scatter())), ...times(30, () => taken(tuna.weightGrams + 2 * scatter(), { gtin: 'tuna' })))).toEqual([]) // prettier-ignore
    }
  })

  test('[FW2] what it was must be sure, and all of it weighed', () => {
    expect(found(...times(9, () => taken(OFF, { probability: 0.8 })))).toEqual([])
    expect(found(...times(9, () => taken(OFF, { silent: [2] })))).toEqual([])
  })

  test('[FW3] a wrong lesson is unlearned', () => {
    const lesson = times(6, () => taken(OFF))
    expect(found(...lesson)).toHaveLength(1)
    expect(found(...lesson, ...times(24, (i) => taken(RIGHT + (i % 2)))) ).toEqual([]) // prettier-ignore
  })

  test('[FW3] it goes on from what was saved', () => {
    const [early, late] = [unitWeights(catalog), unitWeights(catalog)]
    for (const one of times(3, () => taken(OFF))) early.hear(one)
    late.restore(structuredClone(early.save()))
    late.hear(taken(OFF))
    expect(late.findings()).toHaveLength(1)
  })
})
