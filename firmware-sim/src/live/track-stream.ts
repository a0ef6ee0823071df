import type { TrackedPerson, TracksFrame } from '@store/device-protocol/frame.ts'
import { prng } from '@store/kernel/prng.ts'
import type { Actor } from '../actor.ts'
import { capturedAt } from '../plate-physics.ts'
import { trackId } from '../track-ids.ts'
import { FRAMES_PER_SECOND, watch } from '../tracker.ts'
import type { TrackerWeather, Weather } from '../weather.ts'
import { TRACKER } from './devices.ts'

type Tracks = Omit<TracksFrame, 'arrivedMs' | 'seq'>

/** Looks at everyone, fifteen times a second, and tells it as late as a real tracker does. */
export interface TrackStream {
  /** The frames that leave the tracker by `nowMs`. */
  until(nowMs: number, actors: readonly Actor[]): Tracks[]
  /** Everything captured before this has been told. */
  readonly capturedMs: number
}

type Eye = (atMs: number) => TrackedPerson | undefined

/** `delayMs` is what the tracker takes to work a frame out. Ghosts and swapped ids are for recorded scenarios only. */
export function trackStream(seed: number, weather: Weather, delayMs: number): TrackStream {
  const { tracker } = weather
  const luck = prng(seed, 'tracker/frames')
  const skewMs = prng(seed, 'clock/tracker').between(-1, 1) * weather.network.clockSkewMs
  const eyes = new Map<Actor, Eye>()
  let delayed: { readonly dueMs: number; readonly frame: Tracks }[] = []
  let frames = 0
  let capturedMs = 0

  function look(atMs: number, actors: readonly Actor[]): void {
    for (const actor of eyes.keys()) if (!actors.includes(actor)) eyes.delete(actor)
    const tracks = actors.flatMap((actor) => {
      const eye = eyes.get(actor) ?? eyeOn(actor, seed, tracker)
      eyes.set(actor, eye)
      return eye(atMs) ?? []
    })
    if (luck.chance(tracker.lostFrameShare)) return
    const frame: Tracks = { kind: 'tracks', device: TRACKER, capturedMs: capturedAt(atMs, skewMs), tracks }
    delayed.push({ dueMs: atMs + delayMs, frame })
  }

  return {
    until(nowMs, actors) {
      for (let atMs = atFrame(frames); atMs <= nowMs; atMs = atFrame(++frames)) look(atMs, actors)
      const due = delayed.filter(({ dueMs }) => dueMs <= nowMs)
      delayed = delayed.filter(({ dueMs }) => dueMs > nowMs)
      capturedMs = Math.max(capturedMs, nowMs - delayMs)
      return due.map(({ frame }) => frame)
    },
    get capturedMs() {
      return capturedMs
    },
  }
}

const atFrame = (frame: number): number => (frame * 1_000) / FRAMES_PER_SECOND

const perFrame = (perMinute: number): number => perMinute / (60 * FRAMES_PER_SECOND)

/** One person under whatever id the tracker has for them: lost now and then, and found again under a new id or the old one. */
function eyeOn({ person, body, walk, reaches }: Actor, seed: number, weather: TrackerWeather): Eye {
  const see = watch({ id: person.id, headMetres: body.headMetres, walk: walk.waypoints, reaches }, seed, weather)
  const random = prng(seed, `track-id/${person.id}`)
  let id = trackId(random)
  let lostUntilMs = walk.waypoints[0]!.atMs + 1_000
  let isLost = false
  return (atMs) => {
    const one = see(atMs)
    if (atMs >= lostUntilMs) {
      isLost = false
      const [isNewId, isHidden] = [
        random.chance(perFrame(weather.idChangesPerMinute)),
        random.chance(perFrame(weather.occlusionsPerMinute)),
      ]
      if (isNewId || isHidden) {
        if (isNewId) id = trackId(random)
        lostUntilMs = atMs + (isNewId ? random.between(...weather.idGapMs) : random.between(1_000, 4_000))
        isLost = true
      }
    }
    return one === undefined || isLost ? undefined : { id, ...one }
  }
}
