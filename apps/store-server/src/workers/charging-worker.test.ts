import { describe, expect, test } from 'vitest'
import { declinedCard, scriptedBank } from '../adapters/scripted-bank.ts'
import { chargeDesk, ChargeIsOver } from './charging-worker.ts'
import { memoryChargeStore } from './memory-charge-store.ts'
import { settlementOf } from './payment.ts'
import { playedTime } from './played-time.ts'

const ana = { id: 'ana', paymentMethod: 'card' }
const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

function aDesk({ store = memoryChargeStore(), bank = scriptedBank() } = {}) {
  const time = playedTime()
  const told: string[] = []
  const desk = chargeDesk({ store, bank, now: time.now, schedule: time.schedule })
  desk.onPayment((sessionId, payment) => told.push(`${sessionId} ${payment}`))
  const eventTypes = async (sessionId = 's1') => (await store.read(sessionId)).map(({ type }) => type)
  return { desk, store, bank, time, told, eventTypes }
}

describe('a visit', () => {
  test('[CW1] is held at entry and captured at exit, each written down before and after', async () => {
    const { desk, bank, told, eventTypes } = aDesk()
    expect(await desk.hold('s1', ana, 'EUR')).toBe('held')
    expect(await desk.settle('s1', 1250)).toBe('charged')
    expect(bank.made).toMatchObject([{ key: 'hold/s1', status: 'captured', capturedMinor: 1250 }])
    expect(bank.calls).toEqual(['authorize hold/s1', 'capture capture/s1'])
    expect(await eventTypes()).toEqual([
      'ChargeOpened',
      'OperationIntended',
      'OperationConfirmed',
      'TotalSettled',
      'OperationIntended',
      'OperationConfirmed',
    ])
    expect(told).toEqual(['s1 charging', 's1 held', 's1 charging', 's1 charged'])
  })

  test('[CW1] the intent is there when the bank is asked', async () => {
    const { desk, bank, eventTypes } = aDesk()
    const seen: string[][] = []
    const authorize = bank.authorize
    bank.authorize = async (order) => {
      seen.push(await eventTypes())
      return authorize(order)
    }
    await desk.hold('s1', ana, 'EUR')
    expect(seen).toEqual([['ChargeOpened', 'OperationIntended']])
  })

  test('[CW1] with nothing taken lets the hold go', async () => {
    const { desk, bank } = aDesk()
    await desk.hold('s1', ana, 'EUR')
    expect(await desk.settle('s1', 0)).toBe('nothing-to-pay')
    expect(bank.made).toMatchObject([{ status: 'voided', capturedMinor: 0 }])
  })

  test('[CW1] for more than is held takes the rest as a second charge', async () => {
    const { desk, bank } = aDesk()
    await desk.hold('s1', ana, 'EUR')
    expect(await desk.settle('s1', 4500)).toBe('charged')
    expect(bank.made.map(({ key, capturedMinor }) => [key, capturedMinor])).toEqual([
      ['hold/s1', 3000],
      ['capture-2/s1', 1500],
    ])
  })

  test('[CW5] that the card is declined for does not begin', async () => {
    const { desk, bank } = aDesk()
    const poor = { id: 'ana', paymentMethod: declinedCard('insufficient-funds') }
    expect(await desk.hold('s1', poor, 'EUR')).toBe('declined')
    expect(await desk.release('s1')).toBe('nothing-to-pay')
    expect(bank.calls).toEqual(['authorize hold/s1'])
  })

  test('[CW5] that did not begin is released, with or without a charge', async () => {
    const { desk, bank } = aDesk()
    expect(await desk.release('s0')).toBe('nothing-to-pay')
    await desk.hold('s1', ana, 'EUR')
    expect(await desk.release('s1')).toBe('nothing-to-pay')
    expect(bank.made).toMatchObject([{ status: 'voided' }])
    await expect(desk.hold('s1', ana, 'EUR')).rejects.toThrow(expect.objectContaining({ code: ChargeIsOver.code }))
  })

  test('[CW1] whose hold is still being asked for has its total written down at once: no crash can lose it', async () => {
    const { desk, bank, eventTypes } = aDesk()
    bank.authorize = never
    void desk.hold('s1', ana, 'EUR')
    await settled()
    void desk.settle('s1', 1250)
    await settled()
    expect(await eventTypes()).toEqual(['ChargeOpened', 'OperationIntended', 'TotalSettled'])
  })

  test('[CW6] asked for twice at once is one', async () => {
    const { desk, bank } = aDesk()
    const holds = [desk.hold('s1', ana, 'EUR'), desk.hold('s1', ana, 'EUR')]
    expect(await Promise.all(holds)).toEqual(['held', 'held'])
    expect(await Promise.all([desk.settle('s1', 1250), desk.settle('s1', 1250)])).toEqual(['charged', 'charged'])
    expect(bank.calls).toEqual(['authorize hold/s1', 'capture capture/s1'])
  })
})

describe('a bank that is silent', () => {
  test.each(['silent-before', 'silent-after', 'fail-before', 'fail-after'] as const)(
    '[CW2] once, %s acting: looked up, and charged once',
    async (how) => {
      const { desk, bank, eventTypes } = aDesk()
      await desk.hold('s1', ana, 'EUR')
      bank.misbehave({ on: 'capture', how })
      expect(await desk.settle('s1', 1250)).toBe('charged')
      expect(bank.made).toMatchObject([{ capturedMinor: 1250 }])
      expect(await eventTypes()).toContain('OperationUnanswered')
      const again = how.endsWith('before') ? ['capture capture/s1'] : []
      expect(bank.calls.slice(1)).toEqual(['capture capture/s1', 'lookup capture/s1', ...again])
    },
  )

  test('[CW2] for an hour is asked less and less, and charged once when it is back', async () => {
    const { desk, bank, time, told } = aDesk()
    await desk.hold('s1', ana, 'EUR')
    bank.isDown = true
    expect(await desk.settle('s1', 1250)).toBe('charging')
    await time.pass(3_600_000)
    expect(bank.calls.length).toBeLessThan(100)
    bank.isDown = false
    await time.pass(61_000)
    expect(await desk.payment('s1')).toBe('charged')
    expect(told.at(-1)).toBe('s1 charged')
    expect(bank.made).toMatchObject([{ status: 'captured', capturedMinor: 1250 }])
    expect(time.waiting()).toBe(0)
  })

  test('[CW5] at the gate keeps it shut, and its hold is let go when it is known', async () => {
    const { desk, bank, time } = aDesk()
    bank.isDown = true
    expect(await desk.hold('s1', ana, 'EUR')).toBe('unknown')
    bank.isDown = false
    await time.pass(61_000)
    expect(await desk.payment('s1')).toBe('nothing-to-pay')
    expect(bank.made.filter(({ status }) => status === 'held')).toEqual([])
  })

  test('[CW5] at the gate too long keeps it shut, though it said yes in the end', async () => {
    const { desk, bank, time } = aDesk()
    let answer: (() => void) | undefined
    const answered = new Promise<void>((resolve) => void (answer = resolve))
    const authorize = bank.authorize
    bank.authorize = async (order) => {
      await answered
      return authorize(order)
    }
    const held = desk.hold('s1', ana, 'EUR')
    await settled()
    await time.pass(4_000)
    expect(await held).toBe('unknown')
    answer?.()
    await expect.poll(() => desk.payment('s1')).toBe('nothing-to-pay')
    expect(bank.made).toMatchObject([{ status: 'voided' }])
  })
})

describe('after a crash', () => {
  test('[CW3] an intent without an outcome is looked up before anything else', async () => {
    const { desk, store, bank } = aDesk()
    await desk.hold('s1', ana, 'EUR')
    const acts: typeof bank.capture = (order) => bank.capture(order).then(never)
    const dead = chargeDesk({ store, bank: { ...bank, capture: acts }, now: () => 0, schedule: () => () => undefined })
    void dead.settle('s1', 1250)
    await expect.poll(() => bank.made[0]?.capturedMinor).toBe(1250)

    const next = aDesk({ store, bank })
    const before = bank.calls.length
    await next.desk.resume()
    expect(await next.desk.payment('s1')).toBe('charged')
    expect(bank.calls.slice(before)).toEqual(['lookup capture/s1'])
  })

  test('[CW5] a hold that no gate heard of is let go, one of a visit that goes on is named', async () => {
    const { desk, store, bank } = aDesk()
    await desk.hold('goes-on', ana, 'EUR')
    const dead = chargeDesk({
      store,
      bank: { ...bank, authorize: never },
      now: () => 0,
      schedule: () => () => undefined,
    })
    void dead.hold('cut-off', ana, 'EUR')
    await expect.poll(async () => (await store.read('cut-off')).length).toBe(2)

    const next = aDesk({ store, bank })
    await next.desk.resume()
    expect(await next.desk.payment('cut-off')).toBe('nothing-to-pay')
    expect(await next.desk.held()).toEqual(['goes-on'])
    expect(bank.made.map(({ key, status }) => [key, status])).toEqual([
      ['hold/goes-on', 'held'],
      ['hold/cut-off', 'voided'],
    ])
  })

  test('[CW6] what is over is not touched', async () => {
    const { desk, store, bank } = aDesk()
    await desk.hold('s1', ana, 'EUR')
    await desk.settle('s1', 1250)
    const before = bank.calls.length
    await aDesk({ store, bank }).desk.resume()
    expect(bank.calls.length).toBe(before)
  })
})

test('[MD9] a refund in part is told, though the visit stays charged', async () => {
  const { desk, told } = aDesk()
  const settlements: unknown[] = []
  desk.onPayment((_, __, settlement) => settlements.push(settlement))
  await desk.hold('s1', ana, 'EUR')
  expect(settlementOf(await desk.load('s1'))).toBeUndefined()
  await desk.settle('s1', 750, [{ item: 'tea', quantity: 3, unitMinor: 250 }])
  expect(settlementOf(await desk.load('s1'))).toEqual({ chargedMinor: 750, refundedMinor: 0 })
  const before = told.length
  const of = [{ item: 'tea', quantity: 1 }]
  await desk.correct('s1', { type: 'refund', refundId: 'r1', of, by: 'eve', reason: 'it was broken' })
  expect(told.slice(before)).toEqual(['s1 charged'])
  expect(settlementOf(await desk.load('s1'))).toEqual({ chargedMinor: 750, refundedMinor: 250 })
  // Told with the news itself: nobody has to ask what it comes to.
  expect(settlements).toEqual([
    undefined,
    undefined,
    undefined,
    { chargedMinor: 750, refundedMinor: 0 },
    { chargedMinor: 750, refundedMinor: 250 },
  ])
})

test('[MD9] while a person looks at it nobody is told that nothing was charged', async () => {
  const { desk, bank } = aDesk()
  await desk.hold('s1', ana, 'EUR')
  bank.isDown = true
  await desk.settle('s1', 750)
  await desk.review('s1', { reason: 'left-unsettled', detail: 'the bank was silent' })
  expect(settlementOf(await desk.load('s1'))).toBeUndefined()
})

test('[CW7] a bank that takes more than it was asked for is a case for staff', async () => {
  const { desk, bank, told, time } = aDesk()
  await desk.hold('s1', ana, 'EUR')
  const { capture } = bank
  bank.capture = async ({ key, providerRef }) => ({
    kind: 'confirmed',
    providerRef: `${providerRef} of ${key}`,
    amountMinor: 9999,
  })
  expect(await desk.settle('s1', 1250)).toBe('review')
  expect(told.at(-1)).toBe('s1 review')
  expect(await desk.payment('s1')).toBe('review')
  bank.capture = capture
  await time.pass(61_000)
  expect(await desk.payment('s1')).toBe('charged')
})

test('[CW6] a store of events that fails is told, and what was intended is tried again', async () => {
  const store = memoryChargeStore()
  const { desk, bank, time } = aDesk({ store })
  await desk.hold('s1', ana, 'EUR')
  const { append } = store
  const capture = bank.capture
  bank.capture = async (order) => {
    store.append = async () => Promise.reject(new Error('the disk is full'))
    return capture(order)
  }
  await expect(desk.settle('s1', 1250)).rejects.toThrow('the disk is full')
  store.append = append
  bank.capture = capture
  await time.pass(2_000)
  expect(await desk.payment('s1')).toBe('charged')
  expect(bank.made).toMatchObject([{ capturedMinor: 1250 }])
})

const never = () => new Promise<never>(() => undefined)
