import { describe, expect, test } from 'vitest'
import { attributionPolicy as policy } from './attribution-policy.ts'
import { busyness } from './busyness.ts'
import type { Considered } from './happening.ts'
import type { ShelfChange } from './shelf-change.ts'

const changeAt = (momentMs: number, plate: number, shelf = 1): ShelfChange => ({
  id: `g/${shelf}/${plate}@${momentMs}`,
  gondola: 'g',
  shelf,
  startedMs: momentMs - 300,
  momentMs,
  settledMs: momentMs + 900,
  closedMs: momentMs + 1_200,
  plates: [{ plate, grams: -100, sigmaGrams: 0.3, momentMs }],
})
const gum = { gtin: '96385074', gtin14: '00000096385074', name: 'Gum', weightGrams: 100, weightSpreadGrams: 2 }
const product = { ...gum, priceMinor: 100, currency: 'EUR' }
const facing = { gtin: gum.gtin, gondola: 'g', shelf: 1, plates: [2] }
const took = (actor: string, probability: number): Considered => ({
  happened: [{ kind: 'moved', actor, move: { kind: 'take', product, facing } }],
  probability,
})

describe('whose hand was full', () => {
  test('[FA40] who took something from another plate just then is unlikely to have done this too', () => {
    const busy = busyness(policy)
    busy.note(changeAt(10_000, 2), [took('ana', 1)])
    expect(busy.factor('ana', changeAt(11_000, 9))).toBeCloseTo(policy.busy)
    expect(busy.factor('ana', changeAt(11_000, 2, 3))).toBeCloseTo(policy.busy)
    expect(busy.factor('ben', changeAt(11_000, 9))).toBe(1)
  })

  test('[FA40] as far as they are believed to have taken it', () => {
    const busy = busyness(policy)
    busy.note(changeAt(10_000, 2), [took('ana', 0.5), took('ben', 0.5)])
    expect(busy.factor('ana', changeAt(11_000, 9))).toBeCloseTo(1 - 0.5 * (1 - policy.busy))
  })

  test('[FA40] not at the same place, and not once there was time to reach again', () => {
    const busy = busyness(policy)
    busy.note(changeAt(10_000, 2), [took('ana', 1)])
    expect(busy.factor('ana', changeAt(10_500, 2 + policy.onePlacePlates))).toBe(1)
    expect(busy.factor('ana', changeAt(10_000 + policy.busyMs, 9))).toBe(1)
  })

  test('[FA40] also when the later act came to be known first', () => {
    const busy = busyness(policy)
    busy.note(changeAt(11_000, 9), [took('ana', 1)])
    expect(busy.factor('ana', changeAt(10_000, 2))).toBeCloseTo(policy.busy)
  })
})
