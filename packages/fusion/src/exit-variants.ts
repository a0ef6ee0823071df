import type { Catalog } from '@store/catalog/catalog.ts'
import type { Product } from '@store/catalog/product.ts'
import type { AttributionPolicy } from './attribution-policy.ts'
import type { ConsideredTakes } from './considered-takes.ts'
import type { RfidPolicy } from './rfid-policy.ts'
import type { HandMeetings } from './hand-meetings.ts'
import { normal } from './weighing.ts'
import { holding, NOBODY, withoutUnit, type Stray, type Unit, type World } from './world.ts'

/** Who passed the reader, and who else may have what they have not, or have given them what they have. */
export interface Passers {
  readonly actors: readonly string[]
  /** Not gone before. */
  readonly isAbout: (actor: string) => boolean
  /** Whose hands met theirs. */
  readonly met: (actor: string) => readonly string[]
  /** Names what no plate saw. */
  readonly evidence: string
}

/** What the same goods may have been instead, each with its price in the world's weight. */
export interface ExitVariants {
  /**
   * One unit more of an article with somebody: it was them who took it, somebody gave it to them, they found it astray, took
   * it unseen, or what they were seen to take was this article all along.
   */
  more(world: World, product: Product, to: string): World[]
  /** One unit less: another took it, it was another article, or they gave it away or lost it. */
  less(world: World, gtin: string, from: string): World[]
}

export function exitVariants(
  worlds: readonly World[],
  passers: Passers,
  takes: ConsideredTakes,
  meetings: HandMeetings,
  catalog: Catalog,
  attribution: AttributionPolicy,
  policy: RfidPolicy,
): ExitVariants {
  const leastGrams = attribution.leastShareOfLightest * Math.min(...catalog.products.map((one) => one.weightGrams))
  const mayHold = (actor: string): boolean => passers.actors.includes(actor) || passers.isAbout(actor)

  const believed = believedUnits(worlds)

  /**
   * How likely a unit's change made it this actor's and this article, against what it is: as it was judged at the time, as far
   * as no world says so any more. What is still believed somewhere needs no second world.
   */
  function oddsOf(unit: Unit, holder: string, actor: string, gtin: string, world: World): number {
    const considered = takes.of(unit.from)
    const unitsOf = (who: string, what: string | undefined): number =>
      considered.find((take) => take.actor === who && take.gtin === what)?.units ?? 0
    const other = unitsOf(actor, gtin)
    // Where they have their own of this change already, it speaks for that one.
    if (other === 0 || (world.holdings.get(actor) ?? []).some((one) => one.from === unit.from && one.gtin === gtin))
      return 0
    const judged = other / Math.max(LEAST_JUDGED, unitsOf(holder, unit.gtin))
    const now = believed(actor, gtin, unit.from) / Math.max(Number.EPSILON, believed(holder, unit.gtin, unit.from))
    return Math.min(1, Math.max(0, judged - now))
  }

  function more(world: World, product: Product, to: string): World[] {
    const { gtin } = product
    const lying = world.strays
      .filter(({ unit }) => unit.gtin === gtin)
      .map((stray) =>
        costing(
          holding({ ...world, strays: world.strays.filter((other) => other !== stray) }, to, stray.unit),
          isOutOfSight(stray) ? policy.foundAgain : policy.strayTaken,
        ),
      )
    const held = [...world.holdings].flatMap(([holder, units]) => {
      if (!mayHold(holder)) return []
      return firstOfEach(units).flatMap((unit) => {
        if (holder === to && unit.gtin === gtin) return []
        const odds = Math.max(oddsOf(unit, holder, to, gtin, world), oddsUnseen(unit, holder, product, to))
        if (odds < LEAST_ODDS) return []
        return [costing(holding(withoutUnit(world, holder, unit), to, { ...unit, gtin }), odds)]
      })
    })
    const unrecognised = unknownsIn(world).flatMap((unknown) => {
      const around = takes.around(unknown.change)
      const share = Math.max(
        0,
        ...around.filter((reach) => reach.actor === to && reach.gtin === gtin).map((reach) => reach.share),
      )
      if (share < LEAST_ODDS || unknown.grams < product.weightGrams - attribution.slackGrams) return []
      const gtins = new Set(around.map((reach) => reach.gtin)).size
      const rest = unknown.without(product.weightGrams, leastGrams)
      return [costing(holding(rest, to, taken(product, unknown.change)), (policy.unrecognised * share) / gtins)]
    })
    const miscounted = takes
      .crowded(to, gtin)
      .filter(({ share }) => share >= LEAST_REACH)
      .map(({ change, share, units }) => ({
        change,
        odds: policy.miscounted * share * (units - 1) * hiding(product, change),
      }))
      .filter(({ odds }) => odds > 0)
      .map(({ change, odds }) => costing(holding(world, to, taken(product, change)), Math.min(1, odds)))
    const unseen = costing(
      holding(world, to, taken(product, passers.evidence)),
      policy.takenUnseen / catalog.products.length,
    )
    return [...lying, ...held, ...unrecognised, ...miscounted, unseen]
  }

  /** Whether one more went unnoticed among what went from a shelf: master data is off by so much of all that went, now and then. */
  function hiding({ weightGrams }: Product, change: string): number {
    const gone = takes
      .of(change)
      .reduce((sum, { gtin, units }) => sum + units * (catalog.find(gtin)?.weightGrams ?? 0), 0)
    const off = weightGrams / (attribution.wrongShare * gone)
    return Math.exp(-0.5 * off * off)
  }

  const about = new Set(worlds.flatMap(({ holdings }) => [...holdings.keys()]).filter(mayHold))
  /** Any of the others may have been given it, where no hands tell which. */
  function shareGiven(unit: Unit, from: string, to: string): number {
    const share = meetings.shareGiven(from, to, takes.momentOf(unit.from))
    return share > policy.changedHands ? share : share / Math.max(1, about.size - 1)
  }

  /** Without anything that was seen in its favour. */
  function oddsUnseen(unit: Unit, holder: string, product: Product, to: string): number {
    if (unit.gtin === product.gtin) return shareGiven(unit, holder, to)
    return holder === to ? shareOfBeing(product, unit, catalog, attribution, policy) : 0
  }

  function less(world: World, gtin: string, from: string): World[] {
    return firstOfEach((world.holdings.get(from) ?? []).filter((unit) => unit.gtin === gtin)).flatMap((unit) => {
      const rest = withoutUnit(world, from, unit)
      const lost = costing({ ...rest, strays: [...rest.strays, { unit, ...OUT_OF_SIGHT }] }, policy.changedHands)
      const others = takes.of(unit.from).flatMap((take) => {
        const isSame = take.actor === from && take.gtin === gtin
        if (isSame || !(take.actor === NOBODY || mayHold(take.actor))) return []
        const odds = oddsOf(unit, from, take.actor, take.gtin, world)
        return odds < LEAST_ODDS ? [] : [costing(holding(rest, take.actor, { ...unit, gtin: take.gtin }), odds)]
      })
      const given = passers.met(from).flatMap((other) => {
        if (!mayHold(other) || shareGiven(unit, from, other) <= policy.changedHands) return []
        return [costing(holding(rest, other, unit), shareGiven(unit, from, other))]
      })
      return [lost, ...others, ...given]
    })
  }

  return { more, less }
}

/** Weight that went from a shelf, and no article was recognised: somebody has it, or it is still waited for. */
interface Unknown {
  readonly change: string
  readonly grams: number
  /** Several that went at once are found out one by one; what is left then is no article once it is lighter than any. */
  readonly without: (grams: number, leastGrams: number) => World
}

function unknownsIn(world: World): Unknown[] {
  const held = [...world.holdings].flatMap(([holder, units]) =>
    units.flatMap((unit): Unknown[] => {
      if (unit.gtin !== undefined) return []
      const without: Unknown['without'] = (grams, leastGrams) => {
        const rest = withoutUnit(world, holder, unit)
        const left = unit.grams - grams
        return left < leastGrams ? rest : holding(rest, holder, { ...unit, grams: left })
      }
      return [{ change: unit.from, grams: unit.grams, without }]
    }),
  )
  const waiting = world.unfinished.map((open): Unknown => {
    const gone = -open.plates.reduce((sum, plate) => sum + plate.grams, 0)
    const without: Unknown['without'] = (grams, leastGrams) => {
      const others = world.unfinished.filter((other) => other !== open)
      if (gone - grams < leastGrams) return { ...world, unfinished: others }
      const plates = open.plates.map((plate) => ({ ...plate, grams: plate.grams * (1 - grams / gone) }))
      return { ...world, unfinished: [...others, { ...open, plates }] }
    }
    return { change: open.change, grams: gone, without }
  })
  return [...held, ...waiting]
}

const taken = ({ gtin, weightGrams, weightSpreadGrams }: Product, from: string): Unit => ({
  gtin,
  grams: weightGrams,
  sigmaGrams: weightSpreadGrams,
  from,
})

/** What is a thousand times less likely than what is believed does not come back by one read. */
const LEAST_ODDS = 1e-3

/** Who was so much farther away than somebody else had no hand in it. */
const LEAST_REACH = 0.05

/** What was believed later only, of a change that was judged otherwise at the time. */
const LEAST_JUDGED = 0.05

/** Where a unit lies that nobody is known to hold, and that lies on no plate: dropped, or in a stranger's hands. */
const OUT_OF_SIGHT = { gondola: '', shelf: 0, plates: [], middle: 0 } as const

const isOutOfSight = ({ gondola }: Stray): boolean => gondola === ''

/** How likely a unit that was weighed is this article, against what it is in this world. */
function shareOfBeing(
  product: Product,
  unit: Unit,
  catalog: Catalog,
  attribution: AttributionPolicy,
  policy: RfidPolicy,
): number {
  const density = (grams: number, spread: number): number =>
    normal(unit.grams - grams, unit.sigmaGrams ** 2 + spread ** 2 + (attribution.staleShare * grams) ** 2)
  const fit = density(product.weightGrams, product.weightSpreadGrams)
  if (unit.gtin === undefined) {
    // No article fits what was weighed, so scales are off, or several moved: the weight tells, but not for certain.
    return Math.min(1, (0.5 + 0.5 * fit * attribution.anyGrams) / catalog.products.length)
  }
  const believed = catalog.find(unit.gtin)
  if (!believed) return 0
  return policy.otherArticle * Math.min(1, fit / density(believed.weightGrams, believed.weightSpreadGrams))
}

const firstOfEach = (units: readonly Unit[]): Unit[] =>
  units.filter((unit, i) => units.findIndex((other) => other.gtin === unit.gtin && other.from === unit.from) === i)

const costing = (world: World, share: number): World => ({ ...world, logWeight: world.logWeight + Math.log(share) })

/** How many units of an article from a change somebody is expected to hold, over all worlds. */
function believedUnits(worlds: readonly World[]): (actor: string, gtin: string | undefined, change: string) => number {
  const units = new Map<string, number>()
  for (const { holdings, logWeight } of worlds) {
    const weight = Math.exp(logWeight)
    for (const [actor, held] of holdings) {
      for (const { gtin, from } of held) {
        const name = nameOf(actor, gtin, from)
        units.set(name, weight + (units.get(name) ?? 0))
      }
    }
  }
  return (actor, gtin, change) => units.get(nameOf(actor, gtin, change)) ?? 0
}

const nameOf = (actor: string, gtin: string | undefined, change: string): string =>
  JSON.stringify([actor, gtin ?? '', change])
