import type { Catalog } from '@store/catalog/catalog.ts'
import type { RfidFrame } from '@store/device-protocol/frame.ts'
import type { Stateful } from '@store/kernel/stateful.ts'
import type { AttributionPolicy } from './attribution-policy.ts'
import { allOdds } from './basket.ts'
import type { Beliefs, Bearing } from './beliefs.ts'
import { exitPassages, type Crossing, type ExitPassagesState } from './exit-passages.ts'
import type { ConsideredTakes } from './considered-takes.ts'
import type { HandMeetings } from './hand-meetings.ts'
import { exitVariants } from './exit-variants.ts'
import type { Holdings } from './holdings.ts'
import { readVariants } from './read-variants.ts'
import type { TagRead } from './read-likelihood.ts'
import type { RfidPolicy } from './rfid-policy.ts'
import { toldOf, type TagEvidence } from './tag-evidence.ts'
import { toldBook } from './told-book.ts'
import { tagRegister, type TagRegisterState } from './tag-register.ts'
import type { VisitEvent } from './visit-event.ts'
import type { Unit } from './world.ts'

/**
 * What the reader at the exit adds to what the shelves told. The worlds of whoever passed are weighed anew by what was
 * read and what was not, and go on as whatever else the reads make likely.
 */
export interface RfidEvidence extends Stateful<RfidEvidenceState> {
  hear(event: VisitEvent): void
  sweep(frame: RfidFrame): void
  /** The reader has told by then what it had to tell of somebody who left, or had its chance. */
  isOver(actor: string, atMs: number): boolean
  /** Takes in what was read of somebody who left, and of those who passed with them. Answers whether anything changed. */
  weigh(actor: string): boolean
  /** What passages told of somebody's goods, theirs or another's, oldest first. */
  tagsOf(actor: string): readonly TagEvidence[]
  /** Two names turn out to be one actor. */
  rename(from: string, to: string): void
  /** Who left and is forgotten elsewhere, too, need not be known to have left. */
  forget(isRemembered: (actor: string) => boolean): void
}

export interface RfidEvidenceState {
  readonly passages: ExitPassagesState
  readonly tags: TagRegisterState
  readonly left: ReadonlySet<string>
  readonly told: ReadonlyMap<string, readonly TagEvidence[]>
}

export function rfidEvidence(
  believing: Beliefs,
  takes: ConsideredTakes,
  meetings: HandMeetings,
  catalog: Catalog,
  attribution: AttributionPolicy,
  policy: RfidPolicy,
): RfidEvidence {
  const passages = exitPassages(policy)
  const tags = tagRegister(catalog, policy)
  const left = new Set<string>()
  const told = toldBook<TagEvidence>()

  function weigh(actor: string): boolean {
    const crossing = passages.close(actor)
    if (!crossing) return false
    const actors = crossing.people.map((passage) => passage.actor)
    const reads = readsOf(crossing)
    for (const gtin of reads.keys()) tags.see(gtin)
    const passers = {
      actors,
      isAbout: (other: string) => !left.has(other),
      met: (other: string) => meetings.of(other),
      evidence: `rfid/${crossing.people[0]!.gate}@${crossing.people[0]!.leftMs}`,
    }
    const bearing = bearingOf(actors, reads)
    const concerned = [...new Set([...actors, ...believing.concernedBy(bearing)])]
    const before = new Map(concerned.map((one) => [one, oddsNow(one)]))
    believing.reweigh(bearing, (worlds) => {
      const variants = exitVariants(worlds, passers, takes, meetings, catalog, attribution, policy)
      return worlds.flatMap(readVariants(reads, actors, variants, tags, catalog, policy))
    })
    const { gate, leftMs } = crossing.people[0]!
    const read = new Map([...reads].map(([gtin, some]) => [gtin, some.length]))
    const passage = { gate, atMs: leftMs, passed: actors, read }
    for (const [one, odds] of before) told.add(one, toldOf(passage, odds, oddsNow(one), actors.includes(one)))
    learn(actors, reads)
    return true
  }

  const oddsNow = (actor: string) => allOdds(believing.holdingPartsOf(actor))

  /** By article, what may be somebody's: not what the store does not sell, and not what left with somebody before. */
  function readsOf({ sightings }: Crossing): Map<string, TagRead[]> {
    const reads = new Map<string, TagRead[]>()
    for (const { epc, fits } of sightings) {
      const gtin = tags.articleOf(epc)
      if (gtin === undefined || tags.isSold(epc)) continue
      reads.set(gtin, [...(reads.get(gtin) ?? []), { epc, fits, strays: tags.straysOf(epc, gtin) }])
    }
    return reads
  }

  /**
   * What these people may hold, with what else came of the same changes; and what others who are about may have given them,
   * or what may lie where they found it, if more of an article was read than they are believed to carry.
   */
  function bearingOf(actors: readonly string[], reads: ReadonlyMap<string, readonly TagRead[]>): Bearing {
    const changes = new Set(
      actors.flatMap((actor) => believing.holdingsOf(actor).flatMap(({ units }) => units.map(({ from }) => from))),
    )
    const lacking = new Set(
      [...reads].filter(([gtin, read]) => read.length - expected(actors, gtin) > LEAST_LACKING).map(([gtin]) => gtin),
    )
    const isLacking = (gtin: string | undefined): boolean => gtin !== undefined && lacking.has(gtin)
    const mayBeUnrecognised = (change: string): boolean =>
      takes.around(change).some((reach) => actors.includes(reach.actor) && lacking.has(reach.gtin))
    const mayBeLacking = (holder: string, { gtin, from }: Unit): boolean => {
      if (gtin === undefined) return mayBeUnrecognised(from)
      if (left.has(holder)) return false
      return isLacking(gtin) || takes.of(from).some((take) => actors.includes(take.actor) && isLacking(take.gtin))
    }
    return {
      held: (holder, units) =>
        actors.includes(holder) ||
        units.some((unit) => changes.has(unit.from) || (lacking.size > 0 && mayBeLacking(holder, unit))),
      lying: (lying) => ('unit' in lying ? isLacking(lying.unit.gtin) : mayBeUnrecognised(lying.change)),
    }
  }

  const expected = (actors: readonly string[], gtin: string): number =>
    actors.reduce((sum, actor) => sum + mean(believing.holdingsOf(actor), (units) => countOf(units, gtin)), 0)

  function learn(actors: readonly string[], reads: ReadonlyMap<string, readonly TagRead[]>): void {
    const held = actors.flatMap((actor) =>
      believing.holdingsOf(actor).flatMap(({ units }) => units.flatMap(({ gtin }) => gtin ?? [])),
    )
    const articles = [...new Set([...reads.keys(), ...held])].sort().map((gtin) => {
      const read = reads.get(gtin) ?? []
      const carried = expected(actors, gtin)
      // Of one person by their own worlds; of several, as if their units were pooled.
      const [only] = actors
      const mine =
        actors.length === 1
          ? mean(believing.holdingsOf(only!), (units) => Math.min(countOf(units, gtin), read.length))
          : Math.min(carried, read.length)
      return { gtin, carried, read: mine, epcs: read.map(({ epc }) => epc) }
    })
    tags.learn({
      articles: new Map(articles.map(({ gtin, carried, read }) => [gtin, { carried, read }])),
      tags: new Map(
        articles.flatMap(({ gtin, read, epcs }) => epcs.map((epc) => [epc, { gtin, carried: read / epcs.length }])),
      ),
    })
  }

  return {
    hear(event) {
      passages.hear(event)
      if (event.type === 'left') left.add(event.actor)
    },
    sweep: (frame) => passages.sweep(frame),
    isOver: (actor, atMs) => passages.isOver(actor, atMs),
    weigh,
    tagsOf: (actor) => told.of(actor),
    rename: (from, to) => told.rename(from, to),
    forget(isRemembered) {
      passages.forget(isRemembered)
      told.forget(isRemembered)
      for (const actor of left) if (!isRemembered(actor)) left.delete(actor)
    },
    save: () => ({ passages: passages.save(), tags: tags.save(), left, told: told.save() }),
    restore(state) {
      passages.restore(state.passages)
      tags.restore(state.tags)
      told.restore(state.told)
      left.clear()
      for (const actor of state.left) left.add(actor)
    },
  }
}

/** Whoever is believed to carry what was read needs nobody to have given it to them. */
const LEAST_LACKING = 0.02

const countOf = (units: Holdings['units'], gtin: string): number => units.filter((unit) => unit.gtin === gtin).length

const mean = (holdings: readonly Holdings[], of: (units: Holdings['units']) => number): number =>
  holdings.reduce((sum, { units, probability }) => sum + probability * of(units), 0)
