import type { AttributionPolicy } from './attribution-policy.ts'
import { foundOnce } from './found-once.ts'
import { resumed } from './pending.ts'
import { readingsOf, runsIn } from './run.ts'
import type { Scene } from './scene.ts'
import type { RunStories } from './story.ts'
import type { StoryBook } from './story-book.ts'
import {
  areAlike,
  exactStray,
  exactUnit,
  openName,
  type Stray,
  type Unfinished,
  type Unit,
  type World,
} from './world.ts'

/**
 * Names whatever of a world may come into a change where `people` were near: worlds of the same surroundings go on in the
 * same ways. Weights count, to the last digit: they tell what was put down. Of what people hold only that counts which could
 * have been put down there by its weight, or was taken just then. Whatever else `branching` asks of a world has to come in.
 */
export function surroundingsOf(
  scene: Scene,
  people: readonly string[],
  book: StoryBook,
  policy: AttributionPolicy,
): (world: World) => string {
  const { gondola, shelf, plates, silent } = scene.change
  const isThere = (lying: Stray | Unfinished): boolean => lying.gondola === gondola && lying.shelf === shelf
  const byLying = new Map<string, (actor: string, units: readonly Unit[]) => string>()

  /** What somebody holds that may come into it, where so much lies there. */
  function heldAt(world: World, strays: readonly Stray[]): (actor: string, units: readonly Unit[]) => string {
    const readings = [plates, resumed(world, scene, policy)?.plates ?? []].flatMap((moved) =>
      runsIn(readingsOf(moved, scene.leastGrams, policy, silent)),
    )
    const stories = readings.map(book.of)
    const known = new Map(people.map((actor) => [actor, foundOnce((units: readonly Unit[]) => heldName(actor, units))]))
    const heldName = (actor: string, units: readonly Unit[]): string =>
      units
        .filter((unit) => mayCount(actor, unit, units, stories, strays))
        .map(exactUnit)
        .join()
    return (actor, units) => known.get(actor)!(units)
  }

  function mayCount(
    actor: string,
    unit: Unit,
    units: readonly Unit[],
    stories: readonly RunStories[],
    strays: readonly Stray[],
  ): boolean {
    const alike = units.filter((other) => areAlike(other, unit))
    const held = book.held(actor, alike[0]!, alike.length)
    return scene.reachFor?.(actor, unit) !== undefined || stories.some(({ mayPut }) => mayPut(strays, held))
  }

  return (world) => {
    const strays = world.strays.filter(isThere).map(book.stray)
    const lying = `${strays.map(exactStray).join(';')}|${world.unfinished.filter(isThere).map(openName).join(';')}`
    const heldName = byLying.get(lying) ?? heldAt(world, strays)
    byLying.set(lying, heldName)
    const held = people.map((actor) => heldName(actor, world.holdings.get(actor) ?? nothing))
    return `${held.join(';')}|${lying}`
  }
}

const nothing: readonly Unit[] = []
