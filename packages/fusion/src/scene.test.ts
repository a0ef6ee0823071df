import type { Gondola } from '@store/planogram/layout.ts'
import { expect, test } from 'vitest'
import { nearnessOnShelf } from './scene.ts'
import type { Spot } from './spot.ts'

/** Ten plates of 0.1 m, 0.4 m deep, on a board 1 m above the floor. */
const gondola: Gondola = {
  id: 'g',
  x: 0,
  y: 0,
  rotationDegrees: 0,
  width: 1,
  depth: 0.4,
  plateWidth: 0.1,
  shelves: [{ index: 1, height: 1, plates: 10 }],
}

function asked(...questions: readonly (readonly [plates: Record<number, number>, atMs: number])[]) {
  const spots: Spot[] = []
  const nearTo = nearnessOnShelf(gondola, 1, (spot) => {
    spots.push(spot)
    return []
  })
  for (const [plates, atMs] of questions)
    nearTo(
      Object.entries(plates).map(([plate, grams]) => ({ plate: Number(plate), grams })),
      atMs,
    )
  return spots.map(({ along }) => Number(along.toFixed(3)))
}

test('[FA14] people are looked for where the weight moved', () => {
  expect(asked([{ 3: 100, 4: 100 }, 0], [{ 3: 300, 4: 100 }, 0])).toEqual([0.3, 0.275])
})

test('[FA14] plates that moved nothing are all alike', () => {
  expect(asked([{ 3: 0, 5: 0 }, 0])).toEqual([0.35])
})

test('[FA33] the same is asked once; another time, other plates or other weights are not the same', () => {
  expect(asked([{ 3: 100 }, 0], [{ 3: 100 }, 0])).toHaveLength(1)
  expect(asked([{ 3: 100 }, 0], [{ 3: 100 }, 1], [{ 4: 100 }, 0], [{ 3: 100, 4: 1 }, 0])).toHaveLength(4)
  expect(asked([{ 3: 100, 4: 100 }, 0], [{ 3: 150, 4: 50 }, 0])).toHaveLength(2)
})
