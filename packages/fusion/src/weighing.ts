import type { AttributionPolicy } from './attribution-policy.ts'
import type { Run } from './run.ts'

/** What a set of units should weigh, and how sure that is. */
export interface Expectation {
  readonly grams: number
  readonly varianceGrams2: number
}

/**
 * Probability density, per gram, of a run's weight when `expected` moved: a normal law around it, with wider ones for
 * cells that are out of true and master data that is out of date, over the two readings of the edge plates (goods, or coupling).
 */
export function weightDensity(run: Run, expected: Expectation, policy: AttributionPolicy): number {
  const signed = Math.abs(expected.grams)
  const variance = expected.varianceGrams2 + run.sigmaGrams ** 2 + (policy.gainShare * signed) ** 2
  const stale = variance + (policy.staleShare * signed) ** 2
  const wrong = variance + (policy.wrongShare * signed) ** 2
  const density = (grams: number): number =>
    policy.freshWeight * normal(grams - signed, variance) +
    (1 - policy.freshWeight - policy.wrongWeight) * normal(grams - signed, stale) +
    policy.wrongWeight * normal(grams - signed, wrong)
  return policy.couplingOften * density(run.coreGrams) + (1 - policy.couplingOften) * density(run.fullGrams)
}

export const normal = (off: number, variance: number): number =>
  Math.exp((-0.5 * off * off) / variance) / Math.sqrt(2 * Math.PI * variance)

/**
 * How well a run's weight lies where its units should lie, 0 to 1. Zones that share plates are one zone; a zone may
 * miss up to the overhang's share of what it expects, beyond that the fit falls off.
 */
export function placeFit(
  run: Run,
  parts: readonly { readonly zone: readonly number[]; readonly grams: number }[],
  policy: AttributionPolicy,
): number {
  const zones = mergedZones(parts)
  const expected = zones.reduce((sum, { grams }) => sum + grams, 0)
  if (expected <= 0) return 1
  const missing = zones.reduce((sum, { plates, grams }) => {
    const found = run.plates.filter(({ plate }) => plates.has(plate)).reduce((total, { grams: g }) => total + g, 0)
    return sum + Math.max(0, grams - found)
  }, 0)
  const beyond = Math.max(0, missing / expected - policy.overhangShare) / policy.overhangDeviation
  return Math.exp(-0.5 * beyond * beyond)
}

/** Whether the weight lies on no more plates than so many units can cover: a leaning arm lies on more. */
export function spreadFit(run: Run, units: number, policy: AttributionPolicy): number {
  const heaviest = Math.max(...run.plates.map(({ grams }) => grams))
  const loaded = run.plates.filter(({ grams }) => grams > policy.couplingShare * heaviest).length
  return loaded <= policy.platesPerUnit * units ? 1 : policy.overSpread
}

function mergedZones(parts: readonly { zone: readonly number[]; grams: number }[]) {
  const zones: { plates: Set<number>; grams: number }[] = []
  for (const { zone, grams } of parts) {
    const overlapping = zones.filter(({ plates }) => zone.some((plate) => plates.has(plate)))
    for (const other of overlapping) zones.splice(zones.indexOf(other), 1)
    zones.push({
      plates: new Set([...zone, ...overlapping.flatMap(({ plates }) => [...plates])]),
      grams: grams + overlapping.reduce((sum, other) => sum + other.grams, 0),
    })
  }
  return zones
}
