import type { AttributionPolicy } from './attribution-policy.ts'
import type { Cluster } from './cluster.ts'
import { isPut } from './move.ts'
import { resumed } from './pending.ts'
import { mixedRun, runName, runsApart, runsOf, type Run } from './run.ts'
import type { Scene } from './scene.ts'
import type { PlateChange } from './shelf-change.ts'
import type { Held, Story } from './story.ts'
import type { StoryBook } from './story-book.ts'
import { exactUnit, type Stray, type Unfinished, type Unit, type World } from './world.ts'

/**
 * Which doubts bear on a change: those about what lies where it happened, and about what people near by may hold, as far as
 * it could have come into it by its weight. Any other doubt is as it was, whatever the change turns out to be.
 */
export function bearingOn(
  scene: Scene,
  people: readonly string[],
  certain: World,
  clusters: readonly Cluster[],
  book: StoryBook,
  policy: AttributionPolicy,
): (cluster: Cluster) => boolean {
  const isThere = (lying: Stray | Unfinished): boolean =>
    lying.gondola === scene.change.gondola && lying.shelf === scene.change.shelf
  const about = clusters.filter((cluster) =>
    cluster.some(
      ({ holdings, strays: astray, unfinished }) =>
        people.some((actor) => holdings.has(actor)) || astray.some(isThere) || unfinished.some(isThere),
    ),
  )
  const worlds = [certain, ...about.flat()]
  const strays = [...new Set(worlds.flatMap((world) => world.strays.filter(isThere)).map(book.stray))]
  const probabilities = heldProbabilities(people, [[certain], ...about])
  const near = nearestOf(scene, people)
  const certainly = people.flatMap((actor) => thingsHeld(actor, [certain], book))
  const possibly = new Map(people.map((actor) => [actor, thingsHeld(actor, worlds, book)]))
  const fitting = new Set(
    runsIn(scene, worlds, policy).flatMap((run) => {
      const { plain, withThings, allWithThings } = book.of(run)
      const best = Math.max(
        (policy.unexplained * policy.perGrams) / policy.anyGrams,
        likelihoodOf(plain[0]),
        likelihoodOf(withThings(strays, certainly)[0]),
      )
      return people.flatMap((actor) => {
        const least = (policy.leastRelevance * best) / near(actor)
        return allWithThings(strays, possibly.get(actor)!)
          .filter(({ likelihood }) => likelihood >= least)
          .flatMap(({ likelihood, moves }) => {
            const things = moves.flatMap((move) => (isPut(move) ? [thingName(actor, move.unit)] : []))
            return things.filter((name) => likelihood * probabilities.get(name)! >= least)
          })
      })
    }),
  )
  return (cluster) =>
    cluster.some(
      ({ holdings, strays: astray, unfinished }) =>
        astray.some(isThere) ||
        unfinished.some(isThere) ||
        people.some((actor) => (holdings.get(actor) ?? []).some((unit) => fitting.has(thingName(actor, unit)))),
    )
}

/** How probable it is that somebody holds a thing, whatever else; by `thingName`. */
export function heldProbabilities(
  people: readonly string[],
  clusters: readonly Cluster[],
): ReadonlyMap<string, number> {
  const probabilities = new Map<string, number>()
  for (const { holdings, logWeight } of clusters.flat()) {
    for (const actor of people) {
      for (const name of new Set((holdings.get(actor) ?? []).map((unit) => thingName(actor, unit))))
        probabilities.set(name, (probabilities.get(name) ?? 0) + Math.exp(logWeight))
    }
  }
  return probabilities
}

/** How near each came to any of it, against whoever came nearest. */
export function nearestOf({ change, nearTo }: Scene, people: readonly string[]): (actor: string) => number {
  const ratios = new Map(people.map((actor) => [actor, 0]))
  for (const { plate, grams, momentMs } of change.plates)
    for (const { actor, ratio } of nearTo([{ plate, grams: Math.abs(grams) }], momentMs))
      if (ratio > (ratios.get(actor) ?? Number.POSITIVE_INFINITY)) ratios.set(actor, ratio)
  const most = Math.max(...ratios.values())
  return (actor) => ratios.get(actor)! / most
}

const likelihoodOf = (story: Story | undefined): number => story?.likelihood ?? 0
export const thingName = (actor: string, unit: Unit): string => JSON.stringify([actor, exactUnit(unit)])

/** Whatever somebody holds in any of the worlds, each thing once. What two people put down at once is rare enough. */
export function thingsHeld(actor: string, worlds: readonly World[], book: StoryBook): Held[] {
  const held = worlds.flatMap(({ holdings }) =>
    (holdings.get(actor) ?? []).map((unit, _, units) => {
      const alike = units.filter((other) => exactUnit(other) === exactUnit(unit)).length
      return book.held(actor, unit, alike)
    }),
  )
  return [...new Set(held)]
}

/** Everything that the change may be made of, by itself or as the rest of what was left unfinished there. */
function runsIn(scene: Scene, worlds: readonly World[], policy: AttributionPolicy): Run[] {
  const resumable = worlds.flatMap((world) => {
    const rest = resumed(world, scene, policy)
    return rest ? [rest.plates] : []
  })
  const runs = [scene.change.plates, ...resumable].flatMap((plates) => runsOfAll(plates, policy))
  return [...new Map(runs.map((run) => [runName(run), run])).values()]
}

function runsOfAll(plates: readonly PlateChange[], policy: AttributionPolicy): Run[] {
  const together = runsOf(plates, policy)
  const mixed = mixedRun(together)
  return [...together, ...(runsApart(plates, policy) ?? []), ...(mixed ? [mixed] : [])]
}
