import type { Happening } from './happening.ts'
import type { World } from './world.ts'

/** One way in which a world can go on from a change, and with it every world in which it looks alike there. */
export interface Branch {
  /** Natural logarithm of how likely this is, given the world; not normalised. */
  readonly log: number
  /** Both are made only when they are asked for: most branches are too unlikely to be followed. */
  readonly happened: () => readonly Happening[]
  /** The world that follows; its weight is left to whoever weighs worlds against one another. */
  readonly after: (world: World) => World
}
