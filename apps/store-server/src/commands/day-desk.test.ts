import { entryOf } from '@store/ledger/entry.ts'
import { expect, test } from 'vitest'
import type { BankPayment } from '../adapters/bank.ts'
import { memoryLedger } from '../adapters/memory-ledger.ts'
import { dayDesk } from './day-desk.ts'

const DAY_MS = 86_400_000
const NOW = Date.UTC(2026, 10, 22, 12)
const about = { subject: 'shop/1/1', currency: 'EUR', payment: 'pi_1' }
const sold = [
  entryOf('sale', 1000, { id: 'e1', at: NOW - 30 * DAY_MS, ...about }),
  entryOf('capture', 1000, { id: 'e2', at: NOW - 30 * DAY_MS, ...about }),
]
const givenBack = [
  entryOf('refund', 300, { id: 'e3', at: NOW, ...about }),
  entryOf('refund-paid', 300, { id: 'e4', at: NOW, ...about }),
]
const atBank = { providerRef: 'pi_1', key: 'hold/shop/1/1', sessionId: 'shop/1/1', currency: 'EUR' }

const desk = (payment: BankPayment | undefined) =>
  dayDesk({
    ledger: memoryLedger(() => [...sold, ...givenBack], 'UTC'),
    // It began a month ago: no list of these days has it.
    bank: { payments: async () => [], payment: async (ref) => (ref === 'pi_1' ? payment : undefined) },
    storeId: 'shop',
    timeZone: 'UTC',
    now: () => NOW + DAY_MS,
  })

test('[MD8] a refund of a month-old payment is compared with the whole of it, and the day closes', async () => {
  const days = desk({ ...atBank, capturedMinor: 1000, refundedMinor: 300 })
  expect((await days.report('2026-11-22')).bank).toEqual({ matched: 1, differences: [] })
  expect(await days.close('2026-11-22', 'eve')).toMatchObject({ closed: { by: 'eve' } })
})

test.each([
  ['gave back something else', { ...atBank, capturedMinor: 1000, refundedMinor: 200 }],
  ['does not know it', undefined],
])('[MD8] where the bank %s it does not', async (_, payment) => {
  await expect(desk(payment).close('2026-11-22', 'eve')).rejects.toThrow('pi_1 of shop/1/1')
})
