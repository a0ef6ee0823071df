import type { FloorFacing } from '@store/contract/floor.ts'

/** From here down a shelf looks thin, and somebody should fill it before it is empty. */
const LOW_SHARE = 0.3

export function share({ stock, full }: FloorFacing): number {
  return full > 0 ? Math.min(1, Math.max(0, stock / full)) : 0
}

/** A facing without a full stock in the planogram says nothing about how full it is. */
export function level(facing: FloorFacing): 'unknown' | 'empty' | 'low' | 'well' {
  if (facing.full <= 0) return 'unknown'
  if (facing.stock <= 0) return 'empty'
  return share(facing) <= LOW_SHARE ? 'low' : 'well'
}
