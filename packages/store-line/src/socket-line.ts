import type { Answer } from '@store/contract/answer.ts'
import { io } from 'socket.io-client'
import type { Line } from './line.ts'

/** Whose line it is, and what joins: an event of the contract and its request. */
export interface Joins {
  readonly namespace: string
  readonly event: string
  readonly request: object
}

const PATIENCE_MS = 8_000
/** The server may hang up for its own reasons (a restart, a token's end); socket.io leaves coming back to us then. */
const CALL_BACK_MS = 1_500

/** A browser's line over socket.io, which lives in real time: the one place of this package that sets timers. */
export function socketLine(token: string, { namespace, event, request }: Joins): Line {
  const socket = io(namespace, {
    transports: ['websocket'],
    auth: { token },
    autoConnect: false,
    reconnectionDelay: 500,
    reconnectionDelayMax: 5_000,
  })
  const cleared = new AbortController()

  return {
    join: (): Promise<Answer<unknown>> => socket.timeout(PATIENCE_MS).emitWithAck(event, request),
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
      socket.onAny((told: string, raw: unknown) => listener.told(told, raw))
      // The browser knows before any time-out does.
      const { signal } = cleared
      globalThis.addEventListener('offline', hangUp, { signal })
      globalThis.addEventListener('online', () => socket.connect(), { signal })
      socket.connect()

      function hangUp(): void {
        socket.disconnect()
        listener.down()
      }
    },
    later,
    close() {
      cleared.abort()
      socket.disconnect()
    },
  }

  function callBack(): void {
    later(() => !cleared.signal.aborted && socket.connect(), CALL_BACK_MS)
  }
}

function later(act: () => void, afterMs: number): () => void {
  const timer = setTimeout(act, afterMs)
  return () => clearTimeout(timer)
}

/** The server says why it refuses: the account, where only signing in again helps, or something of its own. */
function isAboutAccount(error: Error & { data?: unknown }): boolean {
  const { code } = (error.data ?? {}) as { code?: unknown }
  return typeof code === 'string' && code.startsWith('account.')
}
