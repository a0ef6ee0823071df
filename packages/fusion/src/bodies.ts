import type { TrackedPerson, TracksFrame, Vec3 } from '@store/device-protocol/frame.ts'
import type { PresencePolicy } from './presence-policy.ts'
import { floorMetresBetween } from './track-log.ts'

/** One moving person, under whatever ids the tracker gave them. */
export interface Body {
  /** The first id they were seen under. */
  readonly id: string
  readonly firstMs: number
  lastMs: number
  head: Vec3
  /** The track ids they were seen under, the latest last. */
  readonly tracks: string[]
  /** Left the store: a new track is never them. */
  gone: boolean
}

export interface Bodies {
  /** Frames in the order of their capture. Answers who was not seen before. */
  see(frame: TracksFrame, isNewcomer: (person: TrackedPerson) => boolean): Body[]
  ofTrack(track: string): Body | undefined
  /** Everybody ever seen who has not left, in the order in which they came. */
  readonly about: readonly Body[]
  leave(body: Body): void
}

/** Follows people through changes of their track ids: a track that comes up continues the likeliest one that ended. */
export function bodies(policy: PresencePolicy): Bodies {
  const byTrack = new Map<string, Body>()
  let about: Body[] = []

  function see(frame: TracksFrame, isNewcomer: (person: TrackedPerson) => boolean): Body[] {
    const atMs = frame.capturedMs
    const unknown = frame.tracks.filter((person) => !byTrack.has(person.id))
    for (const person of frame.tracks) {
      const body = byTrack.get(person.id)
      if (!body) continue
      if (body.lastMs === atMs) split(body, person, atMs)
      else Object.assign(body, { lastMs: atMs, head: person.head })
    }
    for (const { person, body } of continuations(
      unknown.filter((person) => !isNewcomer(person)),
      atMs,
    )) {
      byTrack.set(person.id, body)
      body.tracks.push(person.id)
      Object.assign(body, { lastMs: atMs, head: person.head })
    }
    return unknown.filter((person) => !byTrack.has(person.id)).map((person) => appear(person, atMs))
  }

  function appear(person: TrackedPerson, atMs: number): Body {
    const body: Body = {
      id: person.id,
      firstMs: atMs,
      lastMs: atMs,
      head: person.head,
      tracks: [person.id],
      gone: false,
    }
    byTrack.set(person.id, body)
    about.push(body)
    return body
  }

  /** Two tracks thought to be one person are seen at once: the later id was somebody else all along. */
  function split(body: Body, person: TrackedPerson, atMs: number): void {
    const later = body.tracks.at(-1)!
    if (later === person.id) return void appearAs(person, body, atMs)
    body.tracks.splice(body.tracks.indexOf(later), 1)
    const head = body.head
    Object.assign(body, { head: person.head })
    appear({ id: later, head, hands: [] }, atMs)
  }

  function appearAs(person: TrackedPerson, body: Body, atMs: number): void {
    body.tracks.splice(body.tracks.indexOf(person.id), 1)
    appear(person, atMs)
  }

  /** Pairs tracks that come up with bodies out of sight, the best fitting first. */
  function continuations(people: readonly TrackedPerson[], atMs: number): { person: TrackedPerson; body: Body }[] {
    if (people.length === 0) return []
    const fits = people.flatMap((person) =>
      about
        .filter((body) => body.lastMs < atMs && atMs - body.lastMs <= policy.linkMs)
        .map((body) => ({ person, body, strain: strainOf(body, person, atMs) }))
        .filter(({ strain }) => strain <= 1),
    )
    const chosen: { person: TrackedPerson; body: Body }[] = []
    for (const fit of fits.sort((a, b) => a.strain - b.strain)) {
      if (chosen.some(({ person, body }) => person === fit.person || body === fit.body)) continue
      chosen.push(fit)
    }
    return chosen
  }

  /** How far somebody would have had to go, against how far they can have gone: above 1 it was not them. */
  function strainOf(body: Body, person: TrackedPerson, atMs: number): number {
    const seconds = (atMs - body.lastMs) / 1000
    return floorMetresBetween(body.head, person.head) / (policy.linkMetres + policy.walkMetresPerSecond * seconds)
  }

  return {
    see,
    ofTrack: (track) => byTrack.get(track),
    get about() {
      return about
    },
    leave(body) {
      body.gone = true
      about = about.filter((other) => other !== body)
    },
  }
}
