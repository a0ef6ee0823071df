import type { CaseResult } from '../run-case.ts'
import { calibrationOf, type Calibration } from './calibration.ts'
import { causes, type Cause } from './causes.ts'
import type { FaultKind, Outcome } from './outcome.ts'

/** What one program came to over several traces. */
export interface Totals {
  /** The mean over traces, each as heavy as the other. */
  readonly f1: number
  readonly worstF1: number
  readonly taken: number
  readonly charged: number
  readonly wrong: number
  readonly missed: number
  readonly inReview: number
  /** Units charged to the wrong shopper or as a wrong item, of all units charged. */
  readonly wrongRate: number
  /** Units held for review, of all units charged or held. */
  readonly reviewRate: number
}

export interface Summary {
  readonly cases: number
  readonly ours: Totals
  readonly baseline: Totals
  readonly calibration: Calibration
  readonly confusion: readonly ConfusionRow[]
  /** Traces whose receipts are those of the clean run; absent where no clean run was asked for. */
  readonly asClean?: { readonly same: number; readonly of: number }
  readonly speed: Speed
}

export interface ConfusionRow {
  readonly cause: Cause
  readonly units: number
  readonly byFault: Readonly<Record<FaultKind, number>>
  /** Of these, those of which the receipts were sure: what is true was held less likely than 1 in 20. The rest were in doubt. */
  readonly sure: number
}

export interface Speed {
  /** Seconds of trace per second of one core. */
  readonly oursRealTime: number
  readonly baselineRealTime: number
  readonly slowestRealTime: number
  /** Our time over the baseline's. */
  readonly ratio: number
  /** The most that our engine held on to after a trace. */
  readonly keptBytes: number
}

export function summaryOf(results: readonly CaseResult[]): Summary {
  const compared = results.filter(({ isAsClean }) => isAsClean !== undefined)
  return {
    cases: results.length,
    ours: totalsOf(results.map(({ ours }) => ours)),
    baseline: totalsOf(results.map(({ baseline }) => baseline)),
    calibration: calibrationOf(results.flatMap(({ claims }) => claims)),
    confusion: confusionOf(results.map(({ ours }) => ours)),
    ...(compared.length > 0 && {
      asClean: { same: compared.filter(({ isAsClean }) => isAsClean === true).length, of: compared.length },
    }),
    speed: speedOf(results.map(({ cost }) => cost)),
  }
}

export function totalsOf(outcomes: readonly Outcome[]): Totals {
  const sum = (of: (outcome: Outcome) => number): number => outcomes.reduce((total, one) => total + of(one), 0)
  const [charged, wrong, inReview] = [sum((one) => one.charged), sum((one) => one.wrong), sum((one) => one.inReview)]
  return {
    f1: share(
      sum((one) => one.f1),
      outcomes.length,
    ),
    worstF1: Math.min(1, ...outcomes.map((one) => one.f1)),
    taken: sum((one) => one.taken),
    charged,
    wrong,
    missed: sum((one) => one.missed),
    inReview,
    wrongRate: share(wrong, charged),
    reviewRate: share(inReview, charged + inReview),
  }
}

/** By cause, the one that costs most first; causes without a mistake are left out. */
export function confusionOf(outcomes: readonly Outcome[]): ConfusionRow[] {
  const mistakes = outcomes.flatMap((outcome) => outcome.mistakes)
  return causes
    .map((cause): ConfusionRow => {
      const own = mistakes.filter((mistake) => mistake.cause === cause)
      const count = (fault: FaultKind): number => own.filter((mistake) => mistake.fault === fault).length
      const byFault = {
        'wrong shopper': count('wrong shopper'),
        'wrong item': count('wrong item'),
        'not taken': count('not taken'),
        'held for review': count('held for review'),
        unnoticed: count('unnoticed'),
      }
      const sure = own.filter(({ truthHeld }) => truthHeld !== undefined && truthHeld < SURELY).length
      return { cause, units: own.length, byFault, sure }
    })
    .filter(({ units }) => units > 0)
    .sort((a, b) => b.units - a.units)
}

/** What was held less likely than this was as good as ruled out. */
const SURELY = 0.05

function speedOf(costs: readonly CaseResult['cost'][]): Speed {
  const sum = (of: (cost: CaseResult['cost']) => number): number => costs.reduce((total, one) => total + of(one), 0)
  const [traces, ours, baseline] = [
    sum((one) => one.traceMs),
    sum((one) => one.oursCpuMs),
    sum((one) => one.baselineCpuMs),
  ]
  return {
    oursRealTime: share(traces, ours),
    baselineRealTime: share(traces, baseline),
    slowestRealTime: costs.length === 0 ? 0 : Math.min(...costs.map((one) => share(one.traceMs, one.oursCpuMs))),
    ratio: share(ours, baseline),
    keptBytes: Math.max(0, ...costs.map(({ keptBytes }) => keptBytes ?? 0)),
  }
}

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)
