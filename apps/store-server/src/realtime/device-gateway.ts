import {
  DeviceBatch,
  DeviceHeartbeat,
  DeviceHello,
  PassScan,
  type DeviceAck,
  type DeviceClientEvents,
  type DeviceServerEvents,
  type DoorOrder,
  type PassVerdict,
} from '@store/contract/device.ts'
import { defineFault } from '@store/kernel/fault.ts'
import type { Server, Socket } from 'socket.io'
import { NotItsBusiness, type DeviceIdentity } from '../pipeline/device-speech.ts'
import { WrongBoot, type Standing } from '../pipeline/device-boots.ts'
import type { StoreEngine } from '../pipeline/store-engine.ts'
import { answering, type RealtimeLog } from './answering.ts'
import { refusal, tokenOf } from './socket-token.ts'

/** Namespace `/device`: plates, trackers, gates and tag readers, each known by its token and by nothing it says. */
export interface DeviceGateway {
  /** To every gate; each obeys the orders that name it. */
  order(order: DoorOrder): void
  close(): void
}

export interface DeviceGatewayOptions {
  readonly io: Server
  readonly engine: Pick<StoreEngine, 'hello' | 'accept' | 'beat'>
  readonly admit: (token: string, nowMs: number) => Promise<DeviceIdentity | undefined>
  readonly scan: (gate: string, pass: string, nowMs: number) => Promise<PassVerdict>
  readonly now: () => number
  /** Given where the store's clock may be faster than the wall's: devices are then told the time with every answer. */
  readonly clockSpeed?: (() => number) | undefined
  /** Calls again and again; answers how to stop it. */
  readonly every: (ms: number, run: () => void) => () => void
  readonly log: RealtimeLog
  readonly policy?: DeviceGatewayPolicy
}

export interface DeviceGatewayPolicy {
  /** A token that was revoked or ran out ends its connection within this. */
  readonly recheckMs: number
  /** So many refusals without a good batch in between end it, too. */
  readonly mostRefusals: number
  /** Batches of one device that wait for the disk at once. */
  readonly mostWaiting: number
  readonly entryOpenForMs: number
}

export const deviceGatewayPolicy: DeviceGatewayPolicy = {
  recheckMs: 15_000,
  mostRefusals: 20,
  mostWaiting: 64,
  entryOpenForMs: 5_000,
}

export const TooManyWaiting = defineFault(
  'device.too-many-waiting',
  'unavailable',
  (d: { device: string; waiting: number }) =>
    `Device ${d.device} has ${d.waiting} batches waiting for the disk; wait for an answer before sending more.`,
)

type DeviceSocket = Socket<DeviceClientEvents, DeviceServerEvents, object, { identity: DeviceIdentity }>

export function deviceGateway(options: DeviceGatewayOptions): DeviceGateway {
  const { io, engine, admit, now, log, policy = deviceGatewayPolicy } = options
  const devices = io.of('/device')

  devices.use((socket, next) => {
    const token = tokenOf(socket)
    const asked = token === undefined ? Promise.resolve(undefined) : admit(token, now())
    asked.then(
      (identity) => {
        if (!identity) {
          log.warn({ address: socket.handshake.address }, 'a device connection was refused: no valid token')
          return next(
            refusal('device.unknown-token', 'This is no valid device token; get a new one with the device key.'),
          )
        }
        Object.assign(socket.data, { identity })
        next()
      },
      (error: unknown) => {
        log.error({ err: error }, 'a device token could not be checked')
        next(refusal('server.bug', 'The token could not be checked at the moment; try again.'))
      },
    )
  })

  devices.on('connection', (socket: DeviceSocket) => {
    const { identity } = socket.data
    const { deviceId, kind } = identity
    // A device that comes back before its old connection is known to be dead speaks here from now on.
    devices.in(roomOf(deviceId)).disconnectSockets(true)
    void socket.join([roomOf(deviceId), `kind/${kind}`])
    log.info({ device: deviceId, kind }, 'device connected')
    socket.on('disconnect', (reason, cause?: unknown) => {
      // The connection is closed over what is too large to be read (WebSocket code 1009): only here is it known why.
      const because = cause instanceof Error ? { because: cause.message } : {}
      log.info({ device: deviceId, reason, ...because }, 'device disconnected')
    })

    let boot: string | undefined
    let waiting = 0
    let refusals = 0
    const context = {
      log,
      refused: (code: string, message: string) => {
        log.warn({ device: deviceId, code }, message)
        if (++refusals < policy.mostRefusals) return
        log.warn({ device: deviceId, refusals }, 'device disconnected: it is refused again and again')
        socket.disconnect(true)
      },
    }

    function answered({ upTo, missing }: Standing): DeviceAck {
      refusals = 0
      if (missing && boot !== undefined) socket.emit('gap:requested', { boot, ...missing })
      return { upTo, ...(options.clockSpeed && { serverMs: now() }) }
    }

    function sayingHello(name: string): void {
      if (name !== boot) throw WrongBoot({ device: deviceId, boot: name })
    }

    socket.on(
      'device:hello',
      answering(
        DeviceHello,
        (hello) => {
          const welcome = engine.hello(identity, hello.boot)
          boot = hello.boot
          return { ...welcome, ...(options.clockSpeed && { clockSpeed: options.clockSpeed() }) }
        },
        context,
      ),
    )
    socket.on(
      'device:send',
      answering(
        DeviceBatch,
        async (batch) => {
          sayingHello(batch.boot)
          if (waiting >= policy.mostWaiting) throw TooManyWaiting({ device: deviceId, waiting })
          waiting++
          try {
            return answered(await engine.accept(identity, batch))
          } finally {
            waiting--
          }
        },
        context,
      ),
    )
    socket.on(
      'device:beat',
      answering(
        DeviceHeartbeat,
        async (beat) => {
          sayingHello(beat.boot)
          return answered(await engine.beat(identity, beat))
        },
        context,
      ),
    )
    socket.on(
      'pass:scan',
      answering(
        PassScan,
        async ({ gate, pass }) => {
          if (kind !== 'gate') throw NotItsBusiness({ device: deviceId, kind, said: 'pass:scan', may: SCANNERS })
          const verdict = await options.scan(gate, pass, now())
          if (verdict.open) socket.emit('door:ordered', { gate, door: 'entry', openForMs: policy.entryOpenForMs })
          return verdict
        },
        context,
      ),
    )
    // Whatever else is sent is nothing that a device may say.
    socket.onAny((event: string) => {
      if (!KNOWN.has(event)) context.refused('request.unknown', `There is no message ${event.slice(0, 40)}.`)
    })
  })

  const stopChecking = options.every(policy.recheckMs, () => void recheck())

  async function recheck(): Promise<void> {
    for (const socket of devices.sockets.values()) {
      const token = tokenOf(socket)
      try {
        if (token !== undefined && (await admit(token, now()))) continue
        log.warn(
          { device: (socket as DeviceSocket).data.identity.deviceId },
          'device disconnected: its token is no longer valid',
        )
        socket.disconnect(true)
      } catch (error) {
        log.error({ err: error }, 'a device token could not be checked again')
      }
    }
  }

  return {
    order: (order) => void devices.to('kind/gate').emit('door:ordered', order),
    close: stopChecking,
  }
}

const SCANNERS = 'its measurements; only gates scan passes'
const KNOWN = new Set(['device:hello', 'device:send', 'device:beat', 'pass:scan'])
const roomOf = (deviceId: string): string => `device/${deviceId}`
