import type { Stateful } from '@store/kernel/stateful.ts'
import type { AttributionPolicy } from './attribution-policy.ts'
import type { Considered, Reached } from './happening.ts'
import type { InOneReach } from './one-reach.ts'
import { articleOf, isPut } from './move.ts'
import type { ShelfChange } from './shelf-change.ts'
import type { Unit } from './world.ts'

/**
 * What hands did just before or after. A reach takes its time: people reach out, grip, draw back and look before the next
 * one, so a hand that is near a plate right after it took something is most likely still on its way back, and the one sight
 * of it does not speak for two acts.
 */
export interface Busyness extends Stateful<readonly BusyAct[]> {
  note(change: ShelfChange, considered: readonly Considered[]): void
  /** By how much less likely an actor is to have made this change, given what they are believed to have put down just then. */
  factor(actor: string, change: ShelfChange): number
  /** The reach in which an actor took a unit that they hold, where that was just before or after a change. */
  reachFor(change: ShelfChange, inOneReach?: InOneReach): (actor: string, unit: Unit) => PlacedReach | undefined
}

/** A reach, and to which shelf. */
export interface PlacedReach extends Reached {
  readonly gondola: string
  readonly shelf: number
}

export interface BusyAct {
  readonly change: ShelfChange
  /** Who put something down, and how likely. */
  readonly put: ReadonlyMap<string, number>
  /** By actor and article: how they reached for it, if they took it. */
  readonly took: ReadonlyMap<string, Reached>
}

export function busyness(policy: AttributionPolicy): Busyness {
  let acts: readonly BusyAct[] = []
  return {
    note(change, considered) {
      const kept = acts.filter((act) => change.closedMs - act.change.closedMs < policy.busyKeptMs)
      acts = [...kept, { change, put: puttersOf(considered), took: reachesOf(considered) }]
    },
    factor(actor, change) {
      return acts
        .filter((act) => Math.abs(act.change.momentMs - change.momentMs) < policy.busyMs)
        .filter((act) => isElsewhere(act.change, change, policy))
        .reduce((factor, { put }) => factor * (1 - (put.get(actor) ?? 0) * (1 - policy.busy)), 1)
    },
    reachFor(change, inOneReach) {
      const kept = new Map(acts.map((act) => [act.change.id, act]))
      return (actor, { from, gtin }) => {
        const act = kept.get(from)
        const reached = act?.took.get(takeName(actor, gtin))
        if (!act || !reached) return undefined
        const { gondola, shelf } = act.change
        const isOne = gondola === change.gondola && inOneReach?.(actor, reached.atMs, nearer(reached.atMs, change))
        return isOne || isJustThen(act.change, change, policy) ? { ...reached, gondola, shelf } : undefined
      }
    },
    save: () => acts,
    restore(state) {
      acts = state
    },
  }
}

/** Of one shelf, where none is named. */
type SomeReach = Reached & Partial<PlacedReach>

/** How much less likely it is that one actor reached for both, against two who each reached for one. */
export function againFactor(
  before: SomeReach,
  now: SomeReach,
  isPutNow: boolean,
  isOneReach: boolean,
  policy: AttributionPolicy,
): number {
  if (!isOneReach && Math.abs(before.atMs - now.atMs) >= policy.busyMs) return 1
  if (!isOnePlace(before, now, policy)) return policy.busy
  // Who puts down again what they just took is still in that reach.
  return isPutNow ? 1 : policy.busy / Math.max(1, before.ratio, now.ratio)
}

/** What both hands of one reach cover. */
const isOnePlace = (a: SomeReach, b: SomeReach, policy: AttributionPolicy): boolean =>
  a.gondola === b.gondola && a.shelf === b.shelf && Math.abs(a.plate - b.plate) <= policy.onePlacePlates

/** The probability of each to have put something down. */
function puttersOf(considered: readonly Considered[]): Map<string, number> {
  const did = new Map<string, number>()
  for (const { happened, probability } of considered) {
    const actors = new Set(happened.flatMap((one) => (one.kind === 'moved' && isPut(one.move) ? [one.actor] : [])))
    for (const actor of actors) did.set(actor, Math.min(1, (did.get(actor) ?? 0) + probability))
  }
  return did
}

/** Of several ways to have taken the same, the likeliest. */
function reachesOf(considered: readonly Considered[]): Map<string, Reached> {
  const reaches = new Map<string, Reached>()
  for (const one of considered.flatMap(({ happened }) => happened)) {
    if (one.kind !== 'moved' || isPut(one.move)) continue
    const name = takeName(one.actor, articleOf(one.move))
    if (!reaches.has(name)) reaches.set(name, one.reached)
  }
  return reaches
}

const takeName = (actor: string, gtin: string | undefined): string => JSON.stringify([actor, gtin ?? null])

/** The instant of a change that is nearest to one. */
const nearer = (atMs: number, { startedMs, settledMs }: ShelfChange): number =>
  Math.min(settledMs, Math.max(startedMs, atMs))

/** Anything of the one may have happened just before or after anything of the other. */
const isJustThen = (a: ShelfChange, b: ShelfChange, policy: AttributionPolicy): boolean =>
  a.startedMs - policy.busyMs < b.settledMs && b.startedMs - policy.busyMs < a.settledMs

/** Two grabs at one spot are one reach. */
function isElsewhere(a: ShelfChange, b: ShelfChange, policy: AttributionPolicy): boolean {
  if (a.gondola !== b.gondola || a.shelf !== b.shelf) return true
  return a.plates.every((one) => b.plates.every((other) => Math.abs(one.plate - other.plate) > policy.onePlacePlates))
}
