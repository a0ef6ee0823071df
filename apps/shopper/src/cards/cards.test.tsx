import { type CardOnFile, MethodOrder } from '@store/contract/http.ts'
import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, describe, expect, test } from 'vitest'
import { rendered } from '../../tests/rendered.tsx'

afterEach(cleanup)

const visa: CardOnFile = { method: 'pm_1', brand: 'visa', last4: '4242', expires: { month: 3, year: 2034 } }
const unionPay: CardOnFile = { method: 'cus_1/pm_2', brand: 'unionpay', last4: '0005' }
const unknown: CardOnFile = { method: 'pm_3' }

interface Shown {
  readonly cards?: readonly CardOnFile[]
  readonly path?: string
  readonly language?: string
  /** What the store says to a card that was told to the bank. */
  readonly added?: { readonly status: number; readonly body: object }
}

function account({ cards = [visa, unionPay, unknown], path = '/account', language = 'en-US', added }: Shown = {}) {
  const orders: unknown[] = []
  const shown = rendered(
    (asked, body) => {
      if (asked === '/api/payment-methods' && body === null) return { status: 200, body: { methods: cards } }
      if (asked === '/api/payment-methods') {
        orders.push(body)
        const { methods } = MethodOrder.parse(body)
        return { status: 200, body: { methods: methods.map((one) => cards.find(({ method }) => method === one)) } }
      }
      if (asked === '/api/cards') return { status: 201, body: { url: 'https://bank.test/checkout/cs_1' } }
      if (asked.startsWith('/api/cards/') && added) return added
      return { status: 404, body: {} }
    },
    { path, language },
  )
  return { orders, ...shown }
}
const listed = async () =>
  (await screen.findAllByRole('listitem')).map((item) => item.querySelector('.card-name')?.parentElement?.textContent)

describe('[SA33] the cards of the account', () => {
  test('stand in the order in which they are asked, by brand and last digits; what the bank does not tell is a card', async () => {
    account()
    expect(await listed()).toEqual([
      'Visa •••• 4242 until 03/34asked firstRemove',
      'UnionPay •••• 0005asked as no. 2Ask firstRemove',
      'Card of your accountasked as no. 3Ask firstRemove',
    ])
    expect(screen.getByText(/^They are asked in this order/)).toBeTruthy()
  })

  test('are put into another order, and removed', async () => {
    const { orders } = account()
    fireEvent.click((await screen.findAllByRole('button', { name: 'Ask first' }))[1]!)
    await waitFor(() => expect(orders).toEqual([{ methods: ['pm_3', 'pm_1', 'cus_1/pm_2'] }]))
    await waitFor(async () => expect((await listed())[0]).toMatch(/^Card of your account/))
    fireEvent.click(screen.getAllByRole('button', { name: 'Remove' })[0]!)
    await waitFor(() => expect(orders[1]).toEqual({ methods: ['pm_1', 'cus_1/pm_2'] }))
    await waitFor(async () => expect(await listed()).toHaveLength(2))
  })

  test('keep their last one, and get more on the bank’s own page, in Chinese as well', async () => {
    const { left } = account({ cards: [visa], language: 'zh-CN' })
    expect(await listed()).toEqual(['Visa •••• 4242 有效期至 03/34首先使用'])
    fireEvent.click(screen.getByRole('button', { name: '添加银行卡' }))
    await waitFor(() => expect(left).toEqual(['https://bank.test/checkout/cs_1']))
  })

  test('that cannot be read say so, and are not shown as none without a word', async () => {
    rendered((asked) => ({ status: asked === '/api/payment-methods' ? 503 : 404, body: {} }), { path: '/account' })
    const alert = await screen.findByRole('alert')
    expect(screen.getByRole('region', { name: 'Cards' }).contains(alert)).toBe(true)
  })

  test('have the new one when the bank’s page leads back', async () => {
    const body = { added: 'pm_2', methods: [visa, unionPay] }
    account({ cards: [visa, unionPay], path: '/cards/cs_1', added: { status: 200, body } })
    expect(await listed()).toHaveLength(2)
  })

  test('are as they were where no card was added, and the page says so', async () => {
    const code = 'card.not-added'
    const body = { type: 'about:blank', title: 'Not found', status: 404, detail: 'No card was added there.', code }
    account({ path: '/cards/cs_1', added: { status: 404, body } })
    expect((await screen.findByRole('alert')).textContent).toMatch(/^No card was added/)
    fireEvent.click(screen.getByRole('link', { name: 'Go on without it' }))
    expect(await listed()).toHaveLength(3)
  })

  test('are what the gate leads to that could hold nothing on any of them', async () => {
    const { tell, line } = account({ path: '/' })
    await tell({ revision: 1, visits: [] })
    act(() => line.store.told('pass:refused', { reason: 'payment-declined', message: 'Your card was declined.' }))
    fireEvent.click(await screen.findByRole('link', { name: 'Add a card' }))
    expect(await listed()).toHaveLength(3)
  })
})
