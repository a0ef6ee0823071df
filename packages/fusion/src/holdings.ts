import type { AttributionPolicy } from './attribution-policy.ts'
import type { Cluster } from './cluster.ts'
import { likeliestFirst } from './likeliest-first.ts'
import { unitNames, type Unit } from './world.ts'

/** What an actor may hold, all in all. */
export interface Holdings {
  readonly units: readonly Unit[]
  readonly probability: number
}

/** What one actor may hold, in parts that are independent of one another. */
export const holdingPartsIn = (actor: string, clusters: readonly Cluster[]): (readonly Holdings[])[] =>
  clusters.filter((worlds) => worlds.some(({ holdings }) => holdings.has(actor))).map((worlds) => ofOne(actor, worlds))

/**
 * What one actor may hold by doubts that are independent of one another, the likeliest first, with probabilities that add
 * up to 1: all combinations as far as they are among the likeliest `mostWorlds`.
 */
export function holdingsIn(actor: string, clusters: readonly Cluster[], policy: AttributionPolicy): Holdings[] {
  const all = holdingPartsIn(actor, clusters).reduce<readonly Holdings[]>(
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
