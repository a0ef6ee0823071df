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
}

/** A receipt that only the list has: the line to the store tells nothing of it any more. */
function phone({ path = receiptPath, language = 'en-US', isSignedIn = true, answer = paid }: Shown = {}) {
  const asked: string[] = []
  const { tell, line } = rendered(
    (asking, body) => {
      if (asking === '/api/sign-in') return { status: 201, body: signedIn }
      if (asking === '/api/debts') return { status: 200, body: debts }
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
  return { asked, tell, line }
}
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
