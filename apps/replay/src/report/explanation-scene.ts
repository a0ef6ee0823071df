/** Test-only: a kiosk with two articles, as a trace of it was played. */
import { parseProducts } from '@store/catalog/catalog.ts'
import { usualCosts } from '@store/catalog/charge-costs.ts'
import { parsePlanogram } from '@store/planogram/planogram.ts'
import { parseStore } from '@store/planogram/store.ts'
import type { Played } from '../play.ts'

export const OATS = '4006381333931'
export const MILK = '0012000171253'

const receiptOf = (sessionId: string, shopper: string) => ({ sessionId, shopper, lines: [], unresolved: [], odds: [] })

export function played(more: Partial<Pick<Played, 'puts' | 'knownAs'>> & { shopper?: string } = {}): Played {
  const layout = parseStore(
    JSON.stringify({
      id: 'kiosk',
      name: 'Kiosk',
      lengthUnit: 'm',
      currency: 'EUR',
      timeZone: 'Europe/Berlin',
      floor: [
        [0, 0],
        [5, 0],
        [5, 5],
      ],
      gates: [],
      gondolas: [
        {
          id: 'A',
          x: 0,
          y: 1,
          rotation: 0,
          width: 1,
          depth: 0.4,
          plateWidth: 0.1,
          shelves: [{ index: 2, height: 1, plates: 8 }],
        },
      ],
    }),
    'store.json',
  )
  const articles = [
    { gtin: OATS, name: 'Oats', weightGrams: 500, priceMinor: 199, currency: 'EUR' },
    { gtin: MILK, name: 'Milk', weightGrams: 493, priceMinor: 99, currency: 'EUR' },
  ]
  const catalog = parseProducts(JSON.stringify(articles), 'products.json')
  const planogram = parsePlanogram('[]', 'planogram.json', { layout, catalog })
  return {
    path: 'day.jsonl',
    header: { name: 'day', store: 'kiosk', startedAt: '2026-01-05T09:00:00.000Z', inside: [], recorded: false },
    store: { dir: '.', layout, catalog, planogram, costs: usualCosts },
    receipts: [receiptOf('ana', more.shopper ?? 'ana'), receiptOf('ben', 'ben')],
    knownAs: more.knownAs ?? new Map(),
    puts: more.puts ?? [],
    weights: [],
    traceMs: 60_000,
    wallMs: 100,
  }
}
