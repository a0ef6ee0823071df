import type { AttributionPolicy } from './attribution-policy.ts'
import { contentsOf, type Contents, type PossiblyHeld } from './cluster-contents.ts'
import type { Cluster } from './cluster.ts'
import { isPut } from './move.ts'
import { resumed } from './pending.ts'
import { readingsOf, runName, runsIn, type Run } from './run.ts'
import type { Scene } from './scene.ts'
import type { Held, RunStories, Story } from './story.ts'
import type { StoryBook } from './story-book.ts'
import { unexplained } from './story-likelihood.ts'
import { exactUnit, type Stray, type Unfinished, type World } from './world.ts'

/**
 * Which doubts bear on a change: those about what lies where it happened, about what people near by may hold, as far as
 * it could have come into it by its weight, and about who had their hands full just then. Any other doubt is as it was,
 * whatever the change turns out to be.
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
  const liesThere = ({ strays, unfinished }: Contents): boolean => strays.some(isThere) || unfinished.some(isThere)
  const about = clusters.filter((cluster) => {
    const contents = contentsOf(cluster)
    return people.some((actor) => contents.held.has(actor)) || liesThere(contents)
  })
  const all = [[certain], ...about].map(contentsOf)
  const strays = [...new Set(all.flatMap((contents) => contents.strays.filter(isThere)).map(book.stray))]
  const { near } = book
  const certainly = people.flatMap((actor) => allHeld(actor, all[0]!.held.get(actor) ?? [], book))
  const possibly = new Map(people.map((actor) => [actor, all.flatMap(({ held }) => held.get(actor) ?? [])]))
  const fitting = new Map(people.map((actor) => [actor, new Set<string>()]))
  for (const run of allRuns(scene, [[certain], ...about], policy)) {
    const stories = book.of(run)
    const plain = Math.max(unexplained(policy), likelihoodOf(stories.plain))
    const likelier = certainly.filter((held) => isPutLikelier(held, plain, stories))
    const best = Math.max(plain, likelihoodWith(strays, likelier, stories))
    for (const [actor, things] of possibly) {
      const least = (policy.leastRelevance * best) / near(actor)
      // Whatever is put down with it, it is put down only where they hold it.
      const maybe = things.filter(({ unit, counts, probability }) =>
        isPutLikelier(book.held(actor, unit, counts[0]!), least / probability, stories),
      )
      if (maybe.length === 0) continue
      const probabilities = new Map(maybe.map(({ unit, probability }) => [exactUnit(unit), probability]))
      for (const { likelihood, moves } of stories.withPuts(strays, allHeld(actor, maybe, book), least * near(actor))) {
        const names = moves.filter(isPut).map(({ unit }) => exactUnit(unit))
        const probability = Math.min(...names.map((name) => probabilities.get(name)!))
        if (likelihood * probability >= least) for (const name of names) fitting.get(actor)!.add(name)
      }
    }
  }
  return (cluster) => {
    const contents = contentsOf(cluster)
    const isFitting = (actor: string): boolean =>
      (contents.held.get(actor) ?? []).some(({ unit }) => fitting.get(actor)!.has(exactUnit(unit)))
    const isBusy = (actor: string): boolean =>
      (contents.held.get(actor) ?? []).some(
        ({ unit, probability }) =>
          near(actor) * probability >= policy.leastBusy && scene.reachFor?.(actor, unit) !== undefined,
      )
    return liesThere(contents) || people.some((actor) => isFitting(actor) || isBusy(actor))
  }
}

const likelihoodOf = (stories: readonly Story[]): number =>
  stories.reduce((most, { likelihood }) => Math.max(most, likelihood), 0)

/** Of the likeliest story with any of these things; 0 where there is none. */
const likelihoodWith = (strays: readonly Stray[], held: readonly Held[], stories: RunStories): number =>
  strays.length + held.length === 0 ? 0 : likelihoodOf(stories.withThings(strays, held))

/** Whether a story in which this is put down may be so likely. Of most things in a crowd that is soon known. */
const isPutLikelier = (held: Held, least: number, { likeliestPut, likeliestPutOf }: RunStories): boolean =>
  likeliestPut >= least && likeliestPutOf(held) >= least

/** Each thing in every number of which somebody may hold it. */
export const allHeld = (actor: string, things: readonly PossiblyHeld[], book: StoryBook): Held[] =>
  things.flatMap(({ unit, counts }) => counts.map((count) => book.held(actor, unit, count)))

/** Everything that the change may be made of, by itself or as the rest of what was left unfinished there. */
function allRuns(scene: Scene, clusters: readonly Cluster[], policy: AttributionPolicy): Run[] {
  const open = clusters.filter((cluster) => contentsOf(cluster).unfinished.length > 0)
  const resumable = open.flat().flatMap((world) => {
    const rest = resumed(world, scene, policy)
    return rest ? [rest.plates] : []
  })
  const runs = [scene.change.plates, ...resumable].flatMap((plates) =>
    runsIn(readingsOf(plates, scene.leastGrams, policy, scene.change.silent)),
  )
  return [...new Map(runs.map((run) => [runName(run), run])).values()]
}
