/** Test-only: a tiny shelf, what its plates say, and who is near to them. */
import { catalogOf } from '@store/catalog/catalog.ts'
import { usualCosts } from '@store/catalog/charge-costs.ts'
import type { Product } from '@store/catalog/product.ts'
import type { Facing } from '@store/planogram/layout.ts'
import { attributionPolicy, type AttributionPolicy } from './attribution-policy.ts'
import { basketOf, type Doubt } from './basket.ts'
import { chargePolicy } from './charge-policy.ts'
import { beliefs, type Beliefs } from './beliefs.ts'
import { likeliestFirst } from './likeliest-first.ts'
import type { Considered } from './happening.ts'
import type { Nearness } from './nearness.ts'
import type { Run } from './run.ts'
import type { Scene } from './scene.ts'
import type { ShelfChange } from './shelf-change.ts'
import type { Unit } from './world.ts'

const article = (gtin: string, weightGrams: number): Product => ({
  gtin,
  gtin14: gtin.padStart(14, '0'),
  name: gtin,
  weightGrams,
  weightSpreadGrams: 2,
  priceMinor: 100,
  currency: 'EUR',
})

/** Articles go by their names here: attribution reads nothing out of a GTIN. */
export const corn = article('corn', 200)
/** Weighs what corn does, and stands beside it. */
export const peas = article('peas', 200)
export const tuna = article('tuna', 93)
/** On the shelf below. */
export const jam = article('jam', 452)

export const catalog = catalogOf([corn, peas, tuna, jam])

const facing = (gtin: string, shelf: number, ...plates: number[]): Facing => ({ gtin, gondola: 'g', shelf, plates })

/** Upper shelf: corn on plates 1 and 2, peas on 3 and 4, nothing on 5, tuna on 6 and 7, nothing from 8 on. Below: jam on 1 to 3. */
export const facings = {
  corn: facing('corn', 1, 1, 2),
  peas: facing('peas', 1, 3, 4),
  tuna: facing('tuna', 1, 6, 7),
  jam: facing('jam', 2, 1, 2, 3),
}

export interface Seen {
  readonly atMs?: number
  /** 1 unless told. */
  readonly shelf?: number
  /** What each plate weighs more (+) or less (−), grams; as a pair with when it moved, after `atMs`. */
  readonly plates: Readonly<Record<number, number | readonly [grams: number, afterMs: number]>>
  /** How near each is: a nearness for all plates, or what it is for weight around a plate. The rest are not in the store. */
  readonly near?: Readonly<Record<string, number | ((plate: number) => number)>>
  readonly staff?: readonly string[]
  /** How likely any of these people gave something to any other before. */
  readonly handedOn?: { readonly among: readonly string[]; readonly share: number }
}

/** A hand right there, one that may be there, and one elsewhere in the store: ratios as the tracker gives them. */
export const here = 6
export const maybe = 1
export const elsewhere = 0.01
/** A hand over one plate: right there, or at the other end of the shelf. */
export const handOver = (own: number) => (plate: number) => (Math.abs(plate - own) < 0.75 ? here : elsewhere)

export const leastGrams = 40

export function changeOf({ atMs = 0, shelf = 1, plates }: Seen): ShelfChange {
  const moved = Object.entries(plates).map(([plate, told]) => {
    const [grams, afterMs] = typeof told === 'number' ? [told, 0] : told
    return { plate: Number(plate), grams, sigmaGrams: 0.7, momentMs: atMs + afterMs }
  })
  const main = moved.reduce((most, one) => (Math.abs(one.grams) > Math.abs(most.grams) ? one : most))
  return {
    id: `g/${shelf}/${moved[0]!.plate}@${atMs}`,
    gondola: 'g',
    shelf,
    startedMs: atMs - 500,
    momentMs: main.momentMs,
    settledMs: atMs + 1_000,
    closedMs: atMs + 1_500,
    plates: moved,
  }
}

export function sceneOf(seen: Seen): Scene {
  const { near = {}, staff = [], handedOn } = seen
  const change = changeOf(seen)
  return {
    change,
    facings: Object.values(facings).filter(({ shelf }) => shelf === change.shelf),
    catalog,
    nearTo: (plates) => nearnessAt(middle(plates), near),
    isStaff: (actor) => staff.includes(actor),
    leastGrams,
    ...(handedOn && { handedOn: (_, from) => (handedOn.among.includes(from) ? handedOn.share : 0) }),
  }
}

const middle = (plates: readonly { plate: number; grams: number }[]): number =>
  plates.reduce((sum, { plate, grams }) => sum + plate * grams, 0) / plates.reduce((sum, { grams }) => sum + grams, 0)

const nearnessAt = (plate: number, near: NonNullable<Seen['near']>): Nearness[] =>
  likeliestFirst(
    Object.entries(near).map(([actor, ratio]) => ({ actor, ratio: typeof ratio === 'number' ? ratio : ratio(plate) })),
    ({ ratio }) => Math.log(ratio),
    ({ actor }) => actor,
  )

/** One run by itself, moved all at once. */
export function runOf(plates: Readonly<Record<number, number>>, how: Partial<Run> = {}): Run {
  const moved = Object.entries(plates).map(([plate, grams]) => ({
    plate: Number(plate),
    grams: Math.abs(grams),
    momentMs: 0,
  }))
  const fullGrams = moved.reduce((sum, { grams }) => sum + grams, 0)
  const direction = Object.values(plates)[0]! > 0 ? 'gained' : 'lost'
  return { direction, plates: moved, coreGrams: fullGrams, fullGrams, sigmaGrams: 1, isMixed: false, ...how }
}

export const unitOf = (product: Product, from = 'earlier', grams = product.weightGrams): Unit => ({
  gtin: product.gtin,
  grams,
  sigmaGrams: 1,
  from,
})

/** A store that starts empty-handed. Acts a second apart or more, so that each is over before the next. */
export interface Story {
  readonly beliefs: Beliefs
  see(seen: Seen): Considered[]
  /** What is charged, as `corn`, or `2 corn`. */
  charged(actor: string): string[]
  doubts(actor: string): readonly Doubt[]
  /** The probability that they hold exactly these articles, in any order; `?` for what no article fits. */
  believed(actor: string, ...gtins: string[]): number
}

export function storyOf(policy: AttributionPolicy = attributionPolicy): Story {
  const believing = beliefs(policy, leastGrams)
  const charging = chargePolicy(usualCosts, catalog)
  const basket = (actor: string) => basketOf(believing.holdingPartsOf(actor), charging)
  return {
    beliefs: believing,
    see(seen) {
      return believing.believe(sceneOf(seen))
    },
    charged: (actor) =>
      basket(actor).lines.map(({ gtin, quantity }) => (quantity === 1 ? gtin : `${quantity} ${gtin}`)),
    doubts: (actor) => basket(actor).unresolved,
    believed(actor, ...gtins) {
      const wanted = gtins.sort().join()
      return believing
        .holdingsOf(actor)
        .filter(
          ({ units }) =>
            units
              .map(({ gtin }) => gtin ?? '?')
              .sort()
              .join() === wanted,
        ) // prettier-ignore
        .reduce((sum, { probability }) => sum + probability, 0)
    },
  }
}

/** Plain acts in few words. */
export const takes = (actor: string, atMs: number, plates: Seen['plates'], near: Seen['near'] = {}): Seen => ({
  atMs,
  plates,
  near: { ...near, [actor]: here },
})
