import { prng, type Prng } from '@store/kernel/prng.ts'
import type { TrackedPerson, TracksFrame, Vec3 } from '@store/device-protocol/frame.ts'
import type { Point } from '@store/planogram/layout.ts'
import { gauss } from './draws.ts'
import { handsAt } from './hands.ts'
import { toMillimetre } from './gondola-frame.ts'
import { capturedAt, type Unsent } from './plate-physics.ts'
import type { PlayedPerson, Play } from './play.ts'
import { ghostsOf, type Ghost } from './ghosts.ts'
import { sightings, swapped } from './track-ids.ts'
import { asOne, hidden, mergesOf } from './track-merges.ts'
import { walkReader } from './walk.ts'
import type { TrackerWeather, Weather } from './weather.ts'

export const FRAMES_PER_SECOND = 15

/** What the tracker says of a play: heads, hands now and then, and never a name. */
export function tracksFrames(play: Play, floorMiddle: Point, seed: number, weather: Weather): Unsent<TracksFrame>[] {
  const { tracker } = weather
  const merges = mergesOf(play, seed, tracker)
  const seen = hidden(swapped(play, sightings(play, seed, tracker), seed, tracker), merges, seed)
  const eyes = play.people.map((person) => watch(person, seed, tracker))
  const ghosts = ghostsOf(play.lastsMs, floorMiddle, seed, tracker)
  const frameLuck = prng(seed, 'tracker/frames')
  const skewMs = prng(seed, 'clock/tracker').between(-1, 1) * weather.network.clockSkewMs

  const frames: Unsent<TracksFrame>[] = []
  const count = Math.floor((play.lastsMs / 1_000) * FRAMES_PER_SECOND)
  for (let i = 0, seq = 1; i < count; i++) {
    const atMs = (i * 1_000) / FRAMES_PER_SECOND
    const bodies = eyes.map((eye) => eye(atMs))
    const people = bodies.flatMap((one, who) => {
      const id = seen[who]!.find(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs)?.id
      const merge = merges.find(({ keeps, fromMs, toMs }) => keeps === who && atMs >= fromMs && atMs < toMs)
      return one === undefined || id === undefined ? [] : [{ id, ...asOne(one, merge && bodies[merge.hides]) }]
    })
    const tracks: TrackedPerson[] = [...people, ...ghosts.flatMap((ghost) => ghostAt(ghost, atMs))]
    if (frameLuck.chance(tracker.lostFrameShare)) continue
    const capturedMs = capturedAt(atMs, skewMs)
    frames.push({ kind: 'tracks', device: 'tracker', seq: seq++, capturedMs, tracks })
  }
  return frames
}

/** Looks at one person, frame after frame; `undefined` while they are not there or not seen. */
export function watch(
  person: PlayedPerson,
  seed: number,
  weather: TrackerWeather,
): (atMs: number) => Omit<TrackedPerson, 'id'> | undefined {
  const random = prng(seed, `tracker/${person.id}`)
  const feet = walkReader(person.walk)
  const hands = handsAt(person, weather)
  const sway = [swaying(random, weather), swaying(random, weather), swaying(random, weather)] as const
  return (atMs) => {
    const [swayX, swayY, swayZ] = [sway[0](), sway[1](), sway[2]()]
    const at = feet(atMs)
    if (at === undefined) return undefined
    const { lean, dip, visible } = hands(atMs, at)
    const head = noisy(
      random,
      [at[0] + lean[0] + swayX, at[1] + lean[1] + swayY, person.headMetres - dip + swayZ * 0.5],
      weather.noiseMetres,
    )
    const seenHands = visible
      .filter(() => random.chance(weather.handSeenShare))
      .map((hand) => noisy(random, hand, weather.handNoiseMetres))
    return random.chance(weather.missShare) ? undefined : { head, hands: seenHands }
  }
}

/** Slow sway of a body, correlated over about a second. */
function swaying(random: Prng, weather: TrackerWeather): () => number {
  let off = 0
  return () => (off = off * 0.94 + gauss(random) * weather.swayMetres * 0.34)
}

const noisy = (random: Prng, [x, y, z]: Vec3, metres: number): Vec3 => [
  toMillimetre(x + gauss(random) * metres),
  toMillimetre(y + gauss(random) * metres),
  toMillimetre(z + gauss(random) * metres),
]

function ghostAt({ id, fromMs, toMs, at }: Ghost, atMs: number): TrackedPerson[] {
  return atMs >= fromMs && atMs < toMs ? [{ id, head: at, hands: [] }] : []
}
