import type { Gondola, Point, Polygon, Shelf } from './layout.ts'

/** Metres on the store's floor, z up from it. */
export type Vec3 = readonly [x: number, y: number, z: number]

/** From a gondola's local coordinates (x along its back panel, shelves towards −y) to the floor's. */
export function toFloor(gondola: Gondola, localX: number, localY: number): Point {
  const [cos, sin] = turn(gondola)
  return [gondola.x + localX * cos - localY * sin, gondola.y + localX * sin + localY * cos]
}

/** From the floor to a gondola's local coordinates: the inverse of `toFloor` [PL11]. A z is left aside. */
export function toLocal(gondola: Gondola, point: readonly [x: number, y: number, ...rest: number[]]): Point {
  const [cos, sin] = turn(gondola)
  const dx = point[0] - gondola.x
  const dy = point[1] - gondola.y
  return [dx * cos + dy * sin, dy * cos - dx * sin]
}

/** Where a plate's middle is: half a plate along, half the depth to the front, on the shelf board [PL12]. */
export function plateCentre(gondola: Gondola, shelf: Shelf, plate: number): Vec3 {
  const [x, y] = toFloor(gondola, (plate - 0.5) * gondola.plateWidth, -gondola.depth / 2)
  return [x, y, shelf.height]
}

/** Even-odd rule: how often does a ray to +x cross the edges? A point on an edge may fall on either side [PL13]. */
export function insidePolygon([x, y]: Point, polygon: Polygon): boolean {
  let inside = false
  let previous = polygon.at(-1)
  for (const corner of polygon) {
    if (previous === undefined) break
    const [ax, ay] = previous
    const [bx, by] = corner
    if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) inside = !inside
    previous = corner
  }
  return inside
}

/** From a point to the nearest place on the segment a–b, metres; `a` may equal `b` [PL14]. */
export function distanceToSegment([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy] = [bx - ax, by - ay]
  const lengthSquared = dx * dx + dy * dy
  const along = lengthSquared === 0 ? 0 : ((x - ax) * dx + (y - ay) * dy) / lengthSquared
  const t = Math.min(1, Math.max(0, along))
  return Math.hypot(x - (ax + t * dx), y - (ay + t * dy))
}

/** Cosine and sine; exact for quarter turns, so that gondolas against straight walls get round coordinates. */
function turn({ rotationDegrees }: Gondola): readonly [cos: number, sin: number] {
  const quarters = rotationDegrees / 90
  if (Number.isInteger(quarters)) return QUARTER_TURNS[((quarters % 4) + 4) % 4]!
  const radians = (rotationDegrees * Math.PI) / 180
  return [Math.cos(radians), Math.sin(radians)]
}

const QUARTER_TURNS = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
] as const
