import { createServer } from 'node:http'
import { expect, test } from 'vitest'
import { listening, PortClosed, PortTaken } from './listening.ts'

test('[HT18] a taken port is named, and so is one that cannot be had', async () => {
  const first = createServer()
  await listening(first, { port: 0, host: '127.0.0.1' })
  const address = first.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const wanted = { port, host: '127.0.0.1' }
  await expect(listening(createServer(), wanted)).rejects.toMatchObject({ code: PortTaken.code, detail: wanted })
  await new Promise((resolve) => first.close(resolve))

  // An address that no machine has for itself: it is kept for examples (RFC 5737).
  const elsewhere = listening(createServer(), { port: 0, host: '192.0.2.1' })
  await expect(elsewhere).rejects.toMatchObject({ code: PortClosed.code, detail: { code: 'EADDRNOTAVAIL' } })
})
