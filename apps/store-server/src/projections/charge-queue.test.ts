import type { FloorCharge } from '@store/contract/floor.ts'
import type { OpenChargeView } from '@store/contract/http.ts'
import { describe, expect, test } from 'vitest'
import { chargeQueue } from './charge-queue.ts'

const since = '2026-11-22T09:00:00.000Z'
const review = (visitId: string, more: Partial<OpenChargeView> = {}): OpenChargeView => ({
  visitId,
  state: 'held',
  inReview: true,
  due: { amountMinor: 0, currency: 'EUR' },
  since,
  because: 'evidence-incomplete',
  decideBy: '2026-11-24T09:00:00.000Z',
  ...more,
})

function queue(open: OpenChargeView[]) {
  const told: (readonly FloorCharge[])[] = []
  const failures: unknown[] = []
  let asked = 0
  const own = chargeQueue({
    open: async () => {
      asked++
      if (open.length > 5) throw new Error('the database is away')
      return [...open]
    },
    receiptOf: async () => undefined,
    tell: (waiting) => told.push(waiting),
    failed: (error) => failures.push(error),
  })
  return { ...own, told, failures, askedFor: () => asked }
}
const turns = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('[MD11] the floor', () => {
  test('is told of reviews with their deadlines and of refused refunds, and of nothing else', async () => {
    const refused = review('v2', {
      state: 'owing',
      due: { amountMinor: -750, currency: 'EUR' },
      because: 'request-refused',
      asksAgainAt: '2026-11-23T10:00:00.000Z',
    })
    const { refresh, told } = queue([review('v1'), refused, review('v3', { inReview: false })])
    refresh()
    await turns()
    expect(told).toMatchObject([
      [
        { ref: 'v1', isRefund: false, because: 'evidence-incomplete', decideBy: '2026-11-24T09:00:00.000Z' },
        { ref: 'v2', isRefund: true, amount: { amountMinor: 750 }, asksAgainAt: '2026-11-23T10:00:00.000Z' },
      ],
    ])
  })

  test('hears when one comes to wait, and when it does not any more; payments that wait for nobody cost nothing', async () => {
    const open: OpenChargeView[] = []
    const { heard, told, askedFor } = queue(open)
    heard('v1', 'charged')
    expect(askedFor()).toBe(0)
    open.push(review('v1'))
    heard('v1', 'review')
    await turns()
    open.pop()
    heard('v1', 'charged')
    await turns()
    expect(told.map((waiting) => waiting.map(({ ref }) => ref))).toEqual([['v1'], []])
  })

  test('is told the latest, however many changes come while it is asked', async () => {
    const open = [review('v1')]
    const { refresh, told, askedFor } = queue(open)
    for (let i = 0; i < 10; i++) refresh()
    open.push(review('v2'))
    await turns()
    expect(told.at(-1)).toHaveLength(2)
    expect(askedFor()).toBe(2)
  })

  test('keeps what it was told where asking fails, and is told again later', async () => {
    const open = Array.from({ length: 6 }, (_, i) => review(`v${i}`))
    const { refresh, told, failures } = queue(open)
    refresh()
    await turns()
    expect([told.length, failures.length]).toEqual([0, 1])
    open.splice(1)
    refresh()
    await turns()
    expect(told).toHaveLength(1)
  })
})
