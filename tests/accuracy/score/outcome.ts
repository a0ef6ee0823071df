import { exactly } from '@store/fusion/tag-evidence.ts'
import { scoreOf, type ScoredReceipt, type Units } from '@store/replay/score.ts'
import { causeOf, type Cause, type Happened } from './causes.ts'

/** What became of a unit that is not on the receipt it belongs on, or is on one where it does not belong. */
export type FaultKind = 'wrong shopper' | 'wrong item' | 'not taken' | 'held for review' | 'unnoticed'

export interface Mistake {
  readonly fault: FaultKind
  readonly cause: Cause
  readonly shopper: string
  readonly gtin: string
  /** How likely the receipts held the number of units that is true; absent where they do not say. */
  readonly truthHeld?: number
}

/** How one program's receipts of one trace compare with what was taken. Units, but for `f1`. */
export interface Outcome {
  readonly f1: number
  readonly taken: number
  readonly charged: number
  readonly right: number
  /** Charged and not taken by that shopper. */
  readonly wrong: number
  readonly missed: number
  /** Units that staff are asked to look at. */
  readonly inReview: number
  readonly mistakes: readonly Mistake[]
}

export interface JudgedReceipt extends ScoredReceipt {
  readonly unresolved?: readonly { readonly gtins: readonly string[]; readonly quantity: number }[]
  readonly odds?: readonly { readonly gtin: string; readonly atLeast: readonly number[] }[]
}

export function outcomeOf(
  receipts: readonly JudgedReceipt[],
  truth: readonly ScoredReceipt[],
  happened: readonly Happened[],
): Outcome {
  const { f1, taken, charged, right, wrong, missed } = scoreOf(receipts, truth)
  return {
    f1,
    taken,
    charged,
    right,
    wrong: charged - right,
    missed: taken - right,
    inReview: receipts.reduce((sum, { unresolved = [] }) => sum + unitsOf(unresolved), 0),
    mistakes: mistakesIn(oneByOne(wrong), oneByOne(missed), receipts, happened).map((mistake) => {
      const truthHeld = heldOf(mistake, receipts, truth)
      return truthHeld === undefined ? mistake : { ...mistake, truthHeld }
    }),
  }
}

/**
 * A wrong unit is another shopper's if that shopper misses one, another article if this shopper misses one, else nobody
 * took it. A missed unit that was not charged otherwise is in review, or went unnoticed.
 */
function mistakesIn(
  wrong: readonly Units[],
  missed: readonly Units[],
  receipts: readonly JudgedReceipt[],
  happened: readonly Happened[],
): Mistake[] {
  const left = [...missed]
  const open: Units[] = []
  const mistakes: Mistake[] = []
  const note = (fault: FaultKind, { shopper, gtin }: Units, takenFor = gtin): void => {
    mistakes.push({ fault, cause: causeOf([gtin, takenFor], shopper, happened), shopper, gtin })
  }
  for (const unit of wrong) {
    const [owner] = takeOut(left, ({ gtin, shopper }) => gtin === unit.gtin && shopper !== unit.shopper)
    if (owner === undefined) open.push(unit)
    else note('wrong shopper', owner)
  }
  for (const unit of open) {
    const [taken] = takeOut(left, ({ shopper }) => shopper === unit.shopper)
    // What was really taken says more of the cause than what was charged for it.
    if (taken === undefined) note('not taken', unit)
    else note('wrong item', taken, unit.gtin)
  }
  const doubts = receipts.flatMap(({ unresolved = [] }) => unresolved.flatMap(unitsWise))
  for (const unit of left) {
    const [doubt] = takeOut(doubts, ({ gtins }) => gtins.some((gtin) => gtin.padStart(14, '0') === unit.gtin))
    note(doubt === undefined ? 'unnoticed' : 'held for review', unit)
  }
  return mistakes
}

function heldOf(
  { shopper, gtin }: Mistake,
  receipts: readonly JudgedReceipt[],
  truth: readonly ScoredReceipt[],
): number | undefined {
  const own = receipts.filter((one) => one.shopper === shopper)
  if (own.length !== 1 || own[0]!.odds === undefined) return undefined
  const isIt = (one: { readonly gtin: string }): boolean => one.gtin.padStart(14, '0') === gtin.padStart(14, '0')
  const lines = truth.filter((one) => one.shopper === shopper).flatMap((one) => one.lines.filter(isIt))
  return exactly(unitsOf(lines), own[0]!.odds.find(isIt)?.atLeast ?? [])
}

function takeOut<T>(from: T[], fits: (one: T) => boolean): T[] {
  const at = from.findIndex(fits)
  return at === -1 ? [] : from.splice(at, 1)
}

const unitsOf = (units: readonly { readonly quantity: number }[]): number =>
  units.reduce((sum, { quantity }) => sum + quantity, 0)

const oneByOne = (units: readonly Units[]): Units[] =>
  units.flatMap((one) => Array.from({ length: one.quantity }, () => ({ ...one, quantity: 1 })))

const unitsWise = <T extends { readonly quantity: number }>(one: T): T[] =>
  Array.from({ length: one.quantity }, () => one)
