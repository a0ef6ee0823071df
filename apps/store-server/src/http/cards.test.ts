import { CardAdded, CardPage, PaymentMethods, Problem, SignedIn } from '@store/contract/http.ts'
import request from 'supertest'
import { describe, expect, test } from 'vitest'
import { appFixture } from './app-fixture.ts'

const FIRST = 'pm_card_visa'

async function twoShoppers() {
  const fixture = appFixture()
  const { app, cardPages } = fixture
  const shopper = async (displayName: string) => {
    const body = { email: `${displayName}@store.test`, password: 'correct horse battery', displayName }
    const { me, token } = SignedIn.parse((await request(app).post('/api/accounts').send(body)).body)
    const authorization = `Bearer ${token}`
    const post = (path: string, sent: object = {}) =>
      request(app).post(path).set('Authorization', authorization).send(sent)
    const cards = async () => {
      const { body: told } = await request(app).get('/api/payment-methods').set('Authorization', authorization)
      return PaymentMethods.parse(told).methods
    }
    const begin = async (asked: object = {}) => CardPage.parse((await post('/api/cards', asked)).body).url
    /** Answers what the address says to which the browser came back. */
    const typed = async (method: string, asked: object = {}) => {
      const { pathname, search } = new URL(cardPages.type(await begin(asked), method))
      return { ref: pathname.replace('/shopper/cards/', ''), search }
    }
    return { id: me.id, post, cards, begin, typed }
  }
  return { ...fixture, ana: await shopper('ana'), ben: await shopper('ben') }
}
const named = (methods: readonly { readonly method: string }[]): string[] => methods.map(({ method }) => method)
const code = ({ body }: { body: unknown }) => Problem.parse(body).code

describe('[MD13] the cards of an account', () => {
  test('are told in the order in which they are asked, as the bank speaks of them', async () => {
    const { ana } = await twoShoppers()
    expect(await ana.cards()).toEqual([
      { method: FIRST, brand: 'visa', last4: 'visa', expires: { month: 12, year: 2034 } },
    ])
  })

  test('get one more from the bank’s own page, which is the last to be asked, and told twice is one', async () => {
    const { ana, book } = await twoShoppers()
    const { ref, search } = await ana.typed('cus_1/pm_4444', { payFor: 'corner-shop/1/7' })
    expect(search).toBe('?pay=corner-shop%2F1%2F7')
    for (const attempt of [1, 2]) {
      const { added, methods } = CardAdded.parse((await ana.post(`/api/cards/${ref}`)).body)
      expect([attempt, added, named(methods)]).toEqual([attempt, 'cus_1/pm_4444', [FIRST, 'cus_1/pm_4444']])
    }
    expect(await book.byId(ana.id)).toMatchObject({ paymentMethod: FIRST, nextMethods: ['cus_1/pm_4444'] })
  })

  test('get none that nobody typed, nor one that somebody else did', async () => {
    const { ana, ben, cardPages } = await twoShoppers()
    const url = await ana.begin()
    const ref = url.slice(url.lastIndexOf('/') + 1)
    expect(code(await ana.post(`/api/cards/${ref}`))).toBe('card.not-added')
    cardPages.type(url, 'card-1')
    expect(code(await ben.post(`/api/cards/${ref}`))).toBe('card.not-added')
    expect(code(await ben.post('/api/cards/99'))).toBe('card.not-added')
    expect(named(await ben.cards())).toEqual([FIRST])
  })

  test('are put into another order, and forgotten, but never the last of them', async () => {
    const { ana } = await twoShoppers()
    for (const method of ['card-1', 'card-2']) await ana.post(`/api/cards/${(await ana.typed(method)).ref}`)
    const order = async (methods: readonly string[]) => ana.post('/api/payment-methods', { methods })
    expect(named(PaymentMethods.parse((await order(['card-2', FIRST])).body).methods)).toEqual(['card-2', FIRST])
    expect(code(await order(['card-2', 'card-1']))).toBe('card.unknown')
    expect((await order([])).status).toBe(400)
    expect(named(await ana.cards())).toEqual(['card-2', FIRST])
  })

  test('are five at most, and two that come at once are both kept', async () => {
    const { ana } = await twoShoppers()
    const refs = [await ana.typed('card-1'), await ana.typed('card-2')]
    await Promise.all(refs.map(({ ref }) => ana.post(`/api/cards/${ref}`)))
    expect(named(await ana.cards()).toSorted()).toEqual(['card-1', 'card-2', FIRST].toSorted())
    for (const method of ['card-3', 'card-4']) await ana.post(`/api/cards/${(await ana.typed(method)).ref}`)
    expect(code(await ana.post(`/api/cards/${(await ana.typed('card-5')).ref}`))).toBe('card.too-many')
  })

  test('are there while the bank is silent, without a word on what they look like', async () => {
    const { ana, cardPages } = await twoShoppers()
    cardPages.isDown = true
    expect(await ana.cards()).toEqual([{ method: FIRST }])
    const silent = await ana.post('/api/cards')
    expect([silent.status, code(silent)]).toEqual([503, 'bank.cards-unreachable'])
    // What it once said is known.
    cardPages.isDown = false
    const told = await ana.cards()
    cardPages.isDown = true
    expect(await ana.cards()).toEqual(told)
    expect(told).toMatchObject([{ method: FIRST, brand: 'visa' }])
  })
})
