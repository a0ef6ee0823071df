import type { AttributionPolicy } from './attribution-policy.ts'
import { contentsOf } from './cluster-contents.ts'
import type { Cluster } from './cluster.ts'
import { foundOnce } from './found-once.ts'
import { likeliestFirst } from './likeliest-first.ts'
import { unitNames, type Unit, type World } from './world.ts'

/** What an actor may hold, all in all. */
export interface Holdings {
  readonly units: readonly Unit[]
  readonly probability: number
}

/** What one actor may hold, in parts that are independent of one another. */
export function holdingPartsIn(actor: string, sure: World, clusters: readonly Cluster[]): (readonly Holdings[])[] {
  const certain = sure.holdings.get(actor)
  const parts = (clustersByActor(clusters).get(actor) ?? []).map((worlds) => partsOf(worlds)(actor))
  return certain ? [certainly(certain), ...parts] : parts
}

const clustersByActor = foundOnce((clusters: readonly Cluster[]): ReadonlyMap<string, readonly Cluster[]> => {
  const found = new Map<string, Cluster[]>()
  for (const worlds of clusters) {
    for (const actor of contentsOf(worlds).held.keys()) {
      const own = found.get(actor)
      if (own) own.push(worlds)
      else found.set(actor, [worlds])
    }
  }
  return found
})

// Found out once: a part is as it was for as long as no change bears on it, and so is all that is made of it.
const certainly = foundOnce((units: readonly Unit[]): readonly Holdings[] => [{ units, probability: 1 }])
const partsOf = foundOnce((worlds: Cluster) => {
  const known = new Map<string, readonly Holdings[]>()
  return (actor: string): readonly Holdings[] => {
    const part = known.get(actor) ?? ofOne(actor, worlds)
    known.set(actor, part)
    return part
  }
})

/**
 * What one actor may hold by doubts that are independent of one another, the likeliest first, with probabilities that add
 * up to 1: all combinations as far as they are among the likeliest `mostWorlds`.
 */
export function holdingsIn(
  actor: string,
  sure: World,
  clusters: readonly Cluster[],
  policy: AttributionPolicy,
): Holdings[] {
  const all = holdingPartsIn(actor, sure, clusters).reduce<readonly Holdings[]>(
    (left, right) => {
      const pairs = left.flatMap((a, i) =>
        right.slice(0, Math.ceil(policy.mostWorlds / (i + 1))).map((b): Holdings => ({
          units: [...a.units, ...b.units],
          probability: a.probability * b.probability,
        })),
      )
      return pairs.length > right.length ? ranked(pairs).slice(0, policy.mostWorlds) : pairs
    },
    [{ units: [], probability: 1 }],
  )
  const sum = all.reduce((total, { probability }) => total + probability, 0)
  return all.map(({ units, probability }) => ({ units, probability: probability / sum }))
}

/** Worlds in which they hold the same are one. */
function ofOne(actor: string, worlds: Cluster): Holdings[] {
  const byName = new Map<string, { units: readonly Unit[]; probability: number }>()
  for (const { holdings, logWeight } of worlds) {
    const units = holdings.get(actor) ?? []
    const name = unitNames(units)
    const same = byName.get(name)
    if (same) same.probability += Math.exp(logWeight)
    else byName.set(name, { units, probability: Math.exp(logWeight) })
  }
  return ranked([...byName.values()])
}

const ranked = (all: readonly Holdings[]): Holdings[] =>
  likeliestFirst(
    all,
    ({ probability }) => Math.log(probability),
    ({ units }) => unitNames(units),
  )
