import { assert } from '@store/kernel/assert.ts'
import type { AttributionPolicy } from './attribution-policy.ts'
import { branchesOf, type Happening, type Scene } from './explain.ts'
import { abandoned, emptyWorld, holdingKeyOf, keyOf, type Unfinished, type Unit, type World } from './world.ts'

/**
 * Joint beliefs about the whole store. People who never shared an ambiguous change are believed apart, in clusters of
 * their own; a change that could be several people's, or that concerns a stray thing, brings their clusters together.
 */
export interface Beliefs {
  /** Takes a change in. `near` are the actors who may have had to do with it. Answers what was considered, likeliest first. */
  believe(scene: Scene, near: readonly string[]): Considered[]
  /** Two names turn out to be one actor: a body that is bound to a session, a track that came back under another id. */
  rename(from: string, to: string): void
  /** An actor is gone: what they left unfinished stays so. */
  gone(actor: string): void
  /** An actor's basket was decided: only worlds that agree with it go on, unless none does. */
  decide(actor: string, lines: readonly { readonly gtin: string; readonly quantity: number }[]): void
  /** What an actor may hold, with probabilities that add up to 1. */
  holdingsOf(actor: string): readonly Holdings[]
  actors(): readonly string[]
  /** Probability mass given up so far to keep the number of worlds bounded, summed over all cuts. */
  readonly cutOff: number
  /** Worlds alive now, over all clusters. */
  readonly worlds: number
}

export interface Considered {
  readonly happened: readonly Happening[]
  readonly probability: number
}

export interface Holdings {
  readonly units: readonly Unit[]
  readonly probability: number
}

interface Cluster {
  readonly actors: ReadonlySet<string>
  /** Never empty; the weights add up to 1. */
  readonly worlds: readonly World[]
}

/** Worlds that leave less than this to the others agree well enough to be taken apart. */
const SURELY = 1 - 5e-4

/** What is this much less likely than the likeliest is not worth telling anybody. */
const LEAST_LISTED = 1e-5

/** `leastGrams`: less than this gone from a shelf is no article. */
export function beliefs(policy: AttributionPolicy, leastGrams: number): Beliefs {
  let clusters: Cluster[] = []
  let cutOff = 0

  function abandon(isOver: (open: Unfinished) => boolean): void {
    clusters = clusters.flatMap((cluster) => {
      if (!cluster.worlds.some(({ unfinished }) => unfinished.some(isOver))) return [cluster]
      const worlds = kept(
        cluster.worlds.map((world) => abandoned(world, isOver, Math.log(policy.neverFinished), leastGrams)),
      )
      const actors = new Set([...cluster.actors, ...worlds.flatMap(({ holdings }) => [...holdings.keys()])])
      return apart({ actors, worlds })
    })
    clusters = clusters.reduce<Cluster[]>((distinct, cluster) => joinedTo(distinct, cluster), [])
  }

  /** Giving up an act can name somebody who is believed about elsewhere. */
  function joinedTo(distinct: Cluster[], cluster: Cluster): Cluster[] {
    const same = distinct.filter(({ actors }) => [...cluster.actors].some((actor) => actors.has(actor)))
    if (same.length === 0) return [...distinct, cluster]
    return [...distinct.filter((other) => !same.includes(other)), joinedClusters([...same, cluster], [])]
  }

  function believe(scene: Scene, near: readonly string[]): Considered[] {
    const { momentMs } = scene.change
    abandon((open) => momentMs - open.momentMs > policy.unfinishedMs)
    const concerned = clusters.filter(
      (cluster) =>
        near.some((actor) => cluster.actors.has(actor)) || cluster.worlds.some((world) => concerns(world, scene)),
    )
    const together = joinedClusters(concerned, near)
    const ranked = [...together.worlds].sort((a, b) => b.logWeight - a.logWeight)
    const branches = ranked.flatMap((world) => branchesOf(world, scene, policy))
    assert(branches.length > 0, `no world can go on from change ${scene.change.id}`)
    const shares = sharesOf(branches.map(({ logWeight }) => logWeight))
    const best = shares.reduce((most, share) => Math.max(most, share), 0)
    const listed = branches.flatMap(({ happened }, i) =>
      shares[i]! >= best * LEAST_LISTED ? [{ happened: happened(), probability: shares[i]! }] : [],
    )
    const considered = outcomes(listed)
    // A branch this unlikely cannot reach the least weight of a world, even where many lead to the same one.
    const followed = branches.filter((_, i) => shares[i]! >= best * policy.leastWorld * 1e-2)
    const worlds = kept(followed.map(({ world, logWeight }) => ({ ...world(), logWeight })))
    const actors = new Set([...together.actors, ...worlds.flatMap(({ holdings }) => [...holdings.keys()])])
    clusters = [...clusters.filter((cluster) => !concerned.includes(cluster)), ...apart({ actors, worlds })]
    return considered
  }

  function joinedClusters(concerned: readonly Cluster[], near: readonly string[]): Cluster {
    const actors = new Set([...concerned.flatMap((cluster) => [...cluster.actors]), ...near])
    const worlds = concerned.reduce<readonly World[]>(
      (left, { worlds: right }) =>
        left.length * right.length === 1
          ? [both(left[0]!, right[0]!)]
          : kept(left.flatMap((a) => right.map((b) => both(a, b)))),
      [emptyWorld],
    )
    return { actors, worlds }
  }

  /** Equal worlds become one, unlikely ones go, the rest add up to 1 again. */
  function kept(candidates: readonly World[]): World[] {
    const best = candidates.reduce((most, { logWeight }) => Math.max(most, logWeight), Number.NEGATIVE_INFINITY)
    const merged = new Map<string, { world: World; weight: number; most: number }>()
    for (const world of candidates) {
      const weight = Math.exp(world.logWeight - best)
      if (weight < policy.leastWorld * 1e-3) continue
      const key = keyOf(world)
      const same = merged.get(key)
      if (!same) merged.set(key, { world, weight, most: weight })
      else {
        same.weight += weight
        if (weight > same.most) Object.assign(same, { world, most: weight })
      }
    }
    const ranked = [...merged.values()].sort((a, b) => b.weight - a.weight)
    const all = ranked.reduce((sum, { weight }) => sum + weight, 0)
    const alive = ranked
      .slice(0, policy.mostWorlds)
      .filter(({ weight }) => weight >= policy.leastWorld * ranked[0]!.weight)
    const left = alive.reduce((sum, { weight }) => sum + weight, 0)
    cutOff += 1 - left / all
    return alive.map(({ world, weight }) => ({ ...world, logWeight: Math.log(weight / left) }))
  }

  function rename(from: string, to: string): void {
    const concerned = clusters.filter(({ actors }) => actors.has(from) || actors.has(to))
    if (!concerned.some(({ actors }) => actors.has(from))) return
    const { actors, worlds } = joinedClusters(concerned, [])
    const renamed = worlds.map((world) => {
      const { [from]: moving = [], [to]: already = [], ...others } = Object.fromEntries(world.holdings)
      return { ...world, holdings: new Map([...Object.entries(others), [to, [...already, ...moving]] as const]) }
    })
    const names = new Set([...actors].filter((actor) => actor !== from)).add(to)
    clusters = [
      ...clusters.filter((cluster) => !concerned.includes(cluster)),
      ...apart({ actors: names, worlds: kept(renamed) }),
    ]
  }

  function decide(actor: string, lines: readonly { readonly gtin: string; readonly quantity: number }[]): void {
    const cluster = clusters.find(({ actors }) => actors.has(actor))
    if (!cluster || lines.length === 0) return
    const worlds = cluster.worlds.filter((world) => {
      const units = world.holdings.get(actor) ?? []
      return lines.every(({ gtin, quantity }) => units.filter((unit) => unit.gtin === gtin).length >= quantity)
    })
    if (worlds.length === 0) return
    clusters = [
      ...clusters.filter((other) => other !== cluster),
      ...apart({ actors: cluster.actors, worlds: kept(worlds) }),
    ]
  }

  function holdingsOf(actor: string): Holdings[] {
    const cluster = clusters.find(({ actors }) => actors.has(actor))
    if (!cluster) return [{ units: [], probability: 1 }]
    return cluster.worlds.map((world) => ({
      units: world.holdings.get(actor) ?? [],
      probability: Math.exp(world.logWeight),
    }))
  }

  return {
    believe,
    rename,
    gone: (actor) => abandon((open) => open.actor === actor),
    decide,
    holdingsOf,
    actors: () => clusters.flatMap(({ actors }) => [...actors]),
    get cutOff() {
      return cutOff
    },
    get worlds() {
      return clusters.reduce((sum, { worlds }) => sum + worlds.length, 0)
    },
  }
}

const concerns = (world: World, { change }: Scene): boolean =>
  [...world.strays, ...world.unfinished].some(
    ({ gondola, shelf }) => gondola === change.gondola && shelf === change.shelf,
  )

const both = (a: World, b: World): World => ({
  logWeight: a.logWeight + b.logWeight,
  holdings: unitedHoldings(a.holdings, b.holdings),
  strays: [...a.strays, ...b.strays],
  unfinished: [...a.unfinished, ...b.unfinished],
})

function unitedHoldings(a: World['holdings'], b: World['holdings']): World['holdings'] {
  const united = new Map(a)
  for (const [actor, units] of b) united.set(actor, [...(united.get(actor) ?? []), ...units])
  return united
}

/** Takes out of a cluster whomever all its worlds agree about: what is certain needs no company. */
function apart(cluster: Cluster): Cluster[] {
  const agreed = [...cluster.actors].filter((actor) => agrees(cluster.worlds, (world) => holdingKeyOf(world, actor)))
  const strayKey = ({ strays, unfinished }: World): string => keyOf({ ...emptyWorld, strays, unfinished })
  const loose = agrees(cluster.worlds, strayKey)
  const likeliest = cluster.worlds[0]!
  const alone = agreed.map((actor): Cluster => {
    const units = likeliest.holdings.get(actor) ?? []
    return { actors: new Set([actor]), worlds: [{ ...emptyWorld, holdings: new Map([[actor, units]]) }] }
  })
  const { strays, unfinished } = likeliest
  const lying: Cluster[] =
    loose && strays.length + unfinished.length > 0
      ? [{ actors: new Set(), worlds: [{ ...emptyWorld, strays, unfinished }] }]
      : []
  const rest = new Set([...cluster.actors].filter((actor) => !agreed.includes(actor)))
  if (rest.size === 0 && loose) return [...alone, ...lying]
  const worlds = cluster.worlds.map((world) => ({
    ...world,
    holdings: new Map([...world.holdings].filter(([actor]) => rest.has(actor))),
    ...(loose && { strays: [], unfinished: [] }),
  }))
  return [...alone, ...lying, { actors: rest, worlds }]
}

function agrees(worlds: readonly World[], key: (world: World) => string): boolean {
  const first = key(worlds[0]!)
  const sure = worlds.reduce((sum, world) => sum + (key(world) === first ? Math.exp(world.logWeight) : 0), 0)
  return sure >= SURELY
}

function sharesOf(logWeights: readonly number[]): number[] {
  const best = logWeights.reduce((most, log) => Math.max(most, log), Number.NEGATIVE_INFINITY)
  const weights = logWeights.map((log) => Math.exp(log - best))
  const all = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight) => weight / all)
}

function outcomes(branches: readonly Considered[]): Considered[] {
  const byKey = new Map<string, { happened: readonly Happening[]; probability: number }>()
  for (const { happened, probability } of branches) {
    const key = happened.map(happeningKey).sort().join(';')
    const same = byKey.get(key)
    if (same) same.probability += probability
    else byKey.set(key, { happened, probability })
  }
  return [...byKey.values()].sort((a, b) => b.probability - a.probability)
}

function happeningKey(happening: Happening): string {
  switch (happening.kind) {
    case 'moved': {
      const { move, actor } = happening
      switch (move.kind) {
        case 'take':
        case 'take-unseen':
        case 'restock':
          return `${actor} ${move.kind} ${move.product.gtin}`
        case 'take-stray':
          return `${actor} ${move.kind} ${move.stray.unit.gtin}`
        case 'return':
        case 'misplace':
          return `${actor} ${move.kind} ${move.unit.gtin}`
      }
    }
    case 'unexplained':
      return `${happening.actor} unexplained`
    case 'unfinished':
    case 'nothing':
      return happening.kind
  }
}
