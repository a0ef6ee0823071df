import { prng } from '@store/kernel/prng.ts'
import type { TrackedPerson, Vec3 } from '@store/device-protocol/frame.ts'
import { toMillimetre } from './gondola-frame.ts'
import type { Play } from './play.ts'
import { distance } from './points.ts'
import { trackId, type Sighting } from './track-ids.ts'
import { walkReader } from './walk.ts'
import type { TrackerWeather } from './weather.ts'

/** Two people whom the tracker takes for one: `keeps` is the id's owner, `hides` is not seen meanwhile. */
export interface Merge {
  readonly keeps: number
  readonly hides: number
  readonly fromMs: number
  readonly toMs: number
  /** Who was hidden comes out of it under another id. */
  readonly isNewId: boolean
}

/** Two people this close can be seen as one, metres. */
const CLOSE = 0.6
const LOOK_EVERY_MS = 500
const ONE_FOR_MS = [1_000, 5_000] as const

/** By rising time; nobody is in two at once, and an encounter merges once at most. */
export function mergesOf(play: Play, seed: number, { mergeChance = 0 }: TrackerWeather): Merge[] {
  if (mergeChance === 0) return []
  const random = prng(seed, 'track-merges')
  const readers = play.people.map(({ walk }) => walkReader(walk))
  const busyUntilMs = play.people.map(() => 0)
  const near = new Set<string>()
  const merges: Merge[] = []
  for (let atMs = 0; atMs < play.lastsMs; atMs += LOOK_EVERY_MS) {
    const places = readers.map((read) => read(atMs))
    for (const [i, here] of places.entries()) {
      for (let j = i + 1; j < places.length; j++) {
        const there = places[j]
        const pair = `${i}/${j}`
        if (here === undefined || there === undefined || distance(here, there) >= CLOSE) near.delete(pair)
        else if (!near.has(pair) && atMs >= busyUntilMs[i]! && atMs >= busyUntilMs[j]!) {
          near.add(pair)
          const merged = random.chance(mergeChance)
          const [keeps, hides] = random.chance(0.5) ? [i, j] : [j, i]
          const toMs = atMs + random.between(...ONE_FOR_MS)
          const isNewId = random.chance(0.5)
          if (!merged) continue
          merges.push({ keeps, hides, fromMs: atMs, toMs, isNewId })
          busyUntilMs[i] = busyUntilMs[j] = toMs + 1_000
        }
      }
    }
  }
  return merges
}

/** Who is hidden has no sighting meanwhile, and perhaps another id after it. */
export function hidden(seen: readonly Sighting[][], merges: readonly Merge[], seed: number): Sighting[][] {
  const random = prng(seed, 'track-merged-ids')
  const now = seen.map((one) => [...one])
  for (const { hides, fromMs, toMs, isNewId } of merges) {
    const was = now[hides]!.find((one) => one.fromMs <= toMs && one.toMs > toMs)?.id
    const fresh = trackId(random)
    now[hides] = now[hides]!.flatMap((one) => {
      const id = isNewId && one.id === was && one.toMs > toMs ? fresh : one.id
      const before = one.fromMs < fromMs ? [{ ...one, toMs: Math.min(one.toMs, fromMs) }] : []
      const after = one.toMs > toMs ? [{ ...one, id, fromMs: Math.max(one.fromMs, toMs) }] : []
      return [...before, ...after]
    })
  }
  return now
}

/** What a tracker makes of two bodies: one head in the middle of both, and two of their hands at most. */
export function asOne<Body extends Omit<TrackedPerson, 'id'>>(keeps: Body, hides: Body | undefined): Body {
  if (hides === undefined) return keeps
  const middle = (axis: 0 | 1 | 2): number => toMillimetre((keeps.head[axis] + hides.head[axis]) / 2)
  const head: Vec3 = [middle(0), middle(1), middle(2)]
  return { ...keeps, head, hands: [...hides.hands, ...keeps.hands].slice(0, 2) }
}
