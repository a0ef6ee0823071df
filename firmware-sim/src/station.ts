import type { Prng } from '@store/kernel/prng.ts'
import type { Gondola, Point } from '@store/planogram/layout.ts'
import type { FloorGrid } from './floor-grid.ts'
import { toFloor } from './gondola-frame.ts'
import { distance } from './points.ts'

/** People stand this far from a shelf's front edge, metres. */
const STANDS_OFF = [0.45, 0.7] as const
/** Two people at one shelf stand no closer than this, metres: they touch shoulders. */
const ELBOW_ROOM = 0.42

/**
 * Where someone stands to reach `plates`: in front of them, a little to either side, and beside whoever is there already.
 * In a crowd that can be half a metre off to the side, so the nearest head is not always the one whose hand it is.
 */
export function stationAt(
  random: Prng,
  grid: FloorGrid,
  gondola: Gondola,
  plates: readonly number[],
  others: readonly Point[],
): Point {
  const middle = (plates.reduce((sum, plate) => sum + plate - 0.5, 0) / plates.length) * gondola.plateWidth
  const aside = random.between(-0.22, 0.22)
  const off = random.between(...STANDS_OFF)
  const tries = [0, 0.45, -0.45, 0.65, -0.65, 0.9, -0.9].flatMap((shift) =>
    [off, 0.6, 0.45, 0.85].map((back) => toFloor(gondola, [middle + aside + shift, -gondola.depth - back])),
  )
  const standable = tries.filter((point) => grid.isOpen(...grid.cellAt(point)))
  const free = standable.find((point) => others.every((other) => distance(point, other) >= ELBOW_ROOM))
  return free ?? standable[0] ?? tries[0]!
}
