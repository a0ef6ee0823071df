import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { deviceSocket, deviceToken, openSocket, type DeviceSocket } from './device-socket.ts'
import { soon } from './live-visit.ts'
import { storeProcess, type LogEntry, type StoreProcess } from './store-process.ts'

/** What happens does so at once; the machine may have other things to do. */
const SOON_MS = 60_000

let store: StoreProcess
let honest: DeviceSocket
const day = { isOver: false }
let acked = 0
let honestDay: Promise<void>

beforeAll(async () => {
  store = await storeProcess({
    devices: [
      { id: 'tracker', kind: 'tracker' },
      { id: 'shelf-1', kind: 'plates' },
      { id: 'entry', kind: 'gate' },
    ],
    shoppers: 1,
    environment: { LOG_LEVEL: 'info' },
  })
  honest = await deviceSocket(store.url, 'tracker', store.keys['tracker']!)
  await honest.hello()
  honestDay = sayingOn()
})

/** A second device, which has nothing to do with all this and is acked throughout. */
async function sayingOn(): Promise<void> {
  while (!day.isOver) {
    const answer = await honest.send({ kind: 'tracks', t: Date.now(), tracks: [{ id: 'a', x: 1, y: 2, z: 1.7 }] })
    if (!answer.ok) throw new Error(answer.fault.message)
    if (answer.value.upTo !== ++acked) throw new Error(`${answer.value.upTo} acked of ${acked}`)
  }
}

afterAll(async () => {
  day.isOver = true
  await honestDay
  honest.socket.disconnect()
  await store.close()
})

const logged = (since: number, is: (entry: LogEntry) => boolean) =>
  soon('a line in the log', SOON_MS, () => store.entries.slice(since).find(is))

/** The honest device is acked while the other one misbehaves, and after it. */
async function undisturbed(): Promise<void> {
  const before = acked
  await soon('further acks', SOON_MS, () => (acked > before + 5 ? true : undefined))
  expect(honest.socket.connected).toBe(true)
}

describe('whoever is not a device of this store', () => {
  const tokens: readonly [string, () => Promise<string> | string, string][] = [
    ['with no token at all', () => '', '/device'],
    ['with a made-up token', () => 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJzaGVsZi0xIn0.', '/device'],
    ['with a token whose signature was changed', async () => altered(await ownToken()), '/device'],
    ["with a shopper's token", () => store.tokenOf(store.shoppers[0]!), '/device'],
    ["with the staff's token", () => store.staffToken, '/device'],
    ['with an entry pass', () => store.pass(store.shoppers[0]!), '/device'],
    ["with another store's device token", () => store.foreignDeviceToken, '/device'],
    ["with a device's token at the phones' door", () => ownToken(), '/shopper'],
    ["with a device's token at the staff's door", () => ownToken(), '/floor'],
    ["with a shopper's token at the staff's door", () => store.tokenOf(store.shoppers[0]!), '/floor'],
  ]

  test.each(tokens)('is refused %s, with a reason', async (_, token, namespace) => {
    const since = store.entries.length
    const refused = openSocket(store.url, namespace, await token())
    await expect(refused).rejects.toThrow(/token|account/)
    if (namespace === '/device') await logged(since, ({ msg }) => msg.includes('refused: no valid token'))
    await undisturbed()
  })

  test('gets no token for a wrong key, or for a device that is not enrolled', async () => {
    for (const [id, key] of [
      ['shelf-1', store.keys['entry']!],
      ['shelf-9', store.keys['shelf-1']!],
    ] as const) {
      const response = await fetch(`${store.url}/api/device-tokens`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ deviceId: id, key }),
      })
      expect(response.status).toBe(401)
      expect(await response.json()).toMatchObject({ code: 'device.refused' })
    }
    await undisturbed()
  })
})

const ownToken = () => deviceToken(store.url, 'shelf-1', store.keys['shelf-1']!)

function altered(token: string): string {
  const [header, claims, signature] = token.split('.')
  return `${header}.${claims}.${signature!.startsWith('A') ? 'B' : 'A'}${signature!.slice(1)}`
}

const batchOf = (message: unknown) => ({ boot: 'boot-1', from: 1, messages: [message] })

describe('a device that says what it may not', () => {
  let shelf: DeviceSocket
  beforeEach(async () => {
    shelf = await deviceSocket(store.url, 'shelf-1', store.keys['shelf-1']!)
    return () => void shelf.socket.disconnect()
  })

  const weight = { kind: 'weight', rate: 60, gondola: 'A', shape: [1, 1, 1], samples: 'AAAAAA==' }
  const said: readonly [string, string, () => unknown, string][] = [
    ['something that is no batch', 'device:send', () => 'garbage', 'request.malformed'],
    ['nothing', 'device:send', () => null, 'request.malformed'],
    ['a batch without messages', 'device:send', () => ({ boot: 'boot-1', from: 1, messages: [] }), 'request.malformed'],
    ['more messages than a batch may have', 'device:send', () => tooMany(), 'request.malformed'],
    ['a message without a kind', 'device:send', () => batchOf({ t: Date.now() }), 'device.not-its-business'],
    ['what a tracker says', 'device:send', () => batchOf({ kind: 'tracks', tracks: [] }), 'device.not-its-business'],
    [
      'samples that are none',
      'device:send',
      () => batchOf({ ...weight, t: Date.now(), samples: '!' }),
      'device.malformed-message',
    ],
    [
      'a gondola of another store',
      'device:send',
      () => batchOf({ ...weight, t: Date.now(), gondola: '99' }),
      'device.not-in-this-store',
    ],
    ['a time to come', 'device:send', () => batchOf({ ...weight, t: Date.now() + 3_600_000 }), 'device.clock-ahead'],
    ['another boot', 'device:beat', () => ({ boot: 'boot-2', lastSeq: 0, capturedMs: 0 }), 'device.wrong-boot'],
    ['a pass that it scanned', 'pass:scan', () => ({ gate: 'entry', pass: 'x' }), 'device.not-its-business'],
  ]
  const tooMany = () => ({ ...batchOf(weight), messages: Array.from({ length: 501 }, () => weight) })

  test.each(said)('%s: refused with a reason, logged, and nothing of it taken', async (_, event, request, code) => {
    await shelf.hello()
    const since = store.entries.length
    const answer: unknown = await shelf.socket.timeout(SOON_MS).emitWithAck(event, request())
    expect(answer).toMatchObject({ ok: false, fault: { code, message: expect.stringMatching(/\.$/) } })
    await logged(since, (entry) => entry.device === 'shelf-1' && entry.code === code)
    expect(await shelf.hello()).toMatchObject({ ok: true, value: { nextSeq: 1 } })
    await undisturbed()
  })

  test('a message that there is not: logged', async () => {
    await shelf.hello()
    const since = store.entries.length
    shelf.socket.emit('store:close', {})
    const line = await logged(since, ({ code }) => code === 'request.unknown')
    expect(line).toMatchObject({ device: 'shelf-1', msg: 'There is no message store:close.' })
    await undisturbed()
  })

  test('a batch larger than a device may send ends its connection: it is told so, and the log says why', async () => {
    await shelf.hello()
    const since = store.entries.length
    const closed = new Promise((resolve) => shelf.socket.once('disconnect', (_, details) => resolve(details)))
    shelf.socket.emit('device:send', batchOf({ ...weight, t: Date.now(), samples: 'A'.repeat(1_200_000) }))
    // WebSocket: message too big.
    expect(await closed).toMatchObject({ context: { code: 1009 } })
    const line = await logged(since, ({ device, msg }) => device === 'shelf-1' && msg === 'device disconnected')
    expect(line).toMatchObject({ because: expect.stringContaining('Max payload size exceeded') })
    await undisturbed()
  })

  test('bytes that are no message end its connection', async () => {
    await shelf.hello()
    const since = store.entries.length
    shelf.socket.io.engine.write('9[{"not":')
    await soon('the end of the connection', SOON_MS, () => (shelf.socket.connected ? undefined : true))
    const line = await logged(since, ({ msg }) => msg === 'device disconnected')
    expect(line).toMatchObject({ device: 'shelf-1', reason: 'forced close' })
    await undisturbed()
  })

  test('again and again: it is disconnected, and may come back', async () => {
    await shelf.hello()
    const since = store.entries.length
    for (let i = 0; i < 20; i++) shelf.socket.emit('device:send', 'garbage', () => undefined)
    await soon('the end of the connection', SOON_MS, () => (shelf.socket.connected ? undefined : true))
    await logged(since, ({ msg }) => msg.includes('again and again'))
    const back = await deviceSocket(store.url, 'shelf-1', store.keys['shelf-1']!)
    expect(await back.hello()).toMatchObject({ ok: true })
    back.socket.disconnect()
    await undisturbed()
  })
})
