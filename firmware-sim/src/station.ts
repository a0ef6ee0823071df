import type { Prng } from '@store/kernel/prng.ts'
import type { Gondola, Point } from '@store/planogram/layout.ts'
import type { FloorGrid } from './floor-grid.ts'
import { toFloor } from './gondola-frame.ts'
import { distance } from './points.ts'

/** People stand this far from a shelf's front edge, metres. */
const STANDS_OFF = [0.45, 0.7] as const
/** Two people at one shelf stand no closer than this, metres: they touch shoulders. */
export const ELBOW_ROOM_METRES = 0.42

/** Arm and lean together reach this far from the feet, metres. */
const REACHES_METRES = 1.25

export interface Wanted {
  /** Whoever stands there stands before these. */
  readonly plates: readonly number[]
  /** What the hand is to reach from there. */
  readonly reachesFor: Point
  readonly others: readonly Point[]
  readonly elbowRoomMetres: number
}

/**
 * Where someone stands to reach something: in front of it, a little to either side, and beside whoever is there already.
 * In a crowd that can be half a metre off to the side, so the nearest head is not always the one whose hand it is.
 */
export function stationAt(random: Prng, grid: FloorGrid, gondola: Gondola, wanted: Wanted): Point {
  const { plates, reachesFor, others, elbowRoomMetres } = wanted
  const middle = (plates.reduce((sum, plate) => sum + plate - 0.5, 0) / plates.length) * gondola.plateWidth
  const aside = random.between(-0.22, 0.22)
  const off = random.between(...STANDS_OFF)
  const tries = [0, 0.45, -0.45, 0.65, -0.65, 0.9, -0.9].flatMap((shift) =>
    [off, 0.6, 0.45, 0.85].map((back) => toFloor(gondola, [middle + aside + shift, -gondola.depth - back])),
  )
  const standable = tries.filter((point) => grid.isOpen(...grid.cellAt(point)))
  const reachable = standable.filter((point) => distance(point, reachesFor) <= REACHES_METRES)
  const room = (point: Point): number => Math.min(...others.map((other) => distance(point, other)))
  const free = reachable.find((point) => room(point) >= elbowRoomMetres)
  // Where there is no room people squeeze in where there is most of it: never into one another.
  const roomiest = reachable.reduce<Point | undefined>(
    (best, point) => (best === undefined || room(point) > room(best) ? point : best),
    undefined,
  )
  return free ?? roomiest ?? standable[0] ?? tries[0]!
}
