import { patched } from '@store/contract/patch.ts'
import { FloorPatch, FloorSnapshot } from '@store/contract/floor.ts'
import { PassRefusal, VisitPatch, VisitSnapshot } from '@store/contract/visit.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Socket } from 'socket.io-client'
import type { VisitRecord } from '../pipeline/visit-register.ts'
import { ask, cornerShop, gateways, happens, type Gateways } from './gateway-fixture.ts'

let shop: Gateways
beforeAll(async () => void (shop = await gateways()))
afterAll(() => shop.close())

const storeId = cornerShop.layout.id
const [product] = cornerShop.catalog.products
const visit = (id: string, shopper: string, more: Partial<VisitRecord> = {}): VisitRecord => ({
  id,
  number: 1,
  shopper,
  party: 1,
  status: 'shopping',
  scannedMs: Date.now(),
  basket: { lines: [{ gtin: product!.gtin, quantity: 2, confidence: 0.99 }], unresolved: [] },
  ...more,
})
const changed = (record: VisitRecord) =>
  ({ type: 'visit-changed', visit: record, was: undefined, isReplay: false }) as const

async function joined(namespace: string, token: string, event: string, request: object) {
  const socket = shop.client(namespace, token)
  await happens(socket, 'connect')
  const answer = await ask<unknown>(socket, event, request)
  return { socket, answer, value: answer.ok ? answer.value : undefined }
}
const heardBy = (socket: Socket, event: string): unknown[] => {
  const heard: unknown[] = []
  socket.on(event, (patch) => heard.push(patch))
  return heard
}
/** What was sent to a phone before this is asked has come when this is answered: one connection keeps its order. */
const flushed = (...phones: readonly Socket[]) => Promise.all(phones.map((phone) => ask(phone, 'visit:join', {})))

test('[RT9] a gate that stays shut says why on the phone whose pass it read, and on no other', async () => {
  const { socket } = await joined('/shopper', 'shopper/dot', 'visit:join', {})
  const other = await joined('/shopper', 'shopper/eva', 'visit:join', {})
  const heard = heardBy(other.socket, 'pass:refused')
  const told = happens(socket, 'pass:refused')
  shop.phones.refused('dot', { reason: 'store-full', message: 'Full.' })
  expect(PassRefusal.parse(await told)).toEqual({ reason: 'store-full', message: 'Full.' })
  await flushed(other.socket)
  expect(heard).toEqual([])
})

describe('[RT6] a shopper', () => {
  test('gets a snapshot, then patches that fit it, with names, prices and a total', async () => {
    shop.board.hear(changed(visit('v1', 'ana')))
    const { socket, value } = await joined('/shopper', 'shopper/ana', 'visit:join', {})
    const { revision, visits } = VisitSnapshot.parse(value)
    expect(visits).toMatchObject([
      {
        id: 'v1',
        status: 'shopping',
        payment: 'held',
        lines: [{ name: product!.name, quantity: 2, unitPriceMinor: product!.priceMinor }],
        total: { amountMinor: 2 * product!.priceMinor, currency: cornerShop.layout.currency },
      },
    ])
    const next = happens(socket, 'visit:patched')
    shop.board.paid('v1', 'charged')
    const view = patched({ revision, items: new Map(visits.map((one) => [one.id, one])) }, VisitPatch.parse(await next))
    expect(view?.items.get('v1')?.payment).toBe('charged')
  })

  test('[MD9] hears at once what was charged and what came back', async () => {
    shop.board.hear(changed(visit('v8', 'gus')))
    const { socket } = await joined('/shopper', 'shopper/gus', 'visit:join', {})
    const settlement = { chargedMinor: 500, refundedMinor: 200 }
    const next = happens(socket, 'visit:patched')
    shop.board.settled('v8', settlement)
    expect(VisitPatch.parse(await next).put).toMatchObject([{ id: 'v8', settlement }])
    const heard = heardBy(socket, 'visit:patched')
    shop.board.settled('v8', settlement)
    shop.board.settled('nobody-knows', settlement)
    await flushed(socket)
    expect(heard).toEqual([])
  })

  test('never hears of another’s visit, nor may ask for it', async () => {
    const ben = await joined('/shopper', 'shopper/ben', 'visit:join', { shopper: 'ana', id: 'v1' })
    expect(ben.value).toMatchObject({ visits: [] })
    const heard = heardBy(ben.socket, 'visit:patched')
    shop.board.hear(changed(visit('v2', 'ana')))
    await flushed(ben.socket)
    expect(heard).toEqual([])
    shop.board.hear(changed(visit('v3', 'ben')))
    await flushed(ben.socket)
    expect(heard).toHaveLength(1)
    expect(JSON.stringify(heard)).not.toContain('v2')
  })

  test('who missed a patch finds that the next does not fit, and joins again', async () => {
    const { socket, value } = await joined('/shopper', 'shopper/chi', 'visit:join', {})
    const { revision } = VisitSnapshot.parse(value)
    const patches = heardBy(socket, 'visit:patched')
    shop.board.hear(changed(visit('v4', 'chi')))
    shop.board.hear(changed(visit('v4', 'chi', { status: 'leaving' })))
    await flushed(socket)
    expect(patched({ revision, items: new Map() }, VisitPatch.parse(patches[1]))).toBeUndefined()
    expect(await ask<unknown>(socket, 'visit:join', {})).toMatchObject({
      ok: true,
      value: { revision: revision + 2, visits: [{ status: 'leaving' }] },
    })
  })

  test('[RT11] hears what becomes of their disputes, and of nobody else’s', async () => {
    const ana = await joined('/shopper', 'shopper/ana', 'visit:join', {})
    const ben = await joined('/shopper', 'shopper/ben', 'visit:join', {})
    const [heard, overheard] = [heardBy(ana.socket, 'dispute:changed'), heardBy(ben.socket, 'dispute:changed')]
    const changes = { visitId: 'v1', disputes: [] }
    shop.phones.disputed('ana', changes)
    await flushed(ana.socket, ben.socket)
    expect([heard, overheard]).toEqual([[changes], []])
  })

  test('a visit that changed nothing in sight is no patch', async () => {
    const { socket } = await joined('/shopper', 'shopper/ana', 'visit:join', {})
    const heard = heardBy(socket, 'visit:patched')
    shop.board.hear(changed(visit('v5', 'ana', { scannedMs: 5 })))
    shop.board.hear(changed(visit('v5', 'ana', { scannedMs: 5 })))
    await flushed(socket)
    expect(heard).toHaveLength(1)
  })
})

describe('[RT5] the floor', () => {
  test('gets a snapshot, then patches, at most one every 100 ms', async () => {
    const { socket, value } = await joined('/floor', 'staff/sam', 'floor:join', { storeId })
    const { revision, items, map } = FloorSnapshot.parse(value)
    expect(map.gondolas).toHaveLength(cornerShop.layout.gondolas.length)
    const heard = heardBy(socket, 'floor:patched')
    const startedMs = Date.now()
    for (let i = 0; i < 30; i++) {
      shop.floor.hear({
        type: 'people-seen',
        atMs: startedMs + i,
        people: [{ track: 't', x: i / 10, y: 1 }],
        isReplay: false,
      })
      await sleep(10)
    }
    const seen = () => {
      let view: { revision: number; items: ReadonlyMap<string, (typeof items)[number]> } | undefined = {
        revision,
        items: new Map(items.map((item) => [item.id, item])),
      }
      for (const patch of heard) view = view && patched(view, FloorPatch.parse(patch))
      return view?.items
    }
    await expect.poll(() => seen()?.get('dot/t')).toMatchObject({ kind: 'dot', x: 2.9, y: 1 })
    expect(heard.length).toBeGreaterThan(1)
    expect(heard.length).toBeLessThanOrEqual(Math.ceil((Date.now() - startedMs) / 100) + 1)
    expect([...seen()!.values()]).toEqual(expect.arrayContaining(shop.floor.snapshot().items))
  })

  test('is of the store that was asked for', async () => {
    const { answer } = await joined('/floor', 'staff/sam', 'floor:join', { storeId: 'elsewhere' })
    expect(answer).toMatchObject({ ok: false, fault: { code: 'floor.no-such-store' } })
  })
})

describe('[RT7] who may look', () => {
  test('no shopper at the floor', async () => {
    const socket = shop.client('/floor', 'shopper/ana')
    expect(await happens(socket, 'connect_error')).toMatchObject({ data: { code: 'account.not-allowed' } })
  })

  test.each(['/floor', '/shopper'])('nobody without a token at %s, and no device', async (namespace) => {
    for (const token of [undefined, 'nonsense', 'device/gate/g'])
      expect(await happens(shop.client(namespace, token), 'connect_error')).toMatchObject({
        data: { code: 'account.unknown-token' },
      })
  })
})
