import type { Happening } from './happening.ts'
import type { World } from './world.ts'

/** One way in which a world can go on from a change: how likely, what happened, and the world that follows. */
export interface Branch {
  /** Of the world it comes from, and of what happened; not normalised. */
  readonly logWeight: number
  /** Both are made only when they are asked for: most branches are too unlikely to be followed. */
  readonly happened: () => readonly Happening[]
  readonly world: () => World
}
