import type { Cluster } from './cluster.ts'
import { foundOnce } from './found-once.ts'
import { exactUnit, type Stray, type Unfinished, type Unit, type World } from './world.ts'

/** All that comes up in the worlds of a cluster, each thing once. */
export interface Contents {
  /** By actor; only of those who hold something in one of the worlds. */
  readonly held: ReadonlyMap<string, readonly PossiblyHeld[]>
  readonly strays: readonly Stray[]
  readonly unfinished: readonly Unfinished[]
}

/** A thing that somebody holds in some of the worlds. */
export interface PossiblyHeld {
  readonly unit: Unit
  /** Of the worlds in which they hold it, one such unit or several. */
  readonly probability: number
  /** How many such units at once: each number that comes up. */
  readonly counts: readonly number[]
}

/** Found out once: a cluster never changes, and most clusters are asked about many times before a change bears on them. */
export const contentsOf = foundOnce((cluster: Cluster): Contents => {
  const held = new Map<string, Map<string, Noted>>()
  for (const world of cluster) {
    const probability = Math.exp(world.logWeight)
    for (const [actor, units] of world.holdings) {
      if (units.length === 0) continue
      const known = held.get(actor) ?? new Map<string, Noted>()
      held.set(actor, known)
      note(units, probability, known)
    }
  }
  return {
    held: new Map([...held].map(([actor, known]) => [actor, [...known.values()]])),
    strays: lyingIn(cluster, ({ strays }) => strays),
    unfinished: lyingIn(cluster, ({ unfinished }) => unfinished),
  }
})

interface Noted {
  readonly unit: Unit
  probability: number
  readonly counts: number[]
}

/** Adds what somebody holds in one world to what they hold in others. */
function note(units: readonly Unit[], probability: number, known: Map<string, Noted>): void {
  for (const [i, unit] of units.entries()) {
    const name = exactUnit(unit)
    const alike = units.filter((other) => exactUnit(other) === name)
    if (alike.length > 1 && units.findIndex((other) => exactUnit(other) === name) < i) continue
    const noted = known.get(name)
    if (!noted) known.set(name, { unit, probability, counts: [alike.length] })
    else {
      noted.probability += probability
      if (!noted.counts.includes(alike.length)) noted.counts.push(alike.length)
    }
  }
}

const lyingIn = <Lying extends Stray | Unfinished>(
  cluster: Cluster,
  of: (world: World) => readonly Lying[],
): readonly Lying[] => [...new Set(cluster.flatMap(of))]
