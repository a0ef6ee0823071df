import type { CaseResult } from '../run-case.ts'
import type { Summary } from '../score/summary.ts'
import type { SuiteResult } from './console.ts'

export interface Everything {
  readonly bySuite: readonly SuiteResult[]
  readonly all: Summary
  readonly results: readonly CaseResult[]
  /** The most memory that a worker process ever took, bytes. */
  readonly peakBytes: number
}

/** One document: per suite its summary, per case what came of it and the command that plays it again. */
export function resultsJson({ bySuite, all, results, peakBytes }: Everything): string {
  const document = {
    suites: bySuite.map(({ suite, summary }) => ({
      name: suite.name,
      about: suite.about,
      group: suite.group,
      ...(suite.requiredF1 !== undefined && { requiredF1: suite.requiredF1 }),
      ...(suite.winnerF1 !== undefined && { winnerF1: suite.winnerF1 }),
      ...summary,
    })),
    all,
    peakBytes,
    cases: results.map((result) => ({
      ...result,
      again: `npm run accuracy -- --suite ${result.suite} --seed ${result.seed}`,
    })),
  }
  return `${JSON.stringify(document, null, 1)}\n`
}
