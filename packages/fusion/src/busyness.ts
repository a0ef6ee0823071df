import type { Stateful } from '@store/kernel/stateful.ts'
import type { AttributionPolicy } from './attribution-policy.ts'
import type { Considered } from './happening.ts'
import type { ShelfChange } from './shelf-change.ts'

/**
 * Who had their hands full elsewhere. After a reach people look and walk before the next one: a hand that is near a
 * plate right after it took something from another is most likely only on its way back.
 */
export interface Busyness extends Stateful<readonly BusyAct[]> {
  note(change: ShelfChange, considered: readonly Considered[]): void
  /** By how much less likely an actor is to have made this change, given what they are believed to have done just then. */
  factor(actor: string, change: ShelfChange): number
}

export interface BusyAct {
  readonly change: ShelfChange
  readonly did: ReadonlyMap<string, number>
}

export function busyness(policy: AttributionPolicy): Busyness {
  let acts: BusyAct[] = []
  return {
    note(change, considered) {
      acts = acts.filter((act) => change.closedMs - act.change.closedMs < policy.busyKeptMs)
      acts.push({ change, did: doersOf(considered) })
    },
    factor(actor, change) {
      return acts
        .filter((act) => isJustThen(act.change, change, policy) && isElsewhere(act.change, change, policy))
        .reduce((factor, { did }) => factor * (1 - (did.get(actor) ?? 0) * (1 - policy.busy)), 1)
    },
    save: () => acts,
    restore(state) {
      acts = [...state]
    },
  }
}

/** The probability of each to have had a hand in it. */
function doersOf(considered: readonly Considered[]): Map<string, number> {
  const did = new Map<string, number>()
  for (const { happened, probability } of considered) {
    const actors = new Set(happened.flatMap((one) => (one.kind === 'moved' ? [one.actor] : [])))
    for (const actor of actors) did.set(actor, Math.min(1, (did.get(actor) ?? 0) + probability))
  }
  return did
}

const isJustThen = (a: ShelfChange, b: ShelfChange, policy: AttributionPolicy): boolean =>
  Math.abs(a.momentMs - b.momentMs) < policy.busyMs

/** Two grabs at one spot are one reach. */
function isElsewhere(a: ShelfChange, b: ShelfChange, policy: AttributionPolicy): boolean {
  if (a.gondola !== b.gondola || a.shelf !== b.shelf) return true
  return a.plates.every((one) => b.plates.every((other) => Math.abs(one.plate - other.plate) > policy.onePlacePlates))
}
