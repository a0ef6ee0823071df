import type { Vec3 } from '@store/device-protocol/frame.ts'
import { distanceToSegment } from '@store/planogram/geometry.ts'
import type { Gate, Point, StoreLayout } from '@store/planogram/layout.ts'

/** A gate's line on the floor, and which side of it is the store. */
export interface GateSides {
  readonly gate: Gate
  /** From the line, metres. */
  metresTo(head: Vec3): number
  /** From the line, metres; negative outside: in the vestibule of an exit, in front of an entry. */
  insideMetres(head: Vec3): number
}

/** Inside is where the goods are; outside of an exit is its vestibule. */
export function gateSides(gate: Gate, { gondolas, floor }: StoreLayout): GateSides {
  const [[ax, ay], [bx, by]] = gate.line
  const across: Point = [-(by - ay), bx - ax]
  const length = Math.hypot(...across)
  const offset = ([x, y]: Point): number => ((x - ax) * across[0] + (y - ay) * across[1]) / length
  const goods = gondolas.map(({ x, y }): Point => [x, y])
  const inward = gate.vestibule ? -offset(middleOf(gate.vestibule)) : offset(middleOf(goods.length > 0 ? goods : floor))
  const sign = inward < 0 ? -1 : 1
  return {
    gate,
    metresTo: (head) => distanceToSegment([head[0], head[1]], ...gate.line),
    insideMetres: (head) => sign * offset([head[0], head[1]]),
  }
}

const middleOf = (points: readonly Point[]): Point => [
  points.reduce((sum, [x]) => sum + x, 0) / points.length,
  points.reduce((sum, [, y]) => sum + y, 0) / points.length,
]
