/** Test-only: a store that answers the floor app as the contract says, and changes its floor when told to. */
import type { FloorClientEvents, FloorItem, FloorMap, FloorServerEvents } from '@store/contract/floor.ts'
import type { SignedIn } from '@store/contract/http.ts'
import express from 'express'
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { Server } from 'socket.io'
import { builtApp } from '../../../tests/journeys/built-app.ts'
import { heldView, owingView, receiptOf7 } from './charges.ts'

export interface FakeStore {
  readonly url: string
  change(put: FloorItem[], drop?: string[]): void
  close(): Promise<void>
}

export async function fakeStore(map: FloorMap, first: readonly FloorItem[], port = 0): Promise<FakeStore> {
  const app = express()
  const http = createServer(app)
  const io = new Server<FloorClientEvents, FloorServerEvents>(http)
  const items = new Map(first.map((item) => [item.id, item]))
  let revision = 0

  app.post('/api/sign-in', (_request, response) => {
    const me = { id: 's1', email: 'staff@example.com', displayName: 'Sam', role: 'staff' as const }
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString()
    response.status(201).json({ token: 'a-token', expiresAt, me } satisfies SignedIn)
  })
  app.get('/api/staff/charges/:id', ({ params }, response) =>
    response.json(params.id === owingView.visitId ? owingView : heldView),
  )
  app.get('/api/staff/receipts/:id', (_request, response) => response.json(receiptOf7))
  app.use(builtApp('floor'))

  const floors = io.of('/floor')
  floors.on('connection', (socket) => {
    socket.on('floor:join', (_request, reply) =>
      reply({ ok: true, value: { revision, map, items: [...items.values()] } }),
    )
  })

  await new Promise<void>((resolve) => http.listen(port, resolve))
  const address = http.address()
  assert(address !== null && typeof address === 'object')
  return {
    url: `http://localhost:${address.port}`,
    change(put, drop = []) {
      for (const id of drop) items.delete(id)
      for (const item of put) items.set(item.id, item)
      floors.emit('floor:patched', { after: revision, revision: ++revision, put, drop })
    },
    close: () => io.close(),
  }
}
