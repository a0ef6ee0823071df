import type { StaffDispute } from '@store/contract/dispute.ts'
import type { FloorDispute } from '@store/contract/floor.ts'
import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, describe, expect, test } from 'vitest'
import { rendered } from '../../tests/rendered.tsx'

afterEach(cleanup)

const REF = 'corner-shop/1/7/d1'
const waiting: FloorDispute = {
  kind: 'dispute',
  id: `dispute/${REF}`,
  ref: REF,
  visit: '7',
  name: 'Fig Bar',
  quantity: 2,
  amount: { amountMinor: 398, currency: 'USD' },
  claim: 'put-back',
  since: new Date(Date.now() - 5 * 60_000).toISOString(),
}
const older: FloorDispute = {
  ...waiting,
  id: 'dispute/old',
  ref: 'old',
  name: 'Oats',
  since: new Date(Date.now() - 90 * 60_000).toISOString(),
}
const one: StaffDispute = {
  ref: REF,
  visitNumber: 7,
  visitAt: '2026-11-22T18:00:00.000Z',
  dispute: {
    id: 'd1',
    kind: 'contest',
    item: 'fig',
    name: 'Fig Bar',
    quantity: 2,
    amount: { amountMinor: 398, currency: 'USD' },
    claim: 'put-back',
    status: 'with-staff',
    openedAt: '2026-11-22T18:05:00.000Z',
    because: 'limit-reached',
  },
  unitPrice: { amountMinor: 199, currency: 'USD' },
  chargedAt: 0.97,
  believedNow: 0.62,
  weighedUntil: '2026-11-22T18:06:00.000Z',
  later: [{ at: '2026-11-22T18:04:00.000Z', what: 'put-back', quantity: 1, probability: 0.4 }],
  evidence: [
    {
      at: '2026-11-22T18:01:00.000Z',
      place: { gondola: 'A', board: 2, boards: 5, from: 0.2, to: 0.4 },
      grams: -126,
      believed: {
        probability: 0.97,
        acts: [{ action: 'took', who: 'you', name: 'Fig Bar', quantity: 2, grams: -124 }],
      },
      otherwise: [
        { probability: 0.02, acts: [{ action: 'took', who: 'another-shopper', name: 'Fig Bar', quantity: 2 }] },
      ],
      near: [{ who: 'you', handMetres: 0.08 }],
    },
  ],
  tags: [{ at: '2026-11-22T18:02:00.000Z', name: 'Fig Bar', who: 'you', read: 1, before: 0.97, after: 0.99 }],
  total: { amountMinor: 1000, currency: 'USD' },
  settlement: { chargedMinor: 1000, refundedMinor: 199 },
  automaticRefunds: 3,
  overVisits: 10,
}

async function floor(language = 'en-US') {
  const decided: unknown[] = []
  const asked: typeof fetch = (_path, request) => {
    if (request?.method === 'POST') {
      decided.push(JSON.parse(typeof request.body === 'string' ? request.body : 'null'))
      return Promise.resolve(new Response(JSON.stringify(one)))
    }
    return Promise.resolve(new Response(JSON.stringify({ disputes: [one] })))
  }
  const { open, line } = rendered({ language, asked })
  await open([waiting, older])
  return { decided, line }
}
const panel = (name: RegExp) => within(screen.getByRole('region', { name }))

describe('[FV14] what shoppers contest', () => {
  test('waits in a list, the oldest first, and needs attention', async () => {
    await floor()
    const rows = panel(/^Contested/).getAllByRole('link')
    expect(rows.map(({ textContent }) => textContent)).toEqual([
      '2 × OatsVisit 7 · put it back · 90 minutes ago$3.98',
      '2 × Fig BarVisit 7 · put it back · 5 minutes ago$3.98',
    ])
    expect(panel(/^Needs attention/).getByText('2 lines are contested by their shoppers')).toBeTruthy()
  })

  test('has the evidence of then, what is believed now, and how often before', async () => {
    await floor()
    fireEvent.click(panel(/^Contested/).getByText(/Fig Bar/))
    expect(await screen.findByText(/this account had too many/)).toBeTruthy()
    for (const words of ['97%', '62%', 'this shopper took 2 × Fig Bar', 'this shopper: hand within 8 cm'])
      expect(panel(/^Contested/).getAllByText(new RegExp(words)).length).toBeGreaterThan(0)
    expect(screen.getByText(/1 put back \(40%\)/)).toBeTruthy()
  })

  test('[FV16] has the weight against the catalogue, what the tag reader told, and the money so far', async () => {
    await floor()
    fireEvent.click(panel(/^Contested/).getByText(/Fig Bar/))
    expect(await screen.findByText(/Measured .126 g; by the catalogue it should be .124 g: 2 g off/)).toBeTruthy()
    expect(
      screen.getByText(/as this shopper went out: the tag reader saw 1 × Fig Bar \(97% before it, 99% with/),
    ).toBeTruthy()
    expect(screen.getByText(/Receipt \$10\.00: \$10\.00 charged, \$1\.99 refunded, \$8\.01 paid/)).toBeTruthy()
  })

  test('[FV16] in Chinese', async () => {
    await floor('zh-CN')
    fireEvent.click(panel(/^顾客异议/).getByText(/Fig Bar/))
    expect(await screen.findByText(/按商品目录应为 .124 g，相差 2 g/)).toBeTruthy()
    expect(screen.getByText(/该顾客离店时：标签读取器读到 .*Fig Bar/)).toBeTruthy()
    expect(screen.getByText(/已扣款 .*10\.00，已退款 .*1\.99，实付 .*8\.01/)).toBeTruthy()
  })

  test('is decided with an outcome and a reason, and not without', async () => {
    const { decided, line } = await floor()
    fireEvent.click(panel(/^Contested/).getByText(/Fig Bar/))
    const submit = await screen.findByRole('button', { name: 'Decide' })
    expect(submit.hasAttribute('disabled')).toBe(true)
    fireEvent.change(screen.getByLabelText('How many of the 2?'), { target: { value: '1' } })
    fireEvent.change(screen.getByLabelText(/^Reason/), { target: { value: 'found-in-store' } })
    fireEvent.click(submit)
    await waitFor(() => expect(decided).toEqual([{ outcome: 'refunded', quantity: 1, reason: 'found-in-store' }]))
    act(() => line.store.told('floor:patched', { after: 1, revision: 2, put: [], drop: [waiting.id] }))
    expect(panel(/^Contested/).queryByText(/Fig Bar/)).toBeNull()
  })

  test('may be a part of the price, or kept, in Chinese as well', async () => {
    const { decided } = await floor('zh-CN')
    fireEvent.click(panel(/^顾客异议/).getByText(/Fig Bar/))
    fireEvent.click(await screen.findByLabelText('退还部分价款'))
    fireEvent.change(screen.getByLabelText('退还多少（USD）？'), { target: { value: '0,51' } })
    fireEvent.change(screen.getByLabelText(/^理由/), { target: { value: 'price-was-wrong' } })
    fireEvent.click(screen.getByRole('button', { name: '确定' }))
    await waitFor(() => expect(decided).toEqual([{ outcome: 'reduced', amountMinor: 51, reason: 'price-was-wrong' }]))
  })
})
