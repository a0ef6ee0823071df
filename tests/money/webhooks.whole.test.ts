/** What the sandbox bank tells by itself: signed, and misbehaving on command. */
import { createSandboxBank } from '@store/sandbox-bank/bank.ts'
import { NoticeRefused } from '@store/store-server/adapters/bank.ts'
import { bankInbox, memoryNoticeBox } from '@store/store-server/workers/bank-inbox.ts'
import { chargeDesk } from '@store/store-server/workers/charging-worker.ts'
import { memoryChargeStore } from '@store/store-server/workers/memory-charge-store.ts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { heldTimer, patientBank } from './patient-bank.ts'
import { listen, type WebhookListener } from './webhook-listener.ts'

const SECRET = 'whsec_of_the_sandbox_bank'
const ana = { id: 'ana', paymentMethod: 'pm_card_visa' }

const LATE_MS = 300
let late: ReturnType<typeof heldTimer>
let listener: WebhookListener
let url: string
let closeBank: () => Promise<void>
beforeEach(async () => {
  listener = await listen()
  late = heldTimer((ms) => ms === LATE_MS)
  const bank = createSandboxBank({ webhooks: [{ url: listener.url, secret: SECRET }], after: late.after })
  ;({ url, close: closeBank } = await bank.listen(0))
})
afterEach(async () => {
  await closeBank()
  await listener.close()
})

const bankAt = (now = Date.now) => patientBank({ url, webhookSecret: SECRET, now })

const Told = z.object({ type: z.string(), data: z.object({ object: z.looseObject({ id: z.string() }) }) })
const typesHeard = () => listener.heard.map(({ payload }) => Told.parse(JSON.parse(payload)).type)

/** Held, captured, and given back in part. */
const visit = async () => {
  const bank = bankAt()
  const asked = { key: 'hold/s1', sessionId: 's1', paymentMethod: 'pm_card_visa', amountMinor: 3000, currency: 'EUR' }
  const hold = await bank.authorize({ ...asked, capture: 'later' })
  if (hold.kind !== 'confirmed') throw new Error(hold.message)
  const { providerRef } = hold
  await bank.capture({ key: 'capture/s1', providerRef, amountMinor: 1250 })
  await bank.refund({ key: 'refund-1/s1', providerRef, amountMinor: 250 })
}

describe('[SB8] every deed is told', () => {
  const [held, taken, given] = [
    'payment_intent.amount_capturable_updated',
    'payment_intent.succeeded',
    'refund.created',
  ] as const

  test('in order, signed', async () => {
    await visit()
    await expect.poll(typesHeard).toEqual([held, taken, given])
    for (const { payload, signature } of listener.heard)
      expect(bankAt().readNotice(payload, signature).about?.sessionId).toBe('s1')
  })

  test.each([
    [{ do: 'duplicate' }, [held, held, taken, given]],
    [{ do: 'reorder' }, [taken, held, given]],
    [{ do: 'lose' }, [taken, given]],
    [{ do: 'late', ms: LATE_MS }, [taken, given, held]],
  ])('or not: %j', async (how, expected) => {
    await behave(how)
    await visit()
    await expect.poll(typesHeard).toContain(given)
    late.ring()
    await expect.poll(typesHeard).toEqual(expected)
  })

  test('before the answer, when told to', async () => {
    await behave({ do: 'early' })
    await bankAt().authorize({ ...order, capture: 'later' })
    expect(typesHeard()).toEqual([held])
  })

  test('again until it is taken', async () => {
    listener.answerNext(2, 500)
    await bankAt().authorize({ ...order, capture: 'later' })
    await expect.poll(() => listener.heard.length).toBe(3)
    expect(new Set(listener.heard.map(({ payload }) => payload)).size).toBe(1)
  })
})

test('[BK12] a notice with another signature, and one that was signed long ago, are refused', async () => {
  await behave({ do: 'forge' })
  await bankAt().authorize({ ...order, capture: 'later' })
  await expect.poll(() => listener.heard.length).toBe(1)
  const refused = expect.objectContaining({ code: NoticeRefused.code })
  const { payload, signature } = listener.heard[0]!
  expect(() => bankAt().readNotice(payload, signature)).toThrow(refused)

  await bankAt().authorize({ ...order, key: 'hold/s2', sessionId: 's2', capture: 'later' })
  await expect.poll(() => listener.heard.length).toBe(2)
  const { payload: good, signature: own } = listener.heard[1]!
  expect(bankAt().readNotice(good, own).about).toEqual({ sessionId: 's2', key: 'hold/s2' })
  const later = bankAt(() => Date.now() + 10 * 60_000)
  expect(() => later.readNotice(good, own)).toThrow(refused)
})

test('[CW10] a yes whose answer was lost is learnt from the notice, long before the next try', async () => {
  const tasks: (() => void)[] = []
  const bank = bankAt()
  const store = memoryChargeStore()
  const desk = chargeDesk({
    store,
    bank,
    now: Date.now,
    // Nothing is tried again by itself here: only the notice can tell.
    schedule: (afterMs, task) => {
      if (afterMs > 4_000) tasks.push(task)
      return () => undefined
    },
  })
  const inbox = bankInbox({
    box: memoryNoticeBox(),
    read: (payload, signature) => bank.readNotice(payload, signature),
    desk,
    failed: (_, error) => {
      throw error
    },
  })
  await desk.hold('s1', ana, 'EUR')
  await expect.poll(() => listener.heard.length).toBe(1)
  // The answer is swallowed, and so are those of both lookups that follow at once; the notice goes out.
  await behave({ do: 'time-out-after', on: 'capture' }, { do: 'time-out-before', on: 'lookup', times: 1 })
  expect(await desk.settle('s1', 1250)).toBe('charging')
  await closeBankSilence()
  await inbox.receive(listener.heard[0]!.payload, listener.heard[0]!.signature)
  await expect.poll(() => desk.payment('s1')).toBe('charged')
  expect(await inbox.receive(listener.heard[0]!.payload, listener.heard[0]!.signature)).toBe('known')
  await desk.close()
})

const order = { key: 'hold/s1', sessionId: 's1', paymentMethod: 'pm_card_visa', amountMinor: 3000, currency: 'EUR' }

async function behave(...queue: object[]): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ queue: queue.map((one) => ({ ...('on' in one ? {} : { on: 'webhook' }), ...one })) })
  expect((await fetch(`${url}/sandbox/behave`, { method: 'POST', headers, body })).status).toBe(200)
}

const closeBankSilence = async (): Promise<void> => {
  const headers = { 'content-type': 'application/json' }
  await fetch(`${url}/sandbox/behave`, { method: 'POST', headers, body: JSON.stringify({ queue: [], replace: true }) })
}
