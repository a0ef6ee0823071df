import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Polygon } from './layout.ts'
import { polygonFlaw } from './polygon.ts'

describe('a polygon is the outline of one area', () => {
  test('[PL3] it may have re-entrant corners, and either winding', () => {
    const el: Polygon = [[0, 0], [4, 0], [4, 1], [1, 1], [1, 3], [0, 3]] // prettier-ignore
    expect(polygonFlaw(el)).toBeUndefined()
    expect(polygonFlaw(el.toReversed())).toBeUndefined()
  })

  test('[PL3] it may have a corner halfway along a straight wall', () => {
    expect(polygonFlaw([[0, 0], [1, 0], [2, 0], [2, 2]])).toBeUndefined() // prettier-ignore
  })

  test('[PL3] an edge may not touch a far corner', () => {
    expect(polygonFlaw([[0, 0], [4, 0], [4, 2], [2, 0], [0, 2]])).toContain('crosses itself') // prettier-ignore
  })

  test('[PL3] two edges may not run along one another', () => {
    expect(polygonFlaw([[0, 0], [4, 0], [4, 1], [3, 0], [1, 0], [0, 1]])).toContain('crosses itself') // prettier-ignore
    expect(polygonFlaw([[0, 0], [3, 0], [3, 1], [1, 0], [2, 0]])).toContain('crosses itself') // prettier-ignore
  })

  test('[PL3] a wall may not fold back over itself, not even to go on again', () => {
    expect(polygonFlaw([[0, 0], [2, 0], [3, 1], [1, 1], [2, 1], [0, 1]])).toContain('crosses itself') // prettier-ignore
    expect(polygonFlaw([[1, 2], [3, 2], [0, 2], [0, 0]])).toContain('crosses itself') // prettier-ignore
  })

  test('[PL3] corners in the order of their bearing from a middle never cross, and two of them swapped always do', () => {
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 12 }), fc.nat(), (count, at) => {
        const round = Array.from({ length: count }, (_, i): [number, number] => {
          const bearing = (2 * Math.PI * i) / count
          return [Math.cos(bearing), Math.sin(bearing)]
        })
        expect(polygonFlaw(round)).toBeUndefined()

        const one = at % count
        const next = (one + 1) % count
        const swapped = round.with(one, round[next]!).with(next, round[one]!)
        expect(polygonFlaw(swapped)).toContain('crosses itself')
      }),
    )
  })
})
