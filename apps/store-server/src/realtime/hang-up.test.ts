import { createServer } from 'node:http'
import { connect } from 'node:net'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { io as client } from 'socket.io-client'
import { hangingUp } from './hang-up.ts'
import { openSocketServer } from './socket-server.ts'

const after = (ms: number, run: () => void) => {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}

/** Shakes hands as a browser does, and then is never heard of again. */
async function inTunnel(port: number) {
  const line = connect(port, '127.0.0.1')
  line.write(
    [
      'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
      'Host: store',
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      '\r\n',
    ].join('\r\n'),
  )
  await once(line, 'data')
  line.pause()
  return line
}

test('[RT10] a server that closes waits a moment for who answers its goodbye, and not for who never will', async () => {
  const http = createServer()
  const io = openSocketServer(http, { origins: [] })
  const hangUp = hangingUp(http, io, after, 50)
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const address = http.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  const polite = client(`http://127.0.0.1:${port}`, { transports: ['websocket'], reconnection: false })
  await new Promise<void>((resolve) => void polite.once('connect', () => resolve()))
  const lost = await inTunnel(port)
  const goodbye = new Promise((resolve) => polite.once('disconnect', resolve))
  await hangUp()
  expect(await goodbye).toBe('transport close')
  expect(http.listening).toBe(false)
  lost.destroy()
})
