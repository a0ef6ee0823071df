import type { AttributionPolicy } from './attribution-policy.ts'
import type { Holdings } from './holdings.ts'
import { likeliestFirst } from './likeliest-first.ts'
import type { Unit } from './world.ts'

/** What an actor is believed to hold, split into what is sure enough to charge and what is not. */
export interface BelievedBasket {
  /** By GTIN. */
  readonly lines: readonly BelievedLine[]
  readonly unresolved: readonly Doubt[]
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
 * least the policy's probability; what one change may have added beyond that is a doubt, never a line.
 */
export function basketOf(holdings: readonly Holdings[], policy: AttributionPolicy): BelievedBasket {
  const gtins = new Set(holdings.flatMap(({ units }) => units.flatMap(({ gtin }) => gtin ?? [])))
  const lines = [...gtins]
    .sort()
    .map((gtin) => lineOf(gtin, holdings, policy))
    .filter(({ quantity }) => quantity > 0)
  const charged = new Map(lines.map(({ gtin, quantity }) => [gtin, quantity]))
  return { lines, unresolved: doubtsOf(holdings, charged, policy) }
}

function lineOf(gtin: string, holdings: readonly Holdings[], policy: AttributionPolicy): BelievedLine {
  const counts = holdings.map(({ units, probability }) => ({ count: countOf(gtin, units), probability }))
  const believed = (isSo: (count: number) => boolean): number =>
    counts.reduce((sum, { count, probability }) => sum + (isSo(count) ? probability : 0), 0)
  let quantity = Math.max(...counts.map(({ count }) => count))
  while (quantity > 0 && believed((count) => count >= quantity) < policy.chargeFrom) quantity--
  return {
    gtin,
    quantity,
    confidence: Math.min(
      1,
      believed((count) => count === quantity),
    ),
    changes: changesOf(gtin, quantity, holdings),
  }
}

const countOf = (gtin: string, units: readonly Unit[]): number => units.filter((unit) => unit.gtin === gtin).length

/** Where the units come from in the likeliest of the holdings that have as many. */
function changesOf(gtin: string, quantity: number, holdings: readonly Holdings[]): string[] {
  const sources = holdings
    .filter(({ units }) => countOf(gtin, units) === quantity)
    .map(({ units, probability }) => ({
      changes: units.filter((unit) => unit.gtin === gtin).map(({ from }) => from),
      probability,
    }))
  return likeliestFirst(sources, logOf, ({ changes }) => changes.join(' '))[0]?.changes ?? []
}

const logOf = ({ probability }: { readonly probability: number }): number => Math.log(probability)

/** What each change gave them in some worlds and is not in the lines. */
function doubtsOf(
  holdings: readonly Holdings[],
  charged: ReadonlyMap<string, number>,
  policy: AttributionPolicy,
): Doubt[] {
  const uncharged = holdings.map(({ units, probability }) => ({ units: beyond(units, charged), probability }))
  const changes = [...new Set(uncharged.flatMap(({ units }) => units.map(({ from }) => from)))]
  return changes.sort().flatMap((change) => doubtOf(change, uncharged, policy) ?? [])
}

function doubtOf(change: string, uncharged: readonly Holdings[], policy: AttributionPolicy): Doubt | undefined {
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
  if (held < policy.reviewFrom) return undefined
  const ranked = likeliestFirst(
    [...byGtin].map(([gtin, probability]) => ({ gtin, probability })),
    logOf,
    ({ gtin }) => gtin ?? '',
  )
  return {
    gtins: ranked.flatMap(({ gtin }) => gtin ?? []),
    quantity: Math.max(1, Math.round(unitsHeld / held)),
    probability: Math.min(1, held),
    reason: reasonFor(ranked[0]!.gtin, held, policy),
    change,
  }
}

/** Whether it is the shopper or the article that is in doubt. */
function reasonFor(likeliest: string | undefined, held: number, policy: AttributionPolicy): Doubt['reason'] {
  if (held < policy.chargeFrom) return 'who-took-it'
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
