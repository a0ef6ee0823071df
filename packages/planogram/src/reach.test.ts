import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { plateCentre, type Vec3 } from './geometry.ts'
import type { Gondola, StoreLayout } from './layout.ts'
import { type BodyPart, distanceToPlate, reachablePlates, reachPolicy } from './reach.ts'

const low = { index: 1, height: 0.3, plates: 3 }
const high = { index: 2, height: 0.6, plates: 3 }
const gondola: Gondola = {
  id: '1',
  x: 0,
  y: 0,
  rotationDegrees: 0,
  width: 0.3,
  depth: 0.4,
  plateWidth: 0.1,
  shelves: [low, high],
}
const facing: Gondola = { ...gondola, id: '2', x: 0.3, y: -1.6, rotationDegrees: 180 }
const layout: StoreLayout = {
  id: 'aisle',
  name: 'One aisle',
  currency: 'EUR',
  timeZone: 'Europe/Berlin',
  floor: [[0, 0], [5, 0], [5, 4]], // prettier-ignore
  gates: [],
  gondolas: [gondola, facing],
}

describe('a hand', () => {
  test.each<[string, Vec3, number]>([
    ['on the plate', [0.15, -0.2, 0.3], 0],
    ['among its goods', [0.11, -0.39, 0.45], 0],
    ['in front of it', [0.15, -0.5, 0.35], 0.1],
    ['beside it', [0.25, -0.2, 0.35], 0.05],
    ['under its board', [0.15, -0.2, 0.1], 0.2],
    ['in front and beside', [0.5, -0.8, 0.3], 0.5],
  ])('[PL15] %s is so far from the plate', (_where, point, metres) => {
    expect(distanceToPlate(gondola, low, 2, point)).toBeCloseTo(metres, 9)
  })

  test('[PL15] that works on a plate reaches that plate first', () => {
    fc.assert(
      fc.property(fc.constantFrom(...layout.gondolas), fc.constantFrom(low, high), aPlate, (at, shelf, plate) => {
        const [nearest] = reachablePlates(layout, plateCentre(at, shelf, plate), 'hand')
        expect(nearest).toEqual({ gondola: at.id, shelf: shelf.index, plate, metres: 0 })
      }),
    )
  })

  test('[PL15] in the aisle reaches nothing', () => {
    expect(reachablePlates(layout, [0.15, -0.8, 1], 'hand')).toEqual([])
  })
})

describe('a head', () => {
  test('[PL15] is measured along the floor, to the middle of the plate', () => {
    expect(distanceToPlate(gondola, high, 2, [0.15, -0.8, 1.75], 'head')).toBeCloseTo(0.6, 9)
  })

  test('[PL15] in the middle of a narrow aisle could reach both sides', () => {
    const reached = reachablePlates(layout, [0.15, -0.7, 1.7], 'head')
    expect(reached).toHaveLength(12)
    expect(reached.map((plate) => plate.gondola).slice(0, 6)).toEqual(Array(6).fill('1'))
  })
})

test('[PL15] the answer is every plate within the limit, nearest first', () => {
  // In centimetres, for `fc.double` would draw mostly numbers next to zero.
  const aMetre = fc.integer({ min: -200, max: 200 }).map((centimetres) => centimetres / 100)
  const aBodyPart = fc.constantFrom<BodyPart>('hand', 'head')
  fc.assert(
    fc.property(fc.tuple(aMetre, aMetre, aMetre), aBodyPart, (point, by) => {
      const limit = by === 'hand' ? reachPolicy.handMetres : reachPolicy.headMetres
      const all = layout.gondolas.flatMap((at) =>
        at.shelves.flatMap((shelf) => [1, 2, 3].map((plate) => distanceToPlate(at, shelf, plate, point, by))),
      )
      const reached = reachablePlates(layout, point, by).map(({ metres }) => metres)
      expect(reached).toEqual(all.filter((metres) => metres <= limit).sort((a, b) => a - b))
    }),
  )
})

test('[PL15] a store may set its own limits', () => {
  const policy = { handMetres: 5, headMetres: 5 }
  expect(reachablePlates(layout, [0.15, -0.8, 1], 'hand', policy)).toHaveLength(12)
})

const aPlate = fc.integer({ min: 1, max: 3 })
