import type { Server, Socket } from 'socket.io'
import type { RealtimeLog } from './answering.ts'
import { refusal, tokenOf } from './socket-token.ts'

/** Who looks at a live view: an account, whose token was checked. */
export interface Viewer {
  readonly id: string
  readonly role: 'shopper' | 'staff'
}

export interface ViewerDoor {
  readonly io: Server
  readonly identify: (token: string, nowMs: number) => Promise<Viewer | undefined>
  readonly now: () => number
  readonly log: RealtimeLog
}

/** Lets accounts that `may` in into a namespace, and calls `connected` with each [RT7]. */
export function viewers(
  { io, identify, now, log }: ViewerDoor,
  namespace: string,
  may: (viewer: Viewer) => boolean,
  connected: (socket: Socket, viewer: Viewer) => void,
): void {
  const known = new WeakMap<Socket, Viewer>()
  io.of(namespace)
    .use((socket, next) => {
      const token = tokenOf(socket)
      const asked = token === undefined ? Promise.resolve(undefined) : identify(token, now())
      asked.then(
        (viewer) => {
          if (!viewer) return next(refusal('account.unknown-token', 'Sign in again: this token is not valid any more.'))
          if (!may(viewer)) return next(refusal('account.not-allowed', 'This account may not look at this.'))
          known.set(socket, viewer)
          next()
        },
        (error: unknown) => {
          log.error({ err: error }, 'a token could not be checked')
          next(refusal('server.bug', 'The token could not be checked at the moment; try again.'))
        },
      )
    })
    .on('connection', (socket: Socket) => connected(socket, known.get(socket)!))
}
