import { VisitJoin, type ShopperServerEvents, type VisitSnapshot } from '@store/contract/visit.ts'
import type { Socket } from 'socket.io'
import type { VisitBoard } from '../projections/visit-board.ts'
import { answering } from './answering.ts'
import { viewers, type ViewerDoor } from './viewer-gateway.ts'

/** Namespace `/shopper`: each account is told of its own visits; there is no way to ask for another's [RT6]. */
export function shopperGateway(door: ViewerDoor, board: Pick<VisitBoard, 'snapshot' | 'onPatch'>): () => void {
  viewers(
    door,
    '/shopper',
    () => true,
    (socket: Socket, { id }) => {
      socket.on(
        'visit:join',
        answering(
          VisitJoin,
          async (): Promise<VisitSnapshot> => {
            // First the room, then the snapshot: a patch in between does not fit, and heals itself by another join.
            await socket.join(roomOf(id))
            return board.snapshot(id)
          },
          door,
        ),
      )
    },
  )
  const patched: keyof ShopperServerEvents = 'visit:patched'
  return board.onPatch((shopper, patch) => void door.io.of('/shopper').to(roomOf(shopper)).emit(patched, patch))
}

const roomOf = (account: string): string => `account/${account}`
