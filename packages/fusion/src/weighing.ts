import type { AttributionPolicy } from './attribution-policy.ts'
import type { Run } from './run.ts'

/** What a set of units should weigh, without a sign, and how sure that is. */
export interface Expectation {
  readonly grams: number
  readonly varianceGrams2: number
  /** By what these very units weighed before: no master data comes into it. */
  readonly isWeighed?: boolean
}

/**
 * Probability density, per gram, of a run's weight when units of `expected` moved: a mixture of three normal laws around it
 * (master data as it should be, stale, wrong), each over the two readings of the edge plates (coupling, or goods). What was
 * weighed before cannot be stale: unless that weighing failed, it weighs as scales agree with one another.
 */
export function weightDensity(run: Run, expected: Expectation, policy: AttributionPolicy): number {
  const { grams, varianceGrams2, isWeighed } = expected
  const wrongWeight = isWeighed ? policy.misweighed : policy.wrongWeight
  const freshWeight = isWeighed ? 1 - wrongWeight : policy.freshWeight
  const fresh = varianceGrams2 + run.sigmaGrams ** 2 + (policy.gainShare * grams) ** 2
  const stale = fresh + (policy.staleShare * grams) ** 2
  const wrong = fresh + (policy.wrongShare * grams) ** 2
  const density = (off: number): number =>
    freshWeight * normal(off, fresh) +
    (1 - freshWeight - wrongWeight) * normal(off, stale) +
    wrongWeight * normal(off, wrong)
  return (
    policy.couplingOften * density(run.coreGrams - grams) + (1 - policy.couplingOften) * density(run.fullGrams - grams)
  )
}

/** The normal law's density at `off` from its mean. */
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
  const outside = gramsOn(run, (plate) => zones.every(({ plates }) => !plates.has(plate)))
  // How far things hang over is a matter of each zone by itself: none stands in the next one altogether, in whatever company.
  return zones.reduce((fit, { plates, grams, squares }) => {
    const lacking = Math.max(0, grams - gramsOn(run, (plate) => plates.has(plate)))
    // What stood on a silent plate is nowhere, and so nowhere else either.
    const isSilent = run.silent?.some((plate) => plates.has(plate)) ?? false
    const missing = isSilent ? Math.min(lacking, outside) : lacking
    const beyond = Math.max(0, missing - policy.overhangShare * grams) / (policy.overhangDeviation * Math.sqrt(squares))
    return fit * Math.exp(-0.5 * beyond * beyond)
  }, 1)
}

/** Whether the weight lies on no more plates than so many units can cover: a leaning arm lies on more. */
export function spreadFit(run: Run, units: number, policy: AttributionPolicy): number {
  const heaviest = Math.max(...run.plates.map(({ grams }) => grams))
  const loaded = run.plates.filter(({ grams }) => grams > policy.couplingShare * heaviest).length
  return loaded <= policy.platesPerUnit * units ? 1 : policy.overSpread
}

const gramsOn = (run: Run, isThere: (plate: number) => boolean): number =>
  run.plates.reduce((sum, { plate, grams }) => sum + (isThere(plate) ? grams : 0), 0)

function mergedZones(parts: readonly { zone: readonly number[]; grams: number }[]) {
  const zones: { plates: Set<number>; grams: number; squares: number }[] = []
  for (const { zone, grams } of parts) {
    const overlapping = zones.filter(({ plates }) => zone.some((plate) => plates.has(plate)))
    for (const other of overlapping) zones.splice(zones.indexOf(other), 1)
    zones.push({
      plates: new Set([...zone, ...overlapping.flatMap(({ plates }) => [...plates])]),
      grams: grams + overlapping.reduce((sum, other) => sum + other.grams, 0),
      squares: grams ** 2 + overlapping.reduce((sum, other) => sum + other.squares, 0),
    })
  }
  return zones
}
