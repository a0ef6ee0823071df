import { describe, expect, test } from 'vitest'
import { hardCases } from '../src/hard-cases.ts'
import { failureOf, SATURATED_GRAMS, cellOf } from '../src/plate-noise.ts'
import type { Play } from '../src/play.ts'
import { distance } from '../src/points.ts'
import type { Act, Scenario } from '../src/scenario.ts'
import { sightings } from '../src/track-ids.ts'
import { asOne, hidden, mergesOf } from '../src/track-merges.ts'
import { walkReader } from '../src/walk.ts'
import { failingPlates, weathers } from '../src/weather.ts'
import { cornerShop } from './shops.ts'
import { played, written } from './plays.ts'

const seeds = [1, 2, 3]

/** What a scenario must have in it to deserve its name. */
const tells: Record<string, (scenario: Scenario) => boolean> = {
  'several-units': (one) => picksIn(one).some(({ grabs }) => grabs.some(({ quantity }) => quantity >= 2)),
  'different-products': (one) => picksIn(one).some(({ grabs }) => new Set(grabs.map(({ gtin }) => gtin)).size > 1),
  'same-second': (one) => appointments(one).some((atMs, i, all) => Math.abs(atMs - (all[i - 1] ?? -9e9)) <= 1_000),
  'crossed-hands': (one) => picksIn(one).some(({ standsBefore }) => standsBefore !== undefined),
  'very-close': ({ elbowRoomMetres }) => elbowRoomMetres === 0.28,
  'put-back-right': (one) => putsIn(one).some(({ put }) => isAtHome(put)),
  'put-back-wrong': (one) => putsIn(one).some(({ put }) => !isAtHome(put)),
  'put-back-swapped': (one) => putsIn(one).some(({ put }) => !isAtHome(put)),
  'stray-bought': (one) => actsIn(one).some(({ after }) => after !== undefined),
  'hold-then-take': (one) => actsIn(one).some((act) => act.do === 'hold'),
  'touch-without-taking': (one) => actsIn(one).some((act) => act.do === 'touch' || act.do === 'rest'),
  'very-slow-lift': (one) => picksIn(one).some(({ manner }) => manner === 'slow'),
  'hand-to-hand': (one) => actsIn(one).some((act) => act.do === 'give'),
  'hand-to-hand-put-back': (one) => actsIn(one).some((act) => act.do === 'give') && putsIn(one).length > 0,
  'left-on-the-floor': (one) => actsIn(one).some((act) => act.do === 'drop'),
  'restocked-by-staff': (one) => actsIn(one).some((act) => act.do === 'restock'),
  'six-in-one-second': (one) => one.people.length === 6,
}

describe('hard cases', () => {
  test.each(hardCases)('[SIM28] $name has in it what it is named for', ({ name, inWeather }) => {
    const tell = tells[name]
    const scenarios = seeds.map((seed) => written(name, cornerShop, seed))
    expect(tell === undefined ? inWeather !== undefined : scenarios.filter(tell).length >= 2).toBe(true)
  })

  test.each(seeds)('[SIM29] hands reach across no farther than an arm and a lean (seed %i)', (seed) => {
    const play = played('crossed-hands', cornerShop, seed)
    const away = play.people.flatMap(({ walk, reaches }) => {
      const feet = walkReader(walk)
      return reaches.map(({ thereMs, target }) => distance(feet(thereMs)!, [target[0], target[1]]))
    })
    expect(away.length).toBeGreaterThan(4)
    expect(Math.max(...away)).toBeLessThan(1.3)
  })

  test('[SIM29] in a press people stand nearer to each other than they would otherwise', () => {
    expect(leastApart(seeds.map((seed) => played('very-close', cornerShop, seed)))).toBeLessThan(0.42)
    expect(leastApart(seeds.map((seed) => played('very-close', cornerShop, seed)))).toBeGreaterThanOrEqual(0.28)
  })
})

describe('plates that fail in mid-visit', () => {
  const sound = (() => {
    const cell = cellOf(1, 'A/1', 1, weathers.fair.plates)
    return Array.from({ length: 3_600 }, (_, i) => cell(load(i)))
  })()

  test.each(['sticks', 'drifts', 'saturates', 'loses samples', 'dies'] as const)(
    '[SIM26] %s: sound until then',
    (how) => {
      expect(failing(how).slice(0, 600)).toEqual(sound.slice(0, 600))
      expect(failing(how).slice(601)).not.toEqual(sound.slice(601))
    },
  )

  test('[SIM26] what each then says', () => {
    expect(new Set(failing('saturates').slice(601))).toEqual(new Set([SATURATED_GRAMS]))
    const missing = failing('loses samples').slice(601).filter(Number.isNaN).length
    expect(missing).toBeGreaterThan(1_500)
    expect(missing).toBeLessThan(2_400)
    const drifted = Math.abs(failing('drifts').at(-1)! - sound.at(-1)!)
    expect(drifted).toBeGreaterThan(15)
    expect(drifted).toBeLessThan(80)
    expect(new Set(failing('sticks').slice(700, 1_200)).size).toBe(1)
    const dead = new Set(failing('dies').slice(601))
    expect(dead.size).toBe(1)
  })

  test('[SIM26] as many fail as the weather says, and none where it says nothing', () => {
    const { failing: some } = failingPlates('dies')(weathers.real).plates
    const failed = Array.from({ length: 1_000 }, (_, i) => failureOf(1, `A/1/${i}`, some)).filter(Boolean).length
    expect(failed).toBeGreaterThan(150)
    expect(failed).toBeLessThan(250)
    expect(failureOf(1, 'A/1/1', undefined)).toBeUndefined()
  })
})

describe('people whom the tracker takes for one', () => {
  const sideBySide: Play = {
    ...played('plain', cornerShop, 1),
    lastsMs: 60_000,
    people: ['ana', 'ben'].map((id, i) => ({
      id,
      headMetres: 1.7,
      walk: [
        { atMs: 0, at: [i * 0.4, 0] as const },
        { atMs: 60_000, at: [i * 0.4, 0] as const },
      ],
      reaches: [],
    })),
  }
  const calm = { ...weathers.fair.tracker, mergeChance: 1 }

  test('[SIM27] one id is left, and who was hidden comes back', () => {
    const ways = [1, 2, 3, 4, 5, 6].map((seed) => {
      const [merge] = mergesOf(sideBySide, seed, calm)
      const before = sightings(sideBySide, seed, calm)
      const after = hidden(before, mergesOf(sideBySide, seed, calm), seed)[merge!.hides]!
      expect(merge!.toMs - merge!.fromMs).toBeGreaterThanOrEqual(1_000)
      expect(after).toHaveLength(merge!.fromMs === 0 ? 1 : 2)
      expect(after.at(-1)!.fromMs).toBe(merge!.toMs)
      return after.at(-1)!.id !== before[merge!.hides]![0]!.id
    })
    expect(new Set(ways)).toEqual(new Set([true, false]))
    expect(mergesOf(sideBySide, 1, weathers.fair.tracker)).toEqual([])
  })

  test('[SIM27] one head in the middle of both, and two hands at most', () => {
    const merged = asOne({ head: [0, 0, 1.6], hands: [hand(1), hand(2)] }, { head: [0.4, 0.2, 1.8], hands: [hand(3)] })
    expect(merged).toEqual({ head: [0.2, 0.1, 1.7], hands: [hand(3), hand(1)] })
  })
})

const load = (sample: number): number => (sample < 1_200 ? 500 : 400)
const hand = (x: number) => [x, 0, 1] as const
const failing = (how: Parameters<typeof failingPlates>[0]) => {
  const weather = failingPlates(how)(weathers.fair).plates
  const certain = { ...weather, failing: { ...weather.failing!, share: 1, betweenMs: [10_000, 10_000] as const } }
  const cell = cellOf(1, 'A/1', 1, certain)
  return Array.from({ length: 3_600 }, (_, i) => cell(load(i)))
}
const actsIn = ({ people }: Scenario): Act[] => people.flatMap(({ acts }) => acts)
const picksIn = (scenario: Scenario) => actsIn(scenario).filter((act) => act.do === 'pick')
const putsIn = (scenario: Scenario) => actsIn(scenario).filter((act) => act.do === 'put')
const appointments = (scenario: Scenario): number[] =>
  actsIn(scenario)
    .flatMap(({ atMs }) => atMs ?? [])
    .sort((a, b) => a - b)

const isAtHome = ({ gtin, place }: Extract<Act, { do: 'put' }>['put']): boolean =>
  cornerShop.facings.some(
    (facing) =>
      facing.gtin === gtin &&
      facing.gondola === place.gondola &&
      facing.shelf === place.shelf &&
      facing.plates.join() === place.plates.join(),
  )

/** While both reach into shelves. */
function leastApart(plays: readonly Play[]): number {
  return Math.min(
    ...plays.flatMap(({ people }) =>
      people.flatMap(({ walk, reaches }, i) =>
        people.slice(i + 1).flatMap((other) => {
          const [mine, theirs] = [walkReader(walk), walkReader(other.walk)]
          return reaches.flatMap(({ thereMs }) => {
            if (!other.reaches.some(({ startsMs, endsMs }) => thereMs >= startsMs && thereMs <= endsMs)) return []
            const [a, b] = [mine(thereMs), theirs(thereMs)]
            return a === undefined || b === undefined ? [] : [distance(a, b)]
          })
        }),
      ),
    ),
  )
}
