import type { Catalog } from '@store/catalog/catalog.ts'
import type { ExitVariants } from './exit-variants.ts'
import { likeliestFirst } from './likeliest-first.ts'
import { readLikelihood, type TagRead } from './read-likelihood.ts'
import type { RfidPolicy } from './rfid-policy.ts'
import type { TagRegister } from './tag-register.ts'
import type { Unit, World } from './world.ts'

/**
 * What a world goes on as, given the tags that were read while some people passed: itself and what the reads make likely
 * instead, each weighed by how likely just these reads are in it.
 */
export function readVariants(
  reads: ReadonlyMap<string, readonly TagRead[]>,
  actors: readonly string[],
  otherwiseThan: ExitVariants,
  tags: TagRegister,
  catalog: Catalog,
  policy: RfidPolicy,
): (world: World) => World[] {
  const nothingTold = tags.nothingTold()
  const ofArticle = new Map<string, Map<string, number>>()
  const ofCounts = new Map<string, number>()
  const countsOf = countsOnce()

  function logOfArticle(gtin: string, carried: readonly number[]): number {
    const known = ofArticle.get(gtin) ?? new Map<string, number>()
    ofArticle.set(gtin, known)
    const name = carried.join()
    const before = known.get(name)
    if (before !== undefined) return before
    const read = reads.get(gtin) ?? []
    const tagged = tags.tagged(gtin)
    const withTags = tagged * readLikelihood(read, carried, tags.readShare(gtin))
    const likelihood = Math.log(read.length === 0 ? withTags + 1 - tagged : withTags)
    known.set(name, likelihood)
    return likelihood
  }

  /** Worlds differ in much that has nothing to do with what these people carry. */
  function logLikelihood(world: World): number {
    const carried = actors.map((actor) => countsOf(world.holdings.get(actor) ?? []))
    const name = carried.map((one) => one.name).join('|')
    const known = ofCounts.get(name) ?? logOfAll(carried.map(({ counts }) => counts))
    ofCounts.set(name, known)
    return known
  }

  /** Of all reads: somebody's bag may let nothing through, and the store may have no tags at all. */
  function logOfAll(carried: readonly ReadonlyMap<string, number>[]): number {
    const gtins = [...new Set([...reads.keys(), ...carried.flatMap((counts) => [...counts.keys()])])].sort()
    const logWithout = (isHidden: (person: number) => boolean): number =>
      gtins.reduce((log, gtin) => {
        const units = carried.map((counts, i) => (isHidden(i) ? 0 : (counts.get(gtin) ?? 0)))
        return log + logOfArticle(gtin, units)
      }, 0)
    const open = Math.max(0, 1 - actors.length * policy.shielded - nothingTold)
    const each = [
      { share: open, log: logWithout(() => false) },
      { share: nothingTold, log: logWithout(() => true) },
      ...actors.map((_, hidden) => ({ share: policy.shielded, log: logWithout((i) => i === hidden) })),
    ]
    const most = Math.max(...each.map(({ log }) => log))
    return most + Math.log(each.reduce((sum, { share, log }) => sum + share * Math.exp(log - most), 0))
  }

  let bestLog = Number.NEGATIVE_INFINITY
  const isWorthwhile = (log: number): boolean => log >= bestLog + policy.leastVariantLog

  function variantsOf(world: World): World[] {
    const held = actors.flatMap((actor) => [...countsOf(world.holdings.get(actor) ?? []).counts.keys()])
    const gtins = [...new Set([...reads.keys(), ...held])].sort().filter((gtin) => offBy(world, gtin) !== 0)
    const own = weighed(world)
    const off = gtins.reduce((sum, gtin) => sum + Math.abs(offBy(world, gtin)), 0)
    if (!isWorthwhile(own.log + off * MOST_GAIN)) return []
    let variants = [own]
    for (const gtin of gtins) variants = likely(variants.flatMap((one) => [one, ...otherwise(one, gtin)]))
    bestLog = Math.max(bestLog, ...variants.map(({ log }) => log))
    return variants.filter(({ log }) => isWorthwhile(log)).map((one) => ({ ...one.world, logWeight: one.log }))
  }

  /** How many more of an article were read than these people carry in a world. */
  function offBy(world: World, gtin: string): number {
    const unitsOf = (actor: string): number => countsOf(world.holdings.get(actor) ?? []).counts.get(gtin) ?? 0
    return (reads.get(gtin)?.length ?? 0) - actors.reduce((sum, actor) => sum + unitsOf(actor), 0)
  }

  /** One unit more or less, as often as the reads and the world differ by. */
  function otherwise({ world }: Weighed, gtin: string): Weighed[] {
    const read = reads.get(gtin) ?? []
    const off = offBy(world, gtin)
    const product = catalog.find(gtin)
    const step = (one: World): World[] => {
      if (off < 0) return actors.flatMap((actor) => otherwiseThan.less(one, gtin, actor))
      if (!product) return []
      return actors.flatMap((actor, i) =>
        read.some(({ fits }) => fits[i]! > 0) ? otherwiseThan.more(one, product, actor) : [],
      )
    }
    let last: readonly Weighed[] = [weighed(world)]
    const found: Weighed[] = []
    for (let steps = Math.min(MOST_STEPS, Math.abs(off)); steps > 0; steps--) {
      last = likely(last.flatMap((one) => step(one.world).map(weighed)))
      found.push(...last)
    }
    return found
  }

  const weighed = (world: World): Weighed => ({ world, log: world.logWeight + logLikelihood(world) })

  function likely(variants: readonly Weighed[]): Weighed[] {
    if (variants.length <= 1) return [...variants]
    // Equal ones stay in the order in which they were thought of, which is always the same.
    const ranked = likeliestFirst(
      variants,
      ({ log }) => log,
      () => '',
    )
    return ranked.slice(0, policy.mostVariants).filter(({ log }) => log >= ranked[0]!.log + policy.leastVariantLog)
  }

  return variantsOf
}

/** A world with its weight as it was, and what that becomes by the reads. */
interface Weighed {
  readonly world: World
  readonly log: number
}

/** By how much, in natural logarithms, a world can gain by one unit that fits the reads: a read against a rare stray. */
const MOST_GAIN = 6

/** More of one article than this come or go unseen in one visit only in a store whose plates are off. */
const MOST_STEPS = 3

interface Counts {
  readonly counts: ReadonlyMap<string, number>
  readonly name: string
}

/** By article, how many; worlds share what somebody holds, so it is counted once for all of them. */
function countsOnce(): (units: readonly Unit[]) => Counts {
  const known = new WeakMap<readonly Unit[], Counts>()
  return (units) => {
    const before = known.get(units)
    if (before) return before
    const counts = new Map<string, number>()
    for (const { gtin } of units) if (gtin !== undefined) counts.set(gtin, (counts.get(gtin) ?? 0) + 1)
    const name = [...counts].map(([gtin, count]) => `${gtin}:${count}`).sort().join() // prettier-ignore
    const counted = { counts, name }
    known.set(units, counted)
    return counted
  }
}
