import { prng, type Prng } from '@store/kernel/prng.ts'
import type { Place } from './scenario.ts'

/** How one unit's weight rests on the plates of its shelf. */
export interface Footprint {
  readonly gondola: string
  readonly shelf: number
  readonly loads: readonly { readonly plate: number; readonly grams: number }[]
  /** The plate that bears most of it. */
  readonly mainPlate: number
}

/**
 * Lays a unit down somewhere on a place: it rests on one to three plates as its width has it, and up to `leakMost` of
 * its weight is borne by plates beside them (a rim, a leaning neighbour, a stiff liner: 18 % at most in the recordings).
 */
export function layDown(
  random: Prng,
  unit: { readonly gtin: string; readonly grams: number },
  place: Place,
  platesOnShelf: number,
  leakMost: number,
): Footprint {
  const [first, last] = runAround(place.plates, random.pick(place.plates))
  const width = Math.min(widthInPlates(unit.gtin), last - first + 1)
  const left = random.between(first - 1, last - width)
  const grams = new Map<number, number>()
  for (let plate = first; plate <= last; plate++) {
    const overlap = Math.min(plate, left + width) - Math.max(plate - 1, left)
    if (overlap > 0) grams.set(plate, (unit.grams * overlap) / width)
  }
  const spread = random.between(0, leakMost * SPREADS)
  leak(random, grams, platesOnShelf, leakMost - 2 * spread)
  for (const [plate, load] of new Map(grams)) spreadAround(grams, plate, load * spread, platesOnShelf)
  const loads = [...grams].map(([plate, load]) => ({ plate, grams: load }))
  const mainPlate = loads.reduce((main, one) => (one.grams > main.grams ? one : main)).plate
  return { gondola: place.gondola, shelf: place.shelf, loads, mainPlate }
}

/** The plates that carry enough of the unit to say that it lies on them. */
export function platesUnder({ loads }: Footprint): number[] {
  const total = loads.reduce((sum, { grams }) => sum + grams, 0)
  return loads.filter(({ grams }) => grams >= 0.1 * total).map(({ plate }) => plate)
}

/** A product's units are alike in width: a can takes half a plate, a bag of chips two and more (plates are 0.1 m). */
function widthInPlates(gtin: string): number {
  const random = prng(0, `width/${gtin}`)
  const kind = random.unit()
  if (kind < 0.5) return random.between(0.5, 0.95)
  return kind < 0.85 ? random.between(1, 1.8) : random.between(1.8, 2.6)
}

function leak(random: Prng, grams: Map<number, number>, platesOnShelf: number, leakMost: number): void {
  const plates = [...grams.keys()]
  const toTheRight = random.chance(0.5)
  const edge = toTheRight ? plates.at(-1)! : plates[0]!
  const next = edge + (toTheRight ? 1 : -1)
  const skewed = random.unit()
  if (next < 1 || next > platesOnShelf) return
  const total = [...grams.values()].reduce((sum, load) => sum + load, 0)
  // Squared: a leak is mostly a few per cent, and only now and then all it can be.
  const leaked = Math.min(grams.get(edge)!, skewed * skewed * leakMost * total)
  grams.set(edge, grams.get(edge)! - leaked)
  grams.set(next, leaked)
}

/**
 * A board that bends hands a little of every load to the plates on both sides: in cps-test-01 a bottle of 560 g also
 * takes 7 to 10 g off each of its neighbours.
 */
function spreadAround(grams: Map<number, number>, plate: number, each: number, platesOnShelf: number): void {
  for (const beside of [plate - 1, plate + 1]) {
    if (beside < 1 || beside > platesOnShelf) continue
    grams.set(plate, grams.get(plate)! - each)
    grams.set(beside, (grams.get(beside) ?? 0) + each)
  }
}

/** Of the most that can leak, what goes to either side at most: 1.8 % where 18 % can leak. */
const SPREADS = 0.1

/** The unbroken run of `plates` that `plate` belongs to: nothing rests across a product that lies in between. */
function runAround(plates: readonly number[], plate: number): [first: number, last: number] {
  let [first, last] = [plate, plate]
  while (plates.includes(first - 1)) first--
  while (plates.includes(last + 1)) last++
  return [first, last]
}
