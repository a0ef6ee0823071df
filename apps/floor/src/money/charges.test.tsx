import type { ChargeView } from '@store/contract/http.ts'
import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, describe, expect, test } from 'vitest'
import { heldView, owingView, receiptOf7, waitingCharges } from '../../tests/charges.ts'
import { rendered } from '../../tests/rendered.tsx'
import { hoursLeft } from './deadline.ts'

afterEach(cleanup)

const [review, urgent, refund] = waitingCharges(Date.now())

interface Answers {
  /** After the decision. */
  readonly after?: ChargeView
  readonly view?: ChargeView
  readonly status?: number
}

async function floor({ view = heldView, after, status = 200 }: Answers = {}, language = 'en-US') {
  const decided: unknown[] = []
  const asked: typeof fetch = async (path, request) => {
    if (request?.method === 'POST') {
      decided.push(JSON.parse(typeof request.body === 'string' ? request.body : 'null'))
      return new Response(JSON.stringify(after), { status })
    }
    return new Response(JSON.stringify(isReceipt(path) ? receiptOf7 : view))
  }
  const { open, line } = rendered({ language, asked })
  await open([review, urgent, refund])
  return { decided, line }
}
const isReceipt = (path: Parameters<typeof fetch>[0]): boolean =>
  typeof path === 'string' && path.includes('/receipts/')
const panel = (name: RegExp) => within(screen.getByRole('region', { name }))
const openVisit7 = (): boolean => fireEvent.click(panel(/^Payments to decide/).getByText(/Visit 7/))
const because = async (words: string, label = /^Reason/) =>
  fireEvent.change(await screen.findByLabelText(label), { target: { value: words } })

describe('[FV17] payments that staff decide', () => {
  test('are one concern with the nearest deadline, and a list in its order; what has none comes last', async () => {
    await floor()
    const concern = panel(/^Needs attention/).getByRole('link')
    expect(concern.textContent).toBe('3 payments wait for a decision · within 5 hours')
    expect(concern.getAttribute('href')).toBe('/charges/corner-shop%2F1%2F9')
    const rows = panel(/^Payments to decide/).getAllByRole('link')
    expect(rows.map(({ textContent }) => textContent)).toEqual([
      'In reviewVisit 9 · within 5 hours$12.90',
      'In reviewVisit 7 · within 31 hours$5.97',
      'Refund refusedVisit 4 · no deadline$7.50',
    ])
  })

  test('show why, until when, what happens then, and the receipt with its evidence and what is in doubt', async () => {
    await floor()
    fireEvent.click(panel(/^Payments to decide/).getByText(/Visit 7/))
    expect(await screen.findByText(/Nobody was seen to leave/)).toBeTruthy()
    expect(screen.getByText(/^Decide by .*After that the visit is let go and costs its shopper nothing/)).toBeTruthy()
    expect(await screen.findByText('2 × Fig Bar')).toBeTruthy()
    expect(screen.getByText('97% sure')).toBeTruthy()
    expect(screen.getByText(/this shopper took 2 × Fig Bar/)).toBeTruthy()
    expect(screen.getByText('In doubt, and not charged: 1 × Oats / Muesli')).toBeTruthy()
  })

  test('[FV21] a review is settled for all, for less, or for nothing, and never without a reason that fits it', async () => {
    const { decided, line } = await floor({ after: { ...heldView, status: 'charged', review: undefined } })
    fireEvent.click(panel(/^Payments to decide/).getByText(/Visit 7/))
    const all = await screen.findByRole('button', { name: 'Charge $5.97' })
    expect(all.hasAttribute('disabled')).toBe(true)
    await because('evidence-clear')
    expect(all.hasAttribute('disabled')).toBe(false)
    fireEvent.change(screen.getByLabelText(/^Fig Bar: how many of the 2/), { target: { value: '1' } })
    expect(screen.getByRole('button', { name: 'Charge $3.98' }).hasAttribute('disabled')).toBe(true)
    await because('evidence-unclear')
    await because('one was put back', /^Note/)
    fireEvent.click(screen.getByRole('button', { name: 'Charge $3.98' }))
    await waitFor(() =>
      expect(decided).toEqual([
        {
          do: 'settle',
          lines: [
            { item: 'fig', quantity: 1 },
            { item: 'tea', quantity: 1 },
          ],
          because: 'evidence-unclear',
          reason: 'one was put back',
        },
      ]),
    )
    act(() => line.store.told('floor:patched', { after: 1, revision: 2, put: [], drop: [review.id] }))
    expect(panel(/^Payments to decide/).queryByText(/Visit 7/)).toBeNull()
  })

  test('a whole receipt is charged as such, and none of it as nothing', async () => {
    const { decided } = await floor({ after: { ...heldView, status: 'charged', review: undefined } })
    openVisit7()
    await because('evidence-clear')
    fireEvent.click(await screen.findByRole('button', { name: 'Charge $5.97' }))
    await waitFor(() => expect(screen.queryByLabelText(/^Reason/)).toBeNull())
    openVisit7()
    for (const label of [/^Fig Bar/, /^Tea/])
      fireEvent.change(await screen.findByLabelText(label), { target: { value: '0' } })
    await because('another-took-it')
    fireEvent.click(screen.getByRole('button', { name: 'Charge nothing' }))
    await waitFor(() => expect(decided).toHaveLength(2))
    expect(decided).toEqual([
      { do: 'settle', lines: 'all', because: 'evidence-clear' },
      { do: 'settle', lines: 'nothing', because: 'another-took-it' },
    ])
  })

  test('a refund that the bank refuses is asked for again; refused once more, it says so and stays', async () => {
    const { decided } = await floor({ view: owingView, after: { ...owingView, askedAgain: 1 } })
    fireEvent.click(panel(/^Payments to decide/).getByText(/Visit 4/))
    expect(await screen.findByText('The bank refuses to give the money back.')).toBeTruthy()
    expect(screen.getByText(/^The store asks the bank again by itself/)).toBeTruthy()
    await because('the card works again')
    fireEvent.click(screen.getByRole('button', { name: 'Decide' }))
    await waitFor(() => expect(decided).toEqual([{ do: 'retry-refund', reason: 'the card works again' }]))
    expect(await screen.findByText('Asked again 1 time, and refused.')).toBeTruthy()
  })

  test('or given up, with a word on what becomes of the money, in Chinese as well', async () => {
    const { decided } = await floor({ view: owingView, after: { ...owingView, status: 'charged' } }, 'zh-CN')
    fireEvent.click(panel(/^待处理的付款/).getByText(/顾客 4/))
    fireEvent.click(await screen.findByLabelText(/^不再向银行申请/))
    await because('已在收银台退现金', /^理由/)
    fireEvent.click(screen.getByRole('button', { name: '确定' }))
    await waitFor(() => expect(decided).toEqual([{ do: 'give-up-refund', reason: '已在收银台退现金' }]))
    await waitFor(() => expect(screen.queryByLabelText(/^理由/)).toBeNull())
  })

  test('what the bank contradicts is compared by somebody, and closed with what they found', async () => {
    const contradicted = { ...owingView, status: 'charged', dueMinor: 0, review: heldView.review }
    const { decided } = await floor({ view: contradicted, after: { ...contradicted, review: undefined } })
    fireEvent.click(panel(/^Payments to decide/).getByText(/Visit 7/))
    await because('the bank was right, booked')
    fireEvent.click(screen.getByRole('button', { name: 'Compared: close the review' }))
    await waitFor(() => expect(decided).toEqual([{ do: 'close-review', reason: 'the bank was right, booked' }]))
  })

  test('what the bank is still asked about has nothing to decide', async () => {
    await floor({ view: { ...heldView, status: 'capturing' } })
    fireEvent.click(panel(/^Payments to decide/).getByText(/Visit 7/))
    expect(await screen.findByText(/There is nothing to decide until it answers/)).toBeTruthy()
    expect(screen.queryByLabelText(/^Reason/)).toBeNull()
  })

  test('what the store refuses is told, and nothing is lost of what was written', async () => {
    const problem = {
      type: 'about:blank',
      title: 'Conflict',
      status: 409,
      detail: 'Somebody has decided it.',
      code: 'charge.amount-changed',
    }
    const asked: typeof fetch = async (path, request) =>
      request?.method === 'POST'
        ? new Response(JSON.stringify(problem), { status: 409 })
        : new Response(JSON.stringify(isReceipt(path) ? receiptOf7 : heldView))
    const { open } = rendered({ asked })
    await open([review])
    fireEvent.click(panel(/^Payments to decide/).getByText(/Visit 7/))
    await because('evidence-clear')
    await because('seen at the shelf', /^Note/)
    fireEvent.click(await screen.findByRole('button', { name: 'Charge $5.97' }))
    expect((await screen.findByRole('alert')).textContent).toBe('Somebody has decided it.')
    expect(screen.getByDisplayValue('seen at the shelf')).toBeTruthy()
  })

  test('hours are told as those that are left whole, and none below zero', () => {
    const by = '2026-11-22T12:00:00.000Z'
    const at = (hours: number) => hoursLeft(by, Date.parse(by) - hours * 3_600_000)
    expect([at(31.9), at(1), at(0.9), at(-3)]).toEqual([31, 1, 0, 0])
  })
})
