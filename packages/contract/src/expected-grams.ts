import type { ConsideredAct } from './evidence.ts'

/** What the shelf should have gained (+) or lost (−) by all of it; known only where every act has a weight of its own. */
export function expectedGrams(acts: readonly ConsideredAct[]): number | undefined {
  const weights = acts.flatMap(({ grams }) => grams ?? [])
  if (acts.length === 0 || weights.length < acts.length) return undefined
  return weights.reduce((sum, one) => sum + one, 0)
}
