import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dayAfter, dayOf, isDay, postedOn } from './day.ts'
import { balancesOf, dayReport, subjectBalances, subjectKey } from './day-report.ts'
import { checked, type Entry, entryOf, type EntryKind, kinds, sum } from './entry.ts'
import { type PaymentBooks, paymentsIn, reconcile } from './reconcile.ts'

let ids = 0
const entry = (kind: EntryKind, amountMinor: number, more: Partial<Entry> = {}): Entry =>
  entryOf(kind, amountMinor, { id: `e${++ids}`, at: 0, subject: 'v1', currency: 'EUR', payment: 'pi_1', ...more })

describe('an entry', () => {
  test.each([
    ['sale', 'shoppers', 'sales'],
    ['capture', 'bank', 'shoppers'],
    ['refund', 'returns', 'shoppers'],
    ['refund-paid', 'shoppers', 'bank'],
    ['refund-given-up', 'shoppers', 'unclaimed'],
    ['write-off', 'write-offs', 'shoppers'],
    ['variance', 'bank', 'variance'],
  ] as const)('[LG2] %s: debit %s, credit %s', (kind, debit, credit) => {
    expect(entry(kind, 5).postings).toEqual([
      { account: debit, amountMinor: 5 },
      { account: credit, amountMinor: -5 },
    ])
  })

  test('[LG1] that does not add up is no entry', () => {
    const { postings, ...about } = entry('sale', 5)
    const off = [postings[0]!, { account: 'sales', amountMinor: -4 } as const]
    expect(() => checked({ ...about, postings: off })).toThrow('does not add up')
    expect(() => checked({ ...about, postings: [] })).toThrow('two postings')
    expect(() => checked({ ...about, postings, currency: 'eur' })).toThrow('what it is about')
    for (const amount of [0, -5, 0.5]) expect(() => entry('sale', amount)).toThrow(/is no movement|whole minor units/)
    expect(entry('variance', -5).postings[0]).toEqual({ account: 'bank', amountMinor: -5 })
  })
})

describe('a day', () => {
  test('[LG4] is the store’s own, in summer and in winter', () => {
    expect(dayOf(Date.UTC(2026, 6, 1, 22, 30), 'Europe/Vienna')).toBe('2026-07-02')
    expect(dayOf(Date.UTC(2026, 0, 1, 22, 30), 'Europe/Vienna')).toBe('2026-01-01')
    expect(dayOf(Date.UTC(2026, 0, 1, 3, 0), 'America/New_York')).toBe('2025-12-31')
    expect([isDay('2026-02-28'), isDay('2026-02-30'), isDay('26-1-1')]).toEqual([true, false, false])
  })

  test('[LG4] that is closed stays closed: what comes later counts on the next', () => {
    expect(postedOn('2026-02-28', '2026-02-28')).toBe('2026-03-01')
    expect(postedOn('2026-02-28', '2026-02-27')).toBe('2026-02-28')
    expect(postedOn('2026-02-28', undefined)).toBe('2026-02-28')
    expect(dayAfter('2026-12-31')).toBe('2027-01-01')
  })
})

const report = (before: readonly Entry[], entries: readonly Entry[], after: readonly Entry[] = []) =>
  dayReport({
    day: '2026-01-02',
    entries,
    opening: balancesOf(before),
    subjects: subjectBalances([...before, ...entries]),
    subjectsNow: subjectBalances([...before, ...entries, ...after]),
  })

describe('the report of a day', () => {
  test('[LG5] opens with what was, closes with what is, and adds up per currency', () => {
    const before = [entry('sale', 1000), entry('capture', 400)]
    const { currencies, unexplained } = report(before, [
      entry('capture', 600),
      entry('refund', 100),
      entry('sale', 70, { currency: 'CHF', subject: 'v2' }),
    ])
    // A refund that was granted and is not paid out yet: the store keeps what is not its own.
    expect(unexplained).toEqual([{ subject: 'v1', currency: 'EUR', beyondMinor: 100 }])
    expect(currencies.map(({ currency, debitsMinor, creditsMinor }) => [currency, debitsMinor, creditsMinor])).toEqual([
      ['CHF', 70, 70],
      ['EUR', 700, 700],
    ])
    expect(currencies[1]).toMatchObject({
      moved: { capture: 600, refund: 100, sale: 0 },
      opening: { bank: 400, shoppers: 600, sales: -1000 },
      closing: { bank: 1000, shoppers: -100, sales: -1000, returns: 100 },
    })
  })

  test('[LG3] what is due for a visit is its balance', () => {
    const entries = [entry('sale', 1000), entry('capture', 700), entry('write-off', 300)]
    expect(subjectBalances(entries).get(subjectKey('v1', 'EUR'))).toEqual({ owedMinor: 700, keptMinor: 700 })
    expect(balancesOf(entries).get('EUR')).toMatchObject({ shoppers: 0, bank: 700, 'write-offs': 300 })
  })

  test('[LG6] names a capture that no receipt explains', () => {
    const [alone, twice] = [entry('capture', 5, { subject: 'v9' }), entry('capture', 1000)]
    const { unexplained } = report([entry('sale', 1000), entry('capture', 1000)], [alone, twice])
    expect(unexplained).toEqual([
      { subject: 'v9', currency: 'EUR', beyondMinor: 5 },
      { subject: 'v1', currency: 'EUR', beyondMinor: 1000 },
    ])
  })

  test.each(['refund-paid', 'refund-given-up'] as const)(
    '[LG6] is explained once a refund of it is settled on a later day (%s)',
    (kind) => {
      const day = [entry('sale', 1000), entry('capture', 1000), entry('refund', 300)]
      expect(report([], day).unexplained).toMatchObject([{ subject: 'v1', beyondMinor: 300 }])
      expect(report([], day, [entry(kind, 100)]).unexplained).toMatchObject([{ beyondMinor: 200 }])
      expect(report([], day, [entry(kind, 300)]).unexplained).toEqual([])
    },
  )

  test('[LG6] that was explained when it was over is not opened again by a later one', () => {
    const day = [entry('sale', 1000), entry('capture', 1000)]
    expect(report([], day, [entry('refund', 300)]).unexplained).toEqual([])
  })

  test('[LG5] any entries, on any days, add up, and close where the next day opens', () => {
    const anEntry = fc
      .record({
        kind: fc.constantFrom(...kinds),
        amountMinor: fc.integer({ min: 1, max: 10_000 }),
        subject: fc.constantFrom('v1', 'v2'),
        currency: fc.constantFrom('EUR', 'CHF'),
      })
      .map(({ kind, amountMinor, ...more }) => entry(kind, amountMinor, more))
    fc.assert(
      fc.property(fc.array(anEntry), fc.array(anEntry), (before, day) => {
        const { currencies } = report(before, day)
        const after = balancesOf([...before, ...day])
        for (const { currency, debitsMinor, creditsMinor, closing } of currencies) {
          expect(debitsMinor).toBe(creditsMinor)
          expect(sum(Object.values(closing))).toBe(0)
          expect(closing).toEqual(after.get(currency))
        }
      }),
    )
  })
})

const paid = (payment: string, capturedMinor: number, more: Partial<PaymentBooks> = {}): PaymentBooks => ({
  payment,
  subject: 'v1',
  currency: 'EUR',
  capturedMinor,
  refundedMinor: 0,
  ...more,
})

const explained = (explainedMinor: number, more: Partial<PaymentBooks> = {}) =>
  paid('pi_1', 0, { explainedMinor, ...more })
const differs = (ours: PaymentBooks, ...bank: PaymentBooks[]) => reconcile([ours], bank).differences.length

describe('[LG7] against the bank’s books', () => {
  test('our side is what the entries say, per payment', () => {
    const entries = [entry('sale', 900), entry('capture', 900), entry('refund', 200), entry('refund-paid', 200)]
    expect(paymentsIn(entries)).toEqual([paid('pi_1', 900, { refundedMinor: 200 })])
    expect(paymentsIn([...entries, entry('variance', -35)])).toEqual([
      paid('pi_1', 900, { refundedMinor: 200, explainedMinor: -35 }),
    ])
  })

  test('what is the same is counted, what is not is named with both', () => {
    const ours = [paid('pi_1', 900), paid('pi_2', 500), paid('pi_3', 100)]
    const bank = [paid('pi_1', 900), paid('pi_2', 501), paid('pi_4', 70), paid('pi_5', 0)]
    const { matched, differences } = reconcile(ours, bank)
    expect(matched).toBe(1)
    expect(differences.map(({ payment, ours: a, bank: b }) => [payment, a?.capturedMinor, b?.capturedMinor])).toEqual([
      ['pi_2', 500, 501],
      ['pi_3', 100, undefined],
      ['pi_4', undefined, 70],
    ])
  })

  test('what somebody has explained has to come to the same in the end', () => {
    expect(differs(explained(70), paid('pi_1', 70))).toBe(0)
    expect(differs(explained(70), paid('pi_1', 71))).toBe(1)
    expect(differs(explained(70), paid('pi_1', 70, { currency: 'CHF' }))).toBe(1)
    // Given back by hand, there: a refund that we never made.
    expect(differs(explained(-20, { capturedMinor: 100 }), paid('pi_1', 100, { refundedMinor: 20 }))).toBe(0)
    // Ours alone: the bank never took it.
    expect(differs(explained(-100, { capturedMinor: 100 }))).toBe(0)
    expect(differs(paid('pi_1', 100, { refundedMinor: 100 }))).toBe(1)
  })
})
