import { toLocal, type Vec3 } from './geometry.ts'
import type { Gondola, Shelf, StoreLayout } from './layout.ts'

/** What the tracker saw of a person. */
export type BodyPart = 'hand' | 'head'

export interface ReachPolicy {
  /** How far from a plate's box a hand may be seen while it works there, metres. */
  readonly handMetres: number
  /** How far from a plate's centre, along the floor, the head of someone who reaches it may be, metres. */
  readonly headMetres: number
}

/**
 * Limits for who could have done it at all, so they are wide; how likely is for fusion to weigh.
 * In the nanostore's traces the hand that takes or puts comes within 0.1 m of the plate's centre: three times that leaves
 * room for a wrist tracked in place of the fingers and for frames without hands. The head is then 0.4 to 0.7 m away: the
 * rest is a tall person's outstretched arm.
 */
export const reachPolicy: ReachPolicy = { handMetres: 0.3, headMetres: 1 }

/**
 * A hand works in the box above a plate, where the goods stand. Lower than the narrowest gap between two of the
 * nanostore's shelves (0.225 m), so that no hand is inside the boxes of two.
 */
const BOX_HEIGHT_METRES = 0.2

export interface ReachablePlate {
  readonly gondola: string
  readonly shelf: number
  readonly plate: number
  readonly metres: number
}

/** The plates that a hand or a head at `point` could be reaching, nearest first, ties in the layout's order [PL15]. */
export function reachablePlates(
  layout: StoreLayout,
  point: Vec3,
  by: BodyPart,
  policy: ReachPolicy = reachPolicy,
): ReachablePlate[] {
  const limit = by === 'hand' ? policy.handMetres : policy.headMetres
  const found: ReachablePlate[] = []
  for (const gondola of layout.gondolas) {
    const [x, y] = toLocal(gondola, point)
    if (x < -limit || x > gondola.width + limit || y > limit || y < -gondola.depth - limit) continue
    for (const shelf of gondola.shelves) {
      for (let plate = 1; plate <= shelf.plates; plate++) {
        const metres = distanceFrom(x, y, point[2], gondola, shelf, plate, by)
        if (metres <= limit) found.push({ gondola: gondola.id, shelf: shelf.index, plate, metres })
      }
    }
  }
  return found.sort((a, b) => a.metres - b.metres)
}

/** A hand's distance is to the plate's box, in space; a head's is to the plate's centre, along the floor. Metres [PL15]. */
export function distanceToPlate(
  gondola: Gondola,
  shelf: Shelf,
  plate: number,
  point: Vec3,
  by: BodyPart = 'hand',
): number {
  const [x, y] = toLocal(gondola, point)
  return distanceFrom(x, y, point[2], gondola, shelf, plate, by)
}

/** From a point in the gondola's local coordinates, so that a sweep over its plates turns the point once. */
function distanceFrom(x: number, y: number, z: number, gondola: Gondola, shelf: Shelf, plate: number, by: BodyPart) {
  const { plateWidth, depth } = gondola
  if (by === 'head') return Math.hypot(x - (plate - 0.5) * plateWidth, y + depth / 2)
  return Math.hypot(
    beyond((plate - 1) * plateWidth, x, plate * plateWidth),
    beyond(-depth, y, 0),
    beyond(shelf.height, z, shelf.height + BOX_HEIGHT_METRES),
  )
}

/** How far `value` lies outside of low..high. */
function beyond(low: number, value: number, high: number): number {
  return Math.max(low - value, 0, value - high)
}
