import type { Answer } from '@store/contract/answer.ts'
import type { ShopperClientEvents, ShopperServerEvents } from '@store/contract/visit.ts'
import { io, type Socket } from 'socket.io-client'

/** The line to the store, as little of it as following one's visits needs. What it carries is not yet checked. */
export interface VisitWire {
  join(): Promise<Answer<unknown>>
  hear(listener: VisitWireListener): void
  close(): void
}

export interface VisitWireListener {
  up(): void
  down(): void
  /** The server does not take this token (any more). */
  refused(): void
  patched(raw: unknown): void
  /** A gate read this shopper's pass and stayed shut. */
  passRefused(raw: unknown): void
  /** What this shopper disputes is another matter now. */
  disputed(raw: unknown): void
}

const PATIENCE_MS = 8_000
/** The server may hang up for its own reasons (a restart, a token's end); socket.io leaves coming back to us then. */
const CALL_BACK_MS = 1_500

export function socketWire(token: string): VisitWire {
  const socket: Socket<ShopperServerEvents, ShopperClientEvents> = io('/shopper', {
    transports: ['websocket'],
    auth: { token },
    autoConnect: false,
    reconnectionDelay: 500,
    reconnectionDelayMax: 5_000,
  })
  const cleared = new AbortController()

  return {
    join: () => socket.timeout(PATIENCE_MS).emitWithAck('visit:join', {}),
    hear(listener) {
      socket.on('connect', () => listener.up())
      socket.on('disconnect', (reason) => {
        listener.down()
        if (reason === 'io server disconnect') callBack()
      })
      // Not reached, socket.io goes on trying by itself; refused by the namespace, it gives up.
      socket.on('connect_error', (error) => {
        if (!socket.active && isAboutAccount(error)) return listener.refused()
        listener.down()
        if (!socket.active) callBack()
      })
      socket.on('visit:patched', (patch) => listener.patched(patch))
      socket.on('dispute:changed', (disputes) => listener.disputed(disputes))
      socket.on('pass:refused', (refusal) => listener.passRefused(refusal))
      // The phone knows before any time-out does.
      const { signal } = cleared
      globalThis.addEventListener('offline', hangUp, { signal })
      globalThis.addEventListener('online', () => socket.connect(), { signal })
      socket.connect()

      function hangUp(): void {
        socket.disconnect()
        listener.down()
      }
    },
    close() {
      cleared.abort()
      socket.disconnect()
    },
  }

  function callBack(): void {
    setTimeout(() => !cleared.signal.aborted && socket.connect(), CALL_BACK_MS)
  }
}

/** The server says why it refuses: the account, where only signing in again helps, or something of its own. */
function isAboutAccount(error: Error & { data?: unknown }): boolean {
  const { code } = (error.data ?? {}) as { code?: unknown }
  return typeof code === 'string' && code.startsWith('account.')
}
