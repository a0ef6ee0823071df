import type { VisitDisputes } from '@store/contract/dispute.ts'
import { VisitJoin, type PassRefusal, type ShopperServerEvents, type VisitSnapshot } from '@store/contract/visit.ts'
import type { Socket } from 'socket.io'
import type { VisitBoard } from '../projections/visit-board.ts'
import { answering } from './answering.ts'
import { viewers, type ViewerDoor } from './viewer-gateway.ts'

export interface ShopperGateway {
  /** A gate read the account's pass and stayed shut: whoever holds the phone learns why [RT9]. */
  refused(account: string, refusal: PassRefusal): void
  /** What the account disputes is another matter now [RT11]. */
  disputed(account: string, disputes: VisitDisputes): void
  close(): void
}

/** Namespace `/shopper`: each account is told of its own visits; there is no way to ask for another's [RT6]. */
export function shopperGateway(door: ViewerDoor, board: Pick<VisitBoard, 'snapshot' | 'onPatch'>): ShopperGateway {
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
  const tell = (account: string, event: keyof ShopperServerEvents, value: object): void =>
    void door.io.of('/shopper').to(roomOf(account)).emit(event, value)
  const close = board.onPatch((shopper, patch) => tell(shopper, 'visit:patched', patch))
  return {
    refused: (account, refusal) => tell(account, 'pass:refused', refusal),
    disputed: (account, disputes) => tell(account, 'dispute:changed', disputes),
    close,
  }
}

const roomOf = (account: string): string => `account/${account}`
