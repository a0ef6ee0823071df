import type { TrackedPerson, TracksFrame, Vec3 } from '@store/device-protocol/frame.ts'
import { refill, type Stateful } from '@store/kernel/stateful.ts'
import { bestPairs } from './pairing.ts'
import type { PresencePolicy } from './presence-policy.ts'
import { floorMetresBetween } from './track-log.ts'

/** One moving person, under whatever ids the tracker gave them. */
export interface Body {
  /** The first id they were seen under. */
  readonly id: string
  /** The latest last; never empty. */
  readonly tracks: readonly Track[]
  /** Left the store: a new track is never them. */
  readonly isGone: boolean
}

/** What the tracker said of one of its ids. */
export interface Track {
  readonly id: string
  readonly firstMs: number
  readonly firstHead: Vec3
  readonly lastMs: number
  readonly head: Vec3
}

/** Two bodies turned out to be one. */
export interface Merger {
  readonly body: Body
  /** The id of the body that is no more. */
  readonly was: string
}

export interface Bodies extends Stateful<BodiesState> {
  /** Frames in the order of their capture. A newcomer continues nobody. Answers which strangers turned out to be somebody. */
  see(frame: TracksFrame, isNewcomer: (person: TrackedPerson) => boolean): Merger[]
  /** This body is a session's: it is never taken for the continuation of another. */
  bind(body: Body): void
  leave(body: Body): void
  ofTrack(track: string): Body | undefined
  /** Everybody who has not left, in the order in which they came. */
  readonly about: readonly Body[]
  /** Forgets the tracks of those who left, and strangers, not seen since. */
  forget(beforeMs: number): void
}

export interface BodiesState {
  readonly known: ReadonlyMap<string, KnownTrack>
  readonly about: readonly KnownBody[]
}

interface KnownTrack extends Track {
  lastMs: number
  head: Vec3
  body: KnownBody
  readonly isNewcomer: boolean
}

interface KnownBody extends Body {
  tracks: KnownTrack[]
  isGone: boolean
  isBound: boolean
  /** Out of sight for long enough that somebody may turn out to be them. */
  isMissed: boolean
}

/**
 * Follows people through changes of their track ids. A track that comes up is paired with the body it continues, all
 * such tracks together, and for a while again whenever another comes up, comes back or is lost: the first to come up
 * is not always the right one, and some are nobody.
 */
export function bodies(policy: PresencePolicy): Bodies {
  const known = new Map<string, KnownTrack>()
  let about: KnownBody[] = []

  function see({ capturedMs: atMs, tracks }: TracksFrame, isNewcomer: (person: TrackedPerson) => boolean): Merger[] {
    let isUnclear = false
    for (const person of tracks) {
      const track = known.get(person.id)
      if (!track || isReused(track, atMs)) {
        appear(person, atMs, isNewcomer(person))
        isUnclear = true
      } else {
        track.lastMs = atMs
        track.head = person.head
        track.body.isMissed = false
      }
    }
    for (const body of about) {
      isUnclear = splitApart(body, atMs) || isUnclear
      if (body.isMissed || atMs - lastOf(body).lastMs <= policy.missedMs) continue
      body.isMissed = true
      isUnclear = true
    }
    return isUnclear ? pairUp(atMs) : []
  }

  /** The id of somebody who left, on somebody who is here. */
  const isReused = (track: KnownTrack, atMs: number): boolean =>
    track.body.isGone && atMs - track.lastMs > policy.aboutMs

  function appear({ id, head }: TrackedPerson, atMs: number, isNewcomer: boolean): void {
    const body: KnownBody = { id, tracks: [], isGone: false, isBound: false, isMissed: false }
    const track = { id, firstMs: atMs, firstHead: head, lastMs: atMs, head, body, isNewcomer }
    body.tracks.push(track)
    known.set(id, track)
    about.push(body)
  }

  /** Two tracks thought to be one person are seen at once: the later is somebody else. */
  function splitApart(body: KnownBody, atMs: number): boolean {
    const seen = body.tracks.filter(({ lastMs }) => lastMs === atMs)
    for (const track of seen.slice(1)) standAlone(track)
    return seen.length > 1
  }

  function standAlone(track: KnownTrack): undefined {
    moveTo({ id: track.id, tracks: [], isGone: false, isBound: false, isMissed: false }, track)
    about.push(track.body)
  }

  function moveTo(body: KnownBody, track: KnownTrack): void {
    const former = track.body
    former.tracks = former.tracks.filter((other) => other !== track)
    if (former.tracks.length === 0) about = about.filter((other) => other !== former)
    track.body = body
    body.tracks.push(track)
    body.isMissed = false
  }

  /** Decides anew whom the tracks belong to that may still be anybody's. */
  function pairUp(atMs: number): Merger[] {
    const open = about
      .flatMap(({ tracks }) => tracks.filter((track) => mayContinue(track, atMs)))
      .sort((a, b) => a.firstMs - b.firstMs)
    if (open.length === 0) return []
    const ended = about.flatMap((body) => body.tracks.findLast((track) => !open.includes(track)) ?? [])
    const ends = [...ended, ...open].filter(({ lastMs }) => lastMs < atMs)
    const pairs = bestPairs(open, ends, (track, end) => strainOf(end, track), policy.strangerStrain)
    return open.flatMap((track) => follow(track, pairs.get(track)) ?? [])
  }

  /** Whoever comes before a track in time was put in their place before. */
  function follow(track: KnownTrack, end: KnownTrack | undefined): Merger | undefined {
    const former = track.body
    if (end?.body === former) return undefined
    const isFirst = former.tracks[0] === track
    if (!end) return isFirst ? undefined : standAlone(track)
    moveTo(end.body, track)
    return isFirst ? { body: end.body, was: former.id } : undefined
  }

  /** Joined to a body not long ago, or the first that was seen of a stranger. */
  function mayContinue(track: KnownTrack, atMs: number): boolean {
    if (track !== track.body.tracks[0]) return atMs - track.firstMs <= policy.doubtMs
    if (track.isNewcomer || track.body.isBound) return false
    return atMs - track.firstMs <= policy.linkMs && atMs - track.lastMs <= policy.aboutMs
  }

  /** How unlikely it is that one went on as the other: by how far somebody strays from where they were, and for how long. */
  function strainOf(end: Track, start: Track): number {
    const gapMs = start.firstMs - end.lastMs
    if (end === start || gapMs > policy.linkMs || gapMs < -policy.overlapMs) return Number.POSITIVE_INFINITY
    const seconds = Math.max(0, gapMs) / 1000
    const metres = floorMetresBetween(end.head, start.firstHead)
    if (metres > policy.linkMetres + policy.walkMetresPerSecond * seconds) return Number.POSITIVE_INFINITY
    const stood = density(metres, policy.standMetres)
    const walked = density(metres, policy.standMetres + policy.strayMetresPerSecond * seconds)
    const likelihood = policy.stoodShare * stood + (1 - policy.stoodShare) * walked
    return -Math.log(likelihood / density(0, policy.standMetres)) + Math.abs(gapMs) / policy.gapMs
  }

  return {
    see,
    bind(body) {
      for (const one of about) if (one === body) one.isBound = true
    },
    leave(body) {
      for (const one of about) if (one === body) one.isGone = true
      about = about.filter((other) => other !== body)
    },
    ofTrack: (track) => known.get(track)?.body,
    get about() {
      return about
    },
    forget(beforeMs) {
      for (const [id, { body, lastMs }] of known)
        if (lastMs < beforeMs && (body.isGone || !body.isBound)) known.delete(id)
      about = about.filter((body) => body.isBound || lastOf(body).lastMs >= beforeMs)
    },
    save: () => ({ known, about }),
    restore(state) {
      refill(known, state.known)
      about = [...state.about]
    },
  }
}

/** Of a normal distribution over the floor, but for a constant factor. */
const density = (metres: number, deviation: number): number =>
  Math.exp(-((metres / deviation) ** 2) / 2) / deviation ** 2

/** The track by which a body was seen last. */
export const lastOf = <T extends Track>({ tracks }: { readonly tracks: readonly T[] }): T =>
  tracks.reduce((last, track) => (track.lastMs >= last.lastMs ? track : last))
