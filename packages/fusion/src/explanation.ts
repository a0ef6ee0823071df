import type { AttributionPolicy } from './attribution-policy.ts'
import type { LeftOpen } from './left-open.ts'
import { likeliestPlaces } from './likeliest-first.ts'
import { isBeside, momentOf, type Run } from './run.ts'
import type { Scene } from './scene.ts'
import type { Held, Story } from './story.ts'
import type { StoryBook } from './story-book.ts'
import { areAlike, type Stray, type Unit, type World } from './world.ts'

/** What one run may be taken for in a world. */
export type Option = { readonly run: Run; readonly story: Story } | LeftOpen

export function optionsFor(run: Run, world: World, scene: Scene, book: StoryBook): Option[] {
  const { held, strays } = atHand(run, world, scene, book)
  const { plain, withThings } = book.of(run)
  return [
    ...[...plain, ...withThings(strays, held)].map((story) => ({ run, story })),
    { run, left: 'unfinished' as const },
    { run, left: 'unexplained' as const },
  ]
}

/** Something put down over the edge of where something else was taken. */
export function exchangesOver(mixed: Run, world: World, scene: Scene, book: StoryBook): Option[] {
  const { held, strays } = atHand(mixed, world, scene, book)
  return book
    .of(mixed)
    .withThings(strays, held)
    .map((story) => ({ run: mixed, story }))
}

/** One option for each run, in every way that is likely enough by its stories. */
export function combinations(
  options: readonly (readonly Option[])[],
  policy: AttributionPolicy,
): (readonly Option[])[] {
  const all = options.reduce<readonly Combination[]>(
    (partial, more) => longerBy(partial, more, policy.mostCombinations),
    [{ chosen: [], log: 0 }],
  )
  return all.map(({ chosen }) => chosen)
}

interface Combination {
  readonly chosen: readonly Option[]
  readonly log: number
}

/** Equal ones stay in the order of their stories, which have an order of their own; and so do all, where there is room. */
function longerBy(partial: readonly Combination[], more: readonly Option[], most: number): Combination[] {
  const further = more.map((option) => Math.log(likelihoodOf(option) + UNTOLD))
  const logs = new Float64Array(partial.length * more.length)
  for (const [i, { log }] of partial.entries())
    for (let j = 0; j < further.length; j++) logs[i * more.length + j] = log + further[j]!
  const places = logs.length > most ? likeliestPlaces(logs, most) : [...logs.keys()]
  return places.map((place) => ({
    chosen: [...partial[Math.floor(place / more.length)]!.chosen, more[place % more.length]!],
    log: logs[place]!,
  }))
}

const likelihoodOf = (option: Option): number => ('story' in option ? option.story.likelihood : 0)

/** A run that is left open ranks like a story that is nearly impossible: kept while there is room. */
const UNTOLD = 1e-9

/** What lies astray at a run, and what people near by hold. */
function atHand(run: Run, world: World, scene: Scene, book: StoryBook): { held: Held[]; strays: Stray[] } {
  const held = scene
    .nearTo(run.plates, momentOf(run))
    .flatMap(({ actor }) => heldBy(actor, world.holdings.get(actor) ?? [], book))
  return { held, strays: world.strays.filter((stray) => liesAt(stray, run, scene)).map(book.stray) }
}

/** Units that are alike are put down alike: one of them stands for all. */
function heldBy(actor: string, units: readonly Unit[], book: StoryBook): Held[] {
  const firsts = units.filter((unit, i) => units.findIndex((other) => areAlike(other, unit)) === i)
  return firsts.map((unit) => book.held(actor, unit, units.filter((other) => areAlike(other, unit)).length))
}

const liesAt = (stray: Stray, run: Run, { change }: Scene): boolean =>
  stray.gondola === change.gondola && stray.shelf === change.shelf && isBeside(run, stray.plates)
