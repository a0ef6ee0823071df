import type { Product } from '@store/catalog/product.ts'
import type { KnownPlanogram } from './known-planogram.ts'
import type { BaselinePolicy } from './policy.ts'
import type { ShelfEvent } from './shelf-events.ts'
import { totalOf } from './split-event.ts'

export interface Identified {
  readonly gtin: string
  readonly quantity: number
  readonly score: number
}

/** What was taken: 0.8 for lying on the plates that changed, 0.2 for weighing as much. */
export function identifyPick(
  event: ShelfEvent,
  planogram: KnownPlanogram,
  products: readonly Product[],
  policy: BaselinePolicy,
): Identified | undefined {
  const grams = Math.abs(totalOf(event.plates))
  const candidates = products.map(({ gtin, weightGrams, weightSpreadGrams }): Identified => {
    const weighed = weightScore(grams, weightGrams, weightSpreadGrams, policy)
    const score =
      policy.arrangementWeight * arrangementScore(gtin, event, planogram) + policy.weightWeight * weighed.score
    return { gtin, quantity: weighed.quantity, score }
  })
  return best(candidates)
}

/** What was put down, of what the customer holds: any place may be the wrong one, so weight alone decides. */
export function identifyPut(
  event: ShelfEvent,
  held: readonly { readonly product: Product; readonly quantity: number }[],
  policy: BaselinePolicy,
): Identified | undefined {
  const grams = totalOf(event.plates)
  const candidates = held.flatMap(({ product, quantity: most }): Identified[] => {
    const { weightGrams, weightSpreadGrams, gtin } = product
    const weighed = weightScore(grams, weightGrams, weightSpreadGrams, policy)
    const quantity = Math.min(weighed.quantity, most)
    const isNear = Math.abs(grams - quantity * weightGrams) <= policy.putBackWithinShare * quantity * weightGrams
    return isNear ? [{ gtin, quantity, score: weighed.score }] : []
  })
  return best(candidates)
}

/** The share of the change that lies on plates of this article; a plate with several articles counts in equal parts. */
export function arrangementScore(gtin: string, { gondola, shelf, plates }: ShelfEvent, known: KnownPlanogram): number {
  const all = plates.reduce((sum, { grams }) => sum + Math.abs(grams), 0)
  if (all === 0) return 0
  return plates.reduce((sum, { plate, grams }) => {
    const articles = known.on(gondola, shelf, plate)
    return articles.has(gtin) ? sum + Math.abs(grams) / all / articles.size : sum
  }, 0)
}

/** How well the number of units that fits best fits: 1 for exactly their weight, falling as a normal density does. */
export function weightScore(
  grams: number,
  unitGrams: number,
  spreadGrams: number,
  policy: BaselinePolicy,
): { readonly quantity: number; readonly score: number } {
  const quantity = Math.min(policy.mostUnits, Math.max(1, Math.round(grams / unitGrams)))
  const variance = quantity * spreadGrams * spreadGrams + policy.scaleGrams * policy.scaleGrams
  const off = grams - quantity * unitGrams
  return { quantity, score: Math.exp((-0.5 * off * off) / variance) }
}

const best = (candidates: readonly Identified[]): Identified | undefined =>
  candidates.reduce<Identified | undefined>(
    (leading, one) => (leading === undefined || one.score > leading.score ? one : leading),
    undefined,
  )
