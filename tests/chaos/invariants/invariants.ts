/** The ten promises of the design, each over what a day left behind. Each answers what breaks it, in one line a case. */
import { figuresOf, waitingOf } from '@store/charging/charge.ts'
import { dueMinor, owedMinor } from '@store/charging/figures.ts'
import { subjectBalances, subjectKey } from '@store/ledger/day-report.ts'
import { sum } from '@store/ledger/entry.ts'
import { paymentsIn, reconcile } from '@store/ledger/reconcile.ts'
import { chargedLines } from '@store/store-server/pipeline/visit-total.ts'
import { initial } from '@store/charging/charge.ts'
import { entriesFor } from '@store/store-server/workers/charge-entries.ts'
import { paymentOf } from '@store/store-server/workers/payment.ts'
import type { Books, ChargeHistory } from '../world/books.ts'

export interface Invariant {
  readonly id: string
  readonly says: string
  readonly broken: (books: Books) => string[]
}

/** I1: per currency, what the bank has is receipts less refunds, and every payment is the same in both books. */
function moneyIsExplained({ charges, bank, entries }: Books): string[] {
  const broken: string[] = []
  const currencies = new Set([...bank.map(({ currency }) => currency), ...entries.map(({ currency }) => currency)])
  for (const currency of currencies) {
    const own = [...charges.values()].filter(
      ({ charge }) => charge.status !== 'none' && charge.terms.currency === currency,
    )
    const receiptsMinor = sum(own.map(({ charge }) => settledMinor(charge)))
    const keptMinor = sum(
      bank.filter((one) => one.currency === currency).map((one) => one.capturedMinor - one.refundedMinor),
    )
    if (receiptsMinor !== keptMinor)
      broken.push(`${currency}: the bank kept ${keptMinor}, receipts less refunds are ${receiptsMinor}`)
  }
  const ours = paymentsIn(entries)
  const theirs = bank.map(({ providerRef, sessionId, currency, capturedMinor, refundedMinor }) => ({
    payment: providerRef,
    subject: sessionId,
    currency,
    capturedMinor,
    refundedMinor,
  }))
  for (const { payment, subject, ours: a, bank: b } of reconcile(ours, theirs).differences)
    broken.push(
      `${payment} of ${subject}: ours ${a?.capturedMinor ?? 'none'} - ${a?.refundedMinor ?? 0}, ` +
        `the bank's ${b?.capturedMinor ?? 'none'} - ${b?.refundedMinor ?? 0}`,
    )
  for (const [subject, { owedMinor: owed, keptMinor: kept }] of subjectBalances(entries))
    if (kept > owed && !isOwing(charges, subject)) broken.push(`${subject}: kept ${kept} of ${owed} owed`)
  return broken
}

const isOwing = (charges: Books['charges'], key: string): boolean =>
  [...charges.values()].some(
    ({ charge }) => charge.status === 'owing' && subjectKey(charge.terms.sessionId, charge.terms.currency) === key,
  )

/** What of its total was paid and not given back, by our own records; with what no bank would give back. */
function settledMinor(charge: ChargeHistory['charge']): number {
  const figures = figuresOf(charge)
  return figures ? owedMinor(figures) - dueMinor(figures) + figures.unclaimedMinor : 0
}

/** I2: one session, one hold at a time, one capture of it, and no key twice. */
function oneCaptureEach({ bank, charges }: Books): string[] {
  const broken: string[] = []
  const keys = new Map<string, number>()
  const captured = new Map<string, number>()
  for (const { key, sessionId, status, isHold } of bank) {
    keys.set(key, (keys.get(key) ?? 0) + 1)
    if (status === 'captured' && isHold) captured.set(sessionId, (captured.get(sessionId) ?? 0) + 1)
    const charge = charges.get(sessionId)?.charge
    // A hold may stand only where the charge is not settled yet: somebody is to look at it.
    if (status === 'held' && charge?.status !== 'held')
      broken.push(`${sessionId} is ${charge?.status ?? 'unknown'}, and ${key} is held`)
  }
  for (const [key, times] of keys) if (times > 1) broken.push(`${key} is ${times} payments`)
  for (const [sessionId, times] of captured) if (times > 1) broken.push(`${sessionId} was captured ${times} times`)
  return broken
}

/** I3: charged, zero, review or unpaid; and nothing else is an end. */
function everySessionEnds({ charges, visits, liveVisits }: Books): string[] {
  const ends = new Set(['charged', 'refunded', 'nothing-to-pay', 'review', 'unpaid'])
  const broken: string[] = []
  for (const [sessionId, { charge }] of charges) {
    const payment = paymentOf(charge) ?? 'none'
    if (!ends.has(payment)) broken.push(`${sessionId} ended as ${payment} (${charge.status})`)
  }
  for (const { id, status } of liveVisits ?? [])
    if (status !== 'sealed' && status !== 'turned-back') broken.push(`${id} is still ${status}`)
  for (const { id } of visits) if (!charges.has(id)) broken.push(`${id} was never charged under any hold`)
  return broken
}

/** I4: no unit appears or vanishes, neither in the records nor against the shelves themselves. */
function unitsAreConserved({ stock, visits, charges, store }: Books): string[] {
  const broken: string[] = []
  for (const [gtin, atStart] of stock.atStart) {
    const onShelves = stock.onShelves.get(gtin) ?? 0
    const told = sum(visits.map(({ id, basket, status }) => unitsOf(charges.get(id), basket, status, gtin, store)))
    const all = onShelves + told + (stock.cannotTell.get(gtin) ?? 0)
    if (all !== atStart) broken.push(`${gtin}: ${atStart} at the start, ${all} at the end`)
    const really = atStart - (stock.reallyGone.get(gtin) ?? 0)
    const known = onShelves - (stock.unheard.get(gtin) ?? 0)
    if (really !== known) broken.push(`${gtin}: ${really} lie on the shelves, ${known} by the records`)
  }
  return broken
}

/** In its basket while it is open or looked at; else what it was charged for, and what is in doubt. */
function unitsOf(
  history: ChargeHistory | undefined,
  { lines, unresolved }: Books['visits'][number]['basket'],
  status: string,
  gtin: string,
  { catalog }: Books['store'],
): number {
  const doubtful = sum(unresolved.filter(({ gtins }) => gtins.includes(gtin)).map(({ quantity }) => quantity))
  const figures = history && figuresOf(history.charge)
  if (status !== 'sealed' || !figures)
    return doubtful + sum(lines.filter((line) => line.gtin === gtin).map(({ quantity }) => quantity))
  const item = chargedLines({ lines, unresolved }, catalog).some((line) => line.item === gtin)
  const sold = figures.lines.filter((line) => line.item === gtin).map(({ quantity }) => quantity)
  const isFree = !item && lines.some((line) => line.gtin === gtin)
  return (
    doubtful + (isFree ? sum(lines.filter((line) => line.gtin === gtin).map(({ quantity }) => quantity)) : sum(sold))
  )
}

/** I5: what a device was told to forget is in the log, or was declared lost. */
function acksHaveNoHoles({ devices }: Books): string[] {
  return devices.flatMap(({ name, acked, logged, declared }) =>
    [...acked].flatMap(([boot, upTo]) => {
      const missing = Array.from({ length: upTo }, (_, i) => i + 1).filter(
        (n) => logged.get(boot)?.has(n) !== true && declared.get(boot)?.has(n) !== true,
      )
      return missing.length > 0
        ? [`${name} ${boot}: ${missing.length} acknowledged and nowhere, from ${missing[0]}`]
        : []
    }),
  )
}

/** I6: what a shopper was charged for, and what their receipt says, is the basket that the log replays to. */
function receiptsAreReplayed({ visits, charges, receipts, store }: Books): string[] {
  return visits.flatMap(({ id, status, basket }) => {
    if (status !== 'sealed') return []
    const lines = chargedLines(basket, store.catalog)
    const broken: string[] = []
    const figures = figuresOf(charges.get(id)?.charge ?? initial)
    if (figures && figures.totalMinor !== priceOf(lines))
      broken.push(`${id} was charged ${figures.totalMinor}, its basket costs ${priceOf(lines)}`)
    const receipt = receipts.get(id)
    const said = receipt?.visit.lines.map(({ gtin, quantity }) => `${quantity} ${gtin}`).sort()
    const replayed = lines.map(({ item, quantity }) => `${quantity} ${item}`).sort()
    if (!said) broken.push(`${id} has no receipt`)
    else if (said.join() !== replayed.join())
      broken.push(`${id}: its receipt has ${said.join()}, its basket ${replayed.join()}`)
    return broken
  })
}

const priceOf = (lines: readonly { quantity: number; unitMinor: number }[]): number =>
  sum(lines.map(({ quantity, unitMinor }) => quantity * unitMinor))

/** I7: debits are credits, no row was ever changed, and the ledger is what the charges' own events come to. */
function ledgerBalances({ entries, earlierEntries, charges }: Books): string[] {
  const broken: string[] = []
  for (const { id, postings } of entries)
    if (sum(postings.map(({ amountMinor }) => amountMinor)) !== 0) broken.push(`${id} does not add up`)
  const now = JSON.stringify(entries)
  for (const before of earlierEntries)
    if (before !== '[]' && !now.startsWith(before.slice(0, -1)))
      broken.push('rows of the ledger were changed or deleted')
  const ids = entries.map(({ id }) => id)
  for (const id of new Set(ids.filter((one, i) => ids.indexOf(one) < i))) broken.push(`${id} was posted twice`)
  const due = new Set([...charges.values()].flatMap(({ events }) => entriesFor(initial, events, 0).map(({ id }) => id)))
  for (const id of ids) if (!due.has(id)) broken.push(`${id} follows from no event`)
  for (const id of due) if (!ids.includes(id)) broken.push(`${id} was never posted`)
  return broken
}

/** I8: nothing was acknowledged before it was in the log. */
const ackedIsLogged = ({ earlyAcks }: Books): string[] => earlyAcks.map((one) => `${one} was acknowledged too early`)

/** How long after its deadline it may take until the server looks. */
const LOOKED_AT_MS = 10 * 60_000

/** I9: two hours after the last fault nothing is open but what a person has to look at, and still has the time to. */
function calmSettlesAll({ open, charges, liveVisits, endedMs }: Books): string[] {
  const broken = open.flatMap(({ sessionId, state, inReview }) =>
    state === 'awaiting' || (state === 'held' && !inReview) ? [`${sessionId} is ${state}`] : [],
  )
  for (const [sessionId, { charge }] of charges) {
    if (waitingOf(charge)) broken.push(`${sessionId} still waits for the bank (${charge.status})`)
    const decideByMs = charge.status === 'none' || figuresOf(charge) ? undefined : charge.review?.decideByMs
    if (decideByMs !== undefined && endedMs > decideByMs + LOOKED_AT_MS)
      broken.push(`${sessionId} is in review, and its deadline has passed`)
  }
  if (!liveVisits) broken.push('the server does not run')
  return broken
}

/** I10: whoever has a basket showed a pass of their own, one for each visit, and walked in. */
function basketsHaveOwners({ visits, liveVisits, cameIn }: Books): string[] {
  const broken: string[] = []
  const opened = new Map<string, string>()
  for (const { id, pass, shopper, basket, admittedMs } of visits) {
    const before = pass === undefined ? undefined : opened.get(pass)
    if (before !== undefined) broken.push(`${id} and ${before} were opened with one pass`)
    if (pass === undefined || pass === 'none') broken.push(`${id} was opened without a pass`)
    else opened.set(pass, id)
    const live = liveVisits?.find((one) => one.id === id)
    if (isEmpty(basket) && (!live || isEmpty(live.basket))) continue
    if ((live ?? { admittedMs }).admittedMs === undefined || pass === undefined || !cameIn.has(pass))
      broken.push(`${id} has a basket, and ${shopper} was never let in`)
  }
  return broken
}

const isEmpty = ({ lines, unresolved }: Books['visits'][number]['basket']): boolean =>
  lines.length + unresolved.length === 0

export const invariants: readonly Invariant[] = [
  { id: 'I1', says: 'money captured is receipts less refunds', broken: moneyIsExplained },
  { id: 'I2', says: 'one capture and one open hold a session', broken: oneCaptureEach },
  { id: 'I3', says: 'every session ends, in one of four ways', broken: everySessionEnds },
  { id: 'I4', says: 'no unit appears or vanishes', broken: unitsAreConserved },
  { id: 'I5', says: 'no undeclared hole in what was acknowledged', broken: acksHaveNoHoles },
  { id: 'I6', says: 'a receipt is its basket, replayed', broken: receiptsAreReplayed },
  { id: 'I7', says: 'debits are credits, and rows never change', broken: ledgerBalances },
  { id: 'I8', says: 'what was acknowledged is in the log', broken: ackedIsLogged },
  { id: 'I9', says: 'when faults stop, everything settles', broken: calmSettlesAll },
  { id: 'I10', says: 'no basket without an admitted shopper', broken: basketsHaveOwners },
]

export interface Violation {
  readonly invariant: string
  readonly what: string
}

export const violationsIn = (books: Books): Violation[] =>
  invariants.flatMap(({ id, broken }) => broken(books).map((what) => ({ invariant: id, what })))
