// oxlint-disable typescript/consistent-return -- tsc (noImplicitReturns) sees that the switches are exhaustive, this rule does not
/**
 * The exit's second door, onto the street. It opens when those in the vestibule are settled with, and in any case when
 * the first of them has stood there for `deadlineMs`: no bank, network or software of ours keeps anybody in [PI10].
 */
export type Door =
  | { readonly status: 'vacant' }
  | {
      readonly status: 'waiting'
      /** When the door opens, whatever happened. */
      readonly dueMs: number
      /** Visits that are known to be in there, and are not settled yet. */
      readonly leaving: readonly string[]
    }
  | {
      readonly status: 'open'
      readonly untilMs: number
      /** Somebody came in while it stood open, and is due then; the others are taken to have gone out. */
      readonly dueMs: number | undefined
      readonly leaving: readonly string[]
    }

export type DoorEvent =
  /** Somebody came through the first door. */
  | { readonly type: 'entered' }
  /** The engine has made out who it was. */
  | { readonly type: 'identified'; readonly visit: string }
  /** Their basket is sealed, and the bank has answered. */
  | { readonly type: 'settled'; readonly visit: string }
  /** Somebody went out through the second door. */
  | { readonly type: 'went-out' }
  /** Time passed; also what the server says first after a start, when it cannot know who is in there. */
  | { readonly type: 'looked-at-the-clock' }

export type DoorStep =
  | { readonly do: 'open'; readonly forMs: number; readonly because: 'settled' | 'deadline' }
  /** It opened before these were settled: staff look at them. */
  | { readonly do: 'review'; readonly visits: readonly string[] }

export interface DoorPolicy {
  /** From the first door to the second at the latest. The slowest sensor needs 3 s, a bank that is well 1 s. */
  readonly deadlineMs: number
  /** Time to walk out with a pram. */
  readonly openForMs: number
}

export const doorPolicy: DoorPolicy = { deadlineMs: 10_000, openForMs: 5_000 }

export const vacant: Door = { status: 'vacant' }

/** What follows from an event at `atMs`. Time is looked at first, whatever the event: no order of events outruns a deadline. */
export function moved(door: Door, event: DoorEvent, atMs: number, policy: DoorPolicy = doorPolicy): [Door, DoorStep[]] {
  const [inTime, steps] = elapsed(door, atMs, policy)
  const [next, more] = stepped(inTime, event, atMs, policy)
  const [then, last] = elapsed(next, atMs, policy)
  return [then, [...steps, ...more, ...last]]
}

/** When it must be looked at again, if nothing happens before. */
export function nextLookMs(door: Door): number | undefined {
  switch (door.status) {
    case 'vacant':
      return undefined
    case 'waiting':
      return door.dueMs
    case 'open':
      return door.untilMs
  }
}

function elapsed(door: Door, atMs: number, policy: DoorPolicy): [Door, DoorStep[]] {
  switch (door.status) {
    case 'vacant':
      return [door, []]
    case 'waiting': {
      if (atMs < door.dueMs) return [door, []]
      const [open, steps] = opened(door.leaving, 'deadline', atMs, policy)
      return [open, door.leaving.length > 0 ? [...steps, { do: 'review', visits: door.leaving }] : steps]
    }
    case 'open': {
      if (atMs < door.untilMs) return [door, []]
      if (door.dueMs === undefined) return [vacant, []]
      return elapsed({ status: 'waiting', dueMs: door.dueMs, leaving: door.leaving }, atMs, policy)
    }
  }
}

function stepped(door: Door, event: DoorEvent, atMs: number, policy: DoorPolicy): [Door, DoorStep[]] {
  switch (event.type) {
    case 'entered': {
      const dueMs = atMs + policy.deadlineMs
      if (door.status === 'vacant') return [{ status: 'waiting', dueMs, leaving: [] }, []]
      return door.status === 'waiting' ? [door, []] : [{ ...door, dueMs: door.dueMs ?? dueMs }, []]
    }
    case 'identified':
      // Nobody is in there any more: they went out before they were made out.
      if (door.status === 'vacant' || door.leaving.includes(event.visit)) return [door, []]
      return [{ ...door, leaving: [...door.leaving, event.visit] }, []]
    case 'settled': {
      if (door.status === 'vacant' || !door.leaving.includes(event.visit)) return [door, []]
      const leaving = door.leaving.filter((visit) => visit !== event.visit)
      if (leaving.length > 0 || (door.status === 'open' && door.dueMs === undefined)) return [{ ...door, leaving }, []]
      return opened(leaving, 'settled', atMs, policy)
    }
    case 'went-out':
    case 'looked-at-the-clock':
      return [door, []]
  }
}

/** Those who were not settled with are on their way out: they are reviewed, not waited for. */
function opened(
  leaving: readonly string[],
  because: 'settled' | 'deadline',
  atMs: number,
  { openForMs }: DoorPolicy,
): [Door, DoorStep[]] {
  const still = because === 'deadline' ? [] : leaving
  return [
    { status: 'open', untilMs: atMs + openForMs, dueMs: undefined, leaving: still },
    [{ do: 'open', forMs: openForMs, because }],
  ]
}
