import { io, type Socket } from 'socket.io-client'
import type { z } from 'zod'
import type { Answer } from '@store/contract/answer.ts'
import {
  DeviceAck,
  DeviceWelcome,
  DoorOrder,
  GapRequest,
  PassVerdict,
  type DeviceClientEvents,
  type DeviceKind,
  type DeviceServerEvents,
} from '@store/contract/device.ts'
import {
  deviceState,
  usualLink,
  type DeviceMessage,
  type LinkCounts,
  type LinkPolicy,
  type Wish,
} from './device-state.ts'
import { tokenPurse } from './device-token.ts'
import type { Schedule } from './schedule.ts'

export interface LinkedDevice {
  readonly id: string
  readonly kind: DeviceKind
  readonly key: string
}

export interface LinkOptions {
  readonly serverUrl: string
  /** One run of the firmware; another name after every restart. */
  readonly boot: string
  readonly now: () => number
  readonly schedule: Schedule
  readonly policy?: LinkPolicy
  readonly onDoor?: (order: DoorOrder) => void
  /** The server has greeted the device, after each connection. */
  readonly onWelcome?: (welcome: DeviceWelcome) => void
  /** The server's clock, where an answer tells it; before anything else is done with the answer. */
  readonly onServerClock?: (serverMs: number) => void
  /** Something that a technician would want to read. The device goes on by itself. */
  readonly onTrouble?: (sentence: string) => void
}

/** What hardware runs to talk to the store: says, keeps, sends again, and never loses what was not acknowledged. */
export interface DeviceLink {
  say(message: DeviceMessage): void
  /** Nothing captured before this instant (Unix epoch) is still unsaid. */
  capturedUntil(capturedMs: number): void
  /** Shows a QR code's text to the store. Without an answer in time the gate stays shut. */
  scan(gate: string, pass: string): Promise<PassVerdict>
  /** Waits until everything is acknowledged, or for so long, and hangs up. Answers what was left unsaid. */
  close(withinMs: number): Promise<number>
  readonly isWelcome: boolean
  readonly waiting: number
  readonly counts: LinkCounts
}

/** How often the device looks at what is due, milliseconds. */
const LOOKS_EVERY_MS = 25
/** A shopper at a gate is told to try again rather than left standing. */
const VERDICT_WITHIN_MS = 4_000

type DeviceSocket = Socket<DeviceServerEvents, DeviceClientEvents>

export function deviceLink(device: LinkedDevice, options: LinkOptions): DeviceLink {
  const { serverUrl, boot, now, schedule, policy = usualLink } = options
  const state = deviceState(boot, policy)
  const purse = tokenPurse(serverUrl, device.id, device.key, now)
  let socket: DeviceSocket | undefined
  let isClosed = false
  // Of a server that is away it is told once, and not with every attempt to find it again.
  let isAway = false
  let isRenewing = false
  let cancelLook = schedule(look, 0)

  function look(): void {
    if (isClosed) return
    for (const wish of state.due(now())) grant(wish)
    if (state.isWelcome && purse.isOld && !isRenewing) void renew()
    cancelLook = schedule(look, LOOKS_EVERY_MS)
  }

  /** Ahead of time, and when the next token is in hand: a store cuts off whose token has run out [LV8]. */
  async function renew(): Promise<void> {
    isRenewing = true
    try {
      await purse.token()
      if (!isClosed && state.isWelcome) connectAnew()
    } catch (error) {
      troubled(error)
      // The old one still holds for a while.
      await new Promise<void>((resolve) => schedule(resolve, policy.reconnectMs.most))
    } finally {
      isRenewing = false
    }
  }

  function grant(wish: Wish): void {
    switch (wish.do) {
      case 'connect':
        return void connect().catch(failed)
      case 'hello':
        return void socket?.emit('device:hello', wish.request, (answer) =>
          heard(wish.ticket, DeviceWelcome, answer, (welcome) => {
            options.onServerClock?.(welcome.serverMs)
            state.welcomed(wish.ticket, welcome.nextSeq, now())
            if (!state.isWelcome) return
            isAway = false
            options.onWelcome?.(welcome)
          }),
        )
      case 'send':
        return void socket?.emit('device:send', wish.request, (answer) => acked(wish.ticket, answer))
      case 'beat':
        return void socket?.emit('device:beat', wish.request, (answer) => acked(wish.ticket, answer))
    }
  }

  function acked(ticket: number, answer: Answer<unknown>): void {
    heard(ticket, DeviceAck, answer, ({ upTo, serverMs }) => {
      if (serverMs !== undefined) options.onServerClock?.(serverMs)
      state.acked(ticket, upTo, now())
    })
  }

  function heard<S extends z.ZodType>(
    ticket: number,
    schema: S,
    answer: Answer<unknown>,
    take: (value: z.infer<S>) => void,
  ): void {
    const read = readAnswer(schema, answer)
    if (read.ok) return take(read.value)
    state.refused(ticket, now())
    troubled(`the server refused a message: ${read.reason}`)
  }

  async function connect(): Promise<void> {
    const token = await purse.token()
    if (isClosed) return
    const opened: DeviceSocket = io(`${serverUrl.replace(/\/$/, '')}/device`, {
      transports: ['websocket'],
      auth: { token },
      // The state machine decides when to try again; a socket that is gone is never used twice.
      reconnection: false,
      forceNew: true,
    })
    socket = opened
    opened.on('connect', () => state.connected(now()))
    opened.on('connect_error', (error) => {
      purse.spoiled()
      failed(error)
    })
    opened.on('disconnect', (reason) => failed(`the connection was lost (${reason})`))
    opened.on('gap:requested', (request) => {
      const gap = GapRequest.safeParse(request)
      if (gap.success) state.gapRequested(gap.data.boot, gap.data.from, gap.data.to)
    })
    opened.on('door:ordered', (order) => {
      const door = DoorOrder.safeParse(order)
      if (door.success) options.onDoor?.(door.data)
    })
  }

  function failed(reason: unknown): void {
    if (isClosed) return
    connectAnew()
    if (!isAway) troubled(reason)
    isAway = true
  }

  function connectAnew(): void {
    hangUp()
    state.disconnected(now())
  }

  function hangUp(): void {
    socket?.off()
    socket?.disconnect()
    socket = undefined
  }

  function troubled(reason: unknown): void {
    options.onTrouble?.(`${device.id}: ${reason instanceof Error ? reason.message : String(reason)}`)
  }

  return {
    say: (message) => state.say(message),
    capturedUntil: (capturedMs) => state.capturedUntil(capturedMs),
    scan(gate, pass) {
      const asked = socket
      if (asked === undefined || !state.isWelcome) return Promise.resolve(OFFLINE)
      return new Promise((resolve) => {
        const cancel = schedule(() => resolve(NO_ANSWER), VERDICT_WITHIN_MS)
        asked.emit('pass:scan', { gate, pass }, (answer) => {
          cancel()
          const read = readAnswer(PassVerdict, answer)
          resolve(read.ok ? read.value : { open: false, reason: 'not-read', message: read.reason })
        })
      })
    },
    async close(withinMs) {
      const untilMs = now() + withinMs
      while (state.waiting > 0 && now() < untilMs) await new Promise<void>((resolve) => schedule(resolve, 20))
      isClosed = true
      cancelLook()
      hangUp()
      return state.waiting
    },
    get isWelcome() {
      return state.isWelcome
    },
    get waiting() {
      return state.waiting
    },
    counts: state.counts,
  }
}

const OFFLINE: PassVerdict = {
  open: false,
  reason: 'gate-offline',
  message: 'This gate has no connection to the store. Try again in a moment.',
}
const NO_ANSWER: PassVerdict = {
  open: false,
  reason: 'no-answer',
  message: 'The store did not answer in time. Hold a fresh code to the gate.',
}

type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string }

/** What a server answers comes from outside as well: nothing of it is used unchecked. */
function readAnswer<S extends z.ZodType>(schema: S, answer: Answer<unknown>): Read<z.infer<S>> {
  if (typeof answer !== 'object' || answer === null) return { ok: false, reason: 'the answer is not an object' }
  if (!answer.ok) return { ok: false, reason: answer.fault?.message ?? 'no reason was given' }
  const value = schema.safeParse(answer.value)
  return value.success ? { ok: true, value: value.data } : { ok: false, reason: value.error.message }
}
