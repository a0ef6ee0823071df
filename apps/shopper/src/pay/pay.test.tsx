import type { ChargeView, DebtList } from '@store/contract/http.ts'
import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, describe, expect, test } from 'vitest'
import { rendered, signedIn } from '../../tests/rendered.tsx'
import { sealed } from '../../tests/visits.ts'

afterEach(cleanup)

const unpaid = { ...sealed, payment: 'unpaid' as const, settlement: { chargedMinor: 0, refundedMinor: 0 } }
const { amountMinor: dueMinor, currency } = sealed.total
const debts: DebtList = {
  debts: [
    {
      visitId: sealed.id,
      due: { amountMinor: dueMinor, currency },
      since: '2026-11-21T18:12:00.000Z',
      payAt: `http://store.test/shopper/pay/${sealed.id}`,
      refused: [],
    },
  ],
}
const paid: ChargeView = {
  visitId: sealed.id,
  accountId: 'a1',
  status: 'charged',
  currency,
  totalMinor: dueMinor,
  capturedMinor: dueMinor,
  refundedMinor: 0,
  grantedMinor: 0,
  writtenOffMinor: 0,
  unclaimedMinor: 0,
  dueMinor: 0,
  lines: [],
  refunds: [],
  askedAgain: 0,
}
const declined: ChargeView = { ...paid, status: 'unpaid', capturedMinor: 0, dueMinor, refusal: 'insufficient-funds' }
const receiptPath = `/receipts/${encodeURIComponent(sealed.id)}`

interface Shown {
  readonly path?: string
  readonly language?: string
  readonly isSignedIn?: boolean
  readonly answer?: ChargeView
  /** The cards of the account; the store does not tell without them. */
  readonly cards?: readonly string[]
  /** Before this is paid, and after every no. */
  readonly refused?: readonly string[]
}

/** A receipt that only the list has: the line to the store tells nothing of it any more. */
function phone(shown: Shown = {}) {
  const { path = receiptPath, language = 'en-US', isSignedIn = true, answer = paid, cards, refused = [] } = shown
  const asked: string[] = []
  const begun: unknown[] = []
  const { tell, line, left } = rendered(
    (asking, body) => {
      if (asking === '/api/sign-in') return { status: 201, body: signedIn }
      if (asking === '/api/debts') {
        const tried = asked.flatMap((one) => /"paymentMethod":"(\w+)"/.exec(one)?.[1] ?? [])
        const [debt] = debts.debts
        return { status: 200, body: { debts: [{ ...debt, refused: [...refused, ...tried] }] } }
      }
      if (asking === '/api/payment-methods' && cards) return { status: 200, body: { methods: cards.map(cardNamed) } }
      if (asking === '/api/cards/cs_1')
        return { status: 200, body: { added: 'new', methods: [...(cards ?? []), 'new'].map(cardNamed) } }
      if (asking === '/api/cards') {
        begun.push(body)
        return { status: 201, body: { url: 'https://bank.test/checkout/cs_1' } }
      }
      if (asking.startsWith('/api/debts/')) {
        asked.push(`${decodeURIComponent(asking.slice('/api/debts/'.length))} ${JSON.stringify(body)}`)
        return { status: 200, body: answer }
      }
      if (asking.startsWith('/api/receipts/')) return { status: 200, body: unpaid }
      if (asking === '/api/entry-passes') return { status: 201, body: { pass: 'p', expiresAt: '2100-01-01T00:00:00Z' } }
      return { status: 404, body: {} }
    },
    { path, language, isSignedIn },
  )
  return { asked, begun, left, tell, line }
}
const cardNamed = (method: string) => ({ method, brand: 'visa', last4: method.padStart(4, '0') })
const payButton = () => screen.findByRole('button', { name: /^Pay \$/ })

describe('[SA31] a visit that is not paid', () => {
  test('says how much is due, is paid with one press, once, and the receipt says so', async () => {
    const { asked } = phone()
    const button = await payButton()
    expect(button.textContent).toBe('Pay $8.84 now')
    fireEvent.click(button)
    fireEvent.click(button)
    expect(await screen.findByText('Paid')).toBeTruthy()
    expect(asked).toEqual([`${sealed.id} {}`])
    expect(screen.queryByRole('button', { name: /^Pay/ })).toBeNull()
  })

  test('stays one where the bank declines again, and can be tried again', async () => {
    const { asked } = phone({ answer: declined })
    fireEvent.click(await payButton())
    expect(await screen.findByText(/^Your bank declined again/)).toBeTruthy()
    fireEvent.click(await payButton())
    await waitFor(() => expect(asked).toHaveLength(2))
  })

  test('is on its way while the bank is asked', async () => {
    phone({ answer: { ...declined, status: 'unknown' } })
    fireEvent.click(await payButton())
    expect(await screen.findByText('Being charged …')).toBeTruthy()
  })

  test('is where the link leads that was sent, over the sign-in if need be', async () => {
    phone({ path: `/pay/${sealed.id}`, isSignedIn: false })
    fireEvent.change(await screen.findByLabelText('E-mail'), { target: { value: 'ada@example.com' } })
    fireEvent.change(screen.getByLabelText('Password'), { target: { value: 'a few good words' } })
    fireEvent.click(screen.getByRole('button', { name: 'Sign in' }))
    expect(await payButton()).toBeTruthy()
  })

  test('keeps the gate shut, which leads to it, in Chinese as well', async () => {
    const { tell, line } = phone({ path: '/', language: 'zh-CN' })
    await tell({ revision: 1, visits: [] })
    act(() => line.store.told('pass:refused', { reason: 'unpaid-visit', message: 'A visit of yours is not paid yet.' }))
    fireEvent.click(await screen.findByRole('link', { name: '立即付款' }))
    expect(await screen.findByRole('button', { name: /^立即付款 .*8\.84/ })).toBeTruthy()
  })
})

/** What it says of the card that is to be asked. */
const chosen = () =>
  screen
    .getAllByRole<HTMLInputElement>('radio')
    .flatMap(({ checked, labels }) => (checked ? [labels?.[0]?.textContent] : []))

describe('[SA34] a debt is paid with another card', () => {
  test('than the one that the bank declined, which is marked and not proposed again', async () => {
    const { asked } = phone({ cards: ['1', '2', '3'], refused: ['1'], answer: declined })
    expect(await screen.findByText('Declined')).toBeTruthy()
    expect(screen.getAllByRole('radio')).toHaveLength(3)
    expect(chosen()).toEqual(['Visa •••• 0002'])
    fireEvent.click(await payButton())
    // It declined this one, too.
    await waitFor(() => expect(screen.getAllByText('Declined')).toHaveLength(2))
    expect(chosen()).toEqual(['Visa •••• 0003'])
    fireEvent.click(screen.getByLabelText(/0002/))
    fireEvent.click(await payButton())
    await waitFor(() => expect(asked).toHaveLength(2))
    expect(asked).toEqual([`${sealed.id} {"paymentMethod":"2"}`, `${sealed.id} {"paymentMethod":"2"}`])
  })

  test('and where the bank declined all of them, the first is proposed', async () => {
    phone({ cards: ['1', '2'], refused: ['2', '1'] })
    await waitFor(() => expect(screen.getAllByText('Declined')).toHaveLength(2))
    expect(chosen()).toEqual(['Visa •••• 0001Declined'])
  })

  test('with one that is added for it, on the bank’s own page', async () => {
    const { begun, left } = phone({ cards: ['1'], refused: ['1'] })
    fireEvent.click(await screen.findByRole('button', { name: 'Pay with another card' }))
    await waitFor(() => expect(left).toEqual(['https://bank.test/checkout/cs_1']))
    expect(begun).toEqual([{ payFor: sealed.id }])
  })

  test('from where the browser comes back to the receipt, with that card chosen, also over the sign-in', async () => {
    const path = `/cards/cs_1?pay=${encodeURIComponent(sealed.id)}`
    const { asked } = phone({ path, cards: ['1', '2', 'new'], refused: ['1'], isSignedIn: false })
    fireEvent.change(await screen.findByLabelText('E-mail'), { target: { value: 'ada@example.com' } })
    fireEvent.change(screen.getByLabelText('Password'), { target: { value: 'a few good words' } })
    fireEvent.click(screen.getByRole('button', { name: 'Sign in' }))
    await waitFor(() => expect(chosen()).toEqual(['Visa •••• 0new']))
    fireEvent.click(await payButton())
    expect(await screen.findByText('Paid')).toBeTruthy()
    expect(asked).toEqual([`${sealed.id} {"paymentMethod":"new"}`])
  })
})
