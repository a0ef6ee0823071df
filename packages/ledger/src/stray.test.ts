import { specFor } from '@store/kernel/decider-spec.ts'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { entryOf } from './entry.ts'
import { type PaymentBooks, paymentsIn, reconcile } from './reconcile.ts'
import {
  decideStray,
  evolveStray,
  GiveBackIsAsked,
  initialStray,
  NothingDiffers,
  NothingToGiveBack,
  type StrayCommand,
  strayEntries,
  type StrayEvent,
} from './stray.ts'

const given = specFor({ initial: initialStray, decide: decideStray, evolve: evolveStray })
const by = { by: 'eve', reason: 'taken by hand at the bank' }
const books = (capturedMinor: number, refundedMinor = 0): PaymentBooks => ({
  payment: 'pi_1',
  subject: 'v1',
  currency: 'EUR',
  capturedMinor,
  refundedMinor,
})
const command = (type: 'book' | 'give-back', ours?: PaymentBooks, bank?: PaymentBooks): StrayCommand => ({
  type,
  difference: { payment: 'pi_1', subject: 'v1', ours, bank },
  ...by,
})
const about = { at: 0, payment: 'pi_1', subject: 'v1', currency: 'EUR', ...by }
const intended: StrayEvent = {
  type: 'GiveBackIntended',
  ...about,
  key: 'give-back-1/pi_1',
  amountMinor: 700,
  variancesMinor: [700, -700],
}
const hear = (kind: 'confirmed' | 'unknown', key = intended.key): StrayCommand => ({
  type: 'hear',
  key,
  outcome: { kind },
})
const refused: StrayEvent = { type: 'GiveBackRefused', at: 0, key: intended.key, because: 'request-refused' }

describe('a payment that only the bank knows', () => {
  test('[LG8] is booked as it is, or given back', () => {
    expect(given().when(command('book', undefined, books(700)))).toEqual([
      { type: 'DifferenceBooked', ...about, variancesMinor: [700] },
    ])
    expect(given().when(command('give-back', undefined, books(700)))).toEqual([intended])
  })

  test('[LG8] is not decided where nothing differs', () => {
    for (const type of ['book', 'give-back'] as const)
      expect(given().when({ type, difference: undefined, ...by })).toEqual({ refused: NothingDiffers.code })
  })

  test('[LG9] is given back under one key until the bank has answered, and nothing else is decided meanwhile', () => {
    expect(given(intended).when(command('give-back', undefined, books(700)))).toEqual([])
    expect(given(intended).when(command('book', undefined, books(700)))).toEqual({ refused: GiveBackIsAsked.code })
    expect(given(intended).when(hear('unknown'))).toEqual([])
    expect(given(intended).when(hear('confirmed', 'give-back-2/pi_1'))).toEqual([])
    expect(given(intended).when(hear('confirmed'))).toEqual([{ type: 'GivenBack', at: 0, key: intended.key }])
    expect(given(intended, { type: 'GivenBack', at: 0, key: intended.key }).when(hear('confirmed'))).toEqual([])
  })

  test('[LG9] that the bank refuses to give back may be tried anew, or booked', () => {
    const no = { kind: 'declined', reason: 'request-refused' } as const
    expect(given(intended).when({ type: 'hear', key: intended.key, outcome: no })).toEqual([refused])
    const again = given(intended, refused).when(command('give-back', undefined, books(700)))
    expect(again).toEqual([{ ...intended, key: 'give-back-2/pi_1' }])
    expect(given(intended, refused).when(command('book', undefined, books(700)))).toHaveLength(1)
  })

  test('[LG9] a history that cannot be stops the process', () => {
    for (const event of [refused, { type: 'GivenBack', at: 0, key: 'give-back-1/pi_1' }] as const)
      expect(() => evolveStray(initialStray, event)).toThrow('corrupt history')
  })
})

test('[LG8] what the bank does not have cannot be given back', () => {
  expect(given().when(command('give-back', books(700)))).toEqual({ refused: NothingToGiveBack.code })
  expect(given().when(command('book', books(700)))).toEqual([
    { type: 'DifferenceBooked', ...about, variancesMinor: [-700] },
  ])
})

test('[LG8] whatever the books say, and how often somebody decides: afterwards they say the same', () => {
  const aMinor = fc.integer({ min: 0, max: 5 })
  const aSide = fc.tuple(aMinor, aMinor)
  const aStep = fc.record({
    type: fc.constantFrom('book' as const, 'give-back' as const),
    bank: aSide,
    isGiven: fc.boolean(),
  })
  let [booked, givenBack] = [0, 0]
  fc.assert(
    fc.property(aSide, fc.array(aStep, { minLength: 1, maxLength: 4 }), ([captured, refunded], steps) => {
      const money = { at: 0, subject: 'v1', currency: 'EUR', payment: 'pi_1' }
      const entries = [
        ...(captured > 0 ? [entryOf('capture', captured, { id: 'c', ...money })] : []),
        ...(refunded > 0 ? [entryOf('refund-paid', refunded, { id: 'r', ...money })] : []),
      ]
      let [stray, nth] = [initialStray, 0]
      const left: number[] = []
      const happens = (events: readonly StrayEvent[]): void => {
        for (const event of events) {
          entries.push(...strayEntries(stray, event, ++nth))
          stray = evolveStray(stray, event)
        }
      }
      for (const {
        type,
        bank: [takenMinor, backMinor],
        isGiven,
      } of steps) {
        // The bank's books go on changing by hand between any two decisions.
        const bank = books(takenMinor, backMinor)
        const difference = reconcile(paymentsIn(entries), [bank]).differences[0]
        if (!difference) continue
        const beyondMinor = takenMinor - backMinor - net(difference.ours)
        if (type === 'book' || beyondMinor <= 0) {
          happens(decideStray(stray, { type: 'book', difference, ...by }, 0))
          left.push(reconcile(paymentsIn(entries), [bank]).differences.length)
          booked++
          continue
        }
        happens(decideStray(stray, { type, difference, ...by }, 0))
        const { key, amountMinor } = stray.asked!
        const outcome = isGiven ? ({ kind: 'confirmed' } as const) : ({ kind: 'declined', reason: 'no' } as const)
        happens(decideStray(stray, { type: 'hear', key, outcome }, 0))
        const after = books(takenMinor, backMinor + (isGiven ? amountMinor : 0))
        left.push(reconcile(paymentsIn(entries), [after]).differences.length - (isGiven ? 0 : 1))
        if (isGiven) givenBack++
      }
      expect(left.filter((more) => more !== 0)).toEqual([])
      expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length)
    }),
    { numRuns: 2_000 },
  )
  // Or it has shown nothing.
  expect(Math.min(booked, givenBack)).toBeGreaterThan(100)
})

const net = (side: PaymentBooks | undefined): number =>
  side ? side.capturedMinor - side.refundedMinor + (side.explainedMinor ?? 0) : 0
