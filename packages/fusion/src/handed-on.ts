import type { AttributionPolicy } from './attribution-policy.ts'
import type { Bearing } from './beliefs.ts'
import type { Cluster } from './cluster.ts'
import { heldProbabilities, nearestOf, thingName, thingsHeld } from './relevance.ts'
import { isBeside, runsOf, type Run } from './run.ts'
import type { Scene } from './scene.ts'
import type { StoryBook } from './story-book.ts'
import { areAlike, holding, withoutUnit, type Unit, type World } from './world.ts'

/** Something of somebody's that another one may have been given. */
export interface HandedOn {
  readonly from: string
  readonly to: string
  readonly unit: Unit
  readonly share: number
}

/**
 * What comes back to a shelf and is none of those near by: who put it there was given it, by somebody who is believed to hold
 * its like. Nothing is looked for where what people hold explains the change as well. `clusters`: what is certain among them.
 */
export function handedOnBefore(
  scene: Scene,
  people: readonly string[],
  clusters: readonly Cluster[],
  book: StoryBook,
  policy: AttributionPolicy,
): HandedOn[] {
  const { handedOn, change, facings } = scene
  if (!handedOn) return []
  const gained = runsOf(change.plates, policy).filter(
    (run) => run.direction === 'gained' && run.fullGrams >= scene.leastGrams,
  )
  return gained.flatMap((run) => {
    const belonging = new Set(facings.filter(({ plates }) => isBeside(run, plates)).map(({ gtin }) => gtin))
    const held = unitsOf(belonging, clusters)
    if (held.length === 0) return []
    const near = nearestOf(scene, people)
    const returning = (to: string, unit: Unit): number => near(to) * likelihoodOf(run, to, unit, book)
    const least = policy.leastHandedOn * explained(run, people, scene.isStaff, clusters, near, book, policy)
    return held.flatMap(({ actor, unit, probability }) =>
      people.flatMap((to): HandedOn[] => {
        if (to === actor || scene.isStaff(to)) return []
        const share = handedOn(unit, actor, to)
        return share > 0 && share * probability * returning(to, unit) >= least ? [{ from: actor, to, unit, share }] : []
      }),
    )
  })
}

/** The beliefs about who holds any of these units. */
export const bearingOn = (given: readonly HandedOn[]): Bearing => ({
  held: (actor, units) =>
    given.some(({ from, unit }) => from === actor && units.some((other) => areAlike(other, unit))),
  lying: () => false,
})

/** Each world as it is, and with one of these units in other hands. */
export function handingOn(worlds: readonly World[], given: readonly HandedOn[]): World[] {
  return worlds.flatMap((world) => {
    const possible = given.filter(({ from, unit }) =>
      (world.holdings.get(from) ?? []).some((other) => areAlike(other, unit)),
    )
    const kept = possible.reduce((rest, { share }) => rest * (1 - share), 1)
    return [
      weighed(world, kept),
      ...possible.map(({ from, to, unit, share }) =>
        weighed(holding(withoutUnit(world, from, unit), to, unit), (kept * share) / (1 - share)),
      ),
    ]
  })
}

const weighed = (world: World, share: number): World => ({ ...world, logWeight: world.logWeight + Math.log(share) })

interface HeldUnit {
  readonly actor: string
  readonly unit: Unit
  readonly probability: number
}

/** Who holds anything of these articles, each unit once. */
function unitsOf(gtins: ReadonlySet<string>, clusters: readonly Cluster[]): HeldUnit[] {
  const known = new Map<string, { actor: string; unit: Unit; probability: number }>()
  for (const { holdings, logWeight } of clusters.flat()) {
    for (const [actor, units] of holdings) {
      const firsts = units.filter((unit, i) => units.findIndex((other) => areAlike(other, unit)) === i)
      for (const unit of firsts) {
        if (unit.gtin === undefined || !gtins.has(unit.gtin)) continue
        const name = thingName(actor, unit)
        const probability = Math.exp(logWeight) + (known.get(name)?.probability ?? 0)
        known.set(name, { actor, unit, probability })
      }
    }
  }
  return [...known.values()]
}

/** How well a run is explained by staff who restock, by what people near by are believed to hold, or by nothing at all. */
function explained(
  run: Run,
  people: readonly string[],
  isStaff: (actor: string) => boolean,
  clusters: readonly Cluster[],
  near: (actor: string) => number,
  book: StoryBook,
  policy: AttributionPolicy,
): number {
  const probabilities = heldProbabilities(people, clusters)
  const worlds = clusters.flat()
  const own = people.flatMap((actor) =>
    thingsHeld(actor, worlds, book).map(
      (held) =>
        near(actor) * probabilities.get(thingName(actor, held.unit))! * likelihoodOf(run, actor, held.unit, book),
    ),
  )
  const unexplained = (policy.unexplained * policy.perGrams) / policy.anyGrams
  const restocked = book.of(run).plain[0]?.likelihood ?? 0
  const staff = people.filter(isStaff).map((actor) => near(actor) * restocked)
  return Math.max(unexplained, ...staff, ...own)
}

const likelihoodOf = (run: Run, actor: string, unit: Unit, book: StoryBook): number =>
  book
    .of(run)
    .allWithThings([], [book.held(actor, unit, 1)])
    .reduce((most, { likelihood }) => Math.max(most, likelihood), 0)
