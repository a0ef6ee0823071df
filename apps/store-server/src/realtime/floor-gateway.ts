import { FloorJoin, type FloorServerEvents, type FloorSnapshot } from '@store/contract/floor.ts'
import { defineFault } from '@store/kernel/fault.ts'
import type { Socket } from 'socket.io'
import type { FloorView } from '../projections/floor-view.ts'
import { answering } from './answering.ts'
import { viewers, type ViewerDoor } from './viewer-gateway.ts'

export const NoSuchFloor = defineFault(
  'floor.no-such-store',
  'not-found',
  (d: { storeId: string; ours: string }) => `There is no store ${d.storeId} here; this server runs ${d.ours}.`,
)

/** Often enough for dots to move smoothly, seldom enough for a phone's radio. */
const PATCH_EVERY_MS = 100

/** Namespace `/floor`: staff only. A snapshot, then patches, at most one every 100 ms [RT5]. */
export function floorGateway(
  door: ViewerDoor & { readonly after: (ms: number, run: () => void) => () => void },
  storeId: string,
  floor: FloorView,
): void {
  viewers(
    door,
    '/floor',
    ({ role }) => role === 'staff',
    (socket: Socket) => {
      socket.on(
        'floor:join',
        answering(
          FloorJoin,
          async (asked): Promise<FloorSnapshot> => {
            if (asked.storeId !== '' && asked.storeId !== storeId)
              throw NoSuchFloor({ storeId: asked.storeId, ours: storeId })
            await socket.join(ROOM)
            return floor.snapshot()
          },
          door,
        ),
      )
    },
  )
  const patched: keyof FloorServerEvents = 'floor:patched'
  let lastMs = Number.NEGATIVE_INFINITY
  floor.onChange(() => {
    door.after(Math.max(0, lastMs + PATCH_EVERY_MS - door.now()), () => {
      lastMs = door.now()
      const patch = floor.flush()
      if (patch) door.io.of('/floor').to(ROOM).emit(patched, patch)
    })
  })
}

const ROOM = 'floor'
