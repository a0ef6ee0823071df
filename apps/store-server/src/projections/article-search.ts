import type { Catalog } from '@store/catalog/catalog.ts'
import type { Article } from '@store/contract/dispute.ts'

const MOST_FOUND = 12

/** Articles whose names have every word, in whatever order; those that begin with the first word come first [DD7]. */
export function articleSearch(catalog: Catalog): (words: string) => readonly Article[] {
  const articles = catalog.products.map(({ gtin, name, priceMinor, currency }) => ({
    found: name.toLowerCase(),
    article: { item: gtin, name, price: { amountMinor: priceMinor, currency } },
  }))
  return (words) => {
    const wanted = words.toLowerCase().split(/\s+/).filter(Boolean)
    const fitting = articles.filter(
      ({ found, article }) => article.price.amountMinor > 0 && wanted.every((word) => found.includes(word)),
    )
    const rank = (found: string): number => (found.startsWith(wanted[0] ?? '') ? 0 : 1)
    return fitting
      .toSorted((a, b) => rank(a.found) - rank(b.found) || a.found.localeCompare(b.found))
      .slice(0, MOST_FOUND)
      .map(({ article }) => article)
  }
}
