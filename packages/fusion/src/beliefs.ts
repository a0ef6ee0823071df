import { assert } from '@store/kernel/assert.ts'
import type { AttributionPolicy } from './attribution-policy.ts'
import type { Branch } from './branch.ts'
import { branching } from './branching.ts'
import { apart, joined, type Cluster } from './cluster.ts'
import { continuationsOf, type Continuation } from './continuation.ts'
import { outcomes, type Considered } from './happening.ts'
import { pruning } from './pruning.ts'
import type { Scene } from './scene.ts'
import { nearAmong, peopleConcerned } from './suspects.ts'
import { abandoned, renamed, surroundingsName, type Unfinished, type Unit, type World } from './world.ts'

/**
 * Joint beliefs about the whole store. People who never shared an ambiguous change are believed apart, in clusters of
 * their own; a change that could be several people's, or that concerns a stray thing, brings their clusters together.
 */
export interface Beliefs {
  /** Takes a change in. Answers what was considered, the likeliest first. */
  believe(scene: Scene): Considered[]
  /** Two names turn out to be one actor: a body that is bound to a session, a track that came back under another id. */
  rename(from: string, to: string): void
  /** An actor is gone: what they left unfinished stays so. */
  gone(actor: string): void
  /** An actor's basket was decided: only worlds that agree with each of its lines go on, unless none does. */
  decide(actor: string, lines: readonly { readonly gtin: string; readonly quantity: number }[]): void
  /** What an actor may hold, the likeliest first, with probabilities that add up to 1. */
  holdingsOf(actor: string): readonly Holdings[]
  actors(): readonly string[]
  /** Probability mass given up so far to keep the number of worlds bounded, summed over all cuts. */
  readonly cutOff: number
  /** Worlds alive now, over all clusters. */
  readonly worlds: number
}

export interface Holdings {
  readonly units: readonly Unit[]
  readonly probability: number
}

/** What is this much less likely than the likeliest is not worth telling anybody. */
const LEAST_LISTED = 1e-5

/** `leastGrams`: less than this gone from a shelf is no article. */
export function beliefs(policy: AttributionPolicy, leastGrams: number): Beliefs {
  const prune = pruning(policy)
  const { kept } = prune
  let clusters: readonly Cluster[] = []

  function believe(scene: Scene): Considered[] {
    const { gondola, shelf, momentMs } = scene.change
    abandon((open) => momentMs - open.momentMs > policy.unfinishedMs)
    const lyingThere = clusters.filter(({ worlds }) => worlds.some((world) => concerns(world, scene)))
    const people = peopleConcerned(scene, pendingIn(lyingThere, scene), policy)
    const concerned = clusters.filter(
      (cluster) => lyingThere.includes(cluster) || people.some((actor) => cluster.actors.has(actor)),
    )
    const { actors, worlds } = joined(concerned, people, policy.mostWorlds, kept)
    const within = { ...scene, nearTo: nearAmong(people, scene) }
    const surroundings = (world: World): string => surroundingsName(world, people, gondola, shelf)
    const ways = continuationsOf(worlds, surroundings, branching(within, policy), policy)
    assert(ways.length > 0, `no world can go on from change ${scene.change.id}`)
    const shares = sharesOf(ways)
    const followed = ways.slice(0, policy.mostFollowed)
    const missing = shares.slice(policy.mostFollowed).reduce((sum, share) => sum + share, 0)
    const next = kept(
      followed.map(({ world, branch, logWeight }) => ({ ...branch.after(world), logWeight })),
      missing,
    )
    replace(concerned, { actors, worlds: next })
    return outcomes(consideredIn(ways, shares))
  }

  function rename(from: string, to: string): void {
    const concerned = clusters.filter(({ actors }) => actors.has(from) || actors.has(to))
    if (!concerned.some(({ actors }) => actors.has(from))) return
    const { actors, worlds } = joined(concerned, [], policy.mostWorlds, kept)
    const names = new Set([...actors].filter((actor) => actor !== from)).add(to)
    replace(concerned, { actors: names, worlds: kept(worlds.map((world) => renamed(world, from, to))) })
  }

  function decide(actor: string, lines: readonly { readonly gtin: string; readonly quantity: number }[]): void {
    const cluster = clusterOf(actor)
    if (!cluster || lines.length === 0) return
    const worlds = lines.reduce((left, { gtin, quantity }) => {
      const agreeing = left.filter(
        ({ holdings }) => (holdings.get(actor) ?? []).filter((unit) => unit.gtin === gtin).length >= quantity,
      )
      return agreeing.length > 0 ? agreeing : left
    }, cluster.worlds)
    replace([cluster], { actors: cluster.actors, worlds: kept(worlds) })
  }

  function abandon(isOver: (open: Unfinished) => boolean): void {
    const penalty = Math.log(policy.neverFinished)
    const isOpen = ({ worlds }: Cluster): boolean => worlds.some(({ unfinished }) => unfinished.some(isOver))
    for (let cluster = clusters.find(isOpen); cluster; cluster = clusters.find(isOpen)) {
      const worlds = kept(cluster.worlds.map((world) => abandoned(world, isOver, penalty, leastGrams)))
      // Whoever began the act may be believed about elsewhere.
      const holders = holdersIn(worlds)
      const others = clusters.filter((other) => other !== cluster && holders.some((actor) => other.actors.has(actor)))
      const concerned = [{ actors: cluster.actors, worlds }, ...others]
      replace(
        [cluster, ...others],
        others.length === 0 ? concerned[0]! : joined(concerned, [], policy.mostWorlds, kept),
      )
    }
  }

  /** Puts what is believed now in the place of what was believed, taken apart as far as it goes. */
  function replace(former: readonly Cluster[], { actors, worlds }: Cluster): void {
    const all = new Set([...actors, ...holdersIn(worlds)])
    clusters = [...clusters.filter((other) => !former.includes(other)), ...apart({ actors: all, worlds }, policy)]
  }

  const clusterOf = (actor: string): Cluster | undefined => clusters.find(({ actors }) => actors.has(actor))

  return {
    believe,
    rename,
    gone: (actor) => abandon((open) => open.actor === actor),
    decide,
    holdingsOf: (actor) =>
      clusterOf(actor)?.worlds.map((world) => ({
        units: world.holdings.get(actor) ?? [],
        probability: Math.exp(world.logWeight),
      })) ?? [{ units: [], probability: 1 }],
    actors: () => clusters.flatMap(({ actors }) => [...actors]),
    get cutOff() {
      return prune.cutOff
    },
    get worlds() {
      return clusters.reduce((sum, { worlds }) => sum + worlds.length, 0)
    },
  }
}

const holdersIn = (worlds: readonly World[]): string[] => worlds.flatMap(({ holdings }) => [...holdings.keys()])

/** Something lies on that shelf that the change may be the end of. */
const concerns = (world: World, { change }: Scene): boolean =>
  [...world.strays, ...world.unfinished].some(
    ({ gondola, shelf }) => gondola === change.gondola && shelf === change.shelf,
  )

const pendingIn = (clusters: readonly Cluster[], { change }: Scene): Unfinished[] =>
  clusters
    .flatMap(({ worlds }) => worlds.flatMap(({ unfinished }) => unfinished))
    .filter(({ gondola, shelf }) => gondola === change.gondola && shelf === change.shelf)

function sharesOf(ways: readonly Continuation[]): number[] {
  const weights = ways.map(({ logWeight }) => Math.exp(logWeight - ways[0]!.logWeight))
  const all = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight) => weight / all)
}

/** Each branch once, with all the worlds that it leads on. */
function consideredIn(ways: readonly Continuation[], shares: readonly number[]): Considered[] {
  const byBranch = new Map<Branch, number>()
  for (const [i, { branch }] of ways.entries()) byBranch.set(branch, (byBranch.get(branch) ?? 0) + shares[i]!)
  return [...byBranch]
    .filter(([, probability]) => probability >= LEAST_LISTED)
    .map(([branch, probability]) => ({ happened: branch.happened(), probability }))
}
