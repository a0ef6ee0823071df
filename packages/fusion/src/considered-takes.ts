import { refill, type Stateful } from '@store/kernel/stateful.ts'
import type { Considered } from './happening.ts'
import { articleOf, isPut } from './move.ts'
import type { Nearness } from './nearness.ts'
import { weightsOf, type Scene } from './scene.ts'
import type { ShelfChange } from './shelf-change.ts'

/** Who may have taken what in each change, as it was judged at the time: also what was given up since. */
export interface ConsideredTakes extends Stateful<ConsideredTakesState> {
  note(scene: Scene, considered: readonly Considered[]): void
  rename(from: string, to: string): void
  /** Which names they went by of whom nobody asks any more. */
  forget(isRemembered: (actor: string) => boolean): void
  of(change: string): readonly ConsideredTake[]
  /** When it happened; long ago, for one that is forgotten. */
  momentOf(change: string): number
  /** What belongs to where weight moved, and who was near to it: one of these may have taken one of those unrecognised. */
  around(change: string): readonly Reach[]
  /** Changes in which several units went at once within somebody's reach, from where an article belongs. */
  crowded(
    actor: string,
    gtin: string,
  ): readonly { readonly change: string; readonly share: number; readonly units: number }[]
}

export interface ConsideredTakesState {
  readonly takes: ReadonlyMap<string, readonly ConsideredTake[]>
  readonly nowCalled: ReadonlyMap<string, string>
  readonly moments: ReadonlyMap<string, number>
  readonly changesAt: ReadonlyMap<string, readonly string[]>
  readonly reaches: ReadonlyMap<string, readonly Reach[]>
}

/** Somebody within reach of an article: how near they were to it, the nearest counting 1. */
export interface Reach {
  readonly actor: string
  readonly gtin: string
  readonly share: number
}

export interface ConsideredTake {
  readonly actor: string
  readonly gtin: string
  /** How many units are to be expected; the probability, where it is one at most. */
  readonly units: number
}

export function consideredTakes(): ConsideredTakes {
  const takes = new Map<string, readonly ConsideredTake[]>()
  const moments = new Map<string, number>()
  const changesAt = new Map<string, readonly string[]>()
  const reaches = new Map<string, readonly Reach[]>()
  const nowCalled = new Map<string, string>()

  const renamed = <Named extends { readonly actor: string }>(one: Named): Named => ({
    ...one,
    actor: nowCalled.get(one.actor) ?? one.actor,
  })

  return {
    note(scene, considered) {
      const { id, momentMs } = scene.change
      moments.set(id, momentMs)
      takes.set(id, expectedOf(considered))
      reaches.set(id, reachesOf(scene))
      for (const gtin of new Set(reaches.get(id)!.map((reach) => reach.gtin)))
        changesAt.set(gtin, [...(changesAt.get(gtin) ?? []), id])
      if (takes.size <= MOST_KEPT) return
      const [oldest] = takes.keys()
      takes.delete(oldest!)
      for (const { gtin } of reaches.get(oldest!) ?? [])
        changesAt.set(
          gtin,
          (changesAt.get(gtin) ?? []).filter((change) => change !== oldest),
        )
      reaches.delete(oldest!)
      moments.delete(oldest!)
    },
    save: () => ({ takes, nowCalled, moments, changesAt, reaches }),
    restore(state) {
      refill(takes, state.takes)
      refill(nowCalled, state.nowCalled)
      refill(moments, state.moments)
      refill(changesAt, state.changesAt)
      refill(reaches, state.reaches)
    },
    rename: (from, to) => void nowCalled.set(from, to),
    forget(isRemembered) {
      for (const [from, to] of nowCalled) if (!isRemembered(to)) nowCalled.delete(from)
    },
    of: (change) => (takes.get(change) ?? []).map(renamed),
    momentOf: (change) => moments.get(change) ?? Number.NEGATIVE_INFINITY,
    crowded: (actor, gtin) =>
      (changesAt.get(gtin) ?? []).flatMap((change) => {
        const units = (takes.get(change) ?? []).reduce((sum, take) => sum + take.units, 0)
        const own = (reaches.get(change) ?? []).map(renamed).filter((one) => one.actor === actor && one.gtin === gtin)
        const share = Math.max(0, ...own.map((one) => one.share))
        return units > 1.5 && share > 0 ? [{ change, share, units }] : []
      }),
    around: (change) => (reaches.get(change) ?? []).map(renamed),
  }
}

/** An hour and more of a busy store: longer than anybody stays. */
const MOST_KEPT = 2_000

/** Less than this is not worth coming back to, whatever a reader says: a tag is missed more often than that. */
const LEAST_NOTED = 1e-4

function expectedOf(considered: readonly Considered[]): ConsideredTake[] {
  const units = new Map<string, ConsideredTake>()
  for (const { happened, probability } of considered) {
    for (const happening of happened) {
      if (happening.kind !== 'moved' || isPut(happening.move) || happening.move.kind === 'restock') continue
      const gtin = articleOf(happening.move)
      if (gtin === undefined) continue
      const { actor } = happening
      const name = JSON.stringify([actor, gtin])
      units.set(name, { actor, gtin, units: probability + (units.get(name)?.units ?? 0) })
    }
  }
  return [...units.values()].filter((take) => take.units >= LEAST_NOTED)
}

function reachesOf({ change, facings, nearTo }: Scene): Reach[] {
  return facings.flatMap(({ gtin, plates }) => {
    const moved = change.plates.filter(({ plate, grams }) => grams < 0 && plates.includes(plate))
    if (moved.length === 0) return []
    const people = nearestMeanwhile(change, (atMs) => nearTo(weightsOf(moved), atMs))
    const best = people[0]?.ratio ?? 1
    return people
      .map(({ actor, ratio }) => ({ actor, gtin, share: ratio / best }))
      .filter(({ share }) => share >= LEAST_NOTED)
  })
}

/** What several people did at once is one change that lasts: whoever reached there at any time of it may be one of them. */
function nearestMeanwhile(
  { startedMs, momentMs, settledMs }: ShelfChange,
  nearAt: (atMs: number) => readonly Nearness[],
): Nearness[] {
  const lasting = settledMs - startedMs > LASTING_MS
  const count = lasting ? Math.min(MOST_INSTANTS, Math.ceil((settledMs - startedMs) / EVERY_MS)) : 0
  const instants = Array.from({ length: count }, (_, i) => startedMs + ((i + 0.5) * (settledMs - startedMs)) / count)
  const best = new Map<string, Nearness>()
  for (const atMs of [momentMs, ...instants]) {
    for (const near of nearAt(atMs)) if (near.ratio > (best.get(near.actor)?.ratio ?? 0)) best.set(near.actor, near)
  }
  return [...best.values()].sort((a, b) => b.ratio - a.ratio)
}

/** One reach is over in this, milliseconds; of what lasts longer, people are looked for as often as a hand comes and goes. */
const LASTING_MS = 2_500
const EVERY_MS = 500
const MOST_INSTANTS = 16
