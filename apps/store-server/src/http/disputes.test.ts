import { ArticleList, StaffDispute, StaffDisputeList, VisitDisputes } from '@store/contract/dispute.ts'
import { Problem, SignedIn } from '@store/contract/http.ts'
import type { Visit } from '@store/contract/visit.ts'
import request from 'supertest'
import { describe, expect, test } from 'vitest'
import { appFixture, START } from './app-fixture.ts'

const VISIT = 'corner-shop/1/1'
const TEA = '04006381333931'
const password = 'correct horse battery'
const receipt: Visit = {
  id: VISIT,
  number: 7,
  party: 1,
  storeId: 'corner-shop',
  storeName: 'Corner Shop',
  status: 'sealed',
  enteredAt: new Date(START).toISOString(),
  sealedAt: new Date(START).toISOString(),
  lines: [{ gtin: TEA, name: 'Tea', quantity: 3, unitPriceMinor: 250, confidence: 0.97, evidence: [] }],
  doubtful: [],
  total: { amountMinor: 750, currency: 'EUR' },
  payment: 'charged',
}

/** Ana has taken three teas and paid; Eve works here. `odds`: that Ana has at least one, two, three, as is believed now. */
async function shop(odds: readonly number[] = [1, 1, 1], isCharged = true) {
  const receipts: { accountId: string; visit: Visit }[] = []
  const fixture = appFixture({}, receipts)
  const { app, accounts, charges, disputes } = fixture
  fixture.weighed.odds = [{ gtin: TEA, atLeast: odds }]
  const register = async (displayName: string) => {
    const body = { email: `${displayName}@store.test`, password, displayName }
    return SignedIn.parse((await request(app).post('/api/accounts').send(body)).body)
  }
  const [ana, ben] = [await register('ana'), await register('ben')]
  const staff = { email: 'eve@store.test', password, displayName: 'Eve', role: 'staff' as const }
  await accounts.ensure(staff, START)
  const eve = SignedIn.parse((await request(app).post('/api/sign-in').send(staff)).body)
  const as = ({ token }: SignedIn) => ({
    get: (path: string) => request(app).get(path).set('Authorization', `Bearer ${token}`),
    post: (path: string, body: object = {}) =>
      request(app).post(path).set('Authorization', `Bearer ${token}`).send(body),
  })
  const visits = async (id: string): Promise<void> => {
    receipts.unshift({ accountId: ana.me.id, visit: { ...receipt, id } })
    if (!isCharged) return
    expect(await charges.hold(id, { id: ana.me.id, paymentMethod: 'card' }, 'EUR')).toBe('held')
    await charges.settle(id, 750, [{ item: TEA, quantity: 3, unitMinor: 250 }])
  }
  await visits(VISIT)
  const mine = as(ana)
  return {
    ...fixture,
    ana: mine,
    ben: as(ben),
    eve: as(eve),
    visits,
    asks: async (body: object, visitId = VISIT) => {
      const answer = await mine.post(`/api/disputes/${visitId}`, body)
      await disputes.rest()
      return answer
    },
    /** The dispute as it is now. */
    now: async (id = 'd1', visitId = VISIT) => {
      const { body } = await mine.get(`/api/disputes/${visitId}`)
      return VisitDisputes.parse(body).disputes.find((one) => one.id === id)
    },
    queue: async () => StaffDisputeList.parse((await as(eve).get('/api/staff/disputes')).body).disputes,
    refundsAtBank: () => fixture.bank.made.flatMap(({ refunds }) => [...refunds.values()]),
  }
}
const code = ({ body }: { body: unknown }) => Problem.parse(body).code
const contest = { do: 'contest', id: 'd1', item: TEA, quantity: 1, claim: 'not-taken' }

describe('[DD1] a line that is contested', () => {
  test('is answered at once, and refunded without a person where it is not sure enough any more', async () => {
    const { asks, now, told, refundsAtBank } = await shop([1, 1, 0.4])
    const asked = VisitDisputes.parse((await asks(contest)).body)
    expect(asked.disputes).toMatchObject([{ status: 'weighing', amount: { amountMinor: 250, currency: 'EUR' } }])
    expect(await now()).toMatchObject({
      status: 'closed',
      decision: { outcome: 'refunded', reason: 'not-sure-enough', amount: { amountMinor: 250 }, isAutomatic: true },
    })
    expect(refundsAtBank()).toHaveLength(1)
    expect(told.map(({ disputes }) => disputes.disputes[0]?.status)).toEqual(['weighing', 'refunding', 'closed'])
  })

  test('is one dispute and one refund, however often it is tapped', async () => {
    const { asks, refundsAtBank } = await shop([1, 1, 0.4])
    for (const _ of [1, 2, 3]) expect((await asks(contest)).status).toBe(200)
    expect(refundsAtBank()).toHaveLength(1)
    expect(code(await asks({ ...contest, quantity: 2 }))).toBe('dispute.changed')
  })

  test('is asked of the units beyond those that its shopper admits', async () => {
    const three = await shop([1, 0.96, 0.4])
    await three.asks({ ...contest, quantity: 2 })
    expect(await three.now()).toMatchObject({ status: 'with-staff', because: 'sure-enough' })
  })

  test('is its shopper’s, of a receipt that is charged, and of a line that is there', async () => {
    const { asks, ben } = await shop()
    expect(code(await ben.post(`/api/disputes/${VISIT}`, contest))).toBe('receipt.unknown')
    expect(code(await ben.get(`/api/disputes/${VISIT}`))).toBe('receipt.unknown')
    expect(code(await asks({ ...contest, item: 'oats' }))).toBe('dispute.no-such-line')
    expect(code(await asks({ ...contest, quantity: 4 }))).toBe('dispute.nothing-left')
    const unsettled = await shop([], false)
    expect(code(await unsettled.asks(contest))).toBe('dispute.not-charged-yet')
  })
})

describe('[DD2] staff', () => {
  const ref = `${VISIT}/d1`

  test('decide what is sure enough, with evidence before them and a reason behind them', async () => {
    const { asks, eve, queue, now, refundsAtBank, disputes } = await shop()
    await asks({ ...contest, quantity: 2, claim: 'put-back' })
    expect(await queue()).toMatchObject([
      {
        ref,
        visitNumber: 7,
        dispute: { claim: 'put-back', because: 'sure-enough' },
        chargedAt: 0.97,
        believedNow: 1,
        automaticRefunds: 0,
      },
    ])
    const ruling = { outcome: 'refunded', quantity: 1, reason: 'found-in-store', note: 'behind the oats' }
    const decided = StaffDispute.parse((await eve.post(`/api/staff/disputes/${ref}`, ruling)).body)
    await disputes.rest()
    expect(decided.dispute.decision).toMatchObject({ outcome: 'refunded', isAutomatic: false })
    expect(await now()).toMatchObject({ status: 'closed', decision: { amount: { amountMinor: 250 } } })
    expect(await queue()).toEqual([])
    expect(code(await eve.post(`/api/staff/disputes/${ref}`, ruling))).toBe('dispute.over')
    expect(refundsAtBank()).toHaveLength(1)
  })

  test('keep a line, or reduce its price', async () => {
    const kept = await shop()
    await kept.asks(contest)
    expect(code(await kept.eve.post(`/api/staff/disputes/${ref}`, { outcome: 'kept', reason: 'good-will' }))).toBe(
      'http.malformed',
    )
    await kept.eve.post(`/api/staff/disputes/${ref}`, { outcome: 'kept', reason: 'evidence-clear' })
    expect(await kept.now()).toMatchObject({ status: 'closed', decision: { amount: { amountMinor: 0 } } })
    expect(kept.refundsAtBank()).toEqual([])

    const dear = await shop([0, 0, 0])
    await dear.asks({ ...contest, claim: 'price' })
    expect(await dear.now()).toMatchObject({ status: 'with-staff', because: 'price' })
    const reduce = { outcome: 'reduced', amountMinor: 51, reason: 'price-was-wrong' }
    await dear.eve.post(`/api/staff/disputes/${ref}`, reduce)
    await dear.disputes.rest()
    expect(await dear.now()).toMatchObject({ status: 'closed', decision: { amount: { amountMinor: 51 } } })
    expect((await dear.charges.load(VISIT)).status).toBe('charged')
  })

  test('are nobody else', async () => {
    const { asks, ana } = await shop()
    await asks(contest)
    expect((await ana.get('/api/staff/disputes')).status).toBe(403)
    expect((await ana.post(`/api/staff/disputes/${ref}`, { outcome: 'kept', reason: 'evidence-clear' })).status).toBe(
      403,
    )
  })

  test('gave some of it back already: then it is as much as is left', async () => {
    const { asks, charges, now, weighed } = await shop([1, 1, 1])
    await charges.correct(VISIT, {
      type: 'refund',
      refundId: 'by hand',
      of: [{ item: TEA, quantity: 2 }],
      by: 'eve',
      reason: 'asked at the desk',
    })
    weighed.odds = []
    await asks({ ...contest, quantity: 3 })
    expect(await now()).toMatchObject({ status: 'closed', decision: { amount: { amountMinor: 250 } } })
  })
})

test('[DD2] from the policy’s limit on a person decides, and the phone is told so', async () => {
  const { asks, now, visits, queue } = await shop([0, 0, 0])
  const more = ['corner-shop/1/2', 'corner-shop/1/3', 'corner-shop/1/4']
  for (const id of more) await visits(id)
  for (const [i, id] of [VISIT, ...more].entries()) await asks({ ...contest, id: `d${i}` }, id)
  expect(await now('d2', more[1])).toMatchObject({ status: 'closed' })
  expect(await now('d3', more[2])).toMatchObject({ status: 'with-staff', because: 'limit-reached' })
  expect(await queue()).toMatchObject([{ automaticRefunds: 3, overVisits: 10 }])
})

describe('[DD4] what the receipt missed', () => {
  const report = { do: 'report', id: 'm1', item: 'oats', quantity: 2 }

  test('is offered at the store’s price and charged only when it is confirmed, once', async () => {
    const { asks, now, charges } = await shop()
    await asks(report)
    expect(await now('m1')).toMatchObject({ kind: 'missed', status: 'offered', amount: { amountMinor: 1000 } })
    expect(await charges.load(VISIT)).toMatchObject({ figures: { totalMinor: 750 } })
    for (const _ of [1, 2]) await asks({ do: 'confirm', id: 'm1' })
    expect(await now('m1')).toMatchObject({ status: 'charged' })
    expect(await charges.load(VISIT)).toMatchObject({ status: 'charged', figures: { totalMinor: 1750 } })
  })

  test('is what the store sells, at the price of the receipt where it is on it, and may be withdrawn', async () => {
    const { asks, now, charges } = await shop()
    expect(code(await asks({ ...report, item: 'gold' }))).toBe('dispute.article-unknown')
    await asks({ ...report, item: TEA, quantity: 1 })
    expect(await now('m1')).toMatchObject({ amount: { amountMinor: 250 } })
    await asks({ do: 'withdraw', id: 'm1' })
    expect(code(await asks({ do: 'confirm', id: 'm1' }))).toBe('dispute.over')
    expect(await charges.load(VISIT)).toMatchObject({ figures: { totalMinor: 750 } })
  })
})

test('[DD7] what the store sells is found by words', async () => {
  const { ana } = await shop()
  expect(ArticleList.parse((await ana.get('/api/articles?q=oa')).body).articles).toMatchObject([{ item: 'oats' }])
  expect((await ana.get('/api/articles')).status).toBe(400)
})
