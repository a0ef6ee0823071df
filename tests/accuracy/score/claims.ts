import type { Receipt } from '@store/engine/receipt.ts'
import type { ScoredReceipt } from '@store/replay/score.ts'
import type { Claim } from './calibration.ts'

/**
 * Everything that receipts state with a probability, charged or not: a line, that exactly so many were taken; a doubt,
 * that something of what it names was taken beyond what is charged.
 */
export function claimsOf(receipts: readonly Receipt[], truth: readonly ScoredReceipt[]): Claim[] {
  return receipts.flatMap(({ shopper, lines, unresolved }) => {
    const taken = quantitiesIn(truth.filter((one) => one.shopper === shopper))
    const charged = quantitiesIn([{ lines }])
    const ofLines = lines.map(({ gtin, quantity, confidence }): Claim => ({
      probability: confidence,
      isRight: taken.get(keyOf(gtin)) === quantity,
    }))
    const ofDoubts = unresolved.map(({ gtins, probability }): Claim => ({
      probability,
      isRight:
        gtins.length === 0
          ? sumOf(taken) > sumOf(charged)
          : gtins.some((gtin) => (taken.get(keyOf(gtin)) ?? 0) > (charged.get(keyOf(gtin)) ?? 0)),
    }))
    return [...ofLines, ...ofDoubts]
  })
}

function quantitiesIn(receipts: readonly Pick<ScoredReceipt, 'lines'>[]): Map<string, number> {
  const quantities = new Map<string, number>()
  for (const { gtin, quantity } of receipts.flatMap(({ lines }) => lines))
    quantities.set(keyOf(gtin), (quantities.get(keyOf(gtin)) ?? 0) + quantity)
  return quantities
}

const keyOf = (gtin: string): string => gtin.padStart(14, '0')
const sumOf = (quantities: ReadonlyMap<string, number>): number => [...quantities.values()].reduce((a, b) => a + b, 0)
