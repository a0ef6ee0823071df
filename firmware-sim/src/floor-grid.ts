import { insidePolygon } from '@store/planogram/geometry.ts'
import type { Gondola, Point, StoreLayout } from '@store/planogram/layout.ts'
import { toGondola } from './gondola-frame.ts'

/** Bodies keep this far from a gondola's sides, metres: half a shoulder's width. */
const CLEARANCE_METRES = 0.22

/** Where people can walk: the floor in square cells, those in or too near a gondola blocked. */
export interface FloorGrid {
  readonly columns: number
  readonly rows: number
  isOpen(column: number, row: number): boolean
  cellAt(point: Point): readonly [column: number, row: number]
  centreOf(column: number, row: number): Point
}

export function floorGrid(layout: StoreLayout): FloorGrid {
  const xs = layout.floor.map(([x]) => x)
  const ys = layout.floor.map(([, y]) => y)
  const [left, bottom] = [Math.min(...xs), Math.min(...ys)]
  const [width, height] = [Math.max(...xs) - left, Math.max(...ys) - bottom]
  const cell = width * height > 150 ? 0.2 : 0.1
  const columns = Math.max(1, Math.ceil(width / cell))
  const rows = Math.max(1, Math.ceil(height / cell))
  const centreOf = (column: number, row: number): Point => [left + (column + 0.5) * cell, bottom + (row + 0.5) * cell]

  const open = new Uint8Array(columns * rows)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const centre = centreOf(column, row)
      const isFree = insidePolygon(centre, layout.floor) && !layout.gondolas.some((gondola) => isNear(gondola, centre))
      open[row * columns + column] = isFree ? 1 : 0
    }
  }
  return {
    columns,
    rows,
    centreOf,
    isOpen: (column, row) => open[row * columns + column] === 1,
    cellAt: ([x, y]) => [
      indexWithin(Math.floor((x - left) / cell), columns),
      indexWithin(Math.floor((y - bottom) / cell), rows),
    ],
  }
}

const indexWithin = (index: number, count: number): number => Math.min(count - 1, Math.max(0, index))

function isNear(gondola: Gondola, point: Point): boolean {
  const [x, y] = toGondola(gondola, point)
  return (
    x > -CLEARANCE_METRES &&
    x < gondola.width + CLEARANCE_METRES &&
    y > -gondola.depth - CLEARANCE_METRES &&
    y < CLEARANCE_METRES
  )
}
