import type { Point } from '@store/planogram/layout.ts'
import type { FloorGrid } from './floor-grid.ts'

/** Straight and diagonal steps of a cell, in tenths, so that costs are whole numbers and ties break alike everywhere. */
const STEPS = [
  [1, 0, 10], [-1, 0, 10], [0, 1, 10], [0, -1, 10],
  [1, 1, 14], [1, -1, 14], [-1, 1, 14], [-1, -1, 14],
] as const // prettier-ignore

/**
 * A way from one point to another around the gondolas: the corners to walk through, `from` and `to` included.
 * Ends that lie off the open floor (a gate's far side) are joined to the nearest open cell by a straight line.
 */
export function route(grid: FloorGrid, from: Point, to: Point): Point[] {
  if (isClear(grid, from, to)) return [from, to]
  const cells = cheapestCells(grid, from, to)
  if (cells === undefined) return [from, to]
  return straighten(grid, [from, ...cells.slice(1, -1), to])
}

/** Dial's algorithm: a bucket per cost, no heap, and the first of equals wins in every run. */
function cheapestCells(grid: FloorGrid, from: Point, to: Point): Point[] | undefined {
  const { columns, rows } = grid
  const start = nearestOpen(grid, from)
  const goal = nearestOpen(grid, to)
  if (start === undefined || goal === undefined) return undefined
  const cost = new Int32Array(columns * rows).fill(-1)
  const cameFrom = new Int32Array(columns * rows).fill(-1)
  const done = new Uint8Array(columns * rows)
  const buckets: number[][] = [[start]]
  cost[start] = 0
  for (let at = 0; at < buckets.length; at++) {
    for (const cell of buckets[at] ?? []) {
      if (done[cell] === 1) continue
      done[cell] = 1
      if (cell === goal) return traceBack(grid, cameFrom, goal)
      const column: number = cell % columns
      const row: number = Math.floor(cell / columns)
      for (const [dx, dy, price] of STEPS) {
        const x: number = column + dx
        const y: number = row + dy
        if (x < 0 || y < 0 || x >= columns || y >= rows || !grid.isOpen(x, y)) continue
        if (dx !== 0 && dy !== 0 && !(grid.isOpen(x, row) && grid.isOpen(column, y))) continue
        const next = y * columns + x
        const through = at + price
        if (cost[next] !== -1 && cost[next]! <= through) continue
        cost[next] = through
        cameFrom[next] = cell
        ;(buckets[through] ??= []).push(next)
      }
    }
  }
  return undefined
}

function traceBack(grid: FloorGrid, cameFrom: Int32Array, goal: number): Point[] {
  const way: Point[] = []
  for (let cell = goal; cell !== -1; cell = cameFrom[cell]!) {
    way.push(grid.centreOf(cell % grid.columns, Math.floor(cell / grid.columns)))
  }
  return way.toReversed()
}

/** The point itself if one can stand there, else the middle of the nearest open cell. */
export function standableNear(grid: FloorGrid, point: Point): Point {
  const cell = nearestOpen(grid, point)
  if (cell === undefined || grid.isOpen(...grid.cellAt(point))) return point
  return grid.centreOf(cell % grid.columns, Math.floor(cell / grid.columns))
}

function nearestOpen(grid: FloorGrid, point: Point): number | undefined {
  const [column, row] = grid.cellAt(point)
  for (let ring = 0; ring < Math.max(grid.columns, grid.rows); ring++) {
    for (let dy = -ring; dy <= ring; dy++) {
      for (let dx = -ring; dx <= ring; dx++) {
        if (Math.max(Math.abs(dx), Math.abs(dy)) !== ring) continue
        const [x, y] = [column + dx, row + dy]
        if (x >= 0 && y >= 0 && x < grid.columns && y < grid.rows && grid.isOpen(x, y)) return y * grid.columns + x
      }
    }
  }
  return undefined
}

/** Drops every corner that can be cut without touching a blocked cell. */
function straighten(grid: FloorGrid, way: readonly Point[]): Point[] {
  const corners: Point[] = [way[0]!]
  let at = 0
  while (at < way.length - 1) {
    let next = way.length - 1
    while (next > at + 1 && !isClear(grid, way[at]!, way[next]!)) next--
    corners.push(way[next]!)
    at = next
  }
  return corners
}

const CHECK_EVERY_METRES = 0.05

function isClear(grid: FloorGrid, [ax, ay]: Point, [bx, by]: Point): boolean {
  const length = Math.sqrt((bx - ax) * (bx - ax) + (by - ay) * (by - ay))
  const checks = Math.ceil(length / CHECK_EVERY_METRES)
  for (let i = 1; i < checks; i++) {
    const share = i / checks
    if (!grid.isOpen(...grid.cellAt([ax + (bx - ax) * share, ay + (by - ay) * share]))) return false
  }
  return true
}
