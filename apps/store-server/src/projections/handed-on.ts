import { readFor } from '@store/fusion/claim.ts'
import type { BelievedAct } from '@store/fusion/evidence.ts'
import { assert } from '@store/kernel/assert.ts'
import type { Grounds } from '../pipeline/store-event.ts'

/** An article of a visit's basket that somebody else took off the shelf. */
export interface HandedOn {
  readonly gtin: string
  /** The shelf change in which it was taken, and the visit of whoever took it. */
  readonly change: string
  readonly takenBy: string
}

/**
 * As sure as this that another one took it, and as good as sure that this shopper did not: that it is theirs all the same
 * is believed because it changed hands. Below that, it may as well be the first belief that was wrong.
 */
const TAKEN_BY_ANOTHER = 0.9

/**
 * What a basket holds that was passed on to its shopper [RT12], as what it rests on tells. People without a pass are left
 * out: who they are may not be known yet.
 */
export function handedOnTo(visitId: string, { receipt, visitOf }: Pick<Grounds, 'receipt' | 'visitOf'>): HandedOn[] {
  const isOwn = (actor: string): boolean => visitOf.get(actor) === visitId
  const isAnother = (actor: string): boolean => visitOf.has(actor) && !isOwn(actor)
  return receipt.lines.flatMap(({ gtin, evidence }) =>
    evidence.flatMap((one): HandedOn[] => {
      const own = readFor(one, { gtin, isOwn }).believed?.probability ?? 0
      const theirs = readFor(one, { gtin, isOwn: isAnother }).believed
      if (!theirs || theirs.probability < TAKEN_BY_ANOTHER || own > 1 - TAKEN_BY_ANOTHER) return []
      const taker = theirs.acts.find((act) => act.gtin === gtin && isTake(act) && isAnother(act.actor ?? ''))
      const takenBy = visitOf.get(taker?.actor ?? '')
      assert(takenBy !== undefined, `change ${one.change.id} was taken for a take by somebody with a visit`)
      return [{ gtin, change: one.change.id, takenBy }]
    }),
  )
}

/** Hands that met, after which something of a visit's basket may be another visit's. */
export interface HandsMet {
  readonly gtin: string
  readonly with: string
  /** When they parted: Unix epoch milliseconds. */
  readonly atMs: number
  /** That this changed hands then. */
  readonly probability: number
}

/** What of a basket its shopper may have handed to others, the latest last [RT12]. */
export function handsMet(visitId: string, { receipt, visitOf, startedMs }: Grounds): HandsMet[] {
  return receipt.lines.flatMap(({ gtin, handed = [] }) =>
    handed.flatMap(({ from, to, untilMs, probability }): HandsMet[] => {
      const other = visitOf.get(to)
      if (visitOf.get(from) !== visitId || other === undefined || other === visitId) return []
      return [{ gtin, with: other, atMs: startedMs + untilMs, probability }]
    }),
  )
}

const isTake = ({ action }: BelievedAct): boolean => action === 'took'
