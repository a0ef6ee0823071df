import type { CaseResult } from '../run-case.ts'
import { lossPolicy, tradeoffs } from '../score/curve.ts'
import { totalsOf } from '../score/summary.ts'
import type { Suite } from '../suites/suite.ts'
import { CROWDS, NOISE_FACTORS } from '../suites/sweeps.ts'
import { percent, type SuiteResult } from './console.ts'
import type { Everything } from './json.ts'
import { barPlot, BASELINE, COLOURS, escaped, linePlot, OURS, stackPlot, type Axis } from './plots.ts'
import { STYLE } from './style.ts'

/** One page that loads nothing: every table and plot of a run, and the command that plays each row again. */
export function htmlReport(everything: Everything, left: readonly string[]): string {
  const { bySuite, all, results } = everything
  const sections = [
    overview(everything),
    missingSection(left),
    section('Accuracy by suite', barsBySuite(bySuite)),
    section('Every suite', suiteRows(bySuite)),
    section('What goes wrong, and why', confusion(everything)),
    section('Is it as sure as it says?', reliability(everything)),
    section('Crowds and noise', sweeps(results)),
    section('What a threshold costs', tradeoff(results)),
    section('Speed and memory', cost(everything)),
    section('The worst traces', worst(results)),
  ]
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Accuracy: ${all.ours.f1.toFixed(3)}</title><style>${STYLE}</style></head>
<body><h1>How accurate are the receipts?</h1>${sections.join('\n')}</body></html>
`
}

function overview({ all, results }: Everything): string {
  const tiles = [
    ['Mean receipt F1', all.ours.f1.toFixed(3), `baseline ${all.baseline.f1.toFixed(3)}`],
    ['Charged wrongly', percent(all.ours.wrongRate, 2), `baseline ${percent(all.baseline.wrongRate, 2)}`],
    ['Held for review', percent(all.ours.reviewRate), 'of units charged or held'],
    ['Calibration error', all.calibration.expectedError.toFixed(3), `over ${all.calibration.claims} claims`],
    ['Speed', `${all.speed.oursRealTime.toFixed(0)} ×`, 'real time, one core'],
  ]
  const text = `${results.length} simulated or recorded visits, ${all.ours.taken} units taken. Scores are receipt F1, the mean over traces.
    The baseline is the reference method of 2020, written anew from its description (tests/accuracy/baseline/SPEC.md), on the same traces in the same run.`
  const shown = tiles.map(
    ([name, value, note]) => `<div class="tile"><span>${name!}</span><b>${value!}</b><span>${note!}</span></div>`,
  )
  return `<p>${text}</p><div class="tiles">${shown.join('')}</div>`
}

const missingSection = (left: readonly string[]): string =>
  left.length === 0 ? '' : `<p class="warn">Left out: ${left.map(escaped).join('; ')}.</p>`

const section = (title: string, body: string): string =>
  body === '' ? '' : `<section><h2>${title}</h2>${body}</section>`

/** A plot for each group of suites: together they would be a page long. */
function barsBySuite(bySuite: readonly SuiteResult[]): string {
  const bars = [
    { name: 'this store', colour: OURS },
    { name: 'baseline of 2020', colour: BASELINE },
  ]
  return [...new Set(bySuite.map(({ suite }) => suite.group))]
    .map((group) => {
      const rows = bySuite
        .filter(({ suite }) => suite.group === group)
        .map(({ suite, summary }) => ({
          name: suite.name,
          values: [summary.ours.f1, summary.baseline.f1],
          ...(suite.requiredF1 !== undefined && { mark: suite.requiredF1 }),
        }))
      const marked = rows.some((row) => 'mark' in row) ? '; the dark mark is what is required' : ''
      return barPlot(`${GROUPS[group]}: mean receipt F1${marked}`, rows, bars)
    })
    .join('')
}

const GROUPS: Record<Suite['group'], string> = {
  nanostore: 'A real shop’s goods',
  required: 'Made-up shops',
  'hard case': 'Hard cases, one by one',
  condition: 'Sensors and noise',
  size: 'Crowds and store sizes',
}

function suiteRows(bySuite: readonly SuiteResult[]): string {
  const head = ['Suite', 'Traces', 'F1', 'Required', 'Worst', 'Baseline', 'Winner’s own', 'Wrong', 'Review', 'Missed', 'ECE', '× real time', '× baseline’s time'] // prettier-ignore
  const rows = bySuite.map(({ suite, summary }) => {
    const { ours, baseline, calibration, speed } = summary
    const isShort = suite.requiredF1 !== undefined && ours.f1 < suite.requiredF1
    const required = summary.asClean ? `${summary.asClean.same} of ${summary.asClean.of} as clean` : (suite.requiredF1?.toFixed(2) ?? '') // prettier-ignore
    const cells = [
      String(summary.cases),
      `<b${isShort ? ' class="short"' : ''}>${ours.f1.toFixed(3)}</b>`,
      required,
      ours.worstF1.toFixed(2),
      baseline.f1.toFixed(3),
      suite.winnerF1?.toFixed(3) ?? '',
      percent(ours.wrongRate, 2),
      percent(ours.reviewRate),
      percent(ours.taken === 0 ? 0 : ours.missed / ours.taken),
      calibration.expectedError.toFixed(3),
      speed.oursRealTime.toFixed(0),
      speed.ratio.toFixed(1),
    ]
    const name = `<th scope="row">${suite.name}<small>${escaped(suite.about)}</small></th>`
    return `<tr>${name}${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`
  })
  const note = `Winner’s own: what others measured with the competition winner’s own program on their suite of that kind, with another simulator.
    Any row again: <code>npm run accuracy -- --suite NAME --seed N --keep DIR</code>; seeds are 1 to the number of traces.`
  return `<div class="wide"><table><thead><tr>${head.map((cell) => `<th>${cell}</th>`).join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div><p>${note}</p>`
}

const PARTS = [
  { name: 'wrong shopper', colour: COLOURS[0] },
  { name: 'wrong item', colour: COLOURS[1] },
  { name: 'not taken', colour: COLOURS[2] },
  { name: 'held for review', colour: COLOURS[3] },
  { name: 'unnoticed', colour: COLOURS[4] },
] as const

function confusion({ all, bySuite }: Everything): string {
  const rows = all.confusion.map(({ cause, byFault }) => ({
    name: cause,
    parts: PARTS.map(({ name }) => byFault[name]),
  }))
  const suites = bySuite
    .filter(({ summary }) => summary.confusion.length > 0)
    .map(({ suite, summary }) => {
      const told = summary.confusion.map(({ cause, units, sure }) => `${units} ${cause} (sure of ${sure})`).join(', ')
      return `<li><b>${suite.name}</b>: ${told}</li>`
    })
  return `${stackPlot('Units charged wrongly or not charged, by what was special about them', rows, PARTS)}<details><summary>By suite</summary><ul>${suites.join('')}</ul></details>`
}

const SHARES: readonly number[] = [0, 0.25, 0.5, 0.75, 1]
const shares = (label: string): Axis => ({
  label,
  from: 0,
  to: 1,
  ticks: SHARES,
  format: (value) => value.toFixed(2),
})

function reliability({ all, bySuite }: Everything): string {
  const filled = all.calibration.bins.filter(({ count }) => count > 0)
  const points = filled.map(({ said, wasRight }) => [said, wasRight] as const)
  const plot = linePlot(
    `Reliability: expected calibration error ${all.calibration.expectedError.toFixed(3)}, ${all.calibration.claims} claims`,
    shares('what receipts said'),
    shares('how often it was so'),
    [{ name: 'this store', colour: OURS, points }],
    true,
  )
  const rows = filled.map(
    ({ from, to, count, said, wasRight }) =>
      `<tr><th scope="row">${from.toFixed(1)} to ${to.toFixed(1)}</th><td>${count}</td><td>${said.toFixed(3)}</td><td>${wasRight.toFixed(3)}</td></tr>`,
  )
  const table = `<table><thead><tr><th>Said</th><th>Claims</th><th>Mean said</th><th>Was so</th></tr></thead><tbody>${rows.join('')}</tbody></table>`
  const worstSuites = bySuite
    .filter(({ summary }) => summary.calibration.claims > 0)
    .toSorted((a, b) => b.summary.calibration.expectedError - a.summary.calibration.expectedError)
    .slice(0, 5)
    .map(({ suite, summary }) => `${suite.name} ${summary.calibration.expectedError.toFixed(3)}`)
  return `<div class="pair">${plot}${table}</div><p>Worst calibrated: ${worstSuites.join(', ')}.</p>`
}

function sweeps(results: readonly CaseResult[]): string {
  const crowds = lines(
    results,
    CROWDS.map(([shoppers]) => [shoppers, `crowd-of-${shoppers}`] as const),
  )
  const noise = lines(
    results,
    NOISE_FACTORS.map((factor) => [factor, `noise-x${factor}`] as const),
  )
  const f1: Axis = { label: 'mean receipt F1', from: 0, to: 1, ticks: SHARES, format: (value) => value.toFixed(2) }
  const crowdAxis: Axis = {
    label: 'shoppers in the store',
    from: 1,
    to: 50,
    ticks: CROWDS.map(([shoppers]) => shoppers),
    isLogarithmic: true,
  }
  const noiseAxis: Axis = {
    label: 'noise, times what was measured',
    from: 0.5,
    to: 8,
    ticks: NOISE_FACTORS,
    isLogarithmic: true,
  }
  const plots = [
    ...(crowds === undefined ? [] : [linePlot('Accuracy against crowding', crowdAxis, f1, crowds)]),
    ...(noise === undefined ? [] : [linePlot('Accuracy against noise', noiseAxis, f1, noise)]),
  ]
  return plots.length === 0 ? '' : `<div class="pair">${plots.join('')}</div>`
}

function lines(results: readonly CaseResult[], suites: readonly (readonly [x: number, suite: string])[]) {
  const groups = suites
    .map(([x, name]) => ({ x, own: results.filter(({ suite }) => suite === name) }))
    .filter(({ own }) => own.length > 0)
  if (groups.length < 2) return undefined
  const line = (of: (result: CaseResult) => CaseResult['ours']) =>
    groups.map(({ x, own }) => [x, totalsOf(own.map(of)).f1] as const)
  return [
    { name: 'this store', colour: OURS, points: line(({ ours }) => ours) },
    { name: 'baseline of 2020', colour: BASELINE, points: line(({ baseline }) => baseline) },
  ]
}

function tradeoff(results: readonly CaseResult[]): string {
  const points = tradeoffs(results)
  if (points.length < 2) return ''
  const x = percentAxis('held for review', mostOf(points.map(({ reviewRate }) => reviewRate)))
  const y = percentAxis('charged wrongly', mostOf(points.map(({ wrongRate }) => wrongRate)))
  const rates = linePlot('Wrong charges against reviews, one dot a threshold', x, y, [
    { name: 'charging thresholds', colour: OURS, points: points.map((one) => [one.reviewRate, one.wrongRate]) },
  ])
  const { wrongCharge, missed, review } = lossPolicy
  const rows = points.map(
    (one) =>
      `<tr><th scope="row">${one.chargeFrom}</th><td>${percent(one.wrongRate, 2)}</td><td>${percent(one.reviewRate)}</td><td>${percent(one.lostRate)}</td><td>${one.loss.toFixed(3)}</td></tr>`,
  )
  const table = `<table><thead><tr><th>Charged from</th><th>Wrong</th><th>Review</th><th>Let go</th><th>Loss</th></tr></thead><tbody>${rows.join('')}</tbody></table>`
  const note = `Loss per unit taken, in prices of an average article: a wrong charge costs ${wrongCharge}, a unit let go ${missed}, a review ${review} (our judgement).`
  return `<div class="pair">${rates}${table}</div><p>${note}</p>`
}

const mostOf = (values: readonly number[]): number => Math.max(0.01, ...values) * 1.1
const percentAxis = (label: string, to: number): Axis => ({
  label,
  from: 0,
  to,
  ticks: SHARES.map((share) => share * to),
  format: (value) => percent(value),
})

function cost({ all, peakBytes }: Everything): string {
  const { oursRealTime, slowestRealTime, baselineRealTime, ratio, keptBytes } = all.speed
  return `<ul>
<li>This store: ${oursRealTime.toFixed(0)} times real time on one core in the mean, ${slowestRealTime.toFixed(0)} times for the slowest trace (frames already in memory).</li>
<li>The baseline: ${baselineRealTime.toFixed(0)} times real time; this store takes ${ratio.toFixed(1)} times as long.</li>
<li>After the last frame of a trace the engine holds ${megabytes(keptBytes)} at most; a worker process with the whole trace in memory took ${megabytes(peakBytes)} at most.</li>
</ul>`
}

const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MB`

function worst(results: readonly CaseResult[]): string {
  const rows = results
    .filter(({ ours }) => ours.f1 < 1)
    .toSorted((a, b) => a.ours.f1 - b.ours.f1)
    .slice(0, 25)
    .map(({ suite, seed, ours, baseline }) => {
      const told = ours.mistakes.map(({ fault, cause }) => `${fault} (${cause})`).join(', ')
      return `<tr><th scope="row"><code>--suite ${suite} --seed ${seed}</code></th><td>${ours.f1.toFixed(3)}</td><td>${baseline.f1.toFixed(3)}</td><td class="text">${escaped(told)}</td></tr>`
    })
  if (rows.length === 0) return ''
  return `<div class="wide"><table><thead><tr><th>Trace</th><th>F1</th><th>Baseline</th><th>Mistakes</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`
}
