import { NOBODY } from '@store/fusion/world.ts'
import type { Played } from '../play.ts'
import { printable } from './text-width.ts'

/** What people and articles are called in a report. */
export interface Names {
  article(gtin: string): string
  /** A shopper by their id; anybody else by what is known of them. */
  actor(actor: string): string
}

export function namesIn({ store, receipts, knownAs }: Pick<Played, 'store' | 'receipts' | 'knownAs'>): Names {
  const shoppers = new Map(receipts.map(({ sessionId, shopper }) => [sessionId, shopper]))
  return {
    article: (gtin) => printable(store.catalog.find(gtin)?.name ?? `an article that is not in the catalogue (${gtin})`),
    actor(name) {
      const actor = knownAs.get(name) ?? name
      if (actor === NOBODY) return 'somebody the tracker did not see'
      const shopper = shoppers.get(actor)
      if (shopper !== undefined) return printable(shopper)
      return printable(actor.startsWith('track ') ? `a person without a pass (${actor})` : actor)
    },
  }
}
