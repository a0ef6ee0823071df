import type { BelievedAct, ChangeEvidence } from '@store/fusion/evidence.ts'
import { loadStoreFolder } from '@store/planogram/store-folder.ts'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { facingId, stockCount } from './stock-count.ts'

const { planogram } = await loadStoreFolder(join(import.meta.dirname, '../../../../firmware-sim/stores/corner-shop'))
const facing = planogram.facings.find(({ stock = 0 }) => stock > 4)!
const { gtin, gondola, shelf, plates } = facing

const change = (
  action: BelievedAct['action'],
  quantity: number,
  place: 'own-facing' | 'misplaced',
): ChangeEvidence => ({
  change: {
    id: 'c',
    gondola,
    shelf,
    startedMs: 0,
    momentMs: 0,
    settledMs: 0,
    closedMs: 0,
    plates: plates.map((plate) => ({ plate, grams: -1, sigmaGrams: 1, momentMs: 0 })),
  },
  grams: -1,
  considered: [{ acts: [{ action, gtin, quantity, place }], probability: 1 }],
  people: [],
})

test('[PI13] stock follows what is most likely to have happened at a product’s own place', () => {
  const stock = stockCount(planogram, {})
  const before = stock.of(facing)
  expect(stock.hear(change('took', 2, 'own-facing'))).toEqual([facing])
  expect(stock.of(facing)).toBe(before - 2)
  stock.hear(change('put-back', 1, 'own-facing'))
  stock.hear(change('took', 1, 'misplaced'))
  stock.hear(change('nothing', 0, 'own-facing'))
  expect(stock.of(facing)).toBe(before - 1)
  expect(stock.all()[facingId(facing)]).toBe(before - 1)
  stock.hear(change('took', 100, 'own-facing'))
  expect(stock.of(facing)).toBe(0)
})

test('[PI13] and is carried from run to run', () => {
  expect(stockCount(planogram, { [facingId(facing)]: 1 }).of(facing)).toBe(1)
})
