import type { AttributionPolicy } from './attribution-policy.ts'
import { emptyWorld, holdingName, lyingName, united, type World } from './world.ts'

/** People and things believed about together, because something happened that could concern several of them. */
export interface Cluster {
  readonly actors: ReadonlySet<string>
  /** Never empty, the likeliest first; the weights add up to 1. */
  readonly worlds: readonly World[]
}

/**
 * One cluster of several, and of people who were believed about nowhere: every world of one with every world of another,
 * as far as they are among the likeliest `most`.
 */
export function joined(
  clusters: readonly Cluster[],
  newcomers: readonly string[],
  most: number,
  kept: (worlds: readonly World[], missing: number) => readonly World[],
): Cluster {
  const worlds = clusters.reduce<readonly World[]>(
    (left, { worlds: right }) => {
      const pairs = pairsOf(left, right, most)
      if (left.length === 1 || right.length === 1) return pairs
      return kept(pairs, 1 - pairs.reduce((sum, { logWeight }) => sum + Math.exp(logWeight), 0))
    },
    [emptyWorld],
  )
  return { actors: new Set([...clusters.flatMap(({ actors }) => [...actors]), ...newcomers]), worlds }
}

/** Both sides the likeliest first: a pair that has `most` pairs before it on either side is not among the likeliest. */
const pairsOf = (left: readonly World[], right: readonly World[], most: number): World[] =>
  left.flatMap((a, i) => right.slice(0, Math.floor(most / (i + 1))).map((b) => united(a, b)))

/** Takes out of a cluster whomever all its worlds agree about: what is certain needs no company. */
export function apart({ actors, worlds }: Cluster, policy: AttributionPolicy): Cluster[] {
  const likeliest = worlds[0]!
  const agreed = [...actors].filter((actor) => agree(worlds, (world) => holdingName(world, actor), policy))
  const alone = agreed.map((actor): Cluster => {
    const holdings = new Map([[actor, likeliest.holdings.get(actor) ?? []]])
    return { actors: new Set([actor]), worlds: [{ ...emptyWorld, holdings }] }
  })
  const disputed = new Set([...actors].filter((actor) => !agreed.includes(actor)))
  const isLyingSure = agree(worlds, lyingName, policy)
  const { strays, unfinished } = likeliest
  const lying: Cluster[] =
    isLyingSure && strays.length + unfinished.length > 0
      ? [{ actors: new Set(), worlds: [{ ...emptyWorld, strays, unfinished }] }]
      : []
  if (disputed.size === 0 && isLyingSure) return [...alone, ...lying]
  const rest = worlds.map((world) => ({
    ...world,
    holdings: new Map([...world.holdings].filter(([actor]) => disputed.has(actor))),
    ...(isLyingSure && { strays: [], unfinished: [] }),
  }))
  return [...alone, ...lying, { actors: disputed, worlds: rest }]
}

function agree(worlds: readonly World[], nameOf: (world: World) => string, policy: AttributionPolicy): boolean {
  const first = nameOf(worlds[0]!)
  const sure = worlds.reduce((sum, world) => sum + (nameOf(world) === first ? Math.exp(world.logWeight) : 0), 0)
  return sure >= 1 - policy.leastDoubt
}
