import { describe, expect, test } from 'vitest'
import { corn, peas, unitOf } from './attribution-scene.ts'
import {
  abandoned,
  emptyWorld,
  holding,
  NOBODY,
  renamed,
  united,
  withoutUnit,
  worldName,
  type Unfinished,
  type World,
} from './world.ts'

const begun = (how: Partial<Unfinished> = {}): Unfinished => ({
  change: 'c1',
  gondola: 'g',
  shelf: 1,
  plates: [{ plate: 1, grams: -120, momentMs: 0 }],
  sigmaGrams: 1,
  momentMs: 0,
  actor: 'ana',
  ...how,
})
const waiting = (...unfinished: readonly Unfinished[]): World => ({ ...emptyWorld, unfinished })
const holds = (world: World, actor: string) => (world.holdings.get(actor) ?? []).map(({ gtin }) => gtin)

describe('hands', () => {
  const [can, other] = [unitOf(corn, 'c1'), unitOf(peas, 'c2')]
  const world = holding(holding(emptyWorld, 'ana', can), 'ana', other)

  test('[FA30] what is taken is held until it is put down', () => {
    expect(holds(world, 'ana')).toEqual(['corn', 'peas'])
    expect(holds(withoutUnit(world, 'ana', can), 'ana')).toEqual(['peas'])
    expect(holds(emptyWorld, 'ana')).toEqual([])
  })

  test('[FA16] of units alike, one goes', () => {
    const two = holding(holding(emptyWorld, 'ana', can), 'ana', { ...can })
    expect(holds(withoutUnit(two, 'ana', can), 'ana')).toEqual(['corn'])
  })

  test('[FA16] nobody puts down what they do not hold', () => {
    expect(() => withoutUnit(world, 'ben', can)).toThrow(/ben puts down what they do not hold/)
  })

  test('[FA12] what nobody took is not followed', () => {
    expect(holding(emptyWorld, NOBODY, can)).toBe(emptyWorld)
  })
})

describe('names of worlds', () => {
  test('[FA26] worlds that go on alike have one name, whatever came first', () => {
    const [can, tin] = [unitOf(corn, 'c1'), unitOf(peas, 'c2')]
    const one = holding(holding(holding(emptyWorld, 'ana', can), 'ben', can), 'ana', tin)
    const other = holding(holding(holding(emptyWorld, 'ana', tin), 'ana', can), 'ben', can)
    expect(worldName(one)).toBe(worldName(other))
    expect(worldName(withoutUnit(holding(emptyWorld, 'ana', can), 'ana', can))).toBe(worldName(emptyWorld))
  })

  test('[FA26] different worlds have different names', () => {
    const stray = { unit: unitOf(corn), gondola: 'g', shelf: 1, plates: [1], middle: 1 }
    const names = [
      emptyWorld,
      holding(emptyWorld, 'ana', unitOf(corn, 'c1')),
      holding(emptyWorld, 'ana', unitOf(corn, 'c2')),
      holding(emptyWorld, 'ana', unitOf(peas, 'c1')),
      holding(emptyWorld, 'ben', unitOf(corn, 'c1')),
      { ...emptyWorld, strays: [stray] },
      { ...emptyWorld, strays: [{ ...stray, plates: [2] }] },
      { ...emptyWorld, strays: [{ ...stray, shelf: 2 }] },
      waiting(begun()),
      waiting(begun({ change: 'c2' })),
      waiting(begun({ plates: [{ plate: 2, grams: -120, momentMs: 0 }] })),
      waiting(begun({ plates: [{ plate: 1, grams: -90, momentMs: 0 }] })),
    ].map(worldName)
    expect(new Set(names).size).toBe(names.length)
  })

  test('[FA26] whatever signs are in the names of shoppers', () => {
    const can = unitOf(corn, 'c1')
    const oneOddShopper = holding(emptyWorld, 'ana:#"c1";ben', can)
    const two = holding(holding(emptyWorld, 'ana', { ...can, gtin: '' }), 'ben', can)
    expect(worldName(oneOddShopper)).not.toBe(worldName(two))
  })
})

describe('what was begun and never finished', () => {
  test('[FA23] is something that no article fits, in the hands of whoever was nearest, and less likely', () => {
    const after = abandoned(waiting(begun()), () => true, -4, 40)
    expect(after).toMatchObject({ logWeight: -4, unfinished: [] })
    expect(after.holdings.get('ana')).toEqual([{ gtin: undefined, grams: 120, sigmaGrams: 1, from: 'c1' }])
  })

  test('[FA23] or nothing, where little or nothing is gone', () => {
    const [faint, gained] = [-30, 300].map((grams) => begun({ plates: [{ plate: 1, grams, momentMs: 0 }] }))
    expect(
      holds(
        abandoned(waiting(faint!, gained!), () => true, -4, 40),
        'ana',
      ),
    ).toEqual([])
  })

  test('[FA23] only that which is over', () => {
    const world = waiting(begun(), begun({ actor: 'ben' }))
    expect(abandoned(world, ({ actor }) => actor === 'ben', -4, 40).unfinished).toEqual([begun()])
    expect(abandoned(world, () => false, -4, 40)).toBe(world)
  })
})

test('[FA28] a new name takes over what was held and begun', () => {
  const before = holding(holding(waiting(begun({ actor: 'track 7' })), 'track 7', unitOf(corn)), 'ana', unitOf(peas))
  const after = renamed(before, 'track 7', 'ana')
  expect(holds(after, 'ana')).toEqual(['peas', 'corn'])
  expect([...after.holdings.keys()]).toEqual(['ana'])
  expect(after.unfinished).toEqual([begun()])
})

test('[FA25] two worlds that know nothing of each other make one of both', () => {
  const [a, b] = [
    { ...holding(waiting(begun()), 'ana', unitOf(corn)), logWeight: -1 },
    holding(emptyWorld, 'ben', unitOf(peas)),
  ]
  const one = united(a, b)
  expect(one).toMatchObject({ logWeight: -1, unfinished: [begun()] })
  expect(['ana', 'ben'].map((actor) => holds(one, actor))).toEqual([['corn'], ['peas']])
})
