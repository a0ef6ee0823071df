import { figuresOf } from '@store/charging/charge.ts'
import { firstPolicy } from '@store/charging/policy.ts'
import {
  ChargeView,
  DebtList,
  MoneyDay,
  OpenChargeList,
  PaymentCompared,
  Problem,
  SignedIn,
} from '@store/contract/http.ts'
import type { Visit } from '@store/contract/visit.ts'
import request from 'supertest'
import { describe, expect, test } from 'vitest'
import { declinedCard, SIGNATURE } from '../adapters/scripted-bank.ts'
import { settlementOf } from '../workers/payment.ts'
import { appFixture, START } from './app-fixture.ts'

const VISIT = 'corner-shop/1/1'
const tea = { item: '04006381333931', quantity: 3, unitMinor: 250 }
const DAY = '2026-11-22'
const TOMORROW = START + 86_400_000
const because = { reason: 'it was broken' }

/** A shop with Ana, who shops, and Eve, who works there. */
async function shop(receipts: { accountId: string; visit: Visit }[] = []) {
  const fixture = appFixture({}, receipts)
  const { app, accounts, charges } = fixture
  const register = async (displayName: string) => {
    const body = { email: `${displayName}@store.test`, password: 'correct horse battery', displayName }
    return SignedIn.parse((await request(app).post('/api/accounts').send(body)).body)
  }
  const [ana, ben] = [await register('ana'), await register('ben')]
  const staff = {
    email: 'eve@store.test',
    password: 'correct horse battery',
    displayName: 'Eve',
    role: 'staff' as const,
  }
  await accounts.ensure(staff, START)
  const signIn = async () => SignedIn.parse((await request(app).post('/api/sign-in').send(staff)).body)
  const eve = await signIn()
  const as = ({ token }: SignedIn) => ({
    get: (path: string) => request(app).get(path).set('Authorization', `Bearer ${token}`),
    post: (path: string, body: object = {}) =>
      request(app).post(path).set('Authorization', `Bearer ${token}`).send(body),
  })
  const account = { id: ana.me.id, paymentMethod: 'card' }
  const visits = async (totalMinor: number, session = VISIT): Promise<void> => {
    expect(await charges.hold(session, account, 'EUR')).toBe('held')
    await charges.settle(session, totalMinor, totalMinor === 750 ? [tea] : [])
  }
  return {
    ...fixture,
    ana: as(ana),
    ben: as(ben),
    eve: as(eve),
    eveAgain: async () => as(await signIn()),
    anaId: ana.me.id,
    visits,
  }
}
const code = ({ body }: { body: unknown }) => Problem.parse(body).code

describe('[MD1] a debt', () => {
  test('is seen and paid by its shopper, and by nobody else', async () => {
    const { ana, ben, visits, book, anaId } = await shop()
    await visits(20_000)
    await book.setPaymentMethods(anaId, ['card', 'another card'])
    const { debts } = DebtList.parse((await ana.get('/api/debts')).body)
    expect(debts).toMatchObject([
      {
        visitId: VISIT,
        due: { amountMinor: 17_000, currency: 'EUR' },
        payAt: `http://localhost:8080/shopper/pay/${VISIT}`,
      },
    ])
    expect((await ben.get('/api/debts')).body).toEqual({ debts: [] })
    expect(code(await ben.post(`/api/debts/${VISIT}`))).toBe('money.debt-unknown')
    const paid = await ana.post(`/api/debts/${VISIT}`, { paymentMethod: 'another card' })
    expect(ChargeView.parse(paid.body)).toMatchObject({ status: 'charged', capturedMinor: 20_000, dueMinor: 0 })
    expect((await ana.get('/api/debts')).body).toEqual({ debts: [] })
    expect(code(await ana.post(`/api/debts/${VISIT}`))).toBe('charge.nothing-due')
  })

  test('stays one where the card is declined', async () => {
    const { ana, visits, book, anaId } = await shop()
    await visits(20_000)
    const poor = { paymentMethod: declinedCard('insufficient-funds') }
    await book.setPaymentMethods(anaId, ['card', poor.paymentMethod])
    expect(ChargeView.parse((await ana.post(`/api/debts/${VISIT}`, poor)).body)).toMatchObject({
      status: 'unpaid',
      dueMinor: 17_000,
    })
    // Which card it was is told, so that another is chosen.
    const { debts } = DebtList.parse((await ana.get('/api/debts')).body)
    expect(debts).toMatchObject([{ visitId: VISIT, refused: [poor.paymentMethod] }])
  })

  test('[MD14] is never paid with a card of somebody else', async () => {
    const { ana, visits, bank } = await shop()
    await visits(20_000)
    const before = bank.calls.length
    expect(code(await ana.post(`/api/debts/${VISIT}`, { paymentMethod: 'card of ben' }))).toBe('card.unknown')
    expect(bank.calls).toHaveLength(before)
  })
})

describe('[MD2] [MD3] staff', () => {
  test('see what is open, and give back lines of a receipt or all of it', async () => {
    const { eve, ana, visits, bank } = await shop()
    await visits(750)
    const one = { do: 'refund', refundId: 'r1', lines: [{ item: tea.item, quantity: 1 }], ...because }
    for (const attempt of [1, 2]) {
      const view = ChargeView.parse((await eve.post(`/api/staff/charges/${VISIT}`, one)).body)
      expect([attempt, view.refundedMinor, view.lines[0]?.left, view.refunds[0]?.reason]).toEqual([
        attempt,
        250,
        2,
        'it was broken',
      ])
    }
    const whole = await eve.post(`/api/staff/charges/${VISIT}`, { ...one, refundId: 'r2', lines: 'all' })
    expect(ChargeView.parse(whole.body)).toMatchObject({ status: 'refunded', refundedMinor: 750 })
    expect(bank.made[0]!.refunds.size).toBe(2)
    expect(code(await eve.post(`/api/staff/charges/${VISIT}`, { ...one, refundId: 'r3' }))).toBe(
      'charge.refund-too-large',
    )
    for (const path of ['/api/staff/charges', `/api/staff/charges/${VISIT}`, `/api/staff/days/${DAY}`])
      expect([path, (await ana.get(path)).status]).toEqual([path, 403])
    expect((await ana.post(`/api/staff/charges/${VISIT}`, one)).status).toBe(403)
  })

  test.each([
    [{ do: 'write-off' }],
    [{ do: 'settle', lines: 'nothing', ...because }],
    [{ do: 'settle', lines: 'nothing', because: 'evidence-clear' }],
    [{ do: 'settle', lines: 'all', because: 'good-will' }],
    [{ do: 'give-up-refund' }],
    [{ do: 'refund', refundId: 'r1', lines: 'all', reason: ' ' }],
    [{ do: 'refund', refundId: 'r1', amountMinor: 5, ...because }],
    [{ do: 'give-away', ...because }],
  ])('need a reason, and name no amount: %j', async (body) => {
    const { eve, visits } = await shop()
    await visits(750)
    expect((await eve.post(`/api/staff/charges/${VISIT}`, body)).status).toBe(400)
  })

  test('settle a visit in review for lines of its receipt, at its prices', async () => {
    const receipts: { accountId: string; visit: Visit }[] = []
    const { eve, charges, anaId, store } = await shop(receipts)
    receipts.push({ accountId: anaId, visit: receipt() })
    await charges.hold(VISIT, { id: anaId, paymentMethod: 'card' }, 'EUR')
    await charges.review(VISIT, { reason: 'evidence-incomplete', detail: 'nobody was seen to leave' })
    const { charges: open } = OpenChargeList.parse((await eve.get('/api/staff/charges')).body)
    expect(open).toMatchObject([{ visitId: VISIT, state: 'held', inReview: true }])
    const settle = (lines: unknown, why = 'evidence-unclear') =>
      eve.post(`/api/staff/charges/${VISIT}`, { do: 'settle', lines, because: why, reason: 'one was put back' })
    expect(code(await settle([{ item: tea.item, quantity: 4 }]))).toBe('money.receipt-line-unknown')
    expect(ChargeView.parse((await settle([{ item: tea.item, quantity: 2 }])).body)).toMatchObject({
      status: 'charged',
      totalMinor: 500,
    })
    expect(code(await settle('all', 'evidence-clear'))).toBe('charge.amount-changed')
    expect(await store.open()).toEqual([])
    const decided = { by: 'staff', because: 'evidence-unclear', charged: [{ gtin: tea.item, quantity: 2 }] }
    expect(settlementOf(await charges.load(VISIT))).toEqual({ chargedMinor: 500, refundedMinor: 0, decided })
    const { decided: kept } = figuresOf(await charges.load(VISIT))!
    expect(kept).toMatchObject({ because: 'evidence-unclear', reason: 'one was put back' })
  })

  test('read the receipt that they decide by, and nobody else reads it so', async () => {
    const receipts: { accountId: string; visit: Visit }[] = []
    const { eve, ana, anaId } = await shop(receipts)
    receipts.push({ accountId: anaId, visit: receipt() })
    expect((await eve.get(`/api/staff/receipts/${VISIT}`)).body).toEqual(receipt())
    expect((await ana.get(`/api/staff/receipts/${VISIT}`)).status).toBe(403)
    expect(code(await eve.get('/api/staff/receipts/none'))).toBe('receipt.none')
  })

  test('are told until when a review may be decided, and why', async () => {
    const { eve, charges, anaId } = await shop()
    await charges.hold(VISIT, { id: anaId, paymentMethod: 'card' }, 'EUR')
    await charges.review(VISIT, { reason: 'evidence-incomplete', detail: 'nobody was seen to leave' })
    const decideBy = new Date(START + firstPolicy.reviewWithinMs).toISOString()
    const { charges: open } = OpenChargeList.parse((await eve.get('/api/staff/charges')).body)
    expect(open).toMatchObject([{ visitId: VISIT, because: 'evidence-incomplete', decideBy }])
    const one = ChargeView.parse((await eve.get(`/api/staff/charges/${VISIT}`)).body)
    expect(one.review).toEqual({ reason: 'evidence-incomplete', detail: 'nobody was seen to leave', decideBy })
  })

  test('[MD7] see a refund that the bank refused, and ask for it again', async () => {
    const { eve, bank, visits } = await shop()
    await visits(750)
    bank.refusesRefunds = true
    await eve.post(`/api/staff/charges/${VISIT}`, { do: 'refund', refundId: 'r1', lines: 'all', ...because })
    const { charges: open } = OpenChargeList.parse((await eve.get('/api/staff/charges')).body)
    const asksAgainAt = new Date(START + firstPolicy.refundAgainAfterMs).toISOString()
    expect(open).toMatchObject([
      { state: 'owing', because: 'request-refused', asksAgainAt, due: { amountMinor: -750 } },
    ])
    const again = async () =>
      ChargeView.parse((await eve.post(`/api/staff/charges/${VISIT}`, { do: 'retry-refund', ...because })).body)
    // The bank still remembers what it said to this key.
    bank.refusesRefunds = false
    expect(await again()).toMatchObject({ status: 'owing', refusal: 'request-refused', askedAgain: 1 })
    bank.forgetKeys()
    expect(await again()).toMatchObject({ status: 'refunded', refundedMinor: 750, askedAgain: 2, dueMinor: 0 })
    expect(code(await eve.post(`/api/staff/charges/${VISIT}`, { do: 'retry-refund', ...because }))).toBe(
      'charge.nothing-due',
    )
    expect(bank.made[0]!.refunds.size).toBe(1)
  })

  test('write off, close reviews, and are told what there is not', async () => {
    const { eve, visits } = await shop()
    await visits(20_000)
    const off = await eve.post(`/api/staff/charges/${VISIT}`, { do: 'write-off', ...because })
    expect(ChargeView.parse(off.body)).toMatchObject({ status: 'charged', writtenOffMinor: 17_000, dueMinor: 0 })
    expect(code(await eve.post(`/api/staff/charges/${VISIT}`, { do: 'close-review', ...because }))).toBe(
      'charge.nothing-to-review',
    )
    expect(code(await eve.get('/api/staff/charges/none'))).toBe('money.charge-unknown')
  })
})

describe('[MD4] a business day', () => {
  test('is closed when it is over, with every capture explained and the bank’s books alike', async () => {
    const { eve, visits, clock, eveAgain } = await shop()
    await visits(750)
    const goesOn = MoneyDay.parse((await eve.get(`/api/staff/days/${DAY}`)).body)
    expect(goesOn).toMatchObject({
      currencies: [{ moved: { sale: 750, capture: 750 } }],
      bank: { matched: 1, differences: [] },
    })
    expect(code(await eve.post(`/api/staff/days/${DAY}`))).toBe('money.day-goes-on')
    clock.nowMs = TOMORROW
    // Sign-ins end after twelve hours.
    const again = await eveAgain()
    const closed = MoneyDay.parse((await again.post(`/api/staff/days/${DAY}`)).body)
    expect(closed.closed?.by).toEqual(expect.any(String))
    expect(code(await again.post(`/api/staff/days/${DAY}`))).toBe('ledger.day-is-closed')
    expect(code(await again.get('/api/staff/days/today'))).toBe('money.no-such-day')
  })

  test('that is not accounted for is not closed, and the answer says what is missing', async () => {
    const { eve, visits, bank } = await shop()
    await visits(750)
    bank.made[0]!.capturedMinor = 700
    const { bank: against } = MoneyDay.parse((await eve.get(`/api/staff/days/${DAY}`)).body)
    expect(against.differences).toMatchObject([
      { visitId: VISIT, ours: { capturedMinor: 750 }, bank: { capturedMinor: 700 } },
    ])
    const variance = { do: 'book-variance', varianceId: 'v1', payment: 'pay-1', amountMinor: -50, ...because }
    await eve.post(`/api/staff/charges/${VISIT}`, variance)
    expect(MoneyDay.parse((await eve.get(`/api/staff/days/${DAY}`)).body).bank.differences).toEqual([])
  })
})

/** The next day, with Eve signed in anew. */
async function nextDay() {
  const one = await shop()
  await one.visits(750)
  return {
    ...one,
    later: async () => {
      one.clock.nowMs = TOMORROW
      const eve = await one.eveAgain()
      return {
        close: () => eve.post(`/api/staff/days/${DAY}`),
        decide: (payment: string, how: 'book' | 'give-back') =>
          eve.post(`/api/staff/payments/${payment}`, { do: how, ...because }),
        see: (payment: string) => eve.get(`/api/staff/payments/${payment}`),
        eve,
      }
    },
  }
}
const compared = ({ body }: { body: unknown }) => PaymentCompared.parse(body)

/** All of a visit was to be given back, and the bank refused; it is the next day. */
async function owing() {
  const day = await nextDay()
  day.bank.refusesRefunds = true
  await day.eve.post(`/api/staff/charges/${VISIT}`, { do: 'refund', refundId: 'r1', lines: 'all', ...because })
  const { eve, close } = await day.later()
  const decide = (what: string) => eve.post(`/api/staff/charges/${VISIT}`, { do: what, ...because })
  return { ...day, close, decide }
}

describe('[MD10] a refund that the bank refuses for ever', () => {
  test('keeps the day open until staff give it up; then it is posted, and the day closes', async () => {
    const { close, decide, bank } = await owing()
    expect(Problem.parse((await close()).body).detail).toContain(`${VISIT} has 750 EUR too much`)
    expect(ChargeView.parse((await decide('give-up-refund')).body)).toMatchObject({
      status: 'charged',
      grantedMinor: 750,
      refundedMinor: 0,
      unclaimedMinor: 750,
      dueMinor: 0,
    })
    const closed = MoneyDay.parse((await close()).body)
    expect(closed).toMatchObject({ closed: {}, unexplained: [], currencies: [{ moved: { 'refund-given-up': 0 } }] })
    expect(bank.made[0]!.refunds.size).toBe(0)
    expect((await decide('give-up-refund')).status).toBe(200)
    expect(code(await decide('retry-refund'))).toBe('charge.nothing-due')
  })

  test('and is given back on a later day after all, closes the day as well', async () => {
    const { close, decide, bank } = await owing()
    bank.refusesRefunds = false
    bank.forgetKeys()
    expect(code(await close())).toBe('money.day-unexplained')
    expect(ChargeView.parse((await decide('retry-refund')).body)).toMatchObject({ status: 'refunded' })
    expect((await close()).status).toBe(200)
  })
})

describe('[MD8] a payment of which the books tell differently', () => {
  test.each(['book', 'give-back'] as const)(
    'that only the bank knows keeps the day open until staff %s',
    async (how) => {
      const { bank, later } = await nextDay()
      // A visit of which we know nothing: our store has lost it, or somebody took money by hand.
      const payment = bank.takeByHand('corner-shop/lost/7', 400)
      const { close, decide, see } = await later()
      const refusal = await close()
      expect(code(refusal)).toBe('money.day-unexplained')
      expect(Problem.parse(refusal.body).detail).toContain(`${payment} of corner-shop/lost/7`)
      expect(compared(await see(payment))).toEqual({
        payment,
        visitId: 'corner-shop/lost/7',
        bank: { capturedMinor: 400, refundedMinor: 0, currency: 'EUR' },
        isSame: false,
      })
      const after = compared(await decide(payment, how))
      expect(after).toMatchObject({ isSame: true, ours: { explainedMinor: how === 'book' ? 400 : 0 } })
      expect(after.bank?.refundedMinor).toBe(how === 'book' ? 0 : 400)
      expect(MoneyDay.parse((await close()).body)).toMatchObject({ closed: {}, bank: { differences: [] } })
      expect(code(await decide(payment, how))).toBe('ledger.nothing-differs')
    },
  )

  test('that we hold to be taken and the bank does not is booked, and cannot be given back', async () => {
    const { bank, later } = await nextDay()
    bank.made[0]!.capturedMinor = 0
    const { close, decide } = await later()
    expect(code(await close())).toBe('money.day-unexplained')
    expect(code(await decide('pay-1', 'give-back'))).toBe('ledger.nothing-to-give-back')
    expect(compared(await decide('pay-1', 'book'))).toMatchObject({ isSame: true, ours: { explainedMinor: -750 } })
    expect((await close()).status).toBe(200)
  })

  test('that was given back by hand at the bank is booked', async () => {
    const { bank, later } = await nextDay()
    bank.made[0]!.refunds.set('by hand', { providerRef: 're-1', amountMinor: 250 })
    const { close, decide } = await later()
    expect(code(await close())).toBe('money.day-unexplained')
    expect(compared(await decide('pay-1', 'book'))).toMatchObject({ isSame: true, ours: { explainedMinor: -250 } })
    expect((await close()).status).toBe(200)
  })

  test.each(['silent-after', 'silent-before'] as const)(
    'is given back once, %s or not, however often it is asked for',
    async (how) => {
      const { bank, later } = await nextDay()
      const payment = bank.takeByHand('corner-shop/lost/7', 400)
      const { close, decide } = await later()
      bank.misbehave({ on: 'refund', how })
      expect(compared(await decide(payment, 'give-back'))).toMatchObject({ isSame: false, givingBackMinor: 400 })
      expect(code(await decide(payment, 'book'))).toBe('ledger.give-back-is-asked')
      const twice = await Promise.all([decide(payment, 'give-back'), decide(payment, 'give-back')])
      expect(twice.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 409])
      expect([...bank.made[1]!.refunds.values()].map(({ amountMinor }) => amountMinor)).toEqual([400])
      expect((await close()).status).toBe(200)
    },
  )

  test('that the bank refuses to give back says why, and is booked instead', async () => {
    const { bank, later } = await nextDay()
    const payment = bank.takeByHand('corner-shop/lost/7', 400)
    bank.refusesRefunds = true
    const { decide } = await later()
    expect(compared(await decide(payment, 'give-back'))).toMatchObject({ isSame: false, refusal: 'request-refused' })
    expect(compared(await decide(payment, 'book'))).toMatchObject({ isSame: true })
  })

  test('is staff’s alone, with a reason, of this store, and one that somebody knows', async () => {
    const { bank, ana, later } = await nextDay()
    const another = bank.takeByHand('another-shop/1/1', 400)
    expect((await ana.post('/api/staff/payments/pay-1', { do: 'book', ...because })).status).toBe(403)
    const { eve, decide } = await later()
    expect((await eve.post('/api/staff/payments/pay-1', { do: 'book' })).status).toBe(400)
    expect(code(await decide(another, 'give-back'))).toBe('money.payment-unknown')
    expect(code(await decide('pay-99', 'book'))).toBe('money.payment-unknown')
  })
})

test('[MD5] the bank’s notices are taken with its signature, each once', async () => {
  const { app, visits } = await shop()
  await visits(750)
  const notice = JSON.stringify({ id: 'evt_1', type: 'paid', about: { sessionId: VISIT, key: `capture/${VISIT}` } })
  const tell = (signature: string) =>
    request(app)
      .post('/api/bank/notices')
      .set('Stripe-Signature', signature)
      .set('Content-Type', 'application/json')
      .send(notice)
  expect(code(await tell('forged'))).toBe('bank.notice-refused')
  expect((await tell(SIGNATURE)).body).toEqual({ taken: 'new' })
  expect((await tell(SIGNATURE)).body).toEqual({ taken: 'known' })
  expect((await request(app).get('/api/bank/notices')).status).toBe(404)
})

const receipt = (): Visit => ({
  party: 1,
  id: VISIT,
  storeId: 'corner-shop',
  storeName: 'Corner shop',
  status: 'sealed',
  enteredAt: new Date(START).toISOString(),
  lines: [{ gtin: tea.item, name: 'Tea', quantity: 3, unitPriceMinor: 250, confidence: 0.6, evidence: [] }],
  doubtful: [],
  total: { amountMinor: 750, currency: 'EUR' },
  payment: 'review',
})
