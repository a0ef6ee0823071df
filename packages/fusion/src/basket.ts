import type { ChargePolicy, ChargeThresholds } from './charge-policy.ts'
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
 */
export function basketOf(holdings: readonly Holdings[], policy: ChargePolicy): BelievedBasket {
  const gtins = new Set(holdings.flatMap(({ units }) => units.flatMap(({ gtin }) => gtin ?? [])))
  const odds = [...gtins].sort().map((gtin) => oddsOf(gtin, holdings))
  const lines = odds.map((one) => lineOf(one, holdings, policy)).filter(({ quantity }) => quantity > 0)
  const charged = new Map(lines.map(({ gtin, quantity }) => [gtin, quantity]))
  return { lines, unresolved: doubtsOf(holdings, charged, policy), odds }
}

function oddsOf(gtin: string, holdings: readonly Holdings[]): UnitOdds {
  const counts = holdings.map(({ units, probability }) => ({ count: countOf(gtin, units), probability }))
  const most = Math.max(...counts.map(({ count }) => count))
  const atLeast = Array.from({ length: most }, (_, i) =>
    Math.min(1, total(counts.filter(({ count }) => count >= i + 1))),
  )
  return { gtin, atLeast }
}

const total = (some: readonly { readonly probability: number }[]): number =>
  some.reduce((sum, { probability }) => sum + probability, 0)

function lineOf({ gtin, atLeast }: UnitOdds, holdings: readonly Holdings[], policy: ChargePolicy): BelievedLine {
  const { chargeFrom } = policy(gtin)
  const quantity = atLeast.filter((probability) => probability >= chargeFrom).length
  const exactly = total(holdings.filter(({ units }) => countOf(gtin, units) === quantity))
  return { gtin, quantity, confidence: Math.min(1, exactly), changes: changesOf(gtin, quantity, holdings) }
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
function doubtsOf(holdings: readonly Holdings[], charged: ReadonlyMap<string, number>, policy: ChargePolicy): Doubt[] {
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
