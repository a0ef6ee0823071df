/**
 * A part whose memory can be written down and put back, to the bit: what goes on from there is what would have been.
 *
 * `save` answers the memory itself, not a copy of it: whoever keeps it clones it (structured clone, or `v8.serialize`)
 * before the part goes on. What several parts point to, such as one body in two lists, has to stay one thing: all of it
 * is cloned together. `restore` takes its argument over.
 */
export interface Stateful<State> {
  save(): State
  restore(state: State): void
}

/** Puts a saved map in the place of what a map held. */
export function refill<Key, Value>(map: Map<Key, Value>, saved: ReadonlyMap<Key, Value>): void {
  map.clear()
  for (const [key, value] of saved) map.set(key, value)
}
