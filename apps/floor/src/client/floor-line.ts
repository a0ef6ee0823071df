import type { FloorClientEvents, FloorJoin, FloorServerEvents } from '@store/contract/floor.ts'
import type { Line } from '@store/store-line/line.ts'
import { socketLine } from '@store/store-line/socket-line.ts'

export const PATCHED: keyof FloorServerEvents = 'floor:patched'
const JOIN: keyof FloorClientEvents = 'floor:join'

/** `storeId` may be empty: a server that runs one store knows which one is meant. */
export function floorLine(token: string, storeId: string): Line {
  return socketLine(token, { namespace: '/floor', event: JOIN, request: { storeId } satisfies FloorJoin })
}
