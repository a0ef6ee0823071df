import type { AttributionPolicy } from './attribution-policy.ts'
import type { Bearing } from './beliefs.ts'
import { contentsOf } from './cluster-contents.ts'
import type { Cluster } from './cluster.ts'
import { isBeside, runsOf } from './run.ts'
import type { Scene } from './scene.ts'
import type { Held, RunStories } from './story.ts'
import type { StoryBook } from './story-book.ts'
import { unexplained } from './story-likelihood.ts'
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
  const { near } = book
  if (!handedOn) return []
  const gained = runsOf(change.plates, policy).filter(
    (run) => run.direction === 'gained' && run.fullGrams >= scene.leastGrams,
  )
  return gained.flatMap((run) => {
    const belonging = new Set(facings.filter(({ plates }) => isBeside(run, plates)).map(({ gtin }) => gtin))
    const held = unitsOf(belonging, clusters)
    if (held.length === 0) return []
    const stories = book.of(run)
    const least = policy.leastHandedOn * explained(people, scene.isStaff, clusters, near, stories, book, policy)
    return held.flatMap(({ actor, unit, probability }) =>
      people.flatMap((to): HandedOn[] => {
        if (to === actor || scene.isStaff(to)) return []
        const share = handedOn(unit, actor, to)
        const odds = share * probability * near(to)
        if (share === 0 || odds * stories.likeliestPut < least) return []
        return odds * likelihoodOf(stories, book.held(to, unit, 1)) >= least ? [{ from: actor, to, unit, share }] : []
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
const unitsOf = (gtins: ReadonlySet<string>, clusters: readonly Cluster[]): HeldUnit[] =>
  clusters.flatMap((cluster) =>
    [...contentsOf(cluster).held].flatMap(([actor, things]) =>
      things.flatMap(({ unit, probability }) =>
        unit.gtin !== undefined && gtins.has(unit.gtin) ? [{ actor, unit, probability }] : [],
      ),
    ),
  )

/** How well a run is explained by staff who restock, by what people near by are believed to hold, or by nothing at all. */
function explained(
  people: readonly string[],
  isStaff: (actor: string) => boolean,
  clusters: readonly Cluster[],
  near: (actor: string) => number,
  stories: RunStories,
  book: StoryBook,
  policy: AttributionPolicy,
): number {
  const restocked = stories.plain[0]?.likelihood ?? 0
  let best = people
    .filter(isStaff)
    .reduce((most, actor) => Math.max(most, near(actor) * restocked), unexplained(policy))
  for (const { held } of clusters.map(contentsOf)) {
    for (const actor of people) {
      for (const { unit, probability, counts } of held.get(actor) ?? []) {
        const odds = near(actor) * probability
        if (odds * stories.likeliestPut <= best) continue
        for (const count of counts) best = Math.max(best, odds * likelihoodOf(stories, book.held(actor, unit, count)))
      }
    }
  }
  return best
}

const likelihoodOf = (stories: RunStories, held: Held): number =>
  stories.withPuts([], [held]).reduce((most, { likelihood }) => Math.max(most, likelihood), 0)
