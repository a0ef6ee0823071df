/** Test-only: payments that wait for staff, and what the store answers about them. */
import type { FloorCharge } from '@store/contract/floor.ts'
import type { ChargeView } from '@store/contract/http.ts'
import { Visit } from '@store/contract/visit.ts'

const HOUR_MS = 3_600_000
const amount = { amountMinor: 597, currency: 'USD' }
const inHours = (hours: number, nowMs: number): string => new Date(nowMs + hours * HOUR_MS).toISOString()

/** A review that has 31 hours left, one that has 5, and a refund that the bank refuses. */
export const waitingCharges = (nowMs: number): readonly [FloorCharge, FloorCharge, FloorCharge] => [
  {
    kind: 'charge',
    id: 'charge/corner-shop/1/7',
    ref: 'corner-shop/1/7',
    visit: '7',
    amount,
    isRefund: false,
    because: 'evidence-incomplete',
    since: inHours(-16.5, nowMs),
    decideBy: inHours(31.5, nowMs),
  },
  {
    kind: 'charge',
    id: 'charge/corner-shop/1/9',
    ref: 'corner-shop/1/9',
    visit: '9',
    amount: { amountMinor: 1290, currency: 'USD' },
    isRefund: false,
    because: 'could-not-settle',
    since: inHours(-42.5, nowMs),
    decideBy: inHours(5.5, nowMs),
  },
  {
    kind: 'charge',
    id: 'charge/corner-shop/1/4',
    ref: 'corner-shop/1/4',
    visit: '4',
    amount: { amountMinor: 750, currency: 'USD' },
    isRefund: true,
    because: 'request-refused',
    since: inHours(-3, nowMs),
    asksAgainAt: inHours(22, nowMs),
  },
]

export const heldView: ChargeView = {
  visitId: 'corner-shop/1/7',
  accountId: 'ana',
  status: 'held',
  currency: 'USD',
  totalMinor: 0,
  capturedMinor: 0,
  refundedMinor: 0,
  grantedMinor: 0,
  writtenOffMinor: 0,
  unclaimedMinor: 0,
  dueMinor: 0,
  lines: [],
  refunds: [],
  review: { reason: 'evidence-incomplete', detail: 'nobody was seen to leave' },
  askedAgain: 0,
}
const { review: _, ...settled } = heldView
export const owingView: ChargeView = {
  ...settled,
  visitId: 'corner-shop/1/4',
  status: 'owing',
  totalMinor: 750,
  capturedMinor: 750,
  grantedMinor: 750,
  dueMinor: -750,
  refusal: 'request-refused',
}

export const receiptOf7: Visit = Visit.parse({
  id: 'corner-shop/1/7',
  number: 7,
  storeId: 'corner-shop',
  storeName: 'Corner Shop',
  status: 'sealed',
  enteredAt: '2026-11-22T17:50:00.000Z',
  sealedAt: '2026-11-22T18:00:00.000Z',
  lines: [
    {
      gtin: 'fig',
      name: 'Fig Bar',
      quantity: 2,
      unitPriceMinor: 199,
      confidence: 0.97,
      evidence: [
        {
          at: '2026-11-22T17:55:00.000Z',
          place: { gondola: 'A', board: 2, boards: 5, from: 0.2, to: 0.4 },
          grams: -126,
          believed: {
            probability: 0.97,
            acts: [{ action: 'took', who: 'you', name: 'Fig Bar', quantity: 2, grams: -124 }],
          },
          otherwise: [],
          near: [{ who: 'you', handMetres: 0.08 }],
        },
      ],
    },
    { gtin: 'tea', name: 'Tea', quantity: 1, unitPriceMinor: 199, confidence: 0.88 },
  ],
  doubtful: [{ names: ['Oats', 'Muesli'], quantity: 1, reason: 'two articles fit' }],
  total: amount,
  payment: 'review',
})
