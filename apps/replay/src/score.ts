/** Receipt F1, as trace-format.md defines it. */

export interface ScoredReceipt {
  readonly shopper: string
  readonly lines: readonly { readonly gtin: string; readonly quantity: number }[]
}

export interface Score {
  readonly f1: number
  readonly charged: number
  readonly taken: number
  readonly right: number
  /** Charged and not taken. */
  readonly wrong: readonly Units[]
  /** Taken and not charged; what went to review is among it. */
  readonly missed: readonly Units[]
}

export interface Units {
  readonly shopper: string
  /** 14 digits. */
  readonly gtin: string
  readonly quantity: number
}

/** Units are compared per shopper and article; several receipts of one shopper add up. */
export function scoreOf(charged: readonly ScoredReceipt[], truth: readonly ScoredReceipt[]): Score {
  const ours = unitsIn(charged)
  const theirs = unitsIn(truth)
  const wrong = beyond(ours, theirs)
  const missed = beyond(theirs, ours)
  const total = sumOf([...ours.values()])
  const taken = sumOf([...theirs.values()])
  const right = total - sumOf(wrong)
  return { f1: total + taken === 0 ? 1 : (2 * right) / (total + taken), charged: total, taken, right, wrong, missed }
}

/** The score of several traces is the mean over them, each as heavy as the other. */
export const meanF1 = (scores: readonly Score[]): number =>
  scores.reduce((sum, { f1 }) => sum + f1, 0) / Math.max(1, scores.length)

function unitsIn(receipts: readonly ScoredReceipt[]): Map<string, Units> {
  const units = new Map<string, Units>()
  for (const { shopper, lines } of receipts) {
    for (const line of lines) {
      const gtin = line.gtin.padStart(14, '0')
      const key = JSON.stringify([shopper, gtin])
      units.set(key, { shopper, gtin, quantity: (units.get(key)?.quantity ?? 0) + line.quantity })
    }
  }
  return units
}

function beyond(some: ReadonlyMap<string, Units>, others: ReadonlyMap<string, Units>): Units[] {
  return [...some].flatMap(([key, units]) => {
    const quantity = units.quantity - (others.get(key)?.quantity ?? 0)
    return quantity > 0 ? [{ ...units, quantity }] : []
  })
}

const sumOf = (units: readonly Units[]): number => units.reduce((sum, { quantity }) => sum + quantity, 0)
