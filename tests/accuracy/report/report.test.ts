import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { CaseResult } from '../run-case.ts'
import { tradeoffs } from '../score/curve.ts'
import { fallen, quickFloors } from '../score/floors.ts'
import { outcomeOf } from '../score/outcome.ts'
import { summaryOf } from '../score/summary.ts'
import type { Suite } from '../suites/suite.ts'
import { confusionTable, suiteTable } from './console.ts'
import { htmlReport } from './html.ts'
import { resultsJson } from './json.ts'
import { linePlot } from './plots.ts'

const tea = '00000000000017'
const lines = [{ gtin: tea, quantity: 1 }]
const right = outcomeOf([{ shopper: 'ana', lines }], [{ shopper: 'ana', lines }], [])
const wrong = outcomeOf([{ shopper: 'ana', lines }], [{ shopper: 'ana', lines: [] }], [])

const result = (suite: string, seed: number, ours = right): CaseResult => ({
  suite,
  seed,
  name: `${suite}-${seed}`,
  quality: 'real',
  shoppers: 1,
  gondolas: 5,
  ours,
  baseline: wrong,
  claims: [{ probability: 0.9, isRight: ours === right }],
  cutOff: 0,
  curve: [0.5, 0.9].map((chargeFrom) => ({ chargeFrom, taken: 10, charged: 8, wrong: 1, inReview: 2, missed: 3 })),
  cost: { traceMs: 60_000, oursCpuMs: 300, baselineCpuMs: 100, keptBytes: 2 ** 20 },
})
const suite = (name: string, more: Partial<Suite> = {}): Suite => ({
  name,
  about: `about <${name}>`,
  group: 'required',
  seeds: { quick: 1, full: 1 },
  make: () => Promise.reject(new Error('never played')),
  ...more,
})
const everythingOf = (results: readonly CaseResult[], more: Partial<Suite> = {}) => ({
  bySuite: [...new Set(results.map((one) => one.suite))].map((name) => ({
    suite: suite(name, more),
    summary: summaryOf(results.filter((one) => one.suite === name)),
  })),
  all: summaryOf(results),
  results,
  peakBytes: 2 ** 28,
})
const everything = everythingOf(
  [result('crowd-of-1', 1), result('crowd-of-5', 1, wrong), result('noise-x1', 1), result('noise-x2', 1)],
  { requiredF1: 0.98 },
)

const Document = z.object({
  cases: z.array(z.object({ again: z.string() })),
  suites: z.array(z.object({ name: z.string() })),
})

describe('the report', () => {
  const html = htmlReport(everything, ['nanostore-traces needs ../shared/nanostore'])

  test('[AC12] one page that loads nothing', () => {
    expect(html).not.toMatch(/<(script|link|img|iframe)|https?:|url\(|@import/)
    expect(html.match(/<svg /g)!.length).toBeGreaterThanOrEqual(6)
    expect(html).not.toMatch(/NaN|undefined|Infinity/)
  })

  test('[AC12] with the command of each row, and what was left out [AC9]', () => {
    expect(html).toContain('--suite crowd-of-5 --seed 1')
    expect(html).toContain('nanostore-traces needs ../shared/nanostore')
    expect(html).toContain('about &lt;crowd-of-1&gt;')
  })

  test('[AC6] the reliability diagram has the bins and the error', () => {
    expect(html).toContain('expected calibration error 0.150, 4 claims')
    expect(html).toContain('0.9 to 1.0</th><td>4</td><td>0.900</td><td>0.750</td>')
  })

  test('a plot puts larger values higher up', () => {
    const axis = { label: 'x', from: 0, to: 1, ticks: [0, 1] }
    const plot = linePlot('p', axis, axis, [{ name: 'a', colour: 'red', points: [[0, 0], [1, 1]] }]) // prettier-ignore
    const [low, high] = [...plot.matchAll(/cy="([\d.]+)"/g)].map(([, y]) => Number(y))
    expect(high!).toBeLessThan(low!)
  })

  test('the console marks what falls short of what is required', () => {
    const [, first, second] = suiteTable(everything.bySuite, everything.all).split('\n')
    expect(first).toMatch(/crowd-of-1 +1 +1\.000 +0\.98 {2,}/)
    expect(second).toMatch(/crowd-of-5 +1 +0\.000 +0\.98 !/)
    expect(confusionTable(everything.all)).toMatch(/never handled +1 +0 +0 +1 +0 +0 +0/)
  })

  test('the document has every case with the command that plays it again', () => {
    const document = Document.parse(JSON.parse(resultsJson(everything)))
    expect(document.cases.map(({ again }) => again)).toContain('npm run accuracy -- --suite noise-x1 --seed 1')
    expect(document.suites.map(({ name }) => name)).toEqual(['crowd-of-1', 'crowd-of-5', 'noise-x1', 'noise-x2'])
  })
})

describe('floors', () => {
  const good = Array.from({ length: 10 }, (_, i) => ({ ...result('plain', i + 1), claims: [] }))

  test('[AC13] a good run is above all of them', () => {
    const { bySuite, all } = everythingOf(good, { isPlain: true })
    expect(fallen(bySuite, all)).toEqual([])
  })

  test('[AC13] each floor can be fallen below', () => {
    const { bySuite, all } = everythingOf([...good.slice(0, 6), ...good.slice(0, 4).map((one) => ({ ...one, ours: wrong, claims: [{ probability: 1, isRight: false }], isAsClean: false }))], { isPlain: true }) // prettier-ignore
    const told = fallen(bySuite, all, { ...quickFloors, aheadOfBaseline: 0.7 }).join('\n')
    for (const what of [
      'mean F1',
      'lead over the baseline',
      'wrong charges is',
      'calibration error',
      'F1 of plain',
      'wrong charges in plain',
      'clean run',
    ])
      // prettier-ignore
      expect(told).toContain(what)
    expect(fallen([], summaryOf([]))).toEqual(['Nothing was played.'])
  })
})

test('[AC4] a threshold’s loss is of wrong charges, of what is let go, and of reviews', () => {
  const [low, high] = tradeoffs(everything.results)
  expect(low).toMatchObject({ chargeFrom: 0.5, wrongRate: 1 / 8, reviewRate: 0.2, lostRate: 0.1 })
  expect(low!.loss).toBeCloseTo(1 + 0.1 + 0.06)
  expect(high!.chargeFrom).toBe(0.9)
})
