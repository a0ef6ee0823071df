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
  /** When two people's hands were last seen to meet after an instant; `undefined` where they were not. */
  lastMet(one: string, other: string, sinceMs: number): number | undefined
  /** Meetings that look like something being handed over and were not asked for before, of these people, over by an instant. */
  settle(isConcerned: (actor: string) => boolean, untilMs: number): readonly Meeting[]
  /** How likely it is that somebody gave another one a thing that they had had since an instant. */
  shareGiven(from: string, to: string, sinceMs: number): number
}

export interface Meeting {
  readonly pair: readonly [string, string]
  firstMs: number
  lastMs: number
  frames: number
  /** How many of the frames showed them facing each other, and from when to when. */
  facing: number
  facingFromMs: number
  facingToMs: number
  /** What it makes likely has been taken in. */
  isSettled: boolean
}

export function handMeetings({ gondolas }: StoreLayout, policy: RfidPolicy): HandMeetings {
  let meetings: Meeting[] = []

  function see({ tracks, capturedMs }: TracksFrame, actorOf: (track: string) => string | undefined): void {
    const reaching = tracks.filter(({ hands }) => hands.length > 0)
    for (const [i, one] of reaching.entries()) {
      for (const other of reaching.slice(i + 1)) {
        const places = meetingPlaces(one, other)
        if (places.length === 0) continue
        const [a, b] = [actorOf(one.id), actorOf(other.id)]
        if (a === undefined || b === undefined || a === b) continue
        note(
          [a, b],
          capturedMs,
          places.some((place) => isBetween(place, one.head, other.head, policy)),
        )
      }
    }
  }

  const meetingPlaces = (one: TrackedPerson, other: TrackedPerson): Vec3[] =>
    one.hands.flatMap((hand) =>
      other.hands
        .filter((theirs) => metresBetween(hand, theirs) <= policy.handsMeetMetres)
        .map((theirs) => between(hand, theirs))
        .filter((place) => gondolas.every((gondola) => !isOver(place, gondola))),
    )

  function note(pair: Meeting['pair'], atMs: number, isFacing: boolean): void {
    const meeting = goingOn(pair, atMs)
    meeting.lastMs = atMs
    meeting.frames++
    if (!isFacing) return
    if (meeting.facing === 0) meeting.facingFromMs = atMs
    meeting.facing++
    meeting.facingToMs = atMs
  }

  function goingOn(pair: Meeting['pair'], atMs: number): Meeting {
    const last = meetings.findLast((meeting) => isOf(meeting, ...pair))
    if (last && atMs - last.lastMs <= policy.handsMeetMs) return last
    if (meetings.length >= MOST_KEPT) meetings = meetings.slice(-MOST_KEPT / 2)
    const span = { firstMs: atMs, lastMs: atMs, frames: 0, facing: 0, facingFromMs: atMs, facingToMs: atMs }
    const meeting = { pair, ...span, isSettled: false }
    meetings.push(meeting)
    return meeting
  }

  /** Long enough, and mostly so. */
  const isHandingOver = ({ frames, facing, facingFromMs, facingToMs }: Meeting): boolean =>
    facing >= policy.handsMeetFrames && facing * 2 >= frames && facingToMs - facingFromMs >= policy.facingMs

  const metSince = (one: string, other: string, sinceMs: number): Meeting[] =>
    meetings.filter(
      (meeting) => meeting.lastMs >= sinceMs && meeting.frames >= policy.handsMeetFrames && isOf(meeting, one, other),
    )

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
    metSince: (one, other, sinceMs) => metSince(one, other, sinceMs).length > 0,
    lastMet: (one, other, sinceMs) => metSince(one, other, sinceMs).at(-1)?.lastMs,
    settle(isConcerned, untilMs) {
      const due = meetings.filter(
        (meeting) =>
          !meeting.isSettled &&
          meeting.lastMs + policy.handsMeetMs <= untilMs &&
          meeting.pair.some(isConcerned) &&
          isHandingOver(meeting),
      )
      for (const meeting of due) meeting.isSettled = true
      return due
    },
    shareGiven(from, to, sinceMs) {
      const since = metSince(from, to, sinceMs)
      if (since.length === 0) return policy.changedHands
      return since.some(isMostlyFacing) ? policy.changedHandsMet : policy.changedHandsBeside
    },
  }
}

/** Some hours of a busy store. */
const MOST_KEPT = 4_000

const isMostlyFacing = ({ frames, facing }: Meeting): boolean => facing * 2 >= frames

const isOf = ({ pair }: Meeting, one: string, other: string): boolean =>
  (pair[0] === one && pair[1] === other) || (pair[0] === other && pair[1] === one)

const between = (a: Vec3, b: Vec3): Vec3 => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2, (a[2] + b[2]) / 2]

/** Two people at one shelf reach past each other: that is no giving. */
function isOver(place: Vec3, gondola: Gondola): boolean {
  const [x, y] = toLocal(gondola, place)
  return x >= 0 && x <= gondola.width && y <= 0 && y >= -gondola.depth
}

/** On the line between two heads, seen from above, and at arms' length from either. */
function isBetween([x, y]: Vec3, one: Vec3, other: Vec3, policy: RfidPolicy): boolean {
  const [alongX, alongY] = [other[0] - one[0], other[1] - one[1]]
  const apart = Math.hypot(alongX, alongY)
  if (apart < policy.facingMetres) return false
  const along = ((x - one[0]) * alongX + (y - one[1]) * alongY) / apart
  const aside = Math.abs((x - one[0]) * alongY - (y - one[1]) * alongX) / apart
  return aside <= policy.facingAsideMetres && along > 0 && along < apart
}
