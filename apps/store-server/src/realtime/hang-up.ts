import type { Server as HttpServer } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Server } from 'socket.io'

/**
 * For when the server closes: every socket is said goodbye to, and cut off if it has not answered within `patienceMs`.
 * A phone that lost its network in a tunnel never answers; the library would wait half a minute for it, and the database
 * behind it [RT10]. To be called before the first connection.
 */
export function hangingUp(
  http: HttpServer,
  io: Pick<Server, 'close'>,
  after: (ms: number, run: () => void) => () => void,
  patienceMs = PATIENCE_MS,
): () => Promise<void> {
  const lines = new Set<Duplex>()
  http.on('upgrade', (_request, line: Duplex) => {
    lines.add(line)
    line.once('close', () => lines.delete(line))
  })
  return async () => {
    const cancel = after(patienceMs, () => {
      for (const line of lines) line.destroy()
    })
    await io.close()
    cancel()
  }
}

/** A goodbye and its answer cross the worst of mobile networks in less. */
const PATIENCE_MS = 1_000
