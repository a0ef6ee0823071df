import type { Point, Polygon } from './layout.ts'

/** What keeps a list of corners from being a simple polygon, and what to do, as the end of a sentence [PL3]. */
export function polygonFlaw(corners: Polygon): string | undefined {
  if (corners.length < 3) return `has ${corners.length} corners; give at least three`
  const repeated = corners.findIndex((corner, i) => corners.slice(0, i).some((earlier) => same(earlier, corner)))
  if (repeated !== -1)
    return `lists the corner ${show(corners[repeated]!)} twice; list each once, the last joins the first by itself`
  if (corners.every((corner) => side(corners[0]!, corners[1]!, corner) === 0))
    return 'has all its corners on one line; give corners that enclose an area'
  const crossing = crossingEdges(corners)
  if (crossing)
    return `crosses itself: the edge from ${show(crossing[0])} meets the edge from ${show(crossing[1])}; list the corners in the order of a walk around it`
  return undefined
}

/** The starting corners of two edges that meet where they should not. */
function crossingEdges(corners: Polygon): [Point, Point] | undefined {
  const edges = corners.map((from, i) => ({ from, to: corners[(i + 1) % corners.length]! }))
  for (const [i, one] of edges.entries()) {
    for (const other of edges.slice(i + 1)) {
      if (doMeet(one, other)) return [one.from, other.from]
    }
  }
  return undefined
}

type Edge = { from: Point; to: Point }

/**
 * Neighbours share a corner by right, but may not fold back over one another. That two other edges of one line overlap
 * needs no case of its own: where one ends on the other, the edge after it touches the other, or folds back.
 */
function doMeet(one: Edge, other: Edge): boolean {
  if (one.to === other.from) return doesFold(one.from, one.to, other.to)
  if (other.to === one.from) return doesFold(other.from, other.to, one.to)
  return (
    side(one.from, one.to, other.from) !== side(one.from, one.to, other.to) &&
    side(other.from, other.to, one.from) !== side(other.from, other.to, one.to)
  )
}

/** Whether a walk a–b–c turns straight back at b. */
function doesFold(a: Point, b: Point, c: Point): boolean {
  return side(a, b, c) === 0 && (a[0] - b[0]) * (c[0] - b[0]) + (a[1] - b[1]) * (c[1] - b[1]) > 0
}

/** 1: `point` lies left of the line a–b, −1: right of it, 0: on it. */
function side([ax, ay]: Point, [bx, by]: Point, [x, y]: Point): number {
  return Math.sign((bx - ax) * (y - ay) - (by - ay) * (x - ax))
}

const same = (a: Point, b: Point): boolean => a[0] === b[0] && a[1] === b[1]
const show = ([x, y]: Point): string => `[${x}, ${y}]`
