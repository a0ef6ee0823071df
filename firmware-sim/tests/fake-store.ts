/** For tests only: a store server as far as devices and phones can tell, after `packages/contract`, in one process and without memory. */
import { createServer, type Server as HttpServer } from 'node:http'
import express from 'express'
import { Server, type Socket } from 'socket.io'
import { z } from 'zod'
import {
  DeviceBatch,
  DeviceHeartbeat,
  DeviceHello,
  PassScan,
  type DeviceClientEvents,
  type DeviceServerEvents,
  type PassVerdict,
} from '@store/contract/device.ts'
import { Credentials, DeviceCredentials, EntryPassRequest, Registration } from '@store/contract/http.ts'

export interface HeardMessage {
  readonly device: string
  readonly boot: string
  readonly seq: number
  readonly message: Record<string, unknown>
}

export interface FakeStore {
  readonly url: string
  /** In the order in which they became durable; each number of a boot once. */
  readonly heard: HeardMessage[]
  readonly tokensGiven: Map<string, number>
  readonly scans: { readonly gate: string; readonly pass: string }[]
  /** Beats that lied: captured before what an earlier beat had closed. */
  readonly late: HeardMessage[]
  /** Cuts every device off; they may come back at once. */
  cutOff(): void
  /** No token given so far is accepted any more; who came in with one is cut off. */
  runOutTokens(): void
  /** Cuts every device off each time that so many messages more were heard; never while it is 0. */
  cutsOffEvery: number
  /** Answers nothing to this share of the batches, though they were taken. */
  lostAckShare: number
  verdict: (gate: string, pass: string) => PassVerdict
  /** Whether the second door is ordered open once somebody is in the vestibule. */
  ordersDoors: boolean
  tokenLivesMs: number
  close(): Promise<void>
}

export const keyOf = (deviceId: string): string => `key-of-${deviceId}-0123456789`

export async function fakeStore(): Promise<FakeStore> {
  const app = express()
  const http = createServer(app)
  const io = new Server<DeviceClientEvents, DeviceServerEvents>(http, { transports: ['websocket'] })
  const accounts = new Map<string, string>()
  const boots = new Map<string, number>()
  const closedUntil = new Map<string, number>()
  let ranOut: ReadonlyMap<string, number> = new Map()
  let batches = 0

  app.use(express.json())
  app.post('/api/device-tokens', (request, response) => {
    const { deviceId, key } = DeviceCredentials.parse(request.body)
    if (key !== keyOf(deviceId)) return void response.status(403).json(problem('device.refused', 'Wrong key.'))
    const serial = (store.tokensGiven.get(deviceId) ?? 0) + 1
    store.tokensGiven.set(deviceId, serial)
    response.json({
      token: `${deviceId}/${Date.now() + store.tokenLivesMs}/${serial}`,
      expiresAt: new Date(Date.now() + store.tokenLivesMs).toISOString(),
    })
  })
  app.post('/api/accounts', (request, response) => {
    const { email } = Registration.parse(request.body)
    if (accounts.has(email)) return void response.status(409).json(problem('account.taken', 'Taken; sign in.'))
    accounts.set(email, `account-${accounts.size + 1}`)
    response.status(201).json(signedIn(email))
  })
  app.post('/api/sign-in', (request, response) => {
    const { email } = Credentials.parse(request.body)
    if (!accounts.has(email)) return void response.status(401).json(problem('account.wrong-sign-in', 'Register first.'))
    response.json(signedIn(email))
  })
  app.post('/api/entry-passes', (request, response) => {
    const { party } = EntryPassRequest.parse(request.body)
    const at = new Date(Date.now() + 20_000).toISOString()
    const pass = `${request.headers.authorization?.slice(7)}#${party}#${Math.floor(performance.now() * 1_000)}`
    response.json({ pass, party, issuedAt: at, renewAt: at, expiresAt: at })
  })

  const signedIn = (email: string) => ({
    token: email,
    expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    me: { id: accounts.get(email) ?? 'nobody', email, displayName: email, role: 'shopper' },
  })

  const devices = io.of('/device')
  devices.use((socket, next) => {
    const [id, expiresAt, serial] = tokenOf(socket.handshake.auth).split('/')
    const isOver = Number(expiresAt) < Date.now() || Number(serial) <= (ranOut.get(id!) ?? 0)
    next(isOver ? new Error('the token is not valid') : undefined)
  })
  devices.on('connection', (socket) => listen(socket, idOf(socket.handshake.auth)))

  function listen(socket: Socket<DeviceClientEvents, DeviceServerEvents>, id: string): void {
    const durable = (boot: string): number => boots.get(`${id}/${boot}`) ?? 0
    socket.on('device:hello', (request, reply) => {
      const { boot } = DeviceHello.parse(request)
      reply({ ok: true, value: { nextSeq: durable(boot) + 1, serverMs: Date.now() } })
    })
    socket.on('device:send', (request, reply) => {
      const { boot, from, messages, oldest } = DeviceBatch.parse(request)
      // What the device itself declares as dropped is not waited for.
      if (oldest !== undefined && oldest > durable(boot) + 1) boots.set(`${id}/${boot}`, oldest - 1)
      if (from > durable(boot) + 1) {
        socket.emit('gap:requested', { boot, from: durable(boot) + 1, to: from - 1 })
        return reply({ ok: true, value: { upTo: durable(boot) } })
      }
      messages.forEach((message, i) => {
        const seq = from + i
        if (seq <= durable(boot)) return
        boots.set(`${id}/${boot}`, seq)
        const one = { device: id, boot, seq, message }
        store.heard.push(one)
        if (store.cutsOffEvery > 0 && store.heard.length % store.cutsOffEvery === 0) setImmediate(() => store.cutOff())
        if (Number(message['t']) < (closedUntil.get(id) ?? 0)) store.late.push(one)
        orderDoor(socket, message)
      })
      batches++
      const isAckLost = store.lostAckShare > 0 && (batches * 0.618) % 1 < store.lostAckShare
      if (!isAckLost) reply({ ok: true, value: { upTo: durable(boot) } })
    })
    socket.on('device:beat', (request, reply) => {
      const { boot, lastSeq, capturedMs } = DeviceHeartbeat.parse(request)
      if (lastSeq === durable(boot)) closedUntil.set(id, capturedMs)
      reply({ ok: true, value: { upTo: durable(boot) } })
    })
    socket.on('pass:scan', (request, reply) => {
      const { gate, pass } = PassScan.parse(request)
      store.scans.push({ gate, pass })
      reply({ ok: true, value: store.verdict(gate, pass) })
    })
  }

  function orderDoor(socket: Socket<DeviceClientEvents, DeviceServerEvents>, message: Record<string, unknown>): void {
    const isAtFirstDoor = message['gate'] === 'exit' && message['event'] === 'cross' && message['direction'] === 'in'
    if (!isAtFirstDoor || !store.ordersDoors) return
    setTimeout(() => socket.emit('door:ordered', { gate: 'exit', door: 'second', openForMs: 5_000 }), 20)
  }

  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const address = http.address()
  const store: FakeStore = {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    heard: [],
    tokensGiven: new Map(),
    scans: [],
    late: [],
    cutsOffEvery: 0,
    lostAckShare: 0,
    ordersDoors: true,
    tokenLivesMs: 600_000,
    verdict: (_gate, pass) => ({ open: true, party: Number(pass.split('#')[1]) }),
    cutOff: () => devices.disconnectSockets(true),
    runOutTokens() {
      ranOut = new Map(store.tokensGiven)
      store.cutOff()
    },
    close: () => closed(io, http),
  }
  return store
}

const tokenOf = (auth: unknown): string => z.object({ token: z.string() }).parse(auth).token
const idOf = (auth: unknown): string => tokenOf(auth).split('/')[0]!

const problem = (code: string, detail: string) => ({ type: 'about:blank', title: code, status: 400, detail, code })

async function closed(io: Server, http: HttpServer): Promise<void> {
  await io.close()
  http.closeAllConnections()
}
