import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createSandboxBank, type SandboxBankSetup } from './bank.ts'
import { BooksUnreadable } from './books.ts'

let dir: string
let url: string
let close: () => Promise<void>
/** By how much the bank's clock is put forward. */
let aheadMs = 0

beforeEach(async () => {
  aheadMs = 0
  dir = mkdtempSync(join(tmpdir(), 'sandbox-bank-'))
  await open()
})
afterEach(async () => {
  await close()
  rmSync(dir, { recursive: true })
})

async function open(setup: SandboxBankSetup = {}): Promise<void> {
  const opened = await createSandboxBank({ dir, now: () => Date.now() + aheadMs, ...setup }).listen(0)
  url = opened.url
  close = opened.close
}

const Body = z.looseObject({
  id: z.string().default(''),
  error: z.looseObject({ type: z.string(), code: z.string().optional(), message: z.string() }).optional(),
})
const Page = z.object({ data: z.array(z.object({ id: z.string() })), has_more: z.boolean() })
const Books = z.object({
  entries: z.array(z.looseObject({ kind: z.string(), key: z.string().nullable() })),
  totals: z.record(z.string(), z.record(z.string(), z.number())),
})

interface Reply {
  readonly status: number
  readonly replayed: boolean
  readonly body: z.infer<typeof Body>
}

async function post(path: string, form: Record<string, string>, key?: string, signal?: AbortSignal): Promise<Reply> {
  const headers = { authorization: 'Bearer sk_test_1', ...(key !== undefined && { 'idempotency-key': key }) }
  const request = { method: 'POST', headers, body: new URLSearchParams(form), ...(signal && { signal }) }
  const response = await fetch(`${url}${path}`, request)
  const body = Body.parse(await response.json())
  return { status: response.status, replayed: response.headers.get('idempotent-replayed') === 'true', body }
}

async function get(path: string): Promise<Reply['body']> {
  return Body.parse(await fetched(path))
}

async function fetched(path: string): Promise<unknown> {
  const response = await fetch(`${url}${path}`, { headers: { authorization: 'Bearer sk_test_1' } })
  return response.json()
}

async function behave(...queue: object[]): Promise<Response> {
  const headers = { 'content-type': 'application/json' }
  return fetch(`${url}/sandbox/behave`, { method: 'POST', headers, body: JSON.stringify({ queue }) })
}

const form = {
  amount: '3000',
  currency: 'eur',
  payment_method: 'pm_card_visa',
  capture_method: 'manual',
  confirm: 'true',
  'metadata[reference]': 'hold/s1',
}
const hold = (change: Record<string, string> = {}, key?: string) =>
  post('/v1/payment_intents', { ...form, ...change }, key)
const search = (query: string) => fetched(`/v1/payment_intents/search?query=${encodeURIComponent(query)}`)
const books = async () => Books.parse(await fetched('/sandbox/books'))

describe('the API', () => {
  test('[SB1] a hold, and what becomes of it', async () => {
    const { status, body } = await hold()
    expect([status, body['status'], body['amount_capturable']]).toEqual([200, 'requires_capture', 3000])
    const captured = await post(`/v1/payment_intents/${body.id}/capture`, { amount_to_capture: '1250' })
    expect(captured.body).toMatchObject({ status: 'succeeded', amount_received: 1250, amount_capturable: 0 })
    expect(await get(`/v1/payment_intents/${body.id}`)).toEqual(captured.body)
  })

  test.each([
    [{ amuont: '1' }, 'parameter_unknown'],
    [{ amount: '12.5' }, 'parameter_invalid'],
    [{ confirm: 'perhaps' }, 'parameter_invalid'],
    [{ payment_method: 'tok_visa' }, 'resource_missing'],
  ])('[SB1] refuses %j', async (wrong, code) => {
    const { status, body } = await hold(wrong)
    expect([status, body.error?.type, body.error?.code]).toEqual([400, 'invalid_request_error', code])
  })

  test('[SB1] refuses who shows no key, and a path that it does not have', async () => {
    expect((await fetch(`${url}/v1/payment_intents`, { method: 'POST' })).status).toBe(401)
    expect((await post('/v1/customers', {})).status).toBe(404)
    expect((await get('/v1/payment_intents/pi_0')).error?.code).toBe('resource_missing')
  })

  test('[SB7] a payment may be made first and confirmed later, and declined then', async () => {
    const { body } = await hold({ confirm: 'false' })
    expect(body['status']).toBe('requires_confirmation')
    expect((await post(`/v1/payment_intents/${body.id}/capture`, {})).body.error?.code).toBe(
      'payment_intent_unexpected_state',
    )
    const poor = { payment_method: 'pm_card_chargeDeclinedExpiredCard' }
    expect((await post(`/v1/payment_intents/${body.id}/confirm`, poor)).status).toBe(402)
    expect((await post(`/v1/payment_intents/${body.id}/confirm`, {})).status).toBe(402)
    const again = await post(`/v1/payment_intents/${body.id}/confirm`, { payment_method: 'pm_card_visa' })
    expect([again.body['status'], again.body['created']]).toEqual(['requires_capture', body['created']])
    expect((await post(`/v1/payment_intents/${body.id}/confirm`, {})).status).toBe(400)
    expect((await post(`/v1/payment_intents/${body.id}/cancel`, {})).body['status']).toBe('canceled')
  })

  test('[SB7] payments are found by what the merchant wrote on them', async () => {
    const { body } = await hold({ 'metadata[reference]': 'hold/s1', 'metadata[session]': 's1' })
    await hold({ 'metadata[reference]': 'hold/s2' })
    const both = await search(`metadata['reference']:'hold/s1' AND metadata['session']:'s1'`)
    expect(both).toMatchObject({ object: 'search_result', data: [{ id: body.id }] })
    expect(await search(`metadata['reference']:'hold/s3'`)).toMatchObject({ data: [] })
    expect(await search('amount>5')).toHaveProperty('error')
  })

  test('[SB1] lists payments in pages, the newest first', async () => {
    const made = [(await hold()).body.id, (await hold()).body.id, (await hold()).body.id]
    const page = Page.parse(await fetched('/v1/payment_intents?limit=2'))
    expect([page.data.map(({ id }) => id), page.has_more]).toEqual([[made[2], made[1]], true])
    const next = Page.parse(await fetched(`/v1/payment_intents?limit=2&starting_after=${made[1]}`))
    expect([next.data.map(({ id }) => id), next.has_more]).toEqual([[made[0]], false])
    expect(await get('/v1/payment_intents?created[gte]=99999999999')).toMatchObject({ data: [] })
  })

  test.each([
    ['pm_card_visa_chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds'],
    ['pm_card_chargeDeclinedExpiredCard', 'expired_card', 'expired_card'],
  ])('[SB2] %s is declined', async (payment_method, code, decline_code) => {
    const { status, body } = await hold({ payment_method })
    expect([status, body.error]).toMatchObject([402, { type: 'card_error', code, decline_code }])
    expect((await books()).entries).toMatchObject([{ kind: 'declined', code: decline_code, reference: 'hold/s1' }])
  })
})

describe('an idempotency key', () => {
  test('[SB3] is answered as the first time', async () => {
    const first = await hold({}, 'hold/s1')
    const again = await hold({}, 'hold/s1')
    expect(again).toEqual({ ...first, replayed: true })
    expect((await books()).entries).toHaveLength(1)
  })

  test('[SB3] keeps a decline, and a failure after acting', async () => {
    for (const [key, how, status] of [
      ['k1', { do: 'decline', code: 'lost_card' }, 402],
      ['k2', { do: 'fail-after' }, 500],
    ] as const) {
      await behave(how)
      expect(await hold({}, key)).toMatchObject({ status, replayed: false })
      expect(await hold({}, key)).toMatchObject({ status, replayed: true })
    }
    expect((await books()).entries.map(({ kind }) => kind)).toEqual(['declined', 'authorized'])
  })

  test('[SB3] keeps nothing of what never began', async () => {
    await behave({ do: 'fail-before' })
    expect((await hold({}, 'k1')).status).toBe(500)
    expect((await hold({ amount: 'much' }, 'k1')).status).toBe(400)
    expect(await hold({}, 'k1')).toMatchObject({ status: 200, replayed: false })
  })

  test('[SB3] is refused with other parameters', async () => {
    await hold({}, 'k1')
    expect(await hold({ amount: '3001' }, 'k1')).toMatchObject({
      status: 400,
      body: { error: { type: 'idempotency_error' } },
    })
  })

  test('[SB3] is forgotten after a day, and not sooner, over a restart too', async () => {
    await behave({ do: 'decline', code: 'lost_card' })
    expect(await hold({}, 'k1')).toMatchObject({ status: 402, replayed: false })
    aheadMs = 24 * 3_600_000 - 60_000
    await close()
    await open()
    expect(await hold({}, 'k1')).toMatchObject({ status: 402, replayed: true })
    aheadMs = 24 * 3_600_000
    expect(await hold({}, 'k1')).toMatchObject({ status: 200, replayed: false })
  })

  test('[SB3] is in use while the first request is worked on', async () => {
    await close()
    const done: (() => void)[] = []
    await open({ after: (ms, run) => (ms > 0 ? void done.push(run) : run()) })
    await behave({ do: 'slow', ms: 100 })
    const both = [hold({}, 'k1'), hold({}, 'k1')]
    const refused = await Promise.race(both)
    expect([refused.status, refused.body.error?.code]).toEqual([409, 'idempotency_key_in_use'])
    done.forEach((run) => run())
    expect((await Promise.all(both)).map(({ status }) => status)).toEqual(expect.arrayContaining([200, 409]))
  })
})

describe('the books', () => {
  test('[SB4] outlive the bank: payments, and answers under their keys', async () => {
    const first = await hold({}, 'k1')
    const before = await books()
    await close()
    await open()
    expect(await books()).toEqual(before)
    expect(await hold({}, 'k1')).toEqual({ ...first, replayed: true })
    expect((await post(`/v1/payment_intents/${first.body.id}/cancel`, {})).body['status']).toBe('canceled')
  })

  test('[SB4] lose a torn line, which nobody was answered for, and nothing else', async () => {
    await hold({}, 'k1')
    await close()
    appendFileSync(join(dir, 'books.jsonl'), '{"entries":[{"kind":"captu')
    await open()
    await hold({}, 'k2')
    expect((await books()).entries.map(({ key }) => key)).toEqual(['k1', 'k2'])
    expect(readFileSync(join(dir, 'books.jsonl'), 'utf8').split('\n')).toHaveLength(3)
  })

  test('[SB4] that cannot be read stop the bank', () => {
    writeFileSync(join(dir, 'books.jsonl'), '{"entries":1}\n')
    expect(() => createSandboxBank({ dir })).toThrow(expect.objectContaining({ code: BooksUnreadable.code }))
  })

  test('[SB6] add up, and no more is taken or given back than there is', async () => {
    const [taken, letGo] = [await hold(), await hold(), await hold({ currency: 'chf' })]
    const capture = `/v1/payment_intents/${taken.body.id}/capture`
    expect((await post(capture, { amount_to_capture: '3001' })).body.error?.code).toBe('amount_too_large')
    await post(capture, { amount_to_capture: '1250' })
    expect((await post(capture, {})).body.error?.code).toBe('payment_intent_unexpected_state')
    await post(`/v1/payment_intents/${letGo.body.id}/cancel`, {})
    const refund = { payment_intent: taken.body.id, 'metadata[reference]': 'refund-1/s1' }
    expect((await post('/v1/refunds', { ...refund, amount: '1251' })).status).toBe(400)
    await post('/v1/refunds', { ...refund, amount: '250' })
    await post('/v1/refunds', refund)
    expect((await post('/v1/refunds', refund)).body.error?.code).toBe('charge_already_refunded')
    const { eur, chf } = (await books()).totals
    expect(eur).toEqual({ authorizedMinor: 6000, capturedMinor: 1250, refundedMinor: 1250, heldMinor: 0, openHolds: 0 })
    expect(chf).toMatchObject({ heldMinor: 3000, openHolds: 1 })
  })
})

describe('misbehaviour', () => {
  test('[SB5] comes in the order of the queue, for the operation that it names', async () => {
    await behave({ do: 'decline', on: 'capture', code: 'do_not_honor' }, { do: 'approve-in-part', amountMinor: 1200 })
    const { body } = await hold()
    expect(body['amount_capturable']).toBe(1200)
    expect((await post(`/v1/payment_intents/${body.id}/capture`, {})).status).toBe(402)
    expect((await post(`/v1/payment_intents/${body.id}/capture`, {})).body['amount_received']).toBe(1200)
    expect(await fetched('/sandbox/behave')).toEqual({ queue: [] })
  })

  test.each([
    ['time-out-before', 0],
    ['time-out-after', 1],
  ])('[SB5] %s is silence', async (how, deeds) => {
    await behave({ do: how })
    const patience = new AbortController()
    let isAnswered = false
    const silent = post('/v1/payment_intents', form, 'k1', patience.signal).finally(() => (isAnswered = true))
    await expect.poll(() => fetched('/sandbox/behave')).toEqual({ queue: [] })
    await expect.poll(async () => (await books()).entries).toHaveLength(deeds)
    // Who asks again is answered, and who waits still waits.
    expect((await hold({}, 'k1')).status).toBe(200)
    expect((await books()).entries).toHaveLength(1)
    expect(isAnswered).toBe(false)
    patience.abort()
    await expect(silent).rejects.toThrow(/abort/)
  })

  test('[SB5] lasts as long as it is told to', async () => {
    await behave({ do: 'fail-before', times: 2 }, { do: 'fail-before', on: 'lookup', times: 'always' })
    expect([(await hold()).status, (await hold()).status, (await hold()).status]).toEqual([500, 500, 200])
    expect(await get('/v1/payment_intents')).toHaveProperty('error')
    expect(await get('/v1/payment_intents')).toHaveProperty('error')
  })

  test('[SB5] an expired hold is gone', async () => {
    const { body } = await hold()
    await behave({ do: 'expire-hold', on: 'capture' })
    expect((await post(`/v1/payment_intents/${body.id}/capture`, {})).body.error?.code).toBe(
      'payment_intent_unexpected_state',
    )
    expect(await get(`/v1/payment_intents/${body.id}`)).toMatchObject({
      status: 'canceled',
      cancellation_reason: 'automatic',
    })
  })

  test('[SB5] that nobody knows is refused', async () => {
    expect((await behave({ do: 'explode' })).status).toBe(400)
  })
})
