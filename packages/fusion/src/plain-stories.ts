import type { Assignment } from './assignment.ts'
import type { AttributionPolicy } from './attribution-policy.ts'
import { runName, type Run } from './run.ts'
import type { Scene } from './scene.ts'
import { storiesOf, type Story } from './story.ts'

/**
 * The stories of a change that no world's strays or holdings come into, and who may have made their moves: the same in
 * every world, so they are found once.
 */
export interface PlainStories {
  readonly of: (run: Run) => readonly Story[]
  /** `find` is asked only when one of the stories is not plain, or these were not asked for together before. */
  readonly assigned: (stories: readonly Story[], find: () => readonly Assignment[]) => readonly Assignment[]
}

export function plainStories({ facings, catalog }: Scene, policy: AttributionPolicy): PlainStories {
  const byRun = new Map<string, readonly Story[]>()
  const numbers = new Map<Story, number>()
  const byStories = new Map<string, readonly Assignment[]>()
  return {
    of(run) {
      const name = runName(run)
      const known = byRun.get(name)
      if (known) return known
      const stories = storiesOf(run, facings, catalog, policy)
      byRun.set(name, stories)
      for (const story of stories) numbers.set(story, numbers.size)
      return stories
    },
    assigned(stories, find) {
      const chosen = stories.map((story) => numbers.get(story))
      if (chosen.includes(undefined)) return find()
      const name = chosen.join()
      const known = byStories.get(name)
      if (known) return known
      const found = find()
      byStories.set(name, found)
      return found
    },
  }
}
