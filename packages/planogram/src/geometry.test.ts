import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { distanceToSegment, insidePolygon, plateCentre, toFloor, toLocal } from './geometry.ts'
import type { Gondola, Point, Polygon } from './layout.ts'

const shelf = { index: 2, height: 0.6, plates: 9 }
const gondola: Gondola = {
  id: '5',
  x: 5,
  y: -1,
  rotationDegrees: 0,
  width: 0.9,
  depth: 0.4,
  plateWidth: 0.1,
  shelves: [shelf],
}
const turned = (rotationDegrees: number): Gondola => ({ ...gondola, rotationDegrees })

describe('a gondola has its own coordinates', () => {
  test('[PL12] the first plate of one that faces −y', () => {
    expect(rounded(plateCentre(gondola, shelf, 1))).toEqual(rounded([5.05, -1.2, 0.6]))
  })

  test('[PL12] the last plate of one turned clockwise, so that it faces −x', () => {
    expect(rounded(plateCentre(turned(-90), shelf, 9))).toEqual(rounded([4.8, -1.85, 0.6]))
  })

  test.each([
    [90, [5.3, 0]],
    [180, [4, -0.7]],
    [-270, [5.3, 0]],
    [45, [5 + 1.3 * Math.SQRT1_2, -1 + 0.7 * Math.SQRT1_2]],
  ])('[PL11] turned by %i degrees, 1 m along and 0.3 m to the front is at %j', (degrees, where) => {
    expect(rounded(toFloor(turned(degrees), 1, -0.3))).toEqual(rounded(where))
  })

  test('[PL11] going to the floor and back changes nothing, and distances stay', () => {
    fc.assert(
      fc.property(aCoordinate, aCoordinate, fc.integer({ min: -720, max: 720 }), (x, y, degrees) => {
        const floor = toFloor(turned(degrees), x, y)
        const [localX, localY] = toLocal(turned(degrees), floor)
        expect(localX).toBeCloseTo(x, 9)
        expect(localY).toBeCloseTo(y, 9)
        expect(Math.hypot(floor[0] - gondola.x, floor[1] - gondola.y)).toBeCloseTo(Math.hypot(x, y), 9)
      }),
    )
  })
})

describe('areas and lines', () => {
  const el: Polygon = [[0, 0], [4, 0], [4, 1], [1, 1], [1, 3], [0, 3]] // prettier-ignore

  test.each<[Point, boolean]>([
    [[0.5, 2], true],
    [[3, 0.5], true],
    [[2, 2], false],
    [[-1, 0.5], false],
    [[5, 0.5], false],
    [[0.5, 4], false],
  ])('[PL13] whether %j lies in an L-shaped room: %s', (point, isInside) => {
    expect(insidePolygon(point, el)).toBe(isInside)
  })

  test('[PL13] neither the winding nor the first corner matters', () => {
    fc.assert(
      fc.property(aCoordinate, aCoordinate, fc.nat(), (x, y, start) => {
        const first = start % el.length
        const other = [...el.slice(first), ...el.slice(0, first)].toReversed()
        expect(insidePolygon([x, y], other)).toBe(insidePolygon([x, y], el))
      }),
    )
  })

  test.each<[Point, number]>([
    [[2, 3], 3],
    [[-3, 4], 5],
    [[7, -4], 5],
    [[1, 0], 0],
  ])('[PL14] %j is %d m from the line between [0, 0] and [4, 0]', (point, metres) => {
    expect(distanceToSegment(point, [0, 0], [4, 0])).toBeCloseTo(metres, 12)
  })

  test('[PL14] a segment may be a point', () => {
    expect(distanceToSegment([3, 4], [0, 0], [0, 0])).toBe(5)
  })

  test('[PL14] no point of the segment is nearer', () => {
    fc.assert(
      fc.property(aPoint, aPoint, aPoint, fc.integer({ min: 0, max: 100 }), (point, a, b, percent) => {
        const t = percent / 100
        const on: Point = [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])]
        expect(distanceToSegment(point, a, b)).toBeLessThanOrEqual(
          Math.hypot(point[0] - on[0], point[1] - on[1]) + 1e-9,
        )
      }),
    )
  })
})

/** In centimetres, for `fc.double` would draw mostly numbers next to zero. */
const aCoordinate = fc.integer({ min: -1000, max: 1000 }).map((centimetres) => centimetres / 100)
const aPoint = fc.tuple(aCoordinate, aCoordinate)

/** To a nanometre, and without the sign of zero. */
const rounded = (metres: readonly number[]) => metres.map((value) => Math.round(value * 1e9) / 1e9 + 0)
