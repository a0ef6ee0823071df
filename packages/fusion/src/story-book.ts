import type { Assignment } from './assignment.ts'
import type { AttributionPolicy } from './attribution-policy.ts'
import { foundOnceForList } from './found-once.ts'
import { momentOf, runName, type Run } from './run.ts'
import { nearestOf, type Scene } from './scene.ts'
import { runStories, type Held, type RunStories, type Story } from './story.ts'
import { exactStray, exactUnit, type Stray, type Unit } from './world.ts'

/**
 * The stories of a change, and who may have made their moves. Worlds have much in common: whatever was found out in one
 * is not worked out again in another, so things that are alike to the last digit are the same thing here.
 */
export interface StoryBook {
  readonly of: (run: Run) => RunStories
  /** How near an actor came to any of the change, against whoever came nearest. */
  readonly near: (actor: string) => number
  readonly held: (actor: string, unit: Unit, held: number) => Held
  readonly stray: (stray: Stray) => Stray
  /** `find` is asked only when these stories were not asked for together before. */
  readonly assigned: (stories: readonly Story[], find: () => readonly Assignment[]) => readonly Assignment[]
}

export function storyBook(scene: Scene, policy: AttributionPolicy): StoryBook {
  const { facings, catalog } = scene
  const near = nearestOf(scene)
  const byRun = new Map<string, RunStories>()
  const holdings = new Map<string, Map<string, Map<number, Held>>>()
  const strays = new Map<string, Stray>()
  const asked = foundOnceForList<Story, { found?: readonly Assignment[] }>(() => ({}))

  /** The rest of what was begun before was moved by whoever was near then. */
  function nearTo(run: Run): (actor: string) => number {
    const there = new Map(scene.nearTo(run.plates, momentOf(run)).map(({ actor, ratio }) => [actor, ratio]))
    const most = Math.max(...there.values())
    return (actor) => Math.max(near(actor), (there.get(actor) ?? 0) / most)
  }

  return {
    of: (run) => knownAs(runName(run), byRun, () => runStories(run, facings, catalog, nearTo(run), policy)),
    near,
    held(actor, unit, held) {
      const things = knownAs(actor, holdings, () => new Map<string, Map<number, Held>>())
      const byCount = knownAs(exactUnit(unit), things, () => new Map<number, Held>())
      return knownAs(held, byCount, () => ({ actor, unit, held }))
    },
    stray: (stray) => knownAs(exactStray(stray), strays, () => stray),
    assigned(stories, find) {
      const answer = asked(stories)
      answer.found ??= find()
      return answer.found
    },
  }
}

function knownAs<Name, Value>(name: Name, known: Map<Name, Value>, make: () => Value): Value {
  const before = known.get(name)
  if (before !== undefined) return before
  const made = make()
  known.set(name, made)
  return made
}
