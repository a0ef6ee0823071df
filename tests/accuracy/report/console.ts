import type { Summary } from '../score/summary.ts'
import type { Suite } from '../suites/suite.ts'

export interface SuiteResult {
  readonly suite: Suite
  readonly summary: Summary
}

/** One row a suite: ours against what is required and against the baseline. */
export function suiteTable(results: readonly SuiteResult[], all: Summary): string {
  const head = ['Suite', 'n', 'F1', 'req.', 'worst', 'base', "winner's", 'wrong', 'review', 'missed', 'ECE', 'x real', 'x base'] // prettier-ignore
  const rows = results.map(({ suite, summary }) => rowOf(suite.name, suite, summary))
  return inColumns([head, ...rows, rowOf('all', {}, all)])
}

function rowOf(name: string, { requiredF1, winnerF1 }: Partial<Suite>, summary: Summary): string[] {
  const { ours, baseline, calibration, speed, cases, asClean } = summary
  const isShort = requiredF1 !== undefined && ours.f1 < requiredF1
  return [
    name,
    String(cases),
    ours.f1.toFixed(3),
    requiredF1 === undefined ? (asClean ? `${asClean.same}/${asClean.of} same` : '') : `${requiredF1.toFixed(2)}${isShort ? ' !' : '  '}`,
    ours.worstF1.toFixed(2),
    baseline.f1.toFixed(3),
    winnerF1?.toFixed(3) ?? '',
    percent(ours.wrongRate),
    percent(ours.reviewRate),
    percent(ours.taken === 0 ? 0 : ours.missed / ours.taken),
    calibration.expectedError.toFixed(3),
    speed.oursRealTime.toFixed(0),
    speed.ratio.toFixed(2),
  ] // prettier-ignore
}

/** What loses units, the worst first; and of how many of them the receipts were sure, and wrong. */
export function confusionTable(all: Summary): string {
  const head = ['Cause', 'units', 'wrong shopper', 'wrong item', 'not taken', 'in review', 'unnoticed', 'sure']
  const rows = all.confusion.map(({ cause, units, byFault, sure }) => [
    cause,
    ...[units, byFault['wrong shopper'], byFault['wrong item'], byFault['not taken'], byFault['held for review'], byFault.unnoticed, sure].map(String),
  ]) // prettier-ignore
  return inColumns([head, ...rows])
}

export const percent = (share: number, digits = 1): string => `${(share * 100).toFixed(digits)} %`

/** The first column to the left, the others to the right, as wide as they need. */
function inColumns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)))
  return rows
    .map((row) =>
      row
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
