import type { TrackedPerson, TracksFrame, Vec3 } from '@store/device-protocol/frame.ts'
import type { Stateful } from '@store/kernel/stateful.ts'
import { toLocal } from '@store/planogram/geometry.ts'
import type { Gondola, StoreLayout } from '@store/planogram/layout.ts'
import type { RfidPolicy } from './rfid-policy.ts'
import { metresBetween } from './track-log.ts'

/** Whose hands met away from the shelves: there something may have changed hands that no plate saw. */
export interface HandMeetings extends Stateful<readonly Meeting[]> {
  see(frame: TracksFrame, actorOf: (track: string) => string | undefined): void
  rename(from: string, to: string): void
  /** Everybody whose hands met an actor's. */
  of(actor: string): readonly string[]
  /** Whether two people's hands met after an instant. */
  metSince(one: string, other: string, sinceMs: number): boolean
}

export interface Meeting {
  readonly pair: readonly [string, string]
  firstMs: number
  lastMs: number
  frames: number
}

export function handMeetings({ gondolas }: StoreLayout, policy: RfidPolicy): HandMeetings {
  let meetings: Meeting[] = []

  function see({ tracks, capturedMs }: TracksFrame, actorOf: (track: string) => string | undefined): void {
    const reaching = tracks.filter(({ hands }) => hands.length > 0)
    for (const [i, one] of reaching.entries()) {
      for (const other of reaching.slice(i + 1)) {
        if (!areMeeting(one, other)) continue
        const [a, b] = [actorOf(one.id), actorOf(other.id)]
        if (a !== undefined && b !== undefined && a !== b) note([a, b], capturedMs)
      }
    }
  }

  const areMeeting = (one: TrackedPerson, other: TrackedPerson): boolean =>
    one.hands.some((hand) =>
      other.hands.some(
        (theirs) =>
          metresBetween(hand, theirs) <= policy.handsMeetMetres &&
          gondolas.every((gondola) => !isOver(between(hand, theirs), gondola)),
      ),
    )

  function note(pair: Meeting['pair'], atMs: number): void {
    const going = meetings.findLast((meeting) => isOf(meeting, ...pair))
    if (going && atMs - going.lastMs <= policy.handsMeetMs) {
      going.lastMs = atMs
      going.frames++
    } else {
      meetings.push({ pair, firstMs: atMs, lastMs: atMs, frames: 1 })
      if (meetings.length > MOST_KEPT) meetings = meetings.slice(-MOST_KEPT / 2)
    }
  }

  return {
    see,
    rename(from, to) {
      if (!meetings.some(({ pair }) => pair.includes(from))) return
      const called = (actor: string): string => (actor === from ? to : actor)
      meetings = meetings.map((meeting) => ({ ...meeting, pair: [called(meeting.pair[0]), called(meeting.pair[1])] }))
    },
    of(actor) {
      const own = meetings.filter(({ frames, pair }) => frames >= policy.handsMeetFrames && pair.includes(actor))
      return [...new Set(own.map(({ pair: [one, other] }) => (one === actor ? other : one)))].sort()
    },
    save: () => meetings,
    restore(state) {
      meetings = [...state]
    },
    metSince: (one, other, sinceMs) =>
      meetings.some(
        (meeting) => meeting.lastMs >= sinceMs && meeting.frames >= policy.handsMeetFrames && isOf(meeting, one, other),
      ),
  }
}

/** Some hours of a busy store. */
const MOST_KEPT = 4_000

const isOf = ({ pair }: Meeting, one: string, other: string): boolean =>
  (pair[0] === one && pair[1] === other) || (pair[0] === other && pair[1] === one)

const between = (a: Vec3, b: Vec3): Vec3 => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2, (a[2] + b[2]) / 2]

/** Two people at one shelf reach past each other: that is no giving. */
function isOver(place: Vec3, gondola: Gondola): boolean {
  const [x, y] = toLocal(gondola, place)
  return x >= 0 && x <= gondola.width && y <= 0 && y >= -gondola.depth
}
