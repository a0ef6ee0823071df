import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask, crossing, gateways, happens, seen, send, type Gateways } from './gateway-fixture.ts'

let shop: Gateways
beforeAll(async () => void (shop = await gateways({ mostRefusals: 5 })))
afterAll(() => shop.close())

let devices = 0
const gate = async () => {
  const id = `gate-${++devices}`
  return { id, ...(await shop.device(id, 'gate')) }
}
const refused = (code: string) => ({ ok: false, fault: { code, message: expect.stringMatching(/\w+/) } })
const warned = (device: string) =>
  shop.entries.filter(({ level, fields }) => level === 'warn' && 'device' in fields && fields.device === device)

async function logged(device: string): Promise<number[]> {
  const seqs: number[] = []
  for await (const lines of shop.frames.lines(shop.frames.run.number))
    for (const line of lines) if (line.includes(`"${device}"`)) seqs.push(Number(/"seq":(\d+)/.exec(line)![1]))
  return seqs
}

describe('[RT2] what a device says is in the log before it is acknowledged', () => {
  test('hello, batch, ack', async () => {
    const { id, socket, welcome } = await gate()
    expect(welcome).toEqual({ ok: true, value: { nextSeq: 1, serverMs: expect.any(Number) } })
    expect(await send(socket, 1, [crossing(), crossing('out')])).toEqual({ ok: true, value: { upTo: 2 } })
    expect(await logged(id)).toEqual([1, 2])
  })

  test('a batch sent again is acknowledged again, and logged once', async () => {
    const { id, socket } = await gate()
    await send(socket, 1, [crossing()])
    expect(await send(socket, 1, [crossing()])).toEqual({ ok: true, value: { upTo: 1 } })
    expect(await logged(id)).toEqual([1])
  })

  test('a gap is asked for, and closed by the answer', async () => {
    const { id, socket } = await gate()
    const asked = happens(socket, 'gap:requested')
    expect(await send(socket, 3, [crossing()])).toEqual({ ok: true, value: { upTo: 0 } })
    expect(await asked).toEqual({ boot: 'boot-1', from: 1, to: 2 })
    expect(await send(socket, 1, [crossing(), crossing()])).toEqual({ ok: true, value: { upTo: 3 } })
    expect(await logged(id)).toEqual([3, 1, 2])
  })

  test('what it dropped for want of memory is not waited for', async () => {
    const { socket } = await gate()
    expect(await send(socket, 3, [crossing()], { oldest: 3 })).toEqual({ ok: true, value: { upTo: 3 } })
  })

  test('a device that reconnects is told where to go on, and its former connection ends', async () => {
    const { id, socket } = await gate()
    await send(socket, 1, [crossing(), crossing()])
    const ended = happens(socket, 'disconnect')
    const again = await shop.device(id, 'gate')
    expect(again.welcome).toMatchObject({ ok: true, value: { nextSeq: 3 } })
    await ended
  })

  test('a heartbeat is answered with how far the log has come', async () => {
    const { socket } = await gate()
    await send(socket, 1, [crossing()])
    const beat = { boot: 'boot-1', lastSeq: 1, capturedMs: Date.now() }
    expect(await ask(socket, 'device:beat', beat)).toEqual({ ok: true, value: { upTo: 1 } })
  })
})

test('[CK5] a store whose clock is its own tells its devices the time with every answer', async () => {
  const fast = await gateways({}, () => 10)
  const { socket, welcome } = await fast.device('gate-1', 'gate')
  const serverMs: unknown = expect.any(Number)
  expect(welcome).toEqual({ ok: true, value: { nextSeq: 1, serverMs, clockSpeed: 10 } })
  expect(await send(socket, 1, [crossing()])).toEqual({ ok: true, value: { upTo: 1, serverMs } })
  const beat = { boot: 'boot-1', lastSeq: 1, capturedMs: Date.now() }
  expect(await ask(socket, 'device:beat', beat)).toEqual({ ok: true, value: { upTo: 1, serverMs } })
  await fast.close()
})

describe('[RT3] who is not let in', () => {
  test.each([['nonsense'], [undefined], [42], [{ a: 1 }], ['shopper/ana'], ['x'.repeat(5_000)]])(
    'a token like %j',
    async (token) => {
      const socket = shop.client('/device', token)
      expect(await happens(socket, 'connect_error')).toMatchObject({ data: { code: 'device.unknown-token' } })
    },
  )

  test('a page of another origin', async () => {
    const socket = shop.client('/device', 'device/gate/g', { extraHeaders: { origin: 'https://evil.example' } })
    expect(await happens(socket, 'connect_error')).toBeInstanceOf(Error)
  })

  test('polling: only WebSocket is spoken', async () => {
    const socket = shop.client('/device', 'device/gate/g', { transports: ['polling'] })
    expect(await happens(socket, 'connect_error')).toBeInstanceOf(Error)
  })

  test('a token that is revoked ends the connection that it opened', async () => {
    const { id, socket } = await gate()
    const ended = happens(socket, 'disconnect')
    shop.revoke(`device/gate/${id}`)
    expect(await ended).toBe('io server disconnect')
    const socketAgain = shop.client('/device', `device/gate/${id}`)
    expect(await happens(socketAgain, 'connect_error')).toMatchObject({ data: { code: 'device.unknown-token' } })
  })
})

describe('[RT4] what is refused, with a reason, and logged', () => {
  const good = crossing()
  test.each([
    ['a batch before hello', { boot: 'boot-2', from: 1, messages: [good] }, 'device.wrong-boot'],
    ['no batch at all', 'garbage', 'request.malformed'],
    ['a number below 1', { boot: 'boot-1', from: 0, messages: [good] }, 'request.malformed'],
    ['an empty batch', { boot: 'boot-1', from: 1, messages: [] }, 'request.malformed'],
    ['too many messages', { boot: 'boot-1', from: 1, messages: Array(501).fill(good) }, 'request.malformed'],
    ['a number from nowhere', { boot: 'boot-1', from: 2 ** 50, messages: [good] }, 'device.number-too-far'],
    ['another kind’s message', { boot: 'boot-1', from: 1, messages: [good, seen(1)] }, 'device.not-its-business'],
    [
      'a scan, which is the server’s to write',
      { boot: 'boot-1', from: 1, messages: [{ ...good, event: 'scan', shopper: 'ana', party: 1 }] },
      'device.not-its-business',
    ],
    ['a message of no kind', { boot: 'boot-1', from: 1, messages: [{}] }, 'device.not-its-business'],
    [
      'a malformed message',
      { boot: 'boot-1', from: 1, messages: [{ ...good, direction: 'up' }] },
      'device.malformed-message',
    ],
    ['no capture time', { boot: 'boot-1', from: 1, messages: [{ ...good, t: 'now' }] }, 'device.malformed-message'],
    [
      'time since power-on for Unix time',
      { boot: 'boot-1', from: 1, messages: [{ ...good, t: 1_234 }] },
      'device.malformed-message',
    ],
    [
      'a clock that is ahead',
      { boot: 'boot-1', from: 1, messages: [crossing('in', Date.now() + 3_600_000)] },
      'device.clock-ahead',
    ],
    [
      'a gate that the store does not have',
      { boot: 'boot-1', from: 1, messages: [{ ...good, gate: 'side-door' }] },
      'device.not-in-this-store',
    ],
  ])('%s', async (_, batch, code) => {
    const { id, socket } = await gate()
    expect(await ask(socket, 'device:send', batch)).toEqual(refused(code))
    expect(warned(id)).toHaveLength(1)
    expect(await logged(id)).toEqual([])
    expect(await send(socket, 1, [good])).toEqual({ ok: true, value: { upTo: 1 } })
  })

  test('identity comes from the token alone', async () => {
    const { id, socket } = await gate()
    await send(socket, 1, [{ ...crossing(), device: 'another', seq: 99, at: 5 }])
    expect([await logged(id), await logged('another')]).toEqual([[1], []])
  })

  test('another store’s device', async () => {
    const socket = shop.client('/device', 'device/gate/g/other-shop')
    await happens(socket, 'connect')
    expect(await ask(socket, 'device:hello', { boot: 'b' })).toEqual(refused('device.another-store'))
  })

  test('a scan by what is no gate', async () => {
    const { socket } = await shop.device('shelf', 'plates')
    expect(await ask(socket, 'pass:scan', { gate: 'entry', pass: 'good' })).toEqual(refused('device.not-its-business'))
  })

  test('a message that does not exist, or wants no answer, is logged and harms nobody', async () => {
    const { id, socket } = await gate()
    socket.emit('door:ordered', { gate: 'exit' })
    socket.emit('device:send', { boot: 'boot-1', from: 1, messages: [good] })
    expect(await send(socket, 1, [good])).toEqual({ ok: true, value: { upTo: 1 } })
    expect(warned(id)).toHaveLength(2)
  })

  test('an oversized message ends the connection, and nobody else’s', async () => {
    const [one, other] = [await gate(), await gate()]
    const ended = happens(one.socket, 'disconnect')
    one.socket.emit('device:send', { boot: 'boot-1', from: 1, messages: [{ ...good, pad: 'x'.repeat(1_100_000) }] })
    await ended
    expect(await send(other.socket, 1, [good])).toEqual({ ok: true, value: { upTo: 1 } })
  })

  test('who is refused again and again is disconnected', async () => {
    const { socket } = await gate()
    const ended = happens(socket, 'disconnect')
    for (let i = 0; i < 5; i++) socket.emit('device:send', 'garbage', () => undefined)
    expect(await ended).toBe('io server disconnect')
  })
})

describe('[RT8] gates', () => {
  test('a good pass opens the entry', async () => {
    const { socket } = await gate()
    const ordered = happens(socket, 'door:ordered')
    expect(await ask(socket, 'pass:scan', { gate: 'entry', pass: 'good' })).toEqual({
      ok: true,
      value: { open: true, party: 1 },
    })
    expect(await ordered).toEqual({ gate: 'entry', door: 'entry', openForMs: 5_000 })
  })

  test('another one does not, and says why', async () => {
    const { socket } = await gate()
    expect(await ask(socket, 'pass:scan', { gate: 'entry', pass: 'old' })).toMatchObject({
      ok: true,
      value: { open: false, reason: 'expired' },
    })
  })

  test('an order reaches every gate, and no other device', async () => {
    const { socket } = await gate()
    const shelf = await shop.device('shelf-9', 'plates')
    const heard: unknown[] = []
    shelf.socket.on('door:ordered', (order) => heard.push(order))
    const ordered = happens(socket, 'door:ordered')
    shop.devices.order({ gate: 'exit', door: 'second', openForMs: 5_000 })
    expect(await ordered).toEqual({ gate: 'exit', door: 'second', openForMs: 5_000 })
    expect(heard).toEqual([])
  })
})
