import type { FloorFacing } from '@store/contract/floor.ts'

export function byGondola(facings: readonly FloorFacing[]): ReadonlyMap<string, readonly FloorFacing[]> {
  const groups = new Map<string, FloorFacing[]>()
  for (const facing of facings) {
    const group = groups.get(facing.gondola)
    if (group) group.push(facing)
    else groups.set(facing.gondola, [facing])
  }
  return groups
}
