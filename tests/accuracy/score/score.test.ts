import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Receipt } from '@store/engine/receipt.ts'
import type { CaseResult } from '../run-case.ts'
import { calibrationOf } from './calibration.ts'
import { causeOf, happenedAsTold, type Happened } from './causes.ts'
import { claimsOf } from './claims.ts'
import { outcomeOf, type JudgedReceipt } from './outcome.ts'
import { confusionOf, summaryOf, totalsOf } from './summary.ts'

const [tea, soup, nuts] = ['00000000000017', '00000000000024', '00000000000031']
const owes = (shopper: string, ...gtins: string[]): JudgedReceipt => ({
  shopper,
  lines: [...new Set(gtins)].map((gtin) => ({ gtin, quantity: gtins.filter((one) => one === gtin).length })),
})
const faultsOf = (charged: readonly JudgedReceipt[], truth: readonly JudgedReceipt[]): string[] =>
  outcomeOf(charged, truth, [])
    .mistakes.map(({ fault, shopper, gtin }) => `${fault}: ${shopper} ${gtin}`)
    .sort()

describe('what became of units', () => {
  test('[AC2] another shopper is charged for it', () => {
    expect(faultsOf([owes('ana'), owes('ben', tea)], [owes('ana', tea), owes('ben')])).toEqual([
      `wrong shopper: ana ${tea}`,
    ])
  })

  test('[AC2] another article is charged for it', () => {
    expect(faultsOf([owes('ana', tea)], [owes('ana', soup)])).toEqual([`wrong item: ana ${soup}`])
  })

  test('[AC2] nobody took it', () => {
    expect(faultsOf([owes('ana', tea, tea)], [owes('ana', tea)])).toEqual([`not taken: ana ${tea}`])
  })

  test('[AC3] missed: held for review if a doubt names it, else unnoticed', () => {
    const doubting = { ...owes('ana'), unresolved: [{ gtins: [soup, tea], quantity: 1 }] }
    expect(faultsOf([doubting], [owes('ana', tea, nuts)])).toEqual([
      `held for review: ana ${tea}`,
      `unnoticed: ana ${nuts}`,
    ])
  })

  test('[AC3] no unit is counted twice, whatever was charged and taken', () => {
    const anyReceipts = fc
      .array(fc.tuple(fc.constantFrom('ana', 'ben'), fc.constantFrom(tea, soup, nuts)), { maxLength: 8 })
      .map((units) => ['ana', 'ben'].map((who) => owes(who, ...units.filter(([one]) => one === who).map(([, g]) => g))))
    fc.assert(
      fc.property(anyReceipts, anyReceipts, (charged, truth) => {
        const { wrong, missed, mistakes } = outcomeOf(charged, truth, [])
        expect(mistakes.length).toBeGreaterThanOrEqual(Math.max(wrong, missed))
        expect(mistakes.length).toBeLessThanOrEqual(wrong + missed)
        const doubled = mistakes.filter(({ fault }) => fault === 'wrong shopper' || fault === 'wrong item').length
        expect(mistakes.length + doubled).toBe(wrong + missed)
      }),
    )
  })

  test('[AC17] a mistake tells how likely what is true was held, and a table of how many of them receipts were sure', () => {
    const odds = (...atLeast: number[]) => [{ gtin: tea, atLeast }]
    const doubting = outcomeOf([{ ...owes('ana', tea, tea), odds: odds(0.9, 0.6) }, { ...owes('ben'), odds: [] }], [owes('ana', tea), owes('ben', tea)], []) // prettier-ignore
    expect(doubting.mistakes).toMatchObject([{ fault: 'wrong shopper', shopper: 'ben', truthHeld: 0 }])
    const unsure = outcomeOf([{ ...owes('ana', tea, tea), odds: odds(0.9, 0.6) }], [owes('ana', tea)], [])
    expect(unsure.mistakes[0]!.truthHeld).toBeCloseTo(0.3)
    expect(confusionOf([doubting, unsure]).map(({ units, sure }) => [units, sure])).toEqual([[2, 1]])
    expect(outcomeOf([owes('ana')], [owes('ana', tea)], []).mistakes[0]).not.toHaveProperty('truthHeld')
  })

  test('[AC1] [AC4] rates are of units, the score is of traces', () => {
    const good = outcomeOf([owes('ana', tea, tea, soup)], [owes('ana', tea, tea, soup)], [])
    const bad = outcomeOf([{ ...owes('ana', tea), unresolved: [{ gtins: [], quantity: 4 }] }], [owes('ana', soup)], [])
    expect(totalsOf([good, bad])).toMatchObject({
      f1: 0.5,
      worstF1: 0,
      taken: 4,
      charged: 4,
      wrong: 1,
      wrongRate: 1 / 4,
      reviewRate: 4 / 8,
    })
  })
})

describe('whether it was as sure as it said', () => {
  test('[AC6] nine in ten of what is called 90 % is no error; all wrong is the whole of it', () => {
    const nineInTen = Array.from({ length: 10 }, (_, i) => ({ probability: 0.9, isRight: i > 0 }))
    expect(calibrationOf(nineInTen).expectedError).toBeCloseTo(0)
    expect(calibrationOf([{ probability: 1, isRight: false }]).expectedError).toBe(1)
    expect(calibrationOf([]).expectedError).toBe(0)
  })

  test('[AC6] bins are weighed by their claims, and 1 falls into the last', () => {
    const { bins, expectedError } = calibrationOf([
      { probability: 1, isRight: true },
      { probability: 0.95, isRight: true },
      { probability: 0.35, isRight: true },
    ])
    expect(bins.map(({ count }) => count)).toEqual([0, 0, 0, 1, 0, 0, 0, 0, 0, 2])
    expect(expectedError).toBeCloseTo((0.65 + 2 * 0.025) / 3)
  })

  test('[AC5] lines claim their number, doubts that something more was taken', () => {
    const doubt = { quantity: 1, cause: 'who-took-it', reason: 'x', evidence: [], tags: [] } as const
    const receipt: Receipt = {
      sessionId: 's',
      shopper: 'ana',
      lines: [
        { gtin: tea, quantity: 2, confidence: 0.9, evidence: [], tags: [] },
        { gtin: soup, quantity: 1, confidence: 0.8, evidence: [], tags: [] },
      ],
      unresolved: [
        { ...doubt, gtins: [nuts, soup], probability: 0.4 },
        { ...doubt, gtins: [tea], probability: 0.3 },
        { ...doubt, gtins: [], probability: 0.2 },
      ],
      odds: [],
    }
    expect(claimsOf([receipt], [owes('ana', tea, tea, soup, soup), owes('ben', nuts)])).toEqual([
      { probability: 0.9, isRight: true },
      { probability: 0.8, isRight: false },
      { probability: 0.4, isRight: true },
      { probability: 0.3, isRight: false },
      { probability: 0.2, isRight: true },
    ])
  })
})

const act = (shopper: string, gtin: string, causes: Happened['causes']): Happened => ({
  atMs: 0,
  shopper,
  gtin,
  action: 'pick',
  causes,
})

describe('what a mistake is put down to', () => {
  test('[AC7] the most particular of what befell the article with that shopper, else with anybody', () => {
    const happened = [
      act('ana', tea, ['several units in one grab']),
      act('ana', tea, ['slow lift']),
      act('ben', tea, ['broken plate']),
      act('ben', soup, []),
    ]
    expect(causeOf([tea], 'ana', happened)).toBe('slow lift')
    expect(causeOf([tea], 'chi', happened)).toBe('broken plate')
    expect(causeOf([soup], 'ben', happened)).toBe('nothing special')
    expect(causeOf([nuts], 'ana', happened)).toBe('never handled')
    // What it was taken for says as much: the twin in whose place it was put.
    expect(causeOf([soup, tea], 'ben', happened)).toBe('broken plate')
  })

  test('[AC7] acts tell of crowds, repeats and strays by themselves', () => {
    const shop = { facings: [{ gtin: tea, gondola: 'A', shelf: 1, plates: [1] }] }
    const event = (at: number, shopper: string, shelf: number) =>
      ({ at, shopper, action: 'pick', items: [{ gtin: tea, quantity: 1 }], gondola: 'A', shelf, plates: [1] }) as const
    const causesIn = (...events: readonly ReturnType<typeof event>[]) =>
      happenedAsTold(events, shop).map(({ causes }) => causes)
    expect(causesIn(event(0, 'ana', 1), event(1_000, 'ben', 1))[0]).toEqual(['two at one place within a second'])
    expect(causesIn(event(0, 'ana', 1), event(1_000, 'ana', 1))[0]).toEqual(['quick repeat'])
    expect(causesIn(event(0, 'ana', 1), event(9_000, 'ben', 1))[0]).toEqual([])
    expect(causesIn(event(0, 'ana', 2))[0]).toEqual(['misplaced among equals'])
  })
})

test('[AC14] a summary counts the traces whose receipts are those of the clean run', () => {
  const outcome = outcomeOf([], [], [])
  const result = (isAsClean?: boolean): CaseResult => ({
    suite: 'x', seed: 1, name: 'x', quality: 'real', shoppers: 1, gondolas: 5,
    ours: outcome, baseline: outcome, claims: [], cutOff: 0, curve: [],
    ...(isAsClean !== undefined && { isAsClean }),
    cost: { traceMs: 1_000, oursCpuMs: 10, baselineCpuMs: 5 },
  }) // prettier-ignore
  expect(summaryOf([result(true), result(false), result()])).toMatchObject({
    asClean: { same: 1, of: 2 },
    speed: { oursRealTime: 100, ratio: 2 },
  })
})
