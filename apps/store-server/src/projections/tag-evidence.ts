import type { TagEvidence } from '@store/contract/evidence.ts'
import { exactly, type TagEvidence as ToldByTags } from '@store/fusion/tag-evidence.ts'
import type { Reader } from './shelf-evidence.ts'

/**
 * What the exit's tag reader told of a line, as its shopper may see it [PI21]. `quantity` is what is charged; without it
 * nothing is, and the probability is that of any unit at all.
 */
export function tagEvidence(
  tags: readonly ToldByTags[],
  quantity: number | undefined,
  { catalog, grounds, visitId }: Reader,
): { tags?: TagEvidence[] } {
  const probability = (atLeast: readonly number[]): number =>
    quantity === undefined ? (atLeast[0] ?? 0) : exactly(quantity, atLeast)
  if (tags.length === 0) return {}
  return {
    tags: tags.map(({ atMs, gtin, passed, read, before, after }) => ({
      at: new Date(grounds.startedMs + atMs).toISOString(),
      name: catalog.find(gtin)?.name ?? gtin,
      who: whoOf(passed.map((actor) => grounds.visitOf.get(actor) === visitId)),
      read,
      before: rounded(probability(before)),
      after: rounded(probability(after)),
    })),
  }
}

function whoOf(areOwn: readonly boolean[]): TagEvidence['who'] {
  if (!areOwn.includes(true)) return 'others'
  return areOwn.includes(false) ? 'you-and-others' : 'you'
}

const rounded = (probability: number): number => Math.round(Math.min(1, Math.max(0, probability)) * 1000) / 1000
