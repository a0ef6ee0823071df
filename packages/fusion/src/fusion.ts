import type { Catalog } from '@store/catalog/catalog.ts'
import type { Frame, TracksFrame, Vec3 } from '@store/device-protocol/frame.ts'
import { plateCentre } from '@store/planogram/geometry.ts'
import type { Gondola, Shelf, StoreLayout } from '@store/planogram/layout.ts'
import type { Planogram } from '@store/planogram/planogram.ts'
import { attributionPolicy, type AttributionPolicy } from './attribution-policy.ts'
import { basketOf, type BelievedBasket } from './basket.ts'
import { beliefs } from './beliefs.ts'
import { detectionPolicy, type DetectionPolicy } from './detection-policy.ts'
import { evidenceOf, type ChangeEvidence } from './evidence.ts'
import type { Scene } from './explain.ts'
import { nearnessOf, type Nearness } from './nearness.ts'
import { presencePolicy, type PresencePolicy } from './presence-policy.ts'
import { shelfWatch, type ShelfChange } from './shelf-change.ts'
import { timeline } from './timeline.ts'
import { trackLog } from './track-log.ts'
import { visits, type VisitEvent } from './visits.ts'

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
}

export const fusionPolicies: FusionPolicies = {
  detection: detectionPolicy,
  attribution: attributionPolicy,
  presence: presencePolicy,
}

export interface StoreModel {
  readonly layout: StoreLayout
  readonly catalog: Catalog
  readonly planogram: Planogram
}

/** From frames to beliefs about who holds what. Pure: what it answers follows from what it was given, and nothing else. */
export interface Fusion {
  /** Somebody was in the store before the first frame. */
  inside(shopper: string, track: string | undefined): FusionEvent[]
  /** Takes a frame in; the frames of one device come in the order in which it sent them. */
  take(frame: Frame): void
  /** Every stream has told what it captured before `untilMs`: what happened by then is decided now. */
  advance(untilMs: number): FusionEvent[]
  /** Nothing more will come: whatever is open is decided as it stands. */
  finish(): FusionEvent[]
  basketOf(actor: string): BelievedBasket
  /** An actor left for good: what looks like half an act of theirs is all there will be. */
  gone(actor: string): void
  /** An actor's basket became money: what they are charged for is theirs, and is never charged to anybody else. */
  decideFor(actor: string, lines: readonly { readonly gtin: string; readonly quantity: number }[]): void
  /** The onset of the earliest disturbance or change that was noticed and not decided by `asOfMs`; infinity if none. */
  undecidedSince(asOfMs: number): number
  /** How much belief was given up to stay within bounds, and how many worlds are alive. */
  readonly effort: { readonly cutOff: number; readonly worlds: number }
}

export function fusion(store: StoreModel, policies: FusionPolicies = fusionPolicies): Fusion {
  const { layout, catalog, planogram } = store
  const { detection, attribution, presence } = policies
  const gondolas = new Map(layout.gondolas.map((gondola) => [gondola.id, gondola]))
  const watches = new Map(layout.gondolas.map((gondola) => [gondola.id, shelfWatch(gondola, detection)]))
  const log = trackLog()
  const visiting = visits(layout, log, presence)
  const facts = timeline<Fact>()
  // Half of the lightest article: less than that is creep, echo or a fingertip.
  const leastGrams = 0.45 * Math.min(...catalog.products.map(({ weightGrams }) => weightGrams))
  const believing = beliefs(attribution, leastGrams)

  function take(frame: Frame): void {
    switch (frame.kind) {
      case 'weight':
        return changesFrom(watches.get(frame.gondola)?.take(frame) ?? [])
      case 'tracks':
        return facts.add({ atMs: frame.capturedMs, rank: 0, name: frame.device, decide: () => seen(frame) })
      case 'gate': {
        const name = `${frame.gate}/${frame.seq}`
        if (frame.event === 'cross')
          return facts.add({
            atMs: frame.capturedMs + presence.gateMs,
            rank: 2,
            name,
            decide: () => visiting.cross(frame),
          })
        facts.add({ atMs: frame.capturedMs, rank: 1, name, decide: () => visiting.scan(frame) })
        return facts.add({
          atMs: frame.capturedMs + presence.scanHoldsMs,
          rank: 3,
          name,
          decide: () => visiting.scanLapsed(frame),
        })
      }
      case 'rfid':
        return
    }
  }

  /** The log grows in the order of decisions, so that what is decided never depends on how much has arrived since. */
  function seen(frame: TracksFrame): FusionEvent[] {
    log.add(frame)
    return visiting.tracks(frame)
  }

  function changesFrom(changes: readonly ShelfChange[]): void {
    for (const change of changes) {
      if (!change.plates.some(({ grams }) => Math.abs(grams) >= leastGrams / 3)) continue
      facts.add({ atMs: change.closedMs, rank: 4, name: change.id, decide: () => attribute(change) })
    }
  }

  function attribute(change: ShelfChange): FusionEvent[] {
    const gondola = gondolas.get(change.gondola)!
    const shelf = gondola.shelves.find(({ index }) => index === change.shelf)!
    const present = visiting.presentAt(change.momentMs)
    const staff = new Set(present.filter(({ hasPass }) => !hasPass).map(({ actor }) => actor))
    const memo = new Map<string, readonly Nearness[]>()
    const nearTo: Scene['nearTo'] = (plates, atMs) => {
      const key = `${plates.map(({ plate }) => plate).join(',')}@${atMs}`
      const known = memo.get(key)
      if (known) return known
      const near = nearnessOf(middleOf(gondola, shelf, plates), atMs, present, visiting.actorOfTrack, log, attribution)
      memo.set(key, near)
      return near
    }
    const scene: Scene = {
      change,
      facings: planogram.onShelf(change.gondola, change.shelf),
      catalog,
      nearTo,
      isStaff: (actor) => staff.has(actor),
      leastGrams,
      plainStories: new Map(),
      plainAssignments: new Map(),
      plainIds: new Map(),
      bar: { bestLog: Number.NEGATIVE_INFINITY },
    }
    const people = nearTo(
      change.plates.map(({ plate, grams }) => ({ plate, grams: Math.abs(grams) })),
      change.momentMs,
    )
    const best = people[0]?.ratio ?? 0
    const actors = people.filter(({ ratio }) => ratio >= best * attribution.leastRatio).map(({ actor }) => actor)
    const considered = believing.believe(scene, actors)
    return [
      {
        type: 'believed',
        atMs: change.closedMs,
        evidence: evidenceOf(change, considered, people),
        actors: believing.actors(),
      },
    ]
  }

  function settled(events: readonly FusionEvent[]): readonly FusionEvent[] {
    for (const event of events) if (event.type === 'identified') believing.rename(event.wasActor, event.actor)
    return events
  }

  function decide(untilMs: number): FusionEvent[] {
    const events: FusionEvent[] = []
    for (const fact of facts.until(untilMs)) events.push(...settled(fact.decide()))
    if (Number.isFinite(untilMs)) log.forget(untilMs - presence.memoryMs)
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
    basketOf: (actor) => basketOf(believing.holdingsOf(actor), attribution),
    gone: (actor) => believing.gone(actor),
    decideFor: (actor, lines) => believing.decide(actor, lines),
    undecidedSince(asOfMs) {
      let since = Number.POSITIVE_INFINITY
      for (const watch of watches.values()) since = Math.min(since, watch.openSince(asOfMs) ?? since)
      return since
    },
    get effort() {
      return { cutOff: believing.cutOff, worlds: believing.worlds }
    },
  }
}

interface Fact {
  readonly atMs: number
  /** What comes first of what happened at one instant. */
  readonly rank: number
  readonly name: string
  decide(): readonly FusionEvent[]
}

/** Where the weight of a run lay: the plates' centres, weighted by what they lost or gained. */
function middleOf(gondola: Gondola, shelf: Shelf, plates: readonly { plate: number; grams: number }[]): Vec3 {
  const all = plates.reduce((sum, { grams }) => sum + grams, 0)
  const [x, y, z] = plates.reduce<[number, number, number]>(
    ([ax, ay, az], { plate, grams }) => {
      const [px, py, pz] = plateCentre(gondola, shelf, plate)
      const share = all > 0 ? grams / all : 1 / plates.length
      return [ax + px * share, ay + py * share, az + pz * share]
    },
    [0, 0, 0],
  )
  return [x, y, z]
}
