import { defineFault } from '@store/kernel/fault.ts'
import type { Server } from 'node:http'

export const PortTaken = defineFault(
  'server.port-taken',
  'unavailable',
  (d: { host: string; port: number }) =>
    `Port ${d.port} of ${d.host} is in use by another program. Stop that one, or set PORT to another number.`,
)

export const PortClosed = defineFault(
  'server.port-closed',
  'unavailable',
  (d: { host: string; port: number; code: string }) =>
    `Nobody can be heard on port ${d.port} of ${d.host} (${d.code}). Set PORT and HOST to what this user may use here.`,
)

/** Answers once requests are heard [HT18]. */
export function listening(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const code = 'code' in error ? String(error.code) : error.message
      reject(code === 'EADDRINUSE' ? PortTaken({ host, port }, error) : PortClosed({ host, port, code }, error))
    })
    server.listen(port, host, resolve)
  })
}
