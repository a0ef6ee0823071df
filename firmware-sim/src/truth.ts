import type { Truth } from '@store/trace/truth.ts'
import type { Play } from './play.ts'
import type { Unit } from './stock.ts'

/** What the trace's truth file says: everyone's receipt by what they carried out, and every act that moved something. */
export function truthOf(name: string, play: Play): Truth {
  return {
    name,
    receipts: [...play.carriedOut].map(([shopper, units]) => ({ shopper, lines: linesOf(units) })),
    events: play.truth,
  }
}

export function linesOf(units: readonly Unit[]): { gtin: string; quantity: number }[] {
  const quantities = new Map<string, number>()
  for (const { gtin } of units) quantities.set(gtin, (quantities.get(gtin) ?? 0) + 1)
  return [...quantities].map(([gtin, quantity]) => ({ gtin, quantity })).sort((a, b) => (a.gtin < b.gtin ? -1 : 1))
}
