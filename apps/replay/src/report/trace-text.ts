import type { Receipt } from '@store/engine/receipt.ts'
import type { Replayed } from '../replay.ts'
import { meanF1, type Score, type Units } from '../score.ts'
import { explained } from './explanation.ts'
import { explanationText, percent, seconds } from './explanation-text.ts'
import { handedAccounts, handedText, passedOn } from './handed.ts'
import { moneyIn } from './money.ts'
import { namesIn, type Names } from './names.ts'
import type { Paint } from './paint.ts'
import { table } from './table.ts'
import { tagAccounts, tagsText } from './tags.ts'
import { indented, LINE_WIDTH, printable } from './text-width.ts'
import { weightsText } from './weights.ts'

export interface Manner {
  readonly paint: Paint
  readonly isExplained: boolean
}

/** All that a person wants to know of one trace, at 80 columns. */
export function traceText(replayed: Replayed, manner: Manner): string {
  const { receipts, score } = replayed
  const names = namesIn(replayed)
  return [
    headingText(replayed, manner.paint),
    ...receipts.map((receipt) => receiptText(receipt, replayed, names, manner)),
    ...(receipts.length === 0 ? ['Nobody was admitted, so there is no receipt.', ''] : []),
    ...weightsText(replayed.weights, names),
    ...(score ? [scoreText(score, names, manner.paint)] : []),
    speedText(replayed, manner.paint),
    '',
  ].join('\n')
}

/** Closes the report of several scored traces. */
export function meanText(scores: readonly Score[], paint: Paint): string {
  const worst = Math.min(...scores.map(({ f1 }) => f1))
  const text = `Mean F1 over ${scores.length} traces: ${meanF1(scores).toFixed(3)}, worst ${worst.toFixed(3)}`
  return paint.heading(text)
}

function headingText({ header, store }: Replayed, paint: Paint): string {
  const day = new Intl.DateTimeFormat('en-GB', { timeZone: store.layout.timeZone, dateStyle: 'long' })
  const about = [
    store.layout.name,
    day.format(Date.parse(header.startedAt)),
    header.recorded ? 'recorded' : 'simulated',
  ]
  const heading = indented(printable(`${header.name} (${about.join(', ')})`), 0)
  return `${paint.heading(heading)}\n${'='.repeat(LINE_WIDTH)}\n`
}

function receiptText(receipt: Receipt, replayed: Replayed, names: Names, { paint, isExplained }: Manner): string {
  const { lines, unresolved } = receipt
  return [
    paint.heading(indented(printable(`Receipt of ${receipt.shopper}`), 0)),
    ...(lines.length === 0 ? ['  Nothing to pay.'] : linesText(receipt, replayed, names, paint)),
    ...(unresolved.length === 0 ? [] : [`  Not charged, for staff to look at:`]),
    ...unresolved.map((doubt) => doubtText(doubt, names)),
    ...(isExplained ? whyText(receipt, replayed, names, paint) : []),
    '',
  ].join('\n')
}

function linesText({ lines }: Receipt, { store }: Replayed, names: Names, paint: Paint): string[] {
  const money = moneyIn(store.layout.currency)
  const priced = lines.map((line) => {
    const unitMinor = store.catalog.find(line.gtin)?.priceMinor ?? 0
    return { ...line, unitMinor, totalMinor: line.quantity * unitMinor }
  })
  const totalMinor = priced.reduce((sum, line) => sum + line.totalMinor, 0)
  const [head = '', ...rows] = table(
    [
      ['Article', 'Units', 'Each', 'Total', 'Sure'],
      ...priced.map(({ gtin, quantity, unitMinor, totalMinor: lineMinor, confidence }) => [
        names.article(gtin),
        String(quantity),
        money(unitMinor),
        money(lineMinor),
        percent(confidence),
      ]),
      ['To pay', '', '', money(totalMinor)],
    ],
    2,
  )
  return [paint.quiet(head), ...rows.slice(0, -1), paint.heading(rows.at(-1)!)]
}

function doubtText({ gtins, quantity, reason }: Receipt['unresolved'][number], names: Names): string {
  const what = gtins.length === 0 ? 'something' : gtins.map((gtin) => names.article(gtin)).join(' or ')
  return indented(`${quantity} x ${what}: ${reason}`, 4)
}

function whyText({ sessionId, lines, unresolved }: Receipt, replayed: Replayed, names: Names, paint: Paint): string[] {
  const charged = lines.map(({ gtin, quantity, confidence, evidence, tags, handed = [] }) => [
    '',
    paint.heading(indented(`Why ${quantity} x ${names.article(gtin)}:`, 2)),
    ...evidence.flatMap((change) => explanationText(explained(change, replayed, { sessionId, gtin }), 4, confidence)),
    ...handedText(handedAccounts(handed, replayed)).map((told) => indented(told, 4)),
    ...tagsText(tagAccounts(tags, replayed, quantity)).map((told) => indented(told, 4)),
  ])
  const open = unresolved.map((doubt) => [
    '',
    paint.heading(indented(`Why ${doubtText(doubt, names).trim().replaceAll(/\s+/g, ' ')}:`, 2)),
    ...doubt.evidence.flatMap((change) => explanationText(explained(change, replayed), 4)),
    ...handedText(handedAccounts(doubt.handed ?? [], replayed)).map((told) => indented(told, 4)),
    ...tagsText(tagAccounts(doubt.tags, replayed)).map((told) => indented(told, 4)),
  ])
  const passed = passedOn(sessionId, replayed).map(({ gtin, giver, putBy, probability, evidence }) => [
    '',
    paint.heading(
      indented(
        `Passed on, ${percent(probability)}: ${names.article(gtin)}, taken by ${names.actor(giver)}, put down by ${names.actor(putBy)}:`,
        2,
      ),
    ),
    ...explanationText(explained(evidence, replayed), 4),
  ])
  return [...charged, ...open, ...passed].flat()
}

function scoreText({ f1, charged, taken, right, wrong, missed }: Score, names: Names, paint: Paint): string {
  const colour = f1 === 1 ? paint.good : paint.bad
  const of = `units taken ${taken}, charged rightly ${right}, charged wrongly ${charged - right}`
  return [
    colour(indented(`F1 ${f1.toFixed(3)}: ${of}`, 0)),
    ...wrong.map((units) => paint.bad(unitsText('charged and not taken', units, names))),
    ...missed.map((units) => paint.bad(unitsText('taken and not charged', units, names))),
  ].join('\n')
}

const unitsText = (what: string, { shopper, gtin, quantity }: Units, names: Names): string =>
  indented(`${what}: ${quantity} x ${names.article(gtin)}, by ${printable(shopper)}`, 2)

function speedText({ traceMs, wallMs }: Replayed, paint: Paint): string {
  const factor = Math.round(traceMs / Math.max(wallMs, 1))
  return paint.quiet(`${seconds(traceMs)} s played in ${(wallMs / 1000).toFixed(2)} s: ${factor} x real time`)
}
