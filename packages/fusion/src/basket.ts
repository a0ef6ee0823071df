import type { ChargePolicy, ChargeThresholds } from './charge-policy.ts'
import { foundOnce } from './found-once.ts'
import type { Holdings } from './holdings.ts'
import { likeliestFirst } from './likeliest-first.ts'
import type { Unit } from './world.ts'

/** What an actor is believed to hold, split into what is sure enough to charge and what is not. */
export interface BelievedBasket {
  /** By GTIN. */
  readonly lines: readonly BelievedLine[]
  readonly unresolved: readonly Doubt[]
  /** Of every article that they may hold, charged or not: by GTIN, the likeliest numbers of units. */
  readonly odds: readonly UnitOdds[]
}

export interface UnitOdds {
  readonly gtin: string
  /** The probability that they hold at least one, at least two, … */
  readonly atLeast: readonly number[]
}

export interface BelievedLine {
  readonly gtin: string
  readonly quantity: number
  /** The probability that they hold exactly this many. */
  readonly confidence: number
  /** The changes in which the units were taken, as they came to be held. */
  readonly changes: readonly string[]
}

/** Something they may hold that is not charged. */
export interface Doubt {
  /** What it may be, the likeliest first; empty when no article fits. */
  readonly gtins: readonly string[]
  readonly quantity: number
  /** The probability that they hold it at all, whatever it is. */
  readonly probability: number
  readonly reason: 'which-article' | 'who-took-it' | 'no-article-fits'
  readonly change: string
}

/**
 * The basket that the beliefs support. Of each article as many units are charged as are believed to be held with at
 * least the probability that the costs ask for; what one change may have added beyond that is a doubt, never a line.
 * `parts`: what they may hold, in parts that are independent of one another and have no change in common.
 */
export function basketOf(parts: readonly (readonly Holdings[])[], policy: ChargePolicy): BelievedBasket {
  const judged = articlesIn(parts).map(([gtin, counted]) => judgedOf(gtin, counted, policy))
  const charged = new Map(parts.map((holdings) => [holdings, new Map<string, number>()]))
  for (const { odds, chargedOf } of judged)
    for (const [holdings, quantity] of chargedOf) charged.get(holdings)!.set(odds.gtin, quantity)
  const unresolved = parts.flatMap((holdings) => doubtsOf(policy)(holdings)(charged.get(holdings)!))
  return {
    lines: judged.map(({ line }) => line).filter(({ quantity }) => quantity > 0),
    unresolved: unresolved.sort((a, b) => (a.change < b.change ? -1 : 1)),
    odds: judged.map(({ odds }) => odds),
  }
}

/** By GTIN, of every article that somebody may hold, by the same parts. */
export const allOdds = (parts: readonly (readonly Holdings[])[]): UnitOdds[] =>
  articlesIn(parts).map(([gtin, counted]) => ({ gtin, atLeast: tails(together(counted)) }))

/** What a part says of an article that comes up in it: how likely they hold none of it, one, two, … */
interface Counted {
  readonly holdings: readonly Holdings[]
  readonly shares: readonly number[]
}

/** By GTIN, with the parts that each comes up in. */
function articlesIn(parts: readonly (readonly Holdings[])[]): [gtin: string, counted: readonly Counted[]][] {
  const articles = new Map<string, Counted[]>()
  for (const holdings of parts) {
    for (const [gtin, shares] of countsIn(holdings)) {
      const counted = articles.get(gtin)
      if (counted) counted.push({ holdings, shares })
      else articles.set(gtin, [{ holdings, shares }])
    }
  }
  return [...articles].sort(([a], [b]) => (a < b ? -1 : 1))
}

const together = (counted: readonly Counted[]): readonly number[] =>
  counted.reduce<readonly number[]>((sum, { shares }) => convolved(sum, shares), [1])

interface Judged {
  readonly odds: UnitOdds
  readonly line: BelievedLine
  /** How many of the units charged are of each part. */
  readonly chargedOf: ReadonlyMap<readonly Holdings[], number>
}

function judgedOf(gtin: string, counted: readonly Counted[], policy: ChargePolicy): Judged {
  const shares = together(counted)
  const atLeast = tails(shares)
  const quantity = atLeast.filter((probability) => probability >= policy(gtin).chargeFrom).length
  // Units are charged where they are surest to be held.
  const units = counted
    .flatMap((one) => tails(one.shares).map((probability) => ({ holdings: one.holdings, probability })))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, quantity)
  const chargedOf = new Map<readonly Holdings[], number>()
  for (const { holdings } of units) chargedOf.set(holdings, (chargedOf.get(holdings) ?? 0) + 1)
  const changes = counted.flatMap(({ holdings }) => changesOf(gtin, chargedOf.get(holdings) ?? 0, holdings))
  const confidence = Math.min(1, shares[quantity] ?? 0)
  return { odds: { gtin, atLeast }, line: { gtin, quantity, confidence, changes }, chargedOf }
}

/**
 * By article, the probability of holding none of it, one, two, … Found out once for a part: most are as they were when
 * a basket is asked for again.
 */
const countsIn = foundOnce((holdings: readonly Holdings[]): ReadonlyMap<string, readonly number[]> => {
  const counted = holdings.map(({ units, probability }) => ({ counts: unitsByArticle(units), probability }))
  const gtins = new Set(counted.flatMap(({ counts }) => [...counts.keys()]))
  return new Map(
    [...gtins].map((gtin) => {
      const shares = [0]
      for (const { counts, probability } of counted) {
        const count = counts.get(gtin) ?? 0
        while (shares.length <= count) shares.push(0)
        shares[count]! += probability
      }
      return [gtin, shares]
    }),
  )
})

function unitsByArticle(units: readonly Unit[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { gtin } of units) if (gtin !== undefined) counts.set(gtin, (counts.get(gtin) ?? 0) + 1)
  return counts
}

/** The distribution of the sum of two independent counts. */
function convolved(a: readonly number[], b: readonly number[]): number[] {
  const sum = Array.from({ length: a.length + b.length - 1 }, () => 0)
  for (const [i, p] of a.entries()) for (const [j, q] of b.entries()) sum[i + j]! += p * q
  return sum
}

/** From the probability of each count, that of at least one, at least two, … */
function tails(shares: readonly number[]): number[] {
  const atLeast: number[] = []
  let sum = 0
  for (let count = shares.length - 1; count > 0; count--) {
    sum += shares[count]!
    atLeast.unshift(Math.min(1, sum))
  }
  return atLeast
}

const countOf = (gtin: string, units: readonly Unit[]): number => units.filter((unit) => unit.gtin === gtin).length

/** Where so many units come from in the likeliest of the holdings that have as many, or else more. */
function changesOf(gtin: string, quantity: number, holdings: readonly Holdings[]): string[] {
  if (quantity === 0) return []
  const sources = holdings
    .filter(({ units }) => countOf(gtin, units) >= quantity)
    .map(({ units, probability }) => ({
      changes: units.filter((unit) => unit.gtin === gtin).map(({ from }) => from),
      probability,
    }))
  const exact = sources.filter(({ changes }) => changes.length === quantity)
  const ranked = likeliestFirst(exact.length > 0 ? exact : sources, logOf, ({ changes }) => changes.join(' '))
  return ranked[0]?.changes.slice(0, quantity) ?? []
}

const logOf = ({ probability }: { readonly probability: number }): number => Math.log(probability)

/** What each change gave them in some worlds and is not in the lines; found out once for the same units charged of a part. */
const doubtsOf = foundOnce((policy: ChargePolicy) =>
  foundOnce((holdings: readonly Holdings[]) => {
    const known = new Map<string, readonly Doubt[]>()
    return (charged: ReadonlyMap<string, number>): readonly Doubt[] => {
      const name = [...charged].join()
      const found = known.get(name) ?? doubtsBeyond(holdings, charged, policy)
      known.set(name, found)
      return found
    }
  }),
)

function doubtsBeyond(
  holdings: readonly Holdings[],
  charged: ReadonlyMap<string, number>,
  policy: ChargePolicy,
): Doubt[] {
  const uncharged = holdings.map(({ units, probability }) => ({ units: beyond(units, charged), probability }))
  const changes = [...new Set(uncharged.flatMap(({ units }) => units.map(({ from }) => from)))]
  return changes.sort().flatMap((change) => doubtOf(change, uncharged, policy) ?? [])
}

function doubtOf(change: string, uncharged: readonly Holdings[], policy: ChargePolicy): Doubt | undefined {
  const byGtin = new Map<string | undefined, number>()
  let held = 0
  let unitsHeld = 0
  for (const { units, probability } of uncharged) {
    const here = units.filter(({ from }) => from === change)
    if (here.length === 0) continue
    held += probability
    unitsHeld += here.length * probability
    for (const gtin of new Set(here.map((unit) => unit.gtin))) byGtin.set(gtin, (byGtin.get(gtin) ?? 0) + probability)
  }
  const ranked = likeliestFirst(
    [...byGtin].map(([gtin, probability]) => ({ gtin, probability })),
    logOf,
    ({ gtin }) => gtin ?? '',
  )
  const thresholds = policy(ranked[0]?.gtin)
  if (ranked.length === 0 || held < thresholds.reviewFrom) return undefined
  return {
    gtins: ranked.flatMap(({ gtin }) => gtin ?? []),
    quantity: Math.max(1, Math.round(unitsHeld / held)),
    probability: Math.min(1, held),
    reason: reasonFor(ranked[0]!.gtin, held, thresholds),
    change,
  }
}

/** Whether it is the shopper or the article that is in doubt. */
function reasonFor(likeliest: string | undefined, held: number, { chargeFrom }: ChargeThresholds): Doubt['reason'] {
  if (held < chargeFrom) return 'who-took-it'
  return likeliest === undefined ? 'no-article-fits' : 'which-article'
}

/** The units beyond what is charged: of each article the charged number is taken off, the first held first. */
function beyond(units: readonly Unit[], charged: ReadonlyMap<string, number>): Unit[] {
  const left = new Map(charged)
  return units.filter(({ gtin }) => {
    const paid = gtin === undefined ? 0 : (left.get(gtin) ?? 0)
    if (gtin !== undefined && paid > 0) left.set(gtin, paid - 1)
    return paid === 0
  })
}
