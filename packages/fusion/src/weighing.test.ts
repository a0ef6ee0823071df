import { describe, expect, test } from 'vitest'
import { attributionPolicy as policy } from './attribution-policy.ts'
import { runOf } from './attribution-scene.ts'
import { normal, placeFit, spreadFit, weightDensity } from './weighing.ts'

const density = (grams: number, expected: number, coreGrams = grams): number =>
  weightDensity(runOf({ 3: -grams }, { coreGrams }), { grams: expected, varianceGrams2: 4 }, policy)

const weighed = (grams: number): number =>
  weightDensity(runOf({ 3: -grams }), { grams: 200, varianceGrams2: 4, isWeighed: true }, policy)

describe('how well a weight fits', () => {
  test('[FA7] a density: over all weights it adds up to 1', () => {
    const sum = Array.from({ length: 4_000 }, (_, i) => density(i / 10, 200) / 10).reduce((a, b) => a + b, 0)
    expect(sum).toBeCloseTo(1, 3)
  })

  test('[FA7] the best fit is the catalogue weight; a few percent off is unlikely, and yet possible', () => {
    expect(density(200, 200)).toBeGreaterThan(density(203, 200))
    expect(density(208, 200)).toBeGreaterThan(density(200, 200) / 100)
    expect(density(300, 200)).toBeLessThan(density(200, 200) / 1e6)
  })

  test('[FA7] a clean fit beats a stale one', () => {
    expect(density(208, 208)).toBeGreaterThan(10 * density(208, 200))
  })

  test('[FA18] what was weighed before is not stale: a few percent off is far less likely of it', () => {
    expect(weighed(200)).toBeGreaterThan(density(200, 200))
    expect(weighed(210) / weighed(200)).toBeLessThan(density(210, 200) / density(200, 200) / 3)
  })

  test('[FA3] a weight that fits with the edge plates, or without them, fits', () => {
    expect(density(204, 204, 200)).toBeGreaterThan(density(204, 204) / 3)
    expect(density(204, 200, 200)).toBeGreaterThan(density(200, 200) / 3)
  })

  test('[FA7] the normal law is the one of the books', () => {
    expect(normal(0, 1)).toBeCloseTo(0.39894, 5)
    expect(normal(1.96, 1) / normal(0, 1)).toBeCloseTo(Math.exp(-(1.96 ** 2) / 2), 12)
  })
})

const fit = (plates: Record<number, number>, ...parts: readonly { zone: readonly number[]; grams: number }[]) =>
  placeFit(runOf(plates), parts, policy)

describe('how well a weight lies', () => {
  test('[FA8] on its own plates it fits', () => {
    expect(fit({ 1: -120, 2: -80 }, { zone: [1, 2], grams: 200 })).toBe(1)
  })

  test('[FA8] up to the overhang may lie beside, beyond that the fit falls off', () => {
    expect(fit({ 2: -164, 3: -36 }, { zone: [1, 2], grams: 200 })).toBe(1)
    expect(fit({ 2: -100, 3: -100 }, { zone: [1, 2], grams: 200 })).toBeLessThan(0.1)
    expect(fit({ 3: -200 }, { zone: [1, 2], grams: 200 })).toBeLessThan(1e-6)
  })

  test('[FA8] each article wants its own share', () => {
    const [corn, peas] = [
      { zone: [1, 2], grams: 200 },
      { zone: [3, 4], grams: 200 },
    ] as const
    expect(fit({ 2: -200, 3: -200 }, corn, peas)).toBe(1)
    expect(fit({ 2: -200, 3: -200 }, corn, corn)).toBeLessThan(0.1)
  })

  test('[FA8] no article lies in the next facing altogether, however many others went along', () => {
    const three = [{ zone: [1, 2], grams: 200 }, { zone: [1, 2], grams: 200 }, { zone: [3, 4], grams: 200 }] // prettier-ignore
    expect(fit({ 1: -200, 2: -395, 3: -5 }, ...three)).toBeLessThan(1e-6)
    expect(fit({ 1: -200, 2: -235, 3: -165 }, ...three)).toBe(1)
  })

  test('[FA8] places that share plates are one place', () => {
    const [left, right] = [
      { zone: [1, 2, 3], grams: 100 },
      { zone: [3, 4], grams: 100 },
    ] as const
    expect(fit({ 1: -30, 2: -40, 3: -100, 4: -30 }, left, right)).toBe(1)
  })

  test('[FA8] what may lie anywhere fits anywhere', () => {
    expect(fit({ 8: -200 })).toBe(1)
  })

  test('[FA8] what lies on more plates than its units can cover is rather an arm', () => {
    const wide = runOf({ 1: -40, 2: -40, 3: -40, 4: -40, 5: -40 })
    expect(spreadFit(wide, 1, policy)).toBe(policy.overSpread)
    expect(spreadFit(wide, 2, policy)).toBe(1)
    expect(spreadFit(runOf({ 1: -2, 2: -60, 3: -60, 4: -60, 5: -2 }), 1, policy)).toBe(1)
  })
})
