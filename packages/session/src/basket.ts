import { gtin14Of } from '@store/catalog/gtin.ts'
import { defineFault } from '@store/kernel/fault.ts'
import type { Basket, BelievedLine, UnresolvedLine } from './events.ts'

export const BasketImpossible = defineFault(
  'session.basket-impossible',
  'refused',
  (d: { sessionId: string; flaw: string }) =>
    `Session ${d.sessionId}: ${d.flaw}, so this basket cannot be believed; the former one stands until a sound one comes.`,
)

export const emptyBasket: Basket = { lines: [], unresolved: [] }

/**
 * The basket that is claimed, in its one fixed order, so that the same belief is always the same basket [SE8].
 * Throws `BasketImpossible` or, for what is no GTIN, the catalog's `GtinWrong` [SE9].
 */
export function basketOf(sessionId: string, claimed: Basket): Basket {
  const [flaw] = flawsIn(claimed)
  if (flaw !== undefined) throw BasketImpossible({ sessionId, flaw })
  return {
    lines: claimed.lines.map(lineOf).sort((a, b) => compare(gtin14Of(a.gtin), gtin14Of(b.gtin))),
    unresolved: claimed.unresolved.map(unresolvedOf).sort((a, b) => compare(sortKey(a), sortKey(b))),
  }
}

/** Equal in everything, confidence included. Both are in their fixed order; a store of events may have shuffled the fields. */
export function isSameBasket(one: Basket, other: Basket): boolean {
  return JSON.stringify(inOrder(one)) === JSON.stringify(inOrder(other))
}

function* flawsIn({ lines, unresolved }: Basket): Generator<string> {
  for (const { gtin, quantity, confidence } of lines) {
    if (!isCount(quantity)) yield `${quantity} units of ${gtin} is not a whole number from 1`
    if (!(confidence >= 0 && confidence <= 1)) yield `the confidence in ${gtin} is ${confidence}, not from 0 to 1`
  }
  const repeated = firstRepeated(lines.map(({ gtin }) => gtin))
  if (repeated !== undefined) yield `${repeated} is in it twice`

  for (const { gtins, quantity, reason } of unresolved) {
    if (!isCount(quantity)) yield `${quantity} unresolved units is not a whole number from 1`
    if (reason.trim() === '') yield 'something is unresolved without a reason'
    const candidate = firstRepeated(gtins)
    if (candidate !== undefined) yield `${candidate} is named twice among what something unresolved could be`
  }
}

const isCount = (quantity: number): boolean => Number.isSafeInteger(quantity) && quantity >= 1

// Exactly the fields of a basket, named in one order: nothing else that a caller's objects carry becomes history.
const lineOf = ({ gtin, quantity, confidence }: BelievedLine): BelievedLine => ({ gtin, quantity, confidence })
const unresolvedOf = ({ gtins, quantity, reason }: UnresolvedLine): UnresolvedLine => ({
  gtins: gtins.toSorted((a, b) => compare(gtin14Of(a), gtin14Of(b))),
  quantity,
  reason,
})
const inOrder = ({ lines, unresolved }: Basket) => [lines.map(lineOf), unresolved.map(unresolvedOf)]

/** What could be told least comes last, as `~` follows every digit. */
const sortKey = ({ gtins, quantity, reason }: UnresolvedLine): string =>
  JSON.stringify([gtins.map(gtin14Of).join() || '~', quantity, reason])

/** Compared as articles, not as spellings. */
function firstRepeated(gtins: readonly string[]): string | undefined {
  const keys = gtins.map(gtin14Of)
  return gtins.find((_, i) => keys.indexOf(keys[i]!) < i)
}

/** By code unit: `localeCompare` would order differently from machine to machine. */
const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b))
