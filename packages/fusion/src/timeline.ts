import type { Stateful } from '@store/kernel/stateful.ts'

/** Something that is to be decided at an instant of capture time. */
export interface Timed {
  readonly atMs: number
  readonly rank: number
  readonly name: string
}

/** Holds what is to come in the order of capture, whatever the order of arrival: by instant, then rank, then name. */
export interface Timeline<T extends Timed> extends Stateful<readonly T[]> {
  add(item: T): void
  /** Takes out, in order, everything up to and including `untilMs`, and what is added meanwhile. */
  until(untilMs: number): Iterable<T>
}

export function timeline<T extends Timed>(): Timeline<T> {
  // Nearly sorted input: an insertion from the end moves a handful of items.
  let items: T[] = []
  let taken = 0

  return {
    add(item) {
      let at = items.length
      while (at > taken && isBefore(item, items[at - 1]!)) at--
      items.splice(at, 0, item)
    },
    *until(untilMs) {
      while (taken < items.length && items[taken]!.atMs <= untilMs) yield items[taken++]!
      if (taken > 256) {
        items = items.slice(taken)
        taken = 0
      }
    },
    save: () => items.slice(taken),
    restore(state) {
      items = [...state]
      taken = 0
    },
  }
}

const isBefore = (a: Timed, b: Timed): boolean =>
  a.atMs !== b.atMs ? a.atMs < b.atMs : a.rank !== b.rank ? a.rank < b.rank : a.name < b.name
