import { describe, expect, test } from 'vitest'
import { person, played, seenAs, stands, type Scene, type Walker } from './gate-scene.ts'

const inside = [
  { shopper: 'ana', track: 'a' },
  { shopper: 'ben', track: 'b' },
]
const HERE = [2, -0.6] as const
const BESIDE = [2.45, -0.6] as const
const FAR = [4, -0.6] as const
const WHOLE = [0, 20_000] as const

const standsAt = (at: readonly [number, number]): Walker['path'] => stands(WHOLE[0], at, WHOLE[1])
const actors = (scene: Scene, ...ids: string[]) => {
  const outcome = played({ inside, ...scene })
  return ids.map((id) => outcome.actor(id))
}

describe('a person goes on under another id', () => {
  test.each([0, 70, 300, 2_000, 10_000])('[FP10] after %d ms out of sight', (gapMs) => {
    const ana = person(standsAt(HERE), seenAs('a', [5_000, ''], [5_000 + gapMs, 'c']))
    expect(actors({ people: [ana, person(standsAt(FAR), 'b')] }, 'a', 'b', 'c')).toEqual(['ana', 'ben', 'ana'])
  })

  test('[FP10] while walking', () => {
    const walk: Walker['path'] = [[0, 1, -2], [4_000, 1, -2], [8_000, 4.5, -1]] // prettier-ignore
    expect(actors({ people: [person(walk, seenAs('a', [5_500, ''], [6_500, 'c']))] }, 'c')).toEqual(['ana'])
  })

  test('[FP10] but nobody goes faster than people go, or comes back after minutes as another', () => {
    const elsewhere = [person(stands(0, HERE, 5_000), 'a'), person(stands(5_300, FAR, 20_000), 'c')]
    expect(actors({ people: elsewhere }, 'c')).toEqual(['track c'])
    const later = [person(stands(0, HERE, 5_000), 'a'), person(stands(25_000, HERE, 30_000), 'c')]
    expect(actors({ people: later }, 'c')).toEqual(['track c'])
  })

  test('[FP11] with somebody close by who is still seen', () => {
    const ana = person(standsAt(HERE), seenAs('a', [5_000, ''], [5_300, 'c']))
    expect(actors({ people: [ana, person(standsAt(BESIDE), 'b')] }, 'c', 'b')).toEqual(['ana', 'ben'])
  })

  test('[FP11] with somebody closer who is missed in just that frame', () => {
    const ana = person([[0, 2, -0.6], [5_000, 2, -0.6], [5_300, 2.3, -0.6], [20_000, 2.3, -0.6]], seenAs('a', [5_000, ''], [5_300, 'c'])) // prettier-ignore
    const ben = person(standsAt(BESIDE), seenAs('b', [5_250, ''], [5_370, 'b']))
    expect(actors({ people: [ana, ben] }, 'c', 'b')).toEqual(['ana', 'ben'])
  })

  test.each([
    [5_000, 5_300, 5_300],
    [5_000, 5_300, 6_200],
    [5_400, 6_500, 5_900],
  ])('[FP12] two close together lose their ids at %d ms or so', (lostMs, anaMs, benMs) => {
    const ana = person(standsAt(HERE), seenAs('a', [5_000, ''], [anaMs, 'c']))
    const ben = person(standsAt(BESIDE), seenAs('b', [lostMs, ''], [benMs, 'd']))
    expect(actors({ people: [ana, ben] }, 'c', 'd')).toEqual(['ana', 'ben'])
    expect(actors({ people: [ben, ana] }, 'c', 'd')).toEqual(['ana', 'ben'])
  })

  test.each([70, 200, 500])('[FP13] the new id comes up %d ms before the old one ends', (overlapMs) => {
    const people = [
      person(stands(0, HERE, 5_000), 'a'),
      person(stands(5_000 - overlapMs, [2.05, -0.62], 20_000), 'c'),
      person(standsAt(FAR), 'b'),
    ]
    expect(actors({ people }, 'c', 'b')).toEqual(['ana', 'ben'])
  })

  test('[FP14] an old id that comes back is who it was; the one that came up meanwhile is somebody else', () => {
    const people = [
      person(standsAt(HERE), seenAs('a', [5_000, ''], [7_000, 'a'])),
      person(stands(6_000, [2.4, -0.7], 20_000), 'c'),
    ]
    const scene = played({ inside, people })
    expect([scene.actor('c', 6_900), scene.actor('a'), scene.actor('c')]).toEqual(['ana', 'ana', 'track c'])
  })

  test('[FP14] and that one is then whoever else had been lost', () => {
    const ana = person(standsAt(HERE), seenAs('a', [5_000, ''], [7_000, 'a']))
    const ben = person([[0, 2.9, -0.6], [5_400, 2.9, -0.6], [6_000, 2.2, -0.6], [20_000, 2.2, -0.6]], seenAs('b', [5_400, ''], [6_000, 'c'])) // prettier-ignore
    expect(actors({ people: [ana, ben] }, 'a', 'c')).toEqual(['ana', 'ben'])
  })

  test('[FP15] a ghost beside somebody is nobody', () => {
    const people = [person(standsAt(HERE), 'a'), person(stands(5_000, [2.3, -0.8], 9_000), 'ghost')]
    expect(actors({ people }, 'a', 'ghost')).toEqual(['ana', 'track ghost'])
  })

  test('[FP15] nor does a ghost that comes up while somebody is out of sight keep their place', () => {
    const people = [
      person(standsAt(HERE), seenAs('a', [5_000, ''], [6_500, 'c'])),
      person(stands(5_600, [2.6, -0.9], 9_000), 'ghost'),
    ]
    expect(actors({ people }, 'c', 'ghost')).toEqual(['ana', 'track ghost'])
  })

  test('[FP16] ids that the tracker swaps between two people are followed, for nothing shows it', () => {
    const people = [
      person(standsAt(HERE), seenAs('a', [5_000, 'b'])),
      person(standsAt(BESIDE), seenAs('b', [5_000, 'a'])),
    ]
    expect(actors({ people }, 'a', 'b')).toEqual(['ana', 'ben'])
  })

  test('[FP17] what was believed of a stranger is true of whom they turn out to be', () => {
    const people = [person(stands(0, HERE, 5_000), 'a'), person(stands(4_800, [2.05, -0.62], 20_000), 'c')]
    const { events } = played({ inside, people })
    expect(events.at(-1)).toMatchObject({ type: 'identified', actor: 'ana', wasActor: 'track c' })
  })
})
