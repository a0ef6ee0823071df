import { prng, type Prng } from '@store/kernel/prng.ts'
import { countAround } from './draws.ts'
import type { Play } from './play.ts'
import { distance } from './points.ts'
import { walkReader } from './walk.ts'
import type { TrackerWeather } from './weather.ts'

/** For how long the tracker sees one person under one id. Between sightings they are not seen. */
export interface Sighting {
  readonly id: string
  readonly fromMs: number
  readonly toMs: number
}

/** Anonymous, and drawn at random: neither order nor time of entry can be read off it. */
export const trackId = (random: Prng): string => `T${random.integer(1_000_000, 9_999_999)}`

/** Per person: sightings by rising time. An id change leaves a gap and a new id, an occlusion a gap and the old one. */
export function sightings(play: Play, seed: number, weather: TrackerWeather): Sighting[][] {
  return play.people.map(({ id: person, walk }) => {
    const random = prng(seed, `track-id/${person}`)
    const [startMs, endMs] = [walk[0]!.atMs, walk.at(-1)!.atMs]
    const minutes = (endMs - startMs) / 60_000
    const breaks = [
      ...gaps(random, countAround(random, weather.idChangesPerMinute * minutes), weather.idGapMs, true),
      ...gaps(random, countAround(random, weather.occlusionsPerMinute * minutes), [1_000, 4_000], false),
    ].map((gap) => ({ ...gap, atMs: startMs + gap.at * (endMs - startMs) }))

    let id = trackId(random)
    let fromMs = startMs
    const seen: Sighting[] = []
    for (const { atMs, forMs, isNewId } of breaks.toSorted((a, b) => a.atMs - b.atMs)) {
      // No tracker is asked to follow someone whom it loses before it has found them.
      if (atMs < fromMs + 1_000 || atMs + forMs > endMs - 1_000) continue
      seen.push({ id, fromMs, toMs: atMs })
      if (isNewId) id = trackId(random)
      fromMs = atMs + forMs
    }
    return [...seen, { id, fromMs, toMs: endMs + 1 }]
  })
}

function gaps(random: Prng, count: number, forMs: readonly [number, number], isNewId: boolean) {
  return Array.from({ length: count }, () => ({
    at: random.between(0.08, 0.95),
    forMs: random.between(...forMs),
    isNewId,
  }))
}

/** Two people this close can be taken for each other, metres. */
const CLOSE = 0.6
const LOOK_EVERY_MS = 500

/** Lets people who come close leave with each other's id, by chance: once per encounter. */
export function swapped(play: Play, seen: Sighting[][], seed: number, weather: TrackerWeather): Sighting[][] {
  if (weather.swapChance === 0) return seen
  const random = prng(seed, 'track-swaps')
  const readers = play.people.map(({ walk }) => walkReader(walk))
  const near = new Set<string>()
  const now = seen.map((one) => [...one])
  for (let atMs = 0; atMs < play.lastsMs; atMs += LOOK_EVERY_MS) {
    const places = readers.map((read) => read(atMs))
    for (const [i, here] of places.entries()) {
      for (let j = i + 1; j < places.length; j++) {
        const there = places[j]
        const pair = `${i}/${j}`
        const isNear = here !== undefined && there !== undefined && distance(here, there) < CLOSE
        if (!isNear) near.delete(pair)
        else if (!near.has(pair)) {
          near.add(pair)
          if (random.chance(weather.swapChance)) swapFrom(now, i, j, atMs)
        }
      }
    }
  }
  return now
}

function swapFrom(seen: Sighting[][], i: number, j: number, atMs: number): void {
  const mine = seen[i]!.find(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs)?.id
  const theirs = seen[j]!.find(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs)?.id
  if (mine === undefined || theirs === undefined) return
  seen[i] = renamedFrom(seen[i]!, mine, theirs, atMs)
  seen[j] = renamedFrom(seen[j]!, theirs, mine, atMs)
}

function renamedFrom(seen: readonly Sighting[], was: string, becomes: string, atMs: number): Sighting[] {
  return seen.flatMap((one) => {
    if (one.id !== was || one.toMs <= atMs) return [one]
    if (one.fromMs >= atMs) return [{ ...one, id: becomes }]
    return [
      { ...one, toMs: atMs },
      { ...one, fromMs: atMs, id: becomes },
    ]
  })
}
