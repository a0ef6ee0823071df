import type { Facing } from '@store/planogram/layout.ts'
import { placeOf, type ScriptWriter } from './script-writer.ts'
import type { Grab } from './scenario.ts'

/** One thing that shoppers do, once. */
export type Habit = (shopper: ScriptWriter, company: Company) => void

/** Who else is in the store, and what lies about where it does not belong. */
export interface Company {
  readonly others: readonly ScriptWriter[]
  readonly strays: { readonly put: Grab; readonly label: string }[]
}

export const takesOne = (shopper: ScriptWriter): void => shopper.picks([shopper.wishes()])

export const putsBack = (shopper: ScriptWriter): void => {
  const held = someHeld(shopper)
  if (held === undefined) return takesOne(shopper)
  shopper.puts(held, held.place)
}

/** Puts a thing among others that weigh the same, where it does not belong. */
export const misplaces: Habit = (shopper, { strays }) => {
  const held = someHeld(shopper)
  if (held === undefined) return takesOne(shopper)
  strays.push(shopper.puts(held, wrongPlaceFor(shopper, held)))
}

/** Takes what someone left in a wrong place: for what the place should hold, or because it was what they were after. */
export const takesStray: Habit = (shopper, { strays }) => {
  if (strays.length === 0) return takesOne(shopper)
  const [stray] = strays.splice(shopper.random.integer(0, strays.length - 1), 1)
  shopper.picks([stray!.put], { after: stray!.label })
}

/** Hands something to another shopper, who pays for it. */
export const handsOver: Habit = (shopper, { others }) => {
  const held = someHeld(shopper)
  if (held === undefined || others.length === 0) return takesOne(shopper)
  const other = shopper.random.pick(others)
  shopper.does({ do: 'give', to: other.id, gtin: held.gtin, quantity: 1 })
  other.does({ do: 'receive', from: shopper.id })
  shopper.letsGo(held)
  other.holding.push({ ...held, quantity: 1 })
}

/** Grips a thing and hesitates, two to nine seconds, then takes it or lets it be. */
export const holds: Habit = (shopper) => {
  const grab = shopper.wishes()
  const takes = shopper.random.chance(0.6)
  shopper.does({ do: 'hold', grab, forMs: shopper.random.between(2_000, 9_000), ends: takes ? 'take' : 'leave' })
  if (takes) shopper.holding.push(grab)
}

export const takesSlowly: Habit = (shopper) => {
  const held = someHeld(shopper)
  if (held !== undefined && shopper.random.chance(0.25)) {
    shopper.puts(held, held.place, { manner: 'slow' })
  } else shopper.picks([shopper.wishes()], { manner: 'slow' })
}

export const takesSeveral: Habit = (shopper) => shopper.picks([shopper.wishes(shopper.random.integer(2, 3))])

/** Two different products in one grab, side by side on one shelf where the store has such. */
export const takesTwoAtOnce: Habit = (shopper) => {
  const one = shopper.wishes()
  const beside = shopper.shop.facings.filter(
    ({ gtin, gondola, shelf, plates }) =>
      gtin !== one.gtin &&
      gondola === one.place.gondola &&
      shelf === one.place.shelf &&
      plates.some((plate) => one.place.plates.some((own) => Math.abs(own - plate) <= 2)),
  )
  shopper.picks(beside.length === 0 ? [one] : [one, shopper.wishes(1, beside)])
}

/** Two picks as fast as arms allow: the plate has not come to rest in between. */
export const takesTwoQuickly: Habit = (shopper) => {
  const grab = shopper.wishes()
  shopper.picks([grab], { manner: 'quick' })
  const looksMs = shopper.random.between(0, 250)
  if (shopper.random.chance(0.6)) shopper.picks([grab], { manner: 'quick', looksMs })
  else shopper.picks([shopper.wishes(1, neighboursOf(shopper, grab))], { manner: 'quick', looksMs })
}

export const touches: Habit = (shopper) => shopper.does({ do: 'touch', place: shopper.wishes().place })

export const restsHand: Habit = (shopper) =>
  shopper.does({ do: 'rest', place: shopper.wishes().place, forMs: shopper.random.between(1_500, 12_000) })

/** Takes, looks, puts back at once: out of the plate and onto it again within seconds. */
export const looksAndReturns: Habit = (shopper) => {
  const grab = shopper.wishes()
  shopper.picks([grab])
  shopper.puts(grab, grab.place, { looksMs: shopper.random.between(300, 4_000) })
}

export const drops: Habit = (shopper) => {
  const held = someHeld(shopper)
  if (held === undefined) return takesOne(shopper)
  shopper.does({ do: 'drop', gtin: held.gtin, quantity: 1 })
  shopper.letsGo(held)
}

/** Another product's place whose units weigh within 3 g of this one's; failing that, any other product's. */
export function wrongPlaceFor(shopper: ScriptWriter, { gtin, place }: Grab): Grab['place'] {
  const { products, facings } = shopper.shop
  const grams = new Map(products.map((product) => [product.gtin, product.weightGrams]))
  const elsewhere = facings.filter((facing) => facing.gtin !== gtin)
  const twins = elsewhere.filter((facing) => Math.abs(grams.get(facing.gtin)! - grams.get(gtin)!) <= TWIN_GRAMS)
  const isNear = ({ gondola }: Facing) => gondola === place.gondola
  // People are lazy: what is not wanted is left near by as often as not.
  const near = twins.filter(isNear)
  const from = near.length > 0 && shopper.random.chance(0.5) ? near : twins.length > 0 ? twins : elsewhere
  return placeOf(shopper.random.pick(from.length > 0 ? from : facings))
}

/** Two products this close cannot be told apart by weight, grams: unit weights scatter by as much. */
const TWIN_GRAMS = 3

export function neighboursOf({ shop }: ScriptWriter, { place }: Grab): readonly Facing[] {
  return shop.facings.filter(({ gondola, shelf }) => gondola === place.gondola && shelf === place.shelf)
}

function someHeld({ random, holding }: ScriptWriter): Grab | undefined {
  return holding.length === 0 ? undefined : random.pick(holding)
}
