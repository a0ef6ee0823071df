import type { Point, Polygon } from '@store/planogram/layout.ts'

/** The mean of the corners: somewhere in the middle, which is all that is asked of it. */
export function middleOf(polygon: Polygon): Point {
  const sum = polygon.reduce(([sx, sy], [x, y]) => [sx + x, sy + y] as const, [0, 0] as const)
  return [sum[0] / polygon.length, sum[1] / polygon.length]
}

export const distance = ([ax, ay]: Point, [bx, by]: Point): number =>
  Math.sqrt((ax - bx) * (ax - bx) + (ay - by) * (ay - by))

/** The point that lies `share` of the way from `a` to `b`. */
export const between = ([ax, ay]: Point, [bx, by]: Point, share: number): Point => [
  ax + (bx - ax) * share,
  ay + (by - ay) * share,
]
