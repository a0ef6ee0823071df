import type { Catalog } from '@store/catalog/catalog.ts'
import { usualCosts, type ChargeCosts } from '@store/catalog/charge-costs.ts'
import type { Frame, GateCross, GateScan, RfidFrame, TracksFrame } from '@store/device-protocol/frame.ts'
import { assert } from '@store/kernel/assert.ts'
import type { Stateful } from '@store/kernel/stateful.ts'
import type { StoreLayout } from '@store/planogram/layout.ts'
import type { Planogram } from '@store/planogram/planogram.ts'
import { attributionPolicy, type AttributionPolicy } from './attribution-policy.ts'
import { basketOf, type BelievedBasket } from './basket.ts'
import { beliefs, type BeliefsState } from './beliefs.ts'
import { busyness, type BusyAct } from './busyness.ts'
import { chargePolicy } from './charge-policy.ts'
import { consideredTakes, type ConsideredTakesState } from './considered-takes.ts'
import { detectionPolicy, type DetectionPolicy } from './detection-policy.ts'
import { evidenceOf, type ChangeEvidence } from './evidence.ts'
import { handMeetings, type Meeting } from './hand-meetings.ts'
import { giverOf, type HandOverEvidence } from './hand-over-evidence.ts'
import { handOvers } from './hand-overs.ts'
import { likeliestFirst } from './likeliest-first.ts'
import { nearnessOf } from './nearness.ts'
import { reachesInto } from './one-reach.ts'
import { presencePolicy, type PresencePolicy } from './presence-policy.ts'
import { rfidEvidence, type RfidEvidenceState } from './rfid-evidence.ts'
import { rfidPolicy, type RfidPolicy } from './rfid-policy.ts'
import { nearnessOnShelf, weightsOf, type Scene } from './scene.ts'
import type { TagEvidence } from './tag-evidence.ts'
import { shelfWatch, type ShelfChange, type ShelfWatchState } from './shelf-change.ts'
import { timeline, type Timed } from './timeline.ts'
import { toldBook } from './told-book.ts'
import { trackLog, type TrackLogState } from './track-log.ts'
import type { Stray } from './world.ts'
import { visits, type VisitEvent, type VisitsState } from './visits.ts'

/** Everything that fusion came to believe, in the order of its becoming known. */
export type FusionEvent =
  | VisitEvent
  /** A shelf change was attributed; the baskets of `actors` may read differently from now on. */
  | {
      readonly type: 'believed'
      readonly atMs: number
      readonly evidence: ChangeEvidence
      readonly actors: readonly string[]
    }

export interface FusionPolicies {
  readonly detection: DetectionPolicy
  readonly attribution: AttributionPolicy
  readonly presence: PresencePolicy
  readonly rfid: RfidPolicy
}

export const fusionPolicies: FusionPolicies = {
  detection: detectionPolicy,
  attribution: attributionPolicy,
  presence: presencePolicy,
  rfid: rfidPolicy,
}

export interface StoreModel {
  readonly layout: StoreLayout
  readonly catalog: Catalog
  readonly planogram: Planogram
  /** What it costs to be wrong; as usual where the store does not say. */
  readonly costs?: ChargeCosts
}

export interface SilentPlates {
  readonly gondola: string
  readonly shelf: number
  readonly plates: readonly number[]
}

/** From frames to beliefs about who holds what. Pure: what it answers follows from what it was given, and nothing else. */
export interface Fusion extends Stateful<FusionState> {
  /** Somebody was in the store before the first frame. */
  inside(shopper: string, track: string | undefined): FusionEvent[]
  /** Takes a frame in; the frames of one device come in the order in which it sent them. */
  take(frame: Frame): void
  /** Every stream has told what it captured before `untilMs`: what happened by then is decided now. */
  advance(untilMs: number): FusionEvent[]
  /** Nothing more will come: whatever is open is decided as it stands. */
  finish(): FusionEvent[]
  basketOf(actor: string): BelievedBasket
  /** Plates that say nothing of what lies on them: dead, stuck, saturated, or without samples. */
  silentPlates(): readonly SilentPlates[]
  /** What lies where it does not belong, as is most likely. */
  astray(): readonly Stray[]
  /** Whose a track is, as far as is decided: a visit, somebody without a pass, or `undefined` for one never seen. */
  actorOfTrack(track: string): string | undefined
  /** How an actor is in the store: by which track, if they are seen; `undefined` for who did not come in, or left. */
  insideAs(actor: string): { readonly track?: string } | undefined
  /** The reader at the exit has told by then what it had to tell of an actor who left, or had its chance. */
  isReadOut(actor: string, atMs: number): boolean
  /** What readers at exits told of an actor's goods, oldest first. */
  tagsOf(actor: string): readonly TagEvidence[]
  /** Meetings of hands after which something may have been an actor's no more, or theirs, oldest first. */
  handedOf(actor: string): readonly HandOverEvidence[]
  /**
   * An actor left for good: what looks like half an act of theirs is all there will be, and what the exit read of them is
   * taken in. Answers whether that may have changed what others are believed to hold.
   */
  gone(actor: string): boolean
  /** An actor's basket became money: what they are charged for is theirs, and is never charged to anybody else. */
  decideFor(actor: string, lines: readonly { readonly gtin: string; readonly quantity: number }[]): void
  /** Forgets what people had who are long gone, but those who are asked about. */
  forget(isAsked: (actor: string) => boolean): void
  /** The onset of the earliest disturbance or change that was noticed and not decided by `asOfMs`; infinity if none. */
  undecidedSince(asOfMs: number): number
  /** The changes of which anybody may have something who is not forgotten. */
  changesHeld(): ReadonlySet<string>
  /** How much belief was given up to stay within bounds, and how many worlds are alive. */
  readonly effort: { readonly cutOff: number; readonly worlds: number }
}

/** Everything that fusion remembers. */
export interface FusionState {
  readonly watches: ReadonlyMap<string, ShelfWatchState>
  readonly log: TrackLogState
  readonly visiting: VisitsState
  readonly facts: readonly Fact[]
  readonly believing: BeliefsState
  readonly busy: readonly BusyAct[]
  readonly takes: ConsideredTakesState
  readonly meetings: readonly Meeting[]
  readonly handed: ReadonlyMap<string, readonly HandOverEvidence[]>
  readonly exits: RfidEvidenceState
}

/** `strays`: what lay where it does not belong before the first frame. */
export function fusion(
  store: StoreModel,
  policies: FusionPolicies = fusionPolicies,
  strays: readonly Stray[] = [],
): Fusion {
  const { layout, catalog, planogram } = store
  const { detection, attribution, presence, rfid } = policies
  const gondolas = new Map(layout.gondolas.map((gondola) => [gondola.id, gondola]))
  const watches = new Map(layout.gondolas.map((gondola) => [gondola.id, shelfWatch(gondola, detection)]))
  const log = trackLog()
  const visiting = visits(layout, log, presence)
  const facts = timeline<Fact>()
  const lightestGrams = Math.min(...catalog.products.map(({ weightGrams }) => weightGrams))
  const leastGrams = attribution.leastShareOfLightest * lightestGrams
  const leastOnPlateGrams = attribution.leastShareOnPlate * lightestGrams
  const believing = beliefs(attribution, leastGrams, strays)
  const charging = chargePolicy(store.costs ?? usualCosts, catalog)
  const takes = consideredTakes()
  const meetings = handMeetings(layout, rfid)
  const exits = rfidEvidence(believing, takes, meetings, catalog, attribution, rfid)
  const handed = toldBook<HandOverEvidence>()
  const given = handOvers(believing, takes, meetings, handed, rfid)
  const busy = busyness(attribution)

  function take(frame: Frame): void {
    switch (frame.kind) {
      case 'weight':
        return changesFrom(watches.get(frame.gondola)?.take(frame) ?? [])
      case 'tracks':
        return facts.add({ what: 'seen', atMs: frame.capturedMs, rank: 0, name: frame.device, frame })
      case 'gate':
        return frame.event === 'cross' ? crossed(frame) : scanned(frame)
      case 'rfid':
        return facts.add({ atMs: frame.capturedMs, rank: 5, name: frame.device, what: 'swept', frame })
    }
  }

  function crossed(frame: GateCross): void {
    const [atMs, name] = [frame.capturedMs + presence.gateMs, `${frame.gate}/${frame.seq}`]
    facts.add({ what: 'crossed', atMs, rank: 2, name, frame })
  }

  function scanned(frame: GateScan): void {
    const [atMs, name] = [frame.capturedMs, `${frame.gate}/${frame.seq}`]
    facts.add({ what: 'scanned', atMs, rank: 1, name, frame })
    facts.add({ what: 'lapsed', atMs: atMs + presence.scanHoldsMs, rank: 3, name, frame })
  }

  /** The log grows in the order of decisions, so that what is decided never depends on how much has arrived since. */
  function seen(frame: TracksFrame): FusionEvent[] {
    log.add(frame)
    const events = visiting.tracks(frame)
    meetings.see(frame, visiting.actorOfTrack)
    return events
  }

  function swept(frame: RfidFrame): FusionEvent[] {
    exits.sweep(frame)
    return []
  }

  function changesFrom(changes: readonly ShelfChange[]): void {
    for (const change of changes) {
      if (!change.plates.some(({ grams }) => Math.abs(grams) >= leastOnPlateGrams)) continue
      facts.add({ what: 'changed', atMs: change.closedMs, rank: 4, name: change.id, change })
    }
  }

  function attribute(change: ShelfChange): FusionEvent[] {
    const scene = sceneOf(change)
    const people = scene.nearTo(weightsOf(change.plates), change.momentMs)
    given.settle((actor) => people.some((near) => near.actor === actor), change.momentMs)
    const considered = believing.believe(scene)
    busy.note(change, considered)
    takes.note(scene, considered)
    const evidence = evidenceOf(change, considered, people, (actor, unit) => giverOf(actor, unit, takes, meetings))
    return [{ type: 'believed', atMs: change.closedMs, evidence, actors: believing.revised() }]
  }

  function sceneOf(change: ShelfChange): Scene {
    const gondola = gondolas.get(change.gondola)
    assert(gondola, `change ${change.id} happened on a gondola that the store does not have`)
    const present = visiting.presentAt(change.momentMs)
    const here = new Set(present.map(({ actor }) => actor))
    const inOneReach = reachesInto(gondola, change.settledMs, log, visiting.actorOfTrack, attribution)
    const staff = new Set(present.filter(({ hasPass }) => !hasPass).map(({ actor }) => actor))
    return {
      change,
      facings: planogram.onShelf(change.gondola, change.shelf),
      catalog,
      nearTo: nearnessOnShelf(gondola, change.shelf, (spot, atMs) =>
        likeliestFirst(
          nearnessOf(spot, atMs, present, visiting.actorOfTrack, log, attribution).map((near) => ({
            ...near,
            ratio: near.ratio * busy.factor(near.actor, change),
          })),
          ({ ratio }) => Math.log(ratio),
          ({ actor }) => actor,
        ),
      ),
      isStaff: (actor) => staff.has(actor),
      leastGrams,
      reachFor: busy.reachFor(change, inOneReach),
      inOneReach,
      handedOn: (unit, from, to) => (here.has(from) ? meetings.shareGiven(from, to, takes.momentOf(unit.from)) : 0),
    }
  }

  function decided(fact: Fact): readonly FusionEvent[] {
    switch (fact.what) {
      case 'seen':
        return seen(fact.frame)
      case 'scanned':
        return visiting.scan(fact.frame)
      case 'crossed':
        return visiting.cross(fact.frame)
      case 'lapsed':
        return visiting.scanLapsed(fact.frame)
      case 'changed':
        return attribute(fact.change)
      case 'swept':
        return swept(fact.frame)
    }
  }

  function settled(events: readonly FusionEvent[]): readonly FusionEvent[] {
    for (const event of events) {
      if (event.type === 'identified') {
        believing.rename(event.wasActor, event.actor)
        takes.rename(event.wasActor, event.actor)
        meetings.rename(event.wasActor, event.actor)
        handed.rename(event.wasActor, event.actor)
        exits.rename(event.wasActor, event.actor)
      }
      if (event.type !== 'believed') exits.hear(event)
    }
    return events
  }

  function decide(untilMs: number): FusionEvent[] {
    const events: FusionEvent[] = []
    for (const fact of facts.until(untilMs)) events.push(...settled(decided(fact)))
    if (!Number.isFinite(untilMs)) return events
    log.forget(untilMs - presence.memoryMs)
    for (const watch of watches.values()) watch.forget(untilMs)
    return events
  }

  return {
    inside: (shopper, track) => visiting.inside(shopper, track),
    take,
    advance: decide,
    finish() {
      for (const watch of watches.values()) changesFrom(watch.finish())
      return decide(Number.POSITIVE_INFINITY)
    },
    astray: () => believing.astray(),
    silentPlates: () =>
      [...watches].flatMap(([id, watch]) =>
        [...watch.silentPlates()].map(([shelf, plates]) => ({ gondola: id, shelf, plates })),
      ),
    basketOf: (actor) => basketOf(believing.holdingPartsOf(actor), charging),
    actorOfTrack: visiting.actorOfTrack,
    insideAs: (actor) => visiting.insideAs(actor),
    isReadOut: (actor, atMs) => exits.isOver(actor, atMs),
    tagsOf: (actor) => exits.tagsOf(actor),
    handedOf: (actor) => handed.of(actor),
    gone(actor) {
      believing.gone(actor)
      const isGiven = given.settle((other) => other === actor, Number.POSITIVE_INFINITY)
      return exits.weigh(actor) || isGiven
    },
    decideFor: (actor, lines) => believing.decide(actor, lines),
    forget(isAsked) {
      const about = visiting.actors()
      const isRemembered = (actor: string): boolean => about.has(actor) || isAsked(actor)
      believing.forget(isRemembered)
      takes.forget(isRemembered)
      exits.forget(isRemembered)
      handed.forget(isRemembered)
    },
    undecidedSince(asOfMs) {
      let since = Number.POSITIVE_INFINITY
      for (const watch of watches.values()) since = Math.min(since, watch.openSince(asOfMs) ?? since)
      return since
    },
    changesHeld: () => believing.changesHeld(),
    get effort() {
      return { cutOff: believing.cutOff, worlds: believing.worlds }
    },
    save: () => ({
      watches: new Map([...watches].map(([id, watch]) => [id, watch.save()])),
      log: log.save(),
      visiting: visiting.save(),
      facts: facts.save(),
      believing: believing.save(),
      busy: busy.save(),
      takes: takes.save(),
      meetings: meetings.save(),
      handed: handed.save(),
      exits: exits.save(),
    }),
    restore(state) {
      for (const [id, watch] of state.watches) watches.get(id)?.restore(watch)
      log.restore(state.log)
      visiting.restore(state.visiting)
      facts.restore(state.facts)
      believing.restore(state.believing)
      busy.restore(state.busy)
      takes.restore(state.takes)
      meetings.restore(state.meetings)
      handed.restore(state.handed)
      exits.restore(state.exits)
    },
  }
}

/** `rank`: what comes first of what happened at one instant: sights, passes, crossings, lapses, then the goods, and tags. */
type Fact = Timed &
  (
    | { readonly what: 'seen'; readonly frame: TracksFrame }
    | { readonly what: 'scanned' | 'lapsed'; readonly frame: GateScan }
    | { readonly what: 'crossed'; readonly frame: GateCross }
    | { readonly what: 'changed'; readonly change: ShelfChange }
    | { readonly what: 'swept'; readonly frame: RfidFrame }
  )
