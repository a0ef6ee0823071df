/** Test-only: visits made by hand. */
import type { ShelfEvidence } from '@store/contract/evidence.ts'
import type { Visit } from '@store/contract/visit.ts'

const taken = (name: string, quantity: number, unitGrams: number, minute: number): ShelfEvidence => ({
  at: `2026-11-21T18:0${minute}:21.500Z`,
  place: { gondola: 'A', board: 2, boards: 5, from: 0.25, to: 0.417 },
  grams: -(quantity * unitGrams + 1.6),
  believed: {
    probability: 0.98,
    acts: [{ action: 'took', who: 'you', name, quantity, grams: -quantity * unitGrams }],
  },
  otherwise: [
    {
      probability: 0.015,
      acts: [{ action: 'took', who: 'another-shopper', name, quantity, grams: -quantity * unitGrams }],
    },
    { probability: 0.002, acts: [{ action: 'unfinished', who: 'nobody', quantity: 1 }] },
  ],
  near: [
    { who: 'you', handMetres: 0.08, headMetres: 0.5 },
    { who: 'another-shopper', headMetres: 1.3 },
  ],
})

export const shopping: Visit = {
  id: 'corner-shop/1795276800000/7',
  number: 7,
  party: 1,
  storeId: 'corner-shop',
  storeName: 'Corner Shop',
  timeZone: 'America/New_York',
  status: 'shopping',
  enteredAt: '2026-11-21T18:04:00.000Z',
  lines: [
    {
      gtin: '0084114033000',
      name: 'Kettle Brand Sea Salt',
      quantity: 2,
      unitPriceMinor: 199,
      confidence: 0.98,
      evidence: [taken('Kettle Brand Sea Salt', 1, 56, 5), taken('Kettle Brand Sea Salt', 1, 56, 7)],
    },
    {
      gtin: '0071063437072',
      name: 'Taco Bell Mild Tortilla Chips',
      quantity: 1,
      unitPriceMinor: 249,
      confidence: 0.91,
      evidence: [taken('Taco Bell Mild Tortilla Chips', 1, 70, 6)],
    },
    {
      gtin: '0028400090896',
      name: 'Doritos Nacho Cheese 1 oz',
      quantity: 3,
      unitPriceMinor: 79,
      confidence: 0.99,
      evidence: [],
    },
  ],
  doubtful: [],
  total: { amountMinor: 884, currency: 'USD' },
  payment: 'held',
}

export const entering: Visit = {
  ...shopping,
  status: 'in-vestibule',
  lines: [],
  total: { amountMinor: 0, currency: 'USD' },
}

export const doubted: Visit = {
  ...shopping,
  doubtful: [
    {
      names: ['Kettle Brand Jalapeño', 'Kettle Brand Krinkle Cut Pepper'],
      gtins: ['0084114112002', '0084114112019'],
      quantity: 1,
      reason: 'Two articles of the same weight lie side by side.',
      cause: 'which-article',
      evidence: [{ ...taken('Kettle Brand Jalapeño', 1, 56, 8), believed: undefined }],
    },
  ],
}

export const leaving: Visit = { ...doubted, status: 'leaving' }

export const sealed: Visit = {
  ...doubted,
  status: 'sealed',
  sealedAt: '2026-11-21T18:11:30.000Z',
  payment: 'charged',
}

/** It was in review, and staff have let go one line of it and a unit of another. */
export const decided: Visit = {
  ...sealed,
  settlement: {
    chargedMinor: 436,
    refundedMinor: 0,
    decided: {
      by: 'staff',
      because: 'evidence-unclear',
      charged: [
        { gtin: '0084114033000', quantity: 1 },
        { gtin: '0028400090896', quantity: 3 },
      ],
    },
  },
}

export const earlier: readonly Visit[] = [
  sealed,
  {
    ...shopping,
    id: 'corner-shop/1795190400000/31',
    status: 'sealed',
    enteredAt: '2026-11-20T22:40:00.000Z',
    sealedAt: '2026-11-20T22:44:10.000Z',
    lines: shopping.lines.slice(1, 2),
    total: { amountMinor: 249, currency: 'USD' },
    payment: 'review',
  },
  {
    ...shopping,
    id: 'corner-shop/1795104000000/12',
    status: 'sealed',
    enteredAt: '2026-11-19T13:02:00.000Z',
    sealedAt: '2026-11-19T13:03:00.000Z',
    lines: [],
    total: { amountMinor: 0, currency: 'USD' },
    payment: 'nothing-to-pay',
  },
  {
    ...shopping,
    id: 'corner-shop/1795017600000/3',
    status: 'sealed',
    enteredAt: '2026-11-18T13:02:00.000Z',
    sealedAt: '2026-11-18T13:05:00.000Z',
    payment: 'unpaid',
  },
]
