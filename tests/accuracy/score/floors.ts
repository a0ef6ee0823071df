import type { SuiteResult } from '../report/console.ts'
import type { Summary } from './summary.ts'

/**
 * What no change may fall below, for runs of few seeds: not what is required of us (the suites have that), but what was
 * reached, less what few seeds scatter by. Raise them when figures rise.
 */
export const quickFloors = {
  /** Mean over everything that was played. */
  f1: 0.92,
  /** Ours less the baseline's. */
  aheadOfBaseline: 0.1,
  plainF1: 0.95,
  /** Of units charged, over everything. */
  mostWrong: 0.04,
  mostWrongOnPlain: 0.02,
  mostCalibrationError: 0.06,
} as const

/** By suite: what its first three seeds reached, less a unit or two. For a test that takes seconds and is run every time. */
export const guardFloors: Readonly<Record<string, number>> = {
  'six-crowding': 0.94,
  'hard-mix': 0.93,
  'very-close': 0.95,
  'rfid-crowd': 0.93,
  'hand-to-hand-put-back': 0.92,
}

export type Floors = { readonly [Value in keyof typeof quickFloors]: number }

/** Every floor that a run fell below, each in a sentence; none where all is well. */
export function fallen(bySuite: readonly SuiteResult[], all: Summary, floors: Floors = quickFloors): string[] {
  const found: string[] = []
  const least = (what: string, value: number, floor: number): void => {
    if (value < floor) found.push(`${what} is ${value.toFixed(3)}, and must not fall below ${floor}.`)
  }
  const most = (what: string, value: number, ceiling: number): void => {
    if (value > ceiling) found.push(`${what} is ${value.toFixed(3)}, and must not rise above ${ceiling}.`)
  }
  if (all.cases === 0) return ['Nothing was played.']
  least('the mean F1', all.ours.f1, floors.f1)
  least('the lead over the baseline', all.ours.f1 - all.baseline.f1, floors.aheadOfBaseline)
  most('the share of wrong charges', all.ours.wrongRate, floors.mostWrong)
  most('the calibration error', all.calibration.expectedError, floors.mostCalibrationError)
  for (const { suite, summary } of bySuite) {
    if (summary.cases === 0) continue
    if (suite.requiredF1 === 1) least(`F1 of ${suite.name}`, summary.ours.f1, 1)
    if (suite.isPlain === true) {
      least(`F1 of ${suite.name}`, summary.ours.f1, floors.plainF1)
      most(`the share of wrong charges in ${suite.name}`, summary.ours.wrongRate, floors.mostWrongOnPlain)
    }
    if (summary.asClean !== undefined && summary.asClean.same < summary.asClean.of)
      found.push(`${suite.name}: ${summary.asClean.same} of ${summary.asClean.of} receipts are those of the clean run.`)
  }
  return found
}
