import * as geometry from '@store/planogram/geometry.ts'
import type { Gondola, Point } from '@store/planogram/layout.ts'

/**
 * The planogram's geometry, to the millimetre. It turns odd angles with `Math.cos`, whose last bit differs between
 * machines; rounded here, that bit can neither reach the trace nor decide where somebody walks.
 */
export const toFloor = (gondola: Gondola, [x, y]: Point): Point => onMillimetres(geometry.toFloor(gondola, x, y))

export const toGondola = (gondola: Gondola, point: Point): Point => onMillimetres(geometry.toLocal(gondola, point))

export const toMillimetre = (metres: number): number => Math.round(metres * 1_000) / 1_000

/** The floor point under the middle of `plates`, at `depthShare` of the shelf from its front edge to its back. */
export function plateOnFloor(gondola: Gondola, plates: readonly number[], depthShare = 0.5): Point {
  const middle = plates.reduce((sum, plate) => sum + plate - 0.5, 0) / plates.length
  return toFloor(gondola, [middle * gondola.plateWidth, -gondola.depth * (1 - depthShare)])
}

const onMillimetres = ([x, y]: Point): Point => [toMillimetre(x), toMillimetre(y)]
