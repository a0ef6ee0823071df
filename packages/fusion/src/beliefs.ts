import { assert } from '@store/kernel/assert.ts'
import type { Stateful } from '@store/kernel/stateful.ts'
import type { AttributionPolicy } from './attribution-policy.ts'
import type { Branch } from './branch.ts'
import { branching } from './branching.ts'
import { contentsOf } from './cluster-contents.ts'
import { actorsIn, joined, type Cluster } from './cluster.ts'
import { continuationsOf, type Continuation } from './continuation.ts'
import { bearingOn as bearingOnGiven, handedOnBefore, handingOn } from './handed-on.ts'
import { outcomes, type Considered } from './happening.ts'
import { holdingPartsIn, holdingsIn, type Holdings } from './holdings.ts'
import { apart } from './parting.ts'
import { pruning } from './pruning.ts'
import { bearingOn } from './relevance.ts'
import type { Scene } from './scene.ts'
import { storyBook } from './story-book.ts'
import { nearAmong, peopleConcerned } from './suspects.ts'
import { surroundingsOf } from './surroundings.ts'
import {
  abandoned,
  emptyWorld,
  renamed,
  takenOut,
  united,
  type Stray,
  type Unfinished,
  type Unit,
  type World,
} from './world.ts'

/**
 * Joint beliefs about the whole store: what is certain, and clusters of doubts, each of which is independent of the others.
 * A change brings together the doubts that bear on it (who may hold what was put down, what lies where it happened), goes
 * on from all of their worlds, and what comes of it is taken apart again.
 */
export interface Beliefs extends Stateful<BeliefsState> {
  /** Takes a change in. Answers what was considered, the likeliest first. */
  believe(scene: Scene): Considered[]
  /** Two names turn out to be one actor: a body that is bound to a session, a track that came back under another id. */
  rename(from: string, to: string): void
  /** An actor is gone: what they left unfinished stays so. */
  gone(actor: string): void
  /** An actor's basket was decided: only worlds that agree with each of its lines go on, unless none does. */
  decide(actor: string, lines: readonly { readonly gtin: string; readonly quantity: number }[]): void
  /** Forgets what nobody asks about any more: people all of whom are gone, with nothing of theirs left in the store. */
  forget(isAsked: (actor: string) => boolean): void
  /** The changes of which anybody may hold something. */
  changesHeld(): ReadonlySet<string>
  /** What lies where it does not belong, as is most likely. */
  astray(): readonly Stray[]
  /** Everybody whose holdings may read differently once such a thing is learned, by name. */
  concernedBy(bearing: Bearing): string[]
  /** Weighs what is believed about some things anew, by what was learned elsewhere than at the shelves: they go on as `rewrite` has it. */
  reweigh(bearing: Bearing, rewrite: (worlds: readonly World[]) => readonly World[]): void
  /** What an actor may hold, the likeliest first, with probabilities that add up to 1. */
  holdingsOf(actor: string): readonly Holdings[]
  /** The same in parts that are independent of one another, each with probabilities that add up to 1. */
  holdingPartsOf(actor: string): readonly (readonly Holdings[])[]
  /** Everybody whose holdings may read differently since this was last asked. */
  revised(): string[]
  /** Probability mass given up so far to keep the number of worlds bounded, summed over all cuts. */
  readonly cutOff: number
  /** Worlds alive now: one of what is certain, and those of all doubts. */
  readonly worlds: number
}

export interface BeliefsState {
  readonly sure: World
  readonly clusters: readonly Cluster[]
  readonly revised: ReadonlySet<string>
  readonly cutOff: number
}

/** Which beliefs something learned elsewhere bears on: by who holds what, and by what lies astray or unfinished. */
export interface Bearing {
  readonly held: (actor: string, units: readonly Unit[]) => boolean
  readonly lying: (lying: Stray | Unfinished) => boolean
}

/** What is this much less likely than the likeliest is not worth telling anybody. */
const LEAST_LISTED = 1e-5

/** `leastGrams`: less than this gone from a shelf is no article. `misplaced`: what lay astray before anything happened. */
export function beliefs(policy: AttributionPolicy, leastGrams: number, misplaced: readonly Stray[] = []): Beliefs {
  const prune = pruning(policy)
  const { kept, keptOfDistinct } = prune
  let sure: World = { ...emptyWorld, strays: misplaced }
  let clusters: readonly Cluster[] = []
  let revised = new Set<string>()

  function believe(scene: Scene): Considered[] {
    const { gondola, shelf, momentMs } = scene.change
    abandon((open) => momentMs - open.momentMs > policy.unfinishedMs)
    const isThere = (lying: Stray | Unfinished): boolean => lying.gondola === gondola && lying.shelf === shelf
    const pending = [sure, ...clusters.flat()].flatMap(({ unfinished }) => unfinished).filter(isThere)
    const people = peopleConcerned(scene, pending, policy)
    const within = { ...scene, nearTo: nearAmong(people, scene) }
    const book = storyBook(within, policy)
    const given = handedOnBefore(within, people, [[sure], ...clusters], book, policy)
    if (given.length > 0) reweigh(bearingOnGiven(given), (worlds) => handingOn(worlds, given))
    const [certain, rest] = takenOut(sure, new Set(people), isThere)
    const concerned = clusters.filter(bearingOn(within, people, certain, clusters, book, policy))
    const worlds = joined([[certain], ...concerned], policy.mostWorlds, keptOfDistinct)
    const surroundings = surroundingsOf(within, people, book, policy)
    const ways = continuationsOf(worlds, surroundings, branching(within, book, policy), policy)
    assert(ways.length > 0, `no world can go on from change ${scene.change.id}`)
    const shares = sharesOf(ways)
    const missing = shares.slice(policy.mostFollowed).reduce((sum, share) => sum + share, 0)
    const followed = ways.slice(0, policy.mostFollowed).map(({ world, branch, logWeight }): World => ({
      ...branch.after(world),
      logWeight,
    }))
    sure = rest
    replace(concerned, kept(followed, missing))
    return outcomes(consideredIn(ways, shares))
  }

  /** Of what is certain, who holds what it bears on; and the doubts that it bears on. */
  function bornOnBy(bearing: Bearing): { holders: string[]; concerned: Cluster[] } {
    const holdersOf = ({ holdings }: World): string[] =>
      [...holdings].flatMap(([actor, units]) => (units.length > 0 && bearing.held(actor, units) ? actor : []))
    const bears = (world: World): boolean =>
      holdersOf(world).length > 0 || world.strays.some(bearing.lying) || world.unfinished.some(bearing.lying)
    return { holders: holdersOf(sure), concerned: clusters.filter((worlds) => worlds.some(bears)) }
  }

  function reweigh(bearing: Bearing, rewrite: (worlds: readonly World[]) => readonly World[]): void {
    const { holders, concerned } = bornOnBy(bearing)
    const [certain, rest] = takenOut(sure, new Set(holders), bearing.lying)
    const worlds = joined([[certain], ...concerned], policy.mostWorlds, keptOfDistinct)
    sure = rest
    replace(concerned, kept(rewrite(worlds)))
  }

  function rename(from: string, to: string): void {
    sure = renamed(sure, from, to)
    clusters = clusters.map((worlds) =>
      actorsIn(worlds).has(from) ? kept(worlds.map((world) => renamed(world, from, to))) : worlds,
    )
    revised.add(from).add(to)
  }

  function decide(actor: string, lines: readonly { readonly gtin: string; readonly quantity: number }[]): void {
    for (const { gtin, quantity } of lines) {
      const countIn = ({ holdings }: World): number =>
        (holdings.get(actor) ?? []).filter((unit) => unit.gtin === gtin).length
      const certain = countIn(sure)
      if (certain >= quantity) continue
      const concerned = clusters.filter((worlds) => worlds.some((world) => countIn(world) > 0))
      const agreeing = joined(concerned, policy.mostWorlds, keptOfDistinct).filter(
        (world) => certain + countIn(world) >= quantity,
      )
      if (agreeing.length > 0) replace(concerned, kept(agreeing))
    }
  }

  function abandon(isOver: (open: Unfinished) => boolean): void {
    const penalty = Math.log(policy.neverFinished)
    const goOn = (world: World): World => abandoned(world, isOver, penalty, leastGrams)
    const isOpen = ({ unfinished }: World): boolean => unfinished.some(isOver)
    if (isOpen(sure)) {
      noteAll([sure])
      sure = { ...goOn(sure), logWeight: 0 }
    }
    for (const worlds of clusters.filter((some) => some.some(isOpen))) replace([worlds], kept(worlds.map(goOn)))
  }

  /** Puts what is believed now in the place of what was believed, taken apart as far as it goes. */
  function replace(former: readonly Cluster[], worlds: Cluster): void {
    const parts = apart(worlds, policy)
    noteAll([...former.flat(), ...worlds])
    sure = united(sure, parts.sure)
    clusters = [...clusters.filter((other) => !former.includes(other)), ...parts.clusters]
  }

  function noteAll(worlds: readonly World[]): void {
    for (const actor of actorsIn(worlds)) revised.add(actor)
  }

  return {
    believe,
    concernedBy(bearing) {
      const { holders, concerned } = bornOnBy(bearing)
      return [...new Set([...holders, ...actorsIn(concerned.flat())])].sort()
    },
    reweigh,
    rename,
    gone: (actor) => abandon((open) => open.actor === actor),
    decide,
    forget(isAsked) {
      sure = { ...sure, holdings: new Map([...sure.holdings].filter(([actor]) => isAsked(actor))) }
      clusters = clusters.filter(
        (worlds) =>
          [...actorsIn(worlds)].some(isAsked) ||
          worlds.some(({ strays, unfinished }) => strays.length + unfinished.length > 0),
      )
    },
    changesHeld: () =>
      new Set(
        [[sure], ...clusters].flatMap((worlds) =>
          [...contentsOf(worlds).held.values()].flatMap((things) => things.map(({ unit }) => unit.from)),
        ),
      ),
    astray: () => [sure, ...clusters.map(([likeliest]) => likeliest!)].flatMap((world) => world.strays),
    holdingPartsOf: (actor) => holdingPartsIn(actor, sure, clusters),
    holdingsOf: (actor) => holdingsIn(actor, sure, clusters, policy),
    revised() {
      const actors = [...revised]
      revised = new Set()
      return actors
    },
    get cutOff() {
      return prune.cutOff
    },
    get worlds() {
      return clusters.reduce((sum, worlds) => sum + worlds.length, 1)
    },
    save: () => ({ sure, clusters, revised, cutOff: prune.save() }),
    restore(state) {
      ;({ sure, clusters } = state)
      revised = new Set(state.revised)
      prune.restore(state.cutOff)
    },
  }
}

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
