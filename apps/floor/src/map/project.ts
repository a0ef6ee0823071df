import type { FloorMap } from '@store/contract/floor.ts'

export type Point = readonly [x: number, y: number]

/** Drawn in centimetres: SVG's fonts and strokes do badly at sizes below one. */
export const PER_METRE = 100

/** The floor has y upwards, a drawing downwards: everything on the map goes through here, and nothing else turns it over. */
export interface Projection {
  readonly point: (point: Point) => Point
  readonly points: (polygon: readonly Point[]) => string
  readonly viewBox: string
  /** Width over height. */
  readonly shape: number
}

/** Room for the walls, and for gates that stand in them. */
const MARGIN_CM = 24

export function projection({ floor, gates }: Pick<FloorMap, 'floor' | 'gates'>): Projection {
  const corners = [...floor, ...gates.flatMap(({ line, vestibule = [] }) => [...line, ...vestibule])]
  const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)]
  const [left, right] = [Math.min(...xs), Math.max(...xs)]
  const [bottom, top] = [Math.min(...ys), Math.max(...ys)]
  const point = ([x, y]: Point): Point => [(x - left) * PER_METRE, (top - y) * PER_METRE]
  const [width, height] = [
    (right - left) * PER_METRE + 2 * MARGIN_CM,
    (top - bottom) * PER_METRE + 2 * MARGIN_CM,
  ] as const
  return {
    point,
    points: (polygon) => polygon.map((corner) => point(corner).join(',')).join(' '),
    viewBox: [-MARGIN_CM, -MARGIN_CM, width, height].join(' '),
    shape: width / height,
  }
}
