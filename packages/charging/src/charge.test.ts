import { describe, expect, test } from 'vitest'
import { figuresOf, HOLD_GONE, PARTLY_APPROVED } from './charge.ts'
import {
  absent,
  adding,
  capturing,
  confirmed,
  declined,
  given,
  hear,
  held,
  hold,
  holding,
  intended,
  lookUp,
  missing,
  no,
  settle,
  settled,
  silence,
  stateAfter,
  terms,
  unanswered,
  voiding,
  yes,
} from './charge-words.ts'
import type { ChargeEvent } from './events.ts'
import { AmountChanged, BankContradicts, ChargeImpossible, IntentMissing, NoChargeYet, TermsChanged } from './faults.ts'
import { capturedMinor } from './figures.ts'
import { BEYOND_HEADROOM } from './reckon.ts'

describe('at entry', () => {
  test('[CH3] a hold is written down before the bank is asked', () => {
    expect(given().when(hold, 7)).toEqual(holding.map((event) => ({ ...event, at: 7 })))
  })

  test('[CH5] asked for again, it is the same hold', () => {
    expect(given(...holding).when(hold)).toEqual([])
    expect(given(...held).when(hold)).toEqual([])
  })

  test.each([{ accountId: 'ben' }, { holdMinor: 5000 }, { currency: 'CHF' }, { headroomMinor: 0 }])(
    '[CH5] but not under other terms: %j',
    (other) => {
      expect(given(...held).when({ ...hold, ...other })).toEqual({ refused: TermsChanged.code })
    },
  )

  test.each([
    { sessionId: '' },
    { sessionId: 'two words' },
    { sessionId: 'x'.repeat(201) },
    { accountId: ' ' },
    { paymentMethods: [''] },
    { paymentMethods: [] },
    { paymentMethods: ['pm_1', 'pm_1'] },
    { currency: 'eur' },
    { holdMinor: 0 },
    { holdMinor: 12.5 },
    { headroomMinor: -1 },
  ])('[CH5] nor with %j', (wrong) => {
    expect(given().when({ ...hold, ...wrong })).toEqual({ refused: ChargeImpossible.code })
  })
})

describe('at exit', () => {
  test('[CH12] less than is held is captured', () => {
    expect(given(...held).when(settle(1250))).toEqual([settled(1250), intended('capture', 1250)])
  })

  test('[CH12] what the hold does not cover is a second charge', () => {
    const history = [...held, settled(4500), intended('capture', 3000)]
    expect(given(...held).when(settle(4500))).toEqual(history.slice(-2))
    expect(given(...history).when(hear('capture', yes(3000)))).toEqual([
      confirmed('capture', 3000),
      intended('capture-2', 1500),
    ])
    expect(restOf(...adding, confirmed('capture-2', 1500))).toMatchObject({
      status: 'charged',
      capturedMinor: 4500,
    })
  })

  test('[CH12] but no more than the head-room: the hold is captured, the rest unpaid', () => {
    const history = [...held, settled(15_001), intended('capture', 3000)]
    expect(given(...history).when(hear('capture', yes(3000)))).toEqual([confirmed('capture', 3000)])
    const unpaid = { status: 'unpaid', capturedMinor: 3000, dueMinor: 12_001, reason: BEYOND_HEADROOM }
    expect(restOf(...history, confirmed('capture', 3000))).toMatchObject(unpaid)
  })

  test('[CH12] a hold that was approved in part covers that part', () => {
    const part = [...holding, confirmed('hold', 1000)]
    expect(given(...part).when(settle(1250))).toEqual([settled(1250), intended('capture', 1000)])
  })

  test('[CH13] nothing taken lets the hold go', () => {
    expect(given(...held).when(settle(0))).toEqual([settled(0), intended('void', 3000)])
    expect(stateAfter(...voiding, confirmed('void', 0))).toMatchObject({ status: 'nothing-to-pay' })
  })

  test('[CH6] the total is settled once', () => {
    expect(given(...capturing).when(settle(1250))).toEqual([])
    expect(given(...capturing).when(settle(1251))).toEqual({ refused: AmountChanged.code })
    expect(AmountChanged({ sessionId: 's1', settledMinor: 1250, askedMinor: 1251 }).message).toBe(
      'Session s1 was already settled at 1250 and cannot become 1251; refund the difference instead.',
    )
  })

  test.each([-1, 0.5, Number.NaN, 1e20])('[CH6] %d is no total', (totalMinor) => {
    expect(given(...held).when(settle(totalMinor))).toEqual({ refused: ChargeImpossible.code })
  })

  test('[CH7] a total may come before the outcome of the hold, and is then acted upon', () => {
    const early = [...holding, settled(1250)]
    expect(given(...holding).when(settle(1250))).toEqual([settled(1250)])
    expect(given(...early).when(hear('hold', yes(3000)))).toEqual([confirmed('hold', 3000), intended('capture', 1250)])
    expect(given(...holding, settled(0)).when(hear('hold', yes(3000)))).toEqual([
      confirmed('hold', 3000),
      intended('void', 3000),
    ])
    expect(stateAfter(...early, declined('hold'))).toMatchObject({ status: 'unpaid', dueMinor: 1250 })
  })

  test('[CH7] even while nobody knows what became of the hold', () => {
    const unknown = [...holding, unanswered('hold')]
    expect(given(...unknown).when(settle(0))).toEqual([settled(0)])
    expect(given(...unknown, settled(0)).when(lookUp('hold', yes(3000)))).toEqual([
      confirmed('hold', 3000, 'lookup'),
      intended('void', 3000),
    ])
    expect(given(...unknown, settled(0)).when(settle(0))).toEqual([])
  })

  test('[CH15] a capture that is declined takes nothing, and lets the hold go', () => {
    const refusal = [declined('capture'), intended('void', 3000)]
    expect(given(...capturing).when(hear('capture', no()))).toEqual(refusal)
    const unpaid = { status: 'unpaid', capturedMinor: 0, dueMinor: 1250, reason: 'insufficient-funds' }
    expect(restOf(...capturing, ...refusal, confirmed('void', 0))).toMatchObject(unpaid)
  })

  test('[CH15] where the hold is gone, the whole total is charged anew', () => {
    const anew = [declined('capture', HOLD_GONE), intended('capture-2', 1250)]
    expect(given(...capturing).when(hear('capture', no(HOLD_GONE)))).toEqual(anew)
    const careful: ChargeEvent = { type: 'ChargeOpened', at: 0, ...terms, headroomMinor: 1249 }
    const history = [careful, ...capturing.slice(1), declined('capture', HOLD_GONE)]
    expect(stateAfter(...history)).toMatchObject({ status: 'unpaid', dueMinor: 1250 })
  })

  test('[CH16] a second charge that is declined leaves the rest unpaid', () => {
    const unpaid = { status: 'unpaid', capturedMinor: 3000, dueMinor: 1500, reason: 'insufficient-funds' }
    expect(given(...adding).when(hear('capture-2', no()))).toEqual([declined('capture-2')])
    expect(restOf(...adding, declined('capture-2'))).toMatchObject(unpaid)
  })

  test('[CH16] and one that is approved in part is not asked for again', () => {
    const unpaid = { status: 'unpaid', capturedMinor: 4000, dueMinor: 500, reason: PARTLY_APPROVED }
    expect(given(...adding).when(hear('capture-2', yes(1000)))).toEqual([confirmed('capture-2', 1000)])
    expect(restOf(...adding, confirmed('capture-2', 1000))).toMatchObject(unpaid)
  })
})

describe('what the bank says', () => {
  test('[CH8] silence is an outcome of its own, and a no does not end it', () => {
    expect(given(...capturing).when(hear('capture', silence))).toEqual([unanswered('capture')])
    const unknown = [...capturing, unanswered('capture')]
    expect(given(...unknown).when(hear('capture', no()))).toEqual([])
    expect(given(...unknown).when(hear('capture', silence))).toEqual([])
    expect(given(...unknown).when(lookUp('capture', silence))).toEqual([])
  })

  test('[CH8] a lookup ends it, and so does a yes', () => {
    const unknown = [...capturing, unanswered('capture')]
    expect(given(...unknown).when(lookUp('capture', yes(1250)))).toEqual([confirmed('capture', 1250, 'lookup')])
    expect(given(...unknown).when(hear('capture', yes(1250)))).toEqual([confirmed('capture', 1250)])
    expect(given(...unknown).when(lookUp('capture', no()))).toEqual([
      declined('capture', 'insufficient-funds', 'lookup'),
      intended('void', 3000),
    ])
  })

  test('[CH9] what is found missing is asked again, under the key it had', () => {
    const unknown = [...capturing, unanswered('capture')]
    expect(given(...unknown).when(lookUp('capture', absent))).toEqual([missing('capture')])
    const again = stateAfter(...unknown, missing('capture'))
    expect(again).toMatchObject({ status: 'capturing', asked: { key: 'capture/s1', amountMinor: 1250 } })
    expect(given(...unknown, missing('capture')).when(hear('capture', no()))).toHaveLength(2)
  })

  test('[CH10] a decline after a confirmed capture never undoes it', () => {
    const charged = [...capturing, confirmed('capture', 1250)]
    for (const late of [no(), silence]) {
      expect(given(...charged).when(hear('capture', late))).toEqual([])
      expect(given(...charged).when(lookUp('capture', late))).toEqual([])
    }
    expect(given(...charged).when(hear('capture', yes(1250)))).toEqual([])
  })

  test('[CH10] a hold that turns up after all is let go, or captured for what is owed', () => {
    const refused = [...holding, declined('hold')]
    expect(given(...refused).when(hear('hold', yes(3000)))).toEqual([confirmed('hold', 3000), intended('void', 3000)])
    expect(given(...refused, settled(1250)).when(hear('hold', yes(3000)))).toEqual([
      confirmed('hold', 3000),
      intended('capture', 1250),
    ])
  })

  test('[CH10] a yes to what was replaced by other steps is for a person to look at', () => {
    const replaced = [...capturing, declined('capture', HOLD_GONE), intended('capture-2', 1250)]
    expect(given(...replaced).when(hear('capture', yes(1250)))).toEqual({ refused: BankContradicts.code })
    const letGo = [...capturing, declined('capture'), intended('void', 3000)]
    expect(given(...letGo).when(hear('capture', yes(1250)))).toEqual({ refused: BankContradicts.code })
  })

  test.each([1251, 0, -1, 12.5])('[CH11] %d for 1250 is no believable yes', (amountMinor) => {
    expect(given(...capturing).when(hear('capture', yes(amountMinor)))).toEqual({ refused: BankContradicts.code })
  })

  test('[CH11] nor is another yes than the first', () => {
    const charged = [...capturing, confirmed('capture', 1250)]
    expect(given(...charged).when(hear('capture', yes(1200)))).toEqual({ refused: BankContradicts.code })
    expect(given(...charged).when(hear('capture', yes(1250, 'pi_2')))).toEqual({ refused: BankContradicts.code })
  })

  test('[CH14] a declined void is as good as silence', () => {
    expect(given(...voiding).when(hear('void', no()))).toEqual([
      unanswered('void', 'void declined: insufficient-funds'),
    ])
    expect(given(...voiding, unanswered('void')).when(lookUp('void', absent))).toEqual([missing('void')])
  })
})

test('[CH1] of what was never intended, nothing is believed', () => {
  expect(given(...held).when(hear('capture', yes(1250)))).toEqual({ refused: IntentMissing.code })
  expect(given().when(settle(1250))).toEqual({ refused: NoChargeYet.code })
})

/** A charge, with what was captured for it. */
function restOf(...history: readonly ChargeEvent[]) {
  const charge = stateAfter(...history)
  const figures = figuresOf(charge)
  return { ...charge, ...(figures && { capturedMinor: capturedMinor(figures) }) }
}

describe('a visit in review that staff settle', () => {
  const raised: ChargeEvent = {
    type: 'ReviewRaised',
    at: 0,
    reason: 'evidence-incomplete',
    detail: 'nobody was seen to leave',
    decideByMs: 100,
  }
  const decided = { by: 'eve', reason: 'looked at the shelf', because: 'evidence-unclear' }

  test('[CH28] is kept with who decided it and why, and says so at rest', () => {
    const events = given(...held, raised).when({ type: 'settle', totalMinor: 500, decided })
    expect(events).toEqual([{ ...settled(500), decided }, intended('capture', 500)])
    const total: ChargeEvent = { type: 'TotalSettled', at: 0, totalMinor: 500, lines: [], decided }
    const over = stateAfter(...held, raised, total, intended('capture', 500))
    expect(figuresOf(over)).toMatchObject({ totalMinor: 500, decided })
    expect(figuresOf(stateAfter(...capturing))).not.toHaveProperty('decided')
  })

  test.each(['by', 'reason'])('[CH28] not without a %s', (field) => {
    const blank = { ...decided, [field]: ' ' }
    expect(given(...held, raised).when({ type: 'settle', totalMinor: 500, decided: blank })).toEqual({
      refused: ChargeImpossible.code,
    })
  })
})
