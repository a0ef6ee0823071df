import { useSyncExternalStore } from 'react'

/** One value that changes over time, and who wants to hear of it. Clients of the store speak through these, React listens. */
export interface Watched<T> {
  readonly get: () => T
  readonly watch: (listener: () => void) => () => void
}

export interface Changing<T> extends Watched<T> {
  readonly set: (next: T) => void
}

export function changing<T>(first: T): Changing<T> {
  let value = first
  const listeners = new Set<() => void>()
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return
      value = next
      for (const listener of listeners) listener()
    },
    watch(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

export function useWatched<T>(watched: Watched<T>): T {
  return useSyncExternalStore(watched.watch, watched.get)
}
