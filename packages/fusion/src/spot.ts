import type { Vec3 } from '@store/device-protocol/frame.ts'
import { assert } from '@store/kernel/assert.ts'
import { plateCentre, toLocal } from '@store/planogram/geometry.ts'
import type { Gondola } from '@store/planogram/layout.ts'

/** Where weight moved: over which part of which board. */
export interface Spot {
  readonly gondola: Gondola
  /** The board's height over the floor, and the room above it: up to the next board, infinite above the last, metres. */
  readonly height: number
  readonly headroom: number
  /** The middle of what moved, metres along the gondola, and how wide it lay about it: a standard deviation. */
  readonly along: number
  readonly spread: number
  /** That middle on the floor plan: nobody knows how deep on a plate goods stand. */
  readonly middle: Vec3
}

/** What moved on one plate, grams without a sign. */
export interface Weight {
  readonly plate: number
  readonly grams: number
}

/** Plates that moved nothing are all alike. */
export function spotOf(gondola: Gondola, index: number, plates: readonly Weight[]): Spot {
  const shelf = gondola.shelves.find((candidate) => candidate.index === index)
  assert(shelf, `gondola ${gondola.id} has no shelf ${index}`)
  const all = plates.reduce((sum, { grams }) => sum + grams, 0)
  const parts = plates.map(({ plate, grams }) => ({
    at: plateCentre(gondola, shelf, plate),
    along: (plate - 0.5) * gondola.plateWidth,
    share: all > 0 ? grams / all : 1 / plates.length,
  }))
  const along = parts.reduce((sum, part) => sum + part.share * part.along, 0)
  // Of what lies on one plate nobody knows where: evenly over its width.
  const variance = parts.reduce(
    (sum, part) => sum + part.share * (part.along - along) ** 2,
    gondola.plateWidth ** 2 / 12,
  )
  const above = gondola.shelves.map(({ height }) => height - shelf.height).filter((metres) => metres > 0)
  return {
    gondola,
    height: shelf.height,
    headroom: Math.min(...above),
    along,
    spread: Math.sqrt(variance),
    middle: parts.reduce<Vec3>(
      ([x, y, z], { at, share }) => [x + at[0] * share, y + at[1] * share, z + at[2] * share],
      [0, 0, 0],
    ),
  }
}

/** Where a hand is, seen from a spot, metres. */
export interface Offset {
  /** To the right of its middle, seen from the front. */
  readonly along: number
  /** Before the middle of the board's depth, towards the room, and above the board. */
  readonly before: number
  readonly above: number
}

export function offsetFrom({ gondola, height, along }: Spot, hand: Vec3): Offset {
  const [x, y] = toLocal(gondola, hand)
  return { along: x - along, before: -y - gondola.depth / 2, above: hand[2] - height }
}
