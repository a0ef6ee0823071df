import type { DeviceAck, DeviceWelcome, PassVerdict } from '@store/contract/device.ts'
import type { Answer } from '@store/contract/answer.ts'
import { DeviceToken } from '@store/contract/http.ts'
import { io, type Socket } from 'socket.io-client'

/** A device that says exactly what it is told to say, and nothing by itself. */
export interface DeviceSocket {
  readonly socket: Socket
  hello(): Promise<Answer<DeviceWelcome>>
  /** The next messages, under the next numbers. */
  send(...messages: readonly object[]): Promise<Answer<DeviceAck>>
  beat(capturedMs: number): Promise<Answer<DeviceAck>>
  scan(gate: string, pass: string): Promise<Answer<PassVerdict>>
}

const BOOT = 'boot-1'

export async function deviceToken(url: string, deviceId: string, key: string): Promise<string> {
  const response = await fetch(`${url}/api/device-tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ deviceId, key }),
  })
  return DeviceToken.parse(await response.json()).token
}

/** Rejects with the server's reason when it is not let in. */
export async function openSocket(url: string, namespace: string, token: string): Promise<Socket> {
  const socket = io(`${url}${namespace}`, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    auth: { token },
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('connect_error', reject)
  })
  return socket
}

export async function deviceSocket(url: string, deviceId: string, key: string): Promise<DeviceSocket> {
  const socket = await openSocket(url, '/device', await deviceToken(url, deviceId, key))
  let last = 0
  async function ask<T>(event: string, request: object): Promise<Answer<T>> {
    const answer: Answer<T> = await socket.timeout(60_000).emitWithAck(event, request)
    return answer
  }
  return {
    socket,
    hello: () => ask('device:hello', { boot: BOOT }),
    send(...messages) {
      const from = last + 1
      last += messages.length
      return ask('device:send', { boot: BOOT, from, messages })
    },
    beat: (capturedMs) => ask('device:beat', { boot: BOOT, lastSeq: last, capturedMs }),
    scan: (gate, pass) => ask('pass:scan', { gate, pass }),
  }
}
