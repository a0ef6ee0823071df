import { describe, expect, test } from 'vitest'
import { cornerShop } from '../../tests/floors.ts'
import { glide } from './glide.ts'
import { projection } from './project.ts'

describe('the drawing', () => {
  test('[FV8] has the far wall on top, in centimetres, with everything inside', () => {
    const { point, viewBox } = projection(cornerShop)
    expect(point([0, 6.2])).toEqual([0, 0])
    expect(point([7.4, 0])).toEqual([740, 620])
    expect(viewBox).toBe('-24 -24 788 668')
  })

  test('[FV8] makes room for a gate that stands outside the floor', () => {
    const gate = {
      id: 'out',
      kind: 'exit' as const,
      line: [
        [1, -1],
        [2, -1],
      ] as [[number, number], [number, number]],
    }
    expect(projection({ ...cornerShop, gates: [gate] }).point([0, -1])).toEqual([0, 720])
  })
})

describe('a dot', () => {
  test('[FV7] glides to where it was seen, never past it, and arrives', () => {
    let at: readonly [number, number] = [0, 0]
    let lastX = 0
    for (let frame = 0; frame < 60; frame++) {
      at = glide(at, [80, 0], 16)
      expect(at[0]).toBeGreaterThanOrEqual(lastX)
      expect(at[0]).toBeLessThanOrEqual(80)
      lastX = at[0]
    }
    expect(at).toEqual([80, 0])
  })

  test('[FV7] leaps when nobody could have walked so far', () => {
    expect(glide([0, 0], [600, 0], 16)).toEqual([600, 0])
  })
})
