import { describe, expect, test } from 'vitest'
import {
  comesIn,
  cross,
  goesOut,
  person,
  played,
  scan,
  seenAs,
  stands,
  type Played,
  type Point,
  type Walker,
} from './gate-scene.ts'

const SHELF = [2, -0.6] as const
const OTHER_SHELF = [3.5, -0.6] as const

/** Who was admitted with which track, in order. */
const admitted = ({ events }: Played): Record<string, string | undefined> =>
  Object.fromEntries(events.flatMap((event) => (event.type === 'admitted' ? [[event.actor, event.track]] : [])))
const left = ({ events }: Played): string[] => events.flatMap((event) => (event.type === 'left' ? [event.actor] : []))
const inThenOut = (inMs: number, outMs: number, at: Point = SHELF): Walker['path'] => [
  ...comesIn(inMs, at, outMs - 2_600),
  ...goesOut(outMs - 2_550, at, outMs),
]

describe('who comes in', () => {
  test('[FP1] whoever crosses after a scan is the shopper', () => {
    const scene = played({
      people: [person(comesIn(2_000, SHELF, 8_000), 't1')],
      gates: [scan(1_200, 'ana'), cross(2_000)],
    })
    expect(scene.events).toEqual([
      { type: 'scanned', atMs: 1_200, actor: 'ana', shopper: 'ana', party: 1, gate: 'entry' },
      { type: 'admitted', atMs: 2_000, actor: 'ana', track: 't1', gate: 'entry' },
      { type: 'identified', atMs: 2_000, actor: 'ana', wasActor: 'track t1' },
    ])
    expect(scene.actor('t1')).toBe('ana')
  })

  test('[FP1] also if they waited in front of the entry for long', () => {
    const people = [person(comesIn(60_000, SHELF, 65_000, 58_000), 't1')]
    expect(admitted(played({ people, gates: [scan(59_000, 'ana'), cross(60_000)] }))).toEqual({ ana: 't1' })
  })

  test('[FP2] of two in a queue, the one at the line', () => {
    const people = [person(comesIn(2_000, SHELF, 8_000), 't1'), person(comesIn(3_200, OTHER_SHELF, 8_000, 2_500), 't2')]
    const gates = [scan(1_200, 'ana'), cross(2_000), scan(2_500, 'ben'), cross(3_200)]
    expect(admitted(played({ people, gates }))).toEqual({ ana: 't1', ben: 't2' })
  })

  test('[FP2] passes are used in the order of their scans', () => {
    const people = [person(comesIn(2_000, SHELF, 8_000), 't1'), person(comesIn(3_200, OTHER_SHELF, 8_000, 2_500), 't2')]
    const gates = [scan(1_000, 'ana'), scan(1_500, 'ben'), cross(2_000), cross(3_200)]
    expect(admitted(played({ people, gates }))).toEqual({ ana: 't1', ben: 't2' })
  })

  test('[FP3] a party of two on one pass is one visit', () => {
    const people = [person(comesIn(2_000, SHELF, 9_000), 't1'), person(comesIn(3_000, OTHER_SHELF, 9_000), 't2')]
    const scene = played({ people, gates: [scan(1_200, 'ana', 2), cross(2_000), cross(3_000)] })
    expect(admitted(scene)).toEqual({ ana: 't1' })
    expect([scene.actor('t1'), scene.actor('t2')]).toEqual(['ana', 'ana'])
  })

  test('[FP3] a place in a party that nobody took does not take in the next shopper', () => {
    const people = [person(comesIn(2_000, SHELF, 12_000), 't1'), person(comesIn(6_000, OTHER_SHELF, 12_000), 't2')]
    const gates = [scan(1_200, 'ana', 2), cross(2_000), scan(5_000, 'ben'), cross(6_000)]
    expect(admitted(played({ people, gates }))).toEqual({ ana: 't1', ben: 't2' })
  })

  test('[FP4] who scanned and turned back does not lend their pass to the next', () => {
    const turnsBack = person([[500, 0.5, -3.5], [1_500, 0.5, -3.2], [4_000, 0.5, -3.9]], 't1') // prettier-ignore
    const people = [turnsBack, person(comesIn(20_000, SHELF, 25_000), 't2')]
    const scene = played({ people, gates: [scan(1_000, 'ana'), scan(19_000, 'ben'), cross(20_000)] })
    expect(admitted(scene)).toEqual({ ben: 't2' })
  })

  test('[FP4] and after half a minute to nobody at all', () => {
    const people = [person(comesIn(40_000, SHELF, 45_000), 't1')]
    expect(admitted(played({ people, gates: [scan(1_000, 'ana'), cross(40_000)] }))).toEqual({})
  })

  test('[FP5] a crossing that was never reported is seen by the tracker', () => {
    const people = [person(comesIn(2_000, SHELF, 12_000), 't1')]
    expect(admitted(played({ people, gates: [scan(1_200, 'ana')] }))).toEqual({ ana: 't1' })
  })

  test('[FP5] however long they waited before, and however late they walk in', () => {
    const early = person(comesIn(30_000, SHELF, 45_000, 28_000), 't1')
    expect(admitted(played({ people: [early], gates: [scan(29_000, 'ana')] }))).toEqual({ ana: 't1' })
    expect(admitted(played({ people: [early], gates: [scan(15_000, 'ana')] }))).toEqual({ ana: 't1' })
  })

  test('[FP5] the next to cross is not taken for them', () => {
    const people = [person(comesIn(2_000, SHELF, 12_000), 't1'), person(comesIn(4_500, OTHER_SHELF, 12_000), 't2')]
    const gates = [scan(1_200, 'ana'), scan(3_500, 'ben'), cross(4_500)]
    expect(admitted(played({ people, gates }))).toEqual({ ana: 't1', ben: 't2' })
  })

  test('[FP6] somebody the tracker missed at the gate is bound when they come up in reach of it', () => {
    const people = [person(comesIn(2_000, SHELF, 12_000), seenAs('', [3_500, 't1']))]
    const scene = played({ people, gates: [scan(1_200, 'ana'), cross(2_000)] })
    expect(admitted(scene)).toEqual({ ana: undefined })
    expect(scene.actor('t1')).toBe('ana')
  })

  test('[FP6] with two whom the tracker missed, neither is: a wrong name is worse than none', () => {
    const people = [
      person(comesIn(2_000, SHELF, 12_000), seenAs('', [5_000, 't1'])),
      person(comesIn(3_200, OTHER_SHELF, 12_000), seenAs('', [5_000, 't2'])),
    ]
    const scene = played({ people, gates: [scan(1_200, 'ana'), cross(2_000), scan(2_500, 'ben'), cross(3_200)] })
    expect([scene.actor('t1'), scene.actor('t2')]).toEqual(['track t1', 'track t2'])
  })

  test('[FP7] who was inside with a track is known by it, whenever it comes up', () => {
    const people = [person(stands(0, SHELF, 5_000), 't1'), person(stands(1_000, OTHER_SHELF, 5_000), 't2')]
    const scene = played({ people, inside: [{ shopper: 'ana', track: 't2' }] })
    expect([scene.actor('t1'), scene.actor('t2')]).toEqual(['track t1', 'ana'])
  })

  test('[FP7] who was inside without a track is the only one there; with two there, nobody', () => {
    const alone = played({ people: [person(stands(0, SHELF, 5_000), 't1')], inside: [{ shopper: 'ana' }] })
    expect(alone.actor('t1')).toBe('ana')
    const people = [person(stands(0, SHELF, 5_000), 't1'), person(stands(0, OTHER_SHELF, 5_000), 't2')]
    const two = played({ people, inside: [{ shopper: 'ana' }] })
    expect([two.actor('t1'), two.actor('t2')]).toEqual(['track t1', 'track t2'])
  })

  test('[FP7] who comes in by the entry was not inside', () => {
    const scene = played({ people: [person(comesIn(2_000, SHELF, 9_000), 't1')], inside: [{ shopper: 'ana' }] })
    expect(scene.actor('t1')).toBe('track t1')
  })

  test('[FP8] a pass shown twice is one visit', () => {
    const people = [person(comesIn(2_000, SHELF, 9_000), 't1')]
    const scene = played({ people, gates: [scan(1_000, 'ana'), scan(1_400, 'ana'), cross(2_000), scan(6_000, 'ana')] })
    expect(scene.events.map(({ type }) => type)).toEqual(['scanned', 'admitted', 'identified'])
  })

  test('[FP8] after leaving, the same shopper makes another visit', () => {
    const people = [person(inThenOut(2_000, 10_000), 't1'), person(comesIn(20_000, SHELF, 25_000), 't2')]
    const gates = [scan(1_000, 'ana'), cross(2_000), cross(10_000, 'exit'), scan(19_000, 'ana'), cross(20_000)]
    const scene = played({ people, gates })
    expect(admitted(scene)).toEqual({ ana: 't1', 'ana#2': 't2' })
    expect(left(scene)).toEqual(['ana'])
  })

  test('[FP8] so does one whose leaving nobody noticed, once they are long out of sight', () => {
    const people = [person(comesIn(2_000, SHELF, 10_000), 't1'), person(comesIn(40_000, SHELF, 45_000), 't2')]
    const scene = played({ people, gates: [scan(1_000, 'ana'), cross(2_000), scan(39_000, 'ana'), cross(40_000)] })
    expect(left(scene)).toEqual(['ana'])
    expect(admitted(scene)).toEqual({ ana: 't1', 'ana#2': 't2' })
  })

  test('[FP9] staff without a pass are strangers', () => {
    const people = [person(comesIn(2_000, SHELF, 9_000), 't1'), person(comesIn(5_000, OTHER_SHELF, 9_000), 't2')]
    const scene = played({ people, gates: [scan(1_200, 'ana'), cross(2_000), cross(5_000)] })
    expect(scene.actor('t2')).toBe('track t2')
    expect(scene.presentAt(8_900).toSorted()).toEqual(['ana', 'track t2'])
  })
})

describe('who leaves', () => {
  const inside = [{ shopper: 'ana', track: 't1' }, { shopper: 'ben', track: 't2' }] // prettier-ignore

  test('[FP20] the one at the line, and not whoever queues behind', () => {
    const queues = stands(0, [4.5, -2.55], 9_000)
    const people = [person(goesOut(0, SHELF, 5_000), 't1'), person(queues, 't2')]
    expect(left(played({ people, inside, gates: [cross(5_000, 'exit')] }))).toEqual(['ana'])
  })

  test('[FP20] and departs by the second door, in the order of leaving', () => {
    const people = [person(goesOut(0, SHELF, 5_000), 't1'), person(goesOut(0, OTHER_SHELF, 6_500), 't2')]
    const gates = [cross(5_000, 'exit'), cross(6_500, 'exit'), cross(6_800, 'exit', 'out'), cross(8_000, 'exit', 'out')]
    const { events } = played({ people, inside, gates })
    const departed = events.flatMap((event) => (event.type === 'departed' ? [event.actor] : []))
    expect(departed).toEqual(['ana', 'ben'])
  })

  test('[FP21] somebody lost a step before the exit, rather than whoever stands behind in sight', () => {
    const people = [
      person(goesOut(0, SHELF, 5_000), seenAs('t1', [4_000, ''])),
      person(stands(0, [4.5, -2.4], 9_000), 't2'),
    ]
    expect(left(played({ people, inside, gates: [cross(5_000, 'exit')] }))).toEqual(['ana'])
  })

  test('[FP21] somebody long out of sight, if it can be nobody else', () => {
    const people = [
      person(goesOut(0, SHELF, 40_000), seenAs('t1', [4_000, ''])),
      person(stands(0, SHELF, 45_000), 't2'),
    ]
    expect(left(played({ people, inside, gates: [cross(40_000, 'exit')] }))).toEqual(['ana'])
  })

  test('[FP21] with two long out of sight, nobody is said to have left', () => {
    const people = [person(stands(0, SHELF, 4_000), 't1'), person(stands(0, OTHER_SHELF, 4_000), 't2')]
    expect(left(played({ people, inside, gates: [cross(40_000, 'exit')], untilMs: 45_000 }))).toEqual([])
  })

  test('[FP22] a party has left when the last of it is out', () => {
    const people = [person(inThenOut(2_000, 12_000), 't1'), person(inThenOut(3_000, 15_000, OTHER_SHELF), 't2')]
    const gates = [scan(1_200, 'ana', 2), cross(2_000), cross(3_000), cross(12_000, 'exit'), cross(15_000, 'exit')]
    const { events } = played({ people, gates })
    expect(events.filter(({ type }) => type === 'left')).toEqual([
      { type: 'left', atMs: 15_000, actor: 'ana', gate: 'exit' },
    ])
  })

  test('[FP23] a first door that said nothing is made up for by the second', () => {
    const people = [person(goesOut(0, SHELF, 5_000), 't1'), person(stands(0, OTHER_SHELF, 9_000), 't2')]
    const { events } = played({ people, inside, gates: [cross(6_300, 'exit', 'out')] })
    expect(events.slice(-2)).toEqual([
      { type: 'left', atMs: 6_300, actor: 'ana', gate: 'exit' },
      { type: 'departed', atMs: 6_300, actor: 'ana', gate: 'exit' },
    ])
  })

  test('[FP24] an id that somebody new has after its owner left is somebody new', () => {
    const people = [person(inThenOut(2_000, 10_000), '1'), person(comesIn(20_000, SHELF, 25_000), '1')]
    const gates = [scan(1_000, 'ana'), cross(2_000), cross(10_000, 'exit'), scan(19_000, 'ben'), cross(20_000)]
    expect(admitted(played({ people, gates }))).toEqual({ ana: '1', ben: '1' })
  })

  test('[FP25] a day of visits leaves nothing behind', () => {
    const people = Array.from({ length: 20 }, (_, i) =>
      person(inThenOut(2_000 + i * 20_000, 12_000 + i * 20_000), `t${i}`),
    )
    const gates = people.flatMap((_, i) => {
      const inMs = 2_000 + i * 20_000
      return [scan(inMs - 800, `s${i}`), cross(inMs), cross(inMs + 10_000, 'exit')]
    })
    const scene = played({ people, gates })
    expect(left(scene)).toHaveLength(20)
    expect(scene.tracksKept).toBeLessThan(8)
  })
})

const backAgain = (afterMs: number): Played =>
  played({
    people: [person(comesIn(2_000 + afterMs, SHELF, 8_000 + afterMs), 't1')],
    gates: [scan(1_200, 'ana'), scan(1_200 + afterMs, 'ana'), cross(2_000 + afterMs)],
  })

describe('[FP26] who turned back', () => {
  test.each([31_000, 45_000, 100_000, 200_000])(
    'may come in by the same pass %i ms later, on another visit',
    (afterMs) => {
      const scene = backAgain(afterMs)
      expect(scene.events.flatMap((event) => (event.type === 'scanned' ? [event.actor] : []))).toEqual(['ana', 'ana#2'])
      expect(admitted(scene)).toEqual({ 'ana#2': 't1' })
      expect(scene.actor('t1')).toBe('ana#2')
    },
  )

  test('is on the same visit while the pass holds', () => {
    expect(admitted(backAgain(20_000))).toEqual({ ana: 't1' })
  })
})
