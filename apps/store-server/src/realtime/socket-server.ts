import type { Server as HttpServer } from 'node:http'
import { Server } from 'socket.io'

/**
 * The one socket server that the namespaces share. WebSocket only: it needs no sticky sessions and keeps the order.
 * Without compression, which costs seven parts in eight of the throughput.
 */
export function openSocketServer(http: HttpServer, options: { readonly origins: readonly string[] }): Server {
  const allowed = new Set(options.origins)
  return new Server(http, {
    transports: ['websocket'],
    serveClient: false,
    perMessageDeflate: false,
    // A batch of a full gondola's frames over ten seconds is 300 kB.
    maxHttpBufferSize: 1_000_000,
    pingInterval: 5_000,
    pingTimeout: 4_000,
    connectTimeout: 5_000,
    allowRequest: (request, decide) => {
      const { origin } = request.headers
      // Browsers always name the page's origin. A device is no browser, and is known by its token.
      const isAllowed = origin === undefined || allowed.has(origin)
      decide(isAllowed ? null : 'origin not allowed', isAllowed)
    },
  })
}
