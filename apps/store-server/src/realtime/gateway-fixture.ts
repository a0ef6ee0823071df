/** Test-only: a server with the gateways on a free port, and clients of it. */
import type { Answer } from '@store/contract/answer.ts'
import type { DeviceAck, DeviceKind, DeviceWelcome, PassVerdict } from '@store/contract/device.ts'
import { loadStoreFolder } from '@store/planogram/store-folder.ts'
import { createServer } from 'node:http'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { io as connect, type Socket } from 'socket.io-client'
import type { DeviceIdentity } from '../pipeline/device-speech.ts'
import { openFrameLog } from '../pipeline/frame-log.ts'
import { openStoreEngine } from '../pipeline/store-engine.ts'
import { floorView } from '../projections/floor-view.ts'
import { visitBoard } from '../projections/visit-board.ts'
import { deviceGateway, deviceGatewayPolicy, type DeviceGatewayPolicy } from './device-gateway.ts'
import { floorGateway } from './floor-gateway.ts'
import { shopperGateway } from './shopper-gateway.ts'
import { openSocketServer } from './socket-server.ts'
import type { Viewer } from './viewer-gateway.ts'

export const cornerShop = await loadStoreFolder(
  join(import.meta.dirname, '../../../../firmware-sim/stores/corner-shop'),
)

export interface LogEntry {
  readonly level: 'info' | 'warn' | 'error'
  readonly fields: object
  readonly message: string
}

/** Tokens are `device/<kind>/<id>` and `<role>/<account>`, unless they were revoked. */
export async function gateways(policy: Partial<DeviceGatewayPolicy> = {}, clockSpeed?: () => number) {
  const dir = await mkdtemp(join(tmpdir(), 'gateways-'))
  const entries: LogEntry[] = []
  const write = (level: LogEntry['level']) => (fields: object, message: string) =>
    void entries.push({ level, fields, message })
  const log = { info: write('info'), warn: write('warn'), error: write('error') }
  const revoked = new Set<string>()
  let recheck: (() => void) | undefined

  const http = createServer()
  const io = openSocketServer(http, { origins: ['https://shop.example'] })
  const frames = await openFrameLog({ dir, storeId: cornerShop.layout.id, now })
  const engine = await openStoreEngine({ store: cornerShop, log: frames, now })
  const devices = deviceGateway({
    io,
    engine,
    admit: (token) => Promise.resolve(revoked.has(token) ? undefined : deviceOf(token)),
    scan: (gate, pass): Promise<PassVerdict> =>
      Promise.resolve(
        pass === 'good' && gate === 'entry'
          ? { open: true, party: 1 }
          : { open: false, reason: 'expired', message: 'Show the next one.' },
      ),
    now,
    clockSpeed,
    every: (_, run) => {
      recheck = run
      return () => undefined
    },
    log,
    policy: { ...deviceGatewayPolicy, ...policy },
  })
  const board = visitBoard({ ...cornerShop, now })
  const floor = floorView(cornerShop)
  const door = { io, now, log, after, identify: (token: string) => Promise.resolve(viewerOf(token)) }
  const phones = shopperGateway(door, board)
  floorGateway(door, cornerShop.layout.id, floor)
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const address = http.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const sockets: Socket[] = []

  function client(namespace: string, token: unknown, more: object = {}): Socket {
    const socket = connect(`http://127.0.0.1:${port}${namespace}`, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      auth: { token },
      ...more,
    })
    sockets.push(socket)
    return socket
  }

  return {
    client,
    /** A device that has said hello. */
    async device(id: string, kind: DeviceKind, boot = 'boot-1') {
      const socket = client('/device', `device/${kind}/${id}`)
      await happens(socket, 'connect')
      const welcome = await ask<DeviceWelcome>(socket, 'device:hello', { boot })
      return { socket, welcome }
    },
    frames,
    engine,
    devices,
    board,
    floor,
    entries,
    revoke(token: string) {
      revoked.add(token)
      recheck?.()
    },
    phones,
    async close() {
      for (const socket of sockets) socket.disconnect()
      devices.close()
      await io.close()
      await engine.close()
      await rm(dir, { recursive: true })
    },
  }
}

export type Gateways = Awaited<ReturnType<typeof gateways>>

export function ask<T>(socket: Socket, event: string, request: unknown): Promise<Answer<T>> {
  return new Promise((resolve, reject) => {
    socket
      .timeout(60_000)
      .emit(event, request, (late: Error | null, answer: Answer<T>) => (late ? reject(late) : resolve(answer)))
  })
}

export const send = (socket: Socket, from: number, messages: readonly object[], more: object = {}) =>
  ask<DeviceAck>(socket, 'device:send', { boot: 'boot-1', from, messages, ...more })

/** The first time that it happens, with what came along. */
export const happens = (socket: Socket, event: string): Promise<unknown> =>
  new Promise((resolve) => socket.once(event, resolve))

export const crossing = (direction = 'in', t = Date.now()) => ({
  kind: 'gate',
  gate: 'exit',
  event: 'cross',
  direction,
  t,
})
export const seen = (x: number, id = '7', t = Date.now()) => ({ kind: 'tracks', t, tracks: [{ id, x, y: 1, z: 1.7 }] })

function deviceOf(token: string): DeviceIdentity | undefined {
  const [what, kind, deviceId, storeId = cornerShop.layout.id] = token.split('/')
  const known = kinds.find((one) => one === kind)
  return what === 'device' && known && deviceId !== undefined ? { deviceId, storeId, kind: known } : undefined
}

const kinds: readonly DeviceKind[] = ['plates', 'tracker', 'gate', 'rfid']

function viewerOf(token: string): Viewer | undefined {
  const [role, id] = token.split('/')
  return (role === 'shopper' || role === 'staff') && id !== undefined ? { id, role } : undefined
}

function now(): number {
  return Date.now()
}

function after(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}
