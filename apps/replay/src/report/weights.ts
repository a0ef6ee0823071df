import type { WeightFinding } from '@store/fusion/unit-weights.ts'
import type { Names } from './names.ts'
import { indented, NO_BREAK } from './text-width.ts'

/** Articles that weigh something else than the store's products file says, as lines of a report; nothing where all agree. */
export function weightsText(findings: readonly WeightFinding[], names: Names): string[] {
  if (findings.length === 0) return []
  return [
    indented("Articles that do not weigh what the store's products file says:", 0),
    ...findings.map(({ gtin, catalogGrams, measuredGrams, sigmaGrams, weighings }) =>
      indented(
        `${names.article(gtin)}: ${grams(catalogGrams)} by the file, ${grams(measuredGrams)} by ${weighings} weighings, give or take ${grams(sigmaGrams)}`,
        2,
      ),
    ),
    '',
  ]
}

const grams = (value: number): string => `${value.toFixed(1)}${NO_BREAK}g`
