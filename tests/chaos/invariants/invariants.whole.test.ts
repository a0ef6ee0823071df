import { initial } from '@store/charging/charge.ts'
import { loadStoreFolder } from '@store/planogram/store-folder.ts'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Books } from '../world/books.ts'
import { playDay } from '../world/store-day.ts'
import { invariants } from './invariants.ts'

const store = await loadStoreFolder(join(import.meta.dirname, '../../../firmware-sim/stores/corner-shop'))
const { books } = await playDay({ seed: 2, store })
const charged = books.bank.find(({ status, isHold }) => status === 'captured' && isHold)!
const sold = books.visits.find(({ id, basket }) => basket.lines.length > 0 && id === charged.sessionId)!

/** What would break each of them, and nothing else need. */
const spoilt: Record<string, Books> = {
  I1: {
    ...books,
    bank: books.bank.map((one) => (one === charged ? { ...one, capturedMinor: one.capturedMinor + 1 } : one)),
  },
  I2: { ...books, bank: [...books.bank, { ...charged, providerRef: 'another' }] },
  I3: { ...books, charges: new Map(books.charges).set('corner-shop/1/999', { charge: initial, events: [] }) },
  I4: {
    ...books,
    stock: { ...books.stock, onShelves: new Map([...books.stock.onShelves].map(([gtin, n]) => [gtin, n + 1])) },
  },
  I5: { ...books, devices: books.devices.map((device) => ({ ...device, acked: new Map([['boot-1', 1_000_000]]) })) },
  I6: {
    ...books,
    visits: books.visits.map((visit) =>
      visit === sold ? { ...visit, basket: { ...visit.basket, lines: visit.basket.lines.slice(1) } } : visit,
    ),
  },
  I7: { ...books, entries: books.entries.slice(1) },
  I8: { ...books, earlyAcks: ['shelf-1 boot-1 7'] },
  I9: { ...books, open: [...books.open, { ...anOpenCharge(), state: 'awaiting' }] },
  I10: { ...books, cameIn: new Set() },
}

function anOpenCharge(): Books['open'][number] {
  return { sessionId: 's', accountId: 'a', state: 'held', inReview: false, dueMinor: 0, currency: 'USD', sinceMs: 0 }
}

test.each(invariants)('[CX2] $id can break: $says', ({ id, broken }) => {
  expect(broken(books)).toEqual([])
  expect(broken(spoilt[id]!)).not.toEqual([])
})

test('[CX2] there are ten of them, each with something that breaks it', () => {
  expect(invariants.map(({ id }) => id)).toEqual(Object.keys(spoilt))
  expect(invariants).toHaveLength(10)
})
