import type { AttributionPolicy } from './attribution-policy.ts'
import { gramsOf, zoneOf, type Move } from './move.ts'
import type { Run } from './run.ts'

/**
 * Goods that may stand in part on plates that say nothing, dead, stuck or without samples: what was weighed of them is then
 * any part of what they weigh. A thing that nobody knows of is not supposed to stand there.
 */
export function mayBeHidden({ silent = [] }: Run, move: Move): boolean {
  if (silent.length === 0 || move.kind === 'take-unseen') return false
  const zone = zoneOf(move)
  return zone === undefined || silent.some((plate) => zone.includes(plate))
}

/** Without a sign: what the moves weigh together of which any part may have gone unweighed. */
export const hiddenGrams = (run: Run, moves: readonly Move[]): number =>
  run.silent === undefined
    ? 0
    : moves.reduce((sum, move) => sum + (mayBeHidden(run, move) ? Math.abs(gramsOf(move)) : 0), 0)

/**
 * Probability density, per gram, of a run's weight when units of `grams` moved, any part of `hidden` of which stood on silent
 * plates: even from nothing of it to all, with the noise of the others at the ends.
 */
export function partDensity(run: Run, grams: number, hidden: number, policy: AttributionPolicy): number {
  const noise = Math.hypot(run.sigmaGrams, policy.gainShare * grams, policy.cornerGrams)
  return (share((run.fullGrams - grams + hidden) / noise) - share((run.fullGrams - grams) / noise)) / hidden
}

/** The normal law's share below so many deviations, to a hundredth (Bowling et al. 2009). */
const share = (deviations: number): number => 1 / (1 + Math.exp(-1.702 * deviations))
