import { type Dispute, DisputeReason, DisputeRequest } from '@store/contract/dispute.ts'
import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, describe, expect, test } from 'vitest'
import { rendered } from '../../tests/rendered.tsx'
import { sealed } from '../../tests/visits.ts'
import { en } from '../wording/en.ts'
import { zh } from '../wording/zh.ts'

afterEach(cleanup)

const [sea, chips] = sealed.lines
const contested = (change: Partial<Dispute> = {}): Dispute => ({
  id: 'd1',
  kind: 'contest',
  item: chips!.gtin,
  name: chips!.name,
  quantity: 1,
  amount: { amountMinor: 249, currency: 'USD' },
  claim: 'not-taken',
  status: 'weighing',
  openedAt: '2026-11-21T18:12:00.000Z',
  ...change,
})

/** A receipt on the phone; the store remembers what it was told, and `fails` says whether it answers. */
async function receipt(language = 'en-US', told: Dispute[] = []) {
  const asked: DisputeRequest[] = []
  const state = { disputes: told, fails: false, held: Promise.resolve() }
  const { line, tell, page } = rendered(
    async (path, body) => {
      if (path.startsWith('/api/articles')) {
        const article = { item: 'oats', name: 'Oats', price: { amountMinor: 500, currency: 'USD' } }
        return { status: 200, body: { articles: [article] } }
      }
      if (body !== null) {
        asked.push(DisputeRequest.parse(body))
        if (state.fails) return { status: 503, body: {} }
      }
      const { disputes } = state
      await state.held
      return { status: 200, body: { visitId: sealed.id, disputes } }
    },
    { language, path: `/receipts/${encodeURIComponent(sealed.id)}` },
  )
  await tell({ revision: 1, visits: [sealed] })
  await screen.findAllByText(language === 'en-US' ? en.missed.ask : zh.missed.ask)
  const hear = (disputes: Dispute[]) => act(() => line.store.told('dispute:changed', { visitId: sealed.id, disputes }))
  const breakAndMend = async () => {
    act(() => line.store.down())
    await tell({ revision: 2, visits: [sealed] })
  }
  return { asked, state, hear, page, breakAndMend }
}
const tap = (name: string, nth = 0) => fireEvent.click(screen.getAllByRole('button', { name })[nth]!)

describe('[SA18] a line that is wrong', () => {
  test('is contested with one tap, for each reason there is', async () => {
    const { asked } = await receipt()
    for (const claim of Object.values(en.dispute.claim)) expect(screen.getAllByText(claim)).toHaveLength(3)
    tap('I did not take this', 1)
    await waitFor(() =>
      expect(asked).toMatchObject([{ do: 'contest', item: chips!.gtin, quantity: 1, claim: 'not-taken' }]),
    )
  })

  test('is contested for as many units as were chosen, all of them at first; who was charged twice took one', async () => {
    const { asked } = await receipt()
    tap('Charged twice', 0)
    await waitFor(() => expect(asked).toHaveLength(1))
    tap('1 unit', 0)
    tap('I put it back', 0)
    await waitFor(() => expect(asked).toHaveLength(2))
    tap('2 units', 0)
    tap('I put it back', 0)
    await waitFor(() => expect(asked).toHaveLength(3))
    expect(asked.map((one) => ('quantity' in one ? one.quantity : 0))).toEqual([1, 1, 2])
    expect(asked.every((one) => 'item' in one && one.item === sea!.gtin)).toBe(true)
  })

  test('keeps its name when the answer is lost and it is tapped again', async () => {
    const { asked, state } = await receipt()
    state.fails = true
    tap('Wrong price', 1)
    await screen.findByText(en.trouble.unreachable)
    state.fails = false
    tap('Wrong price', 1)
    await waitFor(() => expect(asked).toHaveLength(2))
    expect(asked[0]!.id).toBe(asked[1]!.id)
  })

  test('shows what becomes of it the moment the store tells, with the reason, and cannot be tapped meanwhile', async () => {
    const { hear } = await receipt()
    hear([contested()])
    expect(screen.getByText(en.dispute.weighing)).toBeTruthy()
    expect(screen.getAllByText('I did not take this')).toHaveLength(2)
    hear([contested({ status: 'with-staff', because: 'limit-reached' })])
    expect(screen.getByText(en.dispute.because['limit-reached'])).toBeTruthy()
    const decision = {
      outcome: 'refunded',
      reason: 'not-sure-enough',
      amount: { amountMinor: 249, currency: 'USD' },
      at: '2026-11-21T18:12:01.000Z',
      isAutomatic: true,
    } as const
    hear([contested({ status: 'closed', decision })])
    expect(screen.getByText('Refunded: $2.49')).toBeTruthy()
    expect(screen.getByText(/Decided at once: with what we know now/)).toBeTruthy()
  })

  test('tells every reason in Chinese as well', async () => {
    const { hear } = await receipt('zh-CN')
    for (const reason of DisputeReason.options) {
      const decision = {
        outcome: 'kept',
        reason,
        amount: { amountMinor: 0, currency: 'USD' },
        at: '2026-11-21T18:12:01.000Z',
        isAutomatic: false,
      } as const
      hear([contested({ status: 'closed', decision })])
      expect(screen.getByText(`店员决定：${zh.dispute.reason[reason]}`)).toBeTruthy()
    }
  })

  test('may be withdrawn while staff have not decided', async () => {
    const { asked } = await receipt('en-US', [contested({ status: 'with-staff', because: 'price' })])
    tap(en.dispute.withdraw)
    await waitFor(() => expect(asked).toEqual([{ do: 'withdraw', id: 'd1' }]))
  })
})

describe('[SA19] what the receipt missed', () => {
  test('is among what was in doubt, or found by its name', async () => {
    const { asked } = await receipt()
    tap('Kettle Brand Jalapeño')
    await waitFor(() => expect(asked).toMatchObject([{ do: 'report', item: '0084114112002', quantity: 1 }]))
    fireEvent.change(screen.getByLabelText(en.missed.search), { target: { value: 'oats' } })
    fireEvent.click(await screen.findByText('Oats'))
    await waitFor(() => expect(asked).toMatchObject([{}, { do: 'report', item: 'oats' }]))
  })

  test('is charged only after its price was shown and another press', async () => {
    const offered = contested({ id: 'm1', kind: 'missed', name: 'Oats', item: 'oats', status: 'offered' })
    const { asked, hear } = await receipt('en-US', [offered])
    expect(screen.getByText('It costs $2.49. Shall we charge it?')).toBeTruthy()
    expect(asked).toEqual([])
    tap('Yes, charge $2.49')
    await waitFor(() => expect(asked).toEqual([{ do: 'confirm', id: 'm1' }]))
    hear([{ ...offered, status: 'charged' }])
    expect(screen.getByText('$2.49 charged. Thank you for telling us.')).toBeTruthy()
  })

  test('stays charged when an answer that was asked for before comes after the news', async () => {
    const missed = contested({ id: 'm1', kind: 'missed', name: 'Oats', item: 'oats', status: 'charging' })
    const { state, hear, breakAndMend } = await receipt('en-US', [missed])
    let answer: (() => void) | undefined
    state.held = new Promise((resolve) => (answer = resolve))
    await breakAndMend()
    hear([{ ...missed, status: 'charged' }])
    await act(async () => {
      answer?.()
      await new Promise((next) => setTimeout(next))
    })
    expect(screen.getByText('$2.49 charged. Thank you for telling us.')).toBeTruthy()
  })
})
