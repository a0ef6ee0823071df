import { readFor } from '@store/fusion/claim.ts'
import type { BelievedAct, ChangeEvidence } from '@store/fusion/evidence.ts'
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

/** Who took what in each change, as was believed at the time: for who puts it down later, and is somebody else. */
export interface Takers {
  note(evidence: ChangeEvidence, visitOf: (actor: string) => string | undefined): void
  /** The visit that had taken what an act puts down, where that is not the visit of whoever does it. */
  before(act: BelievedAct, visitOf: (actor: string) => string | undefined): string | undefined
}

/** An hour and more of a busy store, as fusion itself remembers. */
const MOST_KEPT = 2_000

export function takers(): Takers {
  const byChange = new Map<string, ReadonlyMap<string, string>>()
  return {
    note({ change, considered }, visitOf) {
      const [likeliest] = considered
      if (!likeliest || likeliest.probability < TAKEN_BY_ANOTHER) return
      const taken = likeliest.acts.filter(isTake).flatMap(({ actor, gtin }): [string, string][] => {
        const visit = visitOf(actor ?? '')
        return visit === undefined || gtin === undefined ? [] : [[gtin, visit]]
      })
      // Where two took the same at once, nobody can say whose it was.
      const gtins = taken.map(([gtin]) => gtin)
      const plain = taken.filter(([gtin]) => gtins.indexOf(gtin) === gtins.lastIndexOf(gtin))
      if (plain.length > 0) byChange.set(change.id, new Map(plain))
      for (const oldest of [...byChange.keys()].slice(0, -MOST_KEPT)) byChange.delete(oldest)
    },
    before({ actor, gtin, from = [] }, visitOf) {
      const own = visitOf(actor ?? '')
      if (own === undefined) return undefined
      return from.map((change) => byChange.get(change)?.get(gtin ?? '')).find((one) => one !== undefined && one !== own)
    },
  }
}

const isTake = ({ action }: BelievedAct): boolean => action === 'took'
