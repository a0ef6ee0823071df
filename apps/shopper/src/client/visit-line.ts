import type { ShopperClientEvents, ShopperServerEvents } from '@store/contract/visit.ts'
import type { Line } from '@store/store-line/line.ts'
import { socketLine } from '@store/store-line/socket-line.ts'

type Told = keyof ShopperServerEvents
export const PATCHED: Told = 'visit:patched'
/** What this shopper disputes is another matter now. */
export const DISPUTED: Told = 'dispute:changed'
/** A gate read this shopper's pass and stayed shut. */
export const PASS_REFUSED: Told = 'pass:refused'
const JOIN: keyof ShopperClientEvents = 'visit:join'

export function visitLine(token: string): Line {
  return socketLine(token, { namespace: '/shopper', event: JOIN, request: {} })
}
