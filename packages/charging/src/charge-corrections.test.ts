import { describe, expect, test } from 'vitest'
import { figuresOf } from './charge.ts'
import {
  adding,
  capturing,
  confirmed,
  declined,
  given,
  granted,
  hear,
  held,
  hold,
  holding,
  intended,
  lookUp,
  missing,
  no,
  refunding,
  settle,
  settled,
  silence,
  stateAfter,
  terms,
  unanswered,
  yes,
} from './charge-words.ts'
import type { RefundedLine } from './corrections.ts'
import { type ChargeCommand, decide } from './decide.ts'
import type { ChargedLine, ChargeEvent, Operation } from './events.ts'
import {
  AdditionChanged,
  BankContradicts,
  ChargeImpossible,
  NothingDue,
  NothingToReview,
  RefundChanged,
  RefundTooLarge,
  ReviewGoesOn,
} from './faults.ts'
import { capturedMinor, dueMinor, givenBackMinor } from './figures.ts'

const by = { by: 'eve', reason: 'it was broken' }
const refund = (of: 'whole' | readonly RefundedLine[], refundId = 'r1'): ChargeCommand => ({
  type: 'refund',
  refundId,
  of,
  ...by,
})
const tea: ChargedLine = { item: 'tea', quantity: 3, unitMinor: 250 }
const oats: ChargedLine = { item: 'oats', quantity: 1, unitMinor: 500 }
const charged = [...held, settled(1250, [tea, oats]), intended('capture', 1250), confirmed('capture', 1250)]
const grant = (lines: readonly RefundedLine[], amountMinor: number, refundId = 'r1'): ChargeEvent => ({
  type: 'RefundGranted',
  at: 0,
  refundId,
  lines,
  amountMinor,
  ...by,
})

describe('what the receipt missed', () => {
  const oneMore: ChargeCommand = { type: 'add', additionId: 'a1', line: { ...tea, quantity: 1 }, ...by }
  const added: ChargeEvent = { type: 'ItemsAdded', at: 0, additionId: 'a1', line: { ...tea, quantity: 1 }, ...by }

  test('[CH24] is charged beside what was captured, once, at the price of its line', () => {
    expect(given(...charged).when(oneMore)).toEqual([added, intended('capture-2', 250)])
    const then = [...charged, added, intended('capture-2', 250), confirmed('capture-2', 250)]
    expect(given(...then).when(oneMore)).toEqual([])
    expect(given(...then).when({ ...oneMore, line: { ...tea, quantity: 2 } })).toEqual({
      refused: AdditionChanged.code,
    })
    expect(given(...charged).when({ ...oneMore, line: { ...tea, unitMinor: 1 } })).toEqual({
      refused: ChargeImpossible.code,
    })
    expect(given(...then).when(settle(1250, [tea, oats])), 'settled again after a restart').toEqual([])
    expect(given(...then).when(refund([{ item: 'tea', quantity: 4 }]))).toMatchObject([{ amountMinor: 1000 }, {}])
  })

  test('[CH24] needs a visit that is settled', () => {
    expect(given(...held).when(oneMore)).toEqual({ refused: NothingDue.code })
  })
})

describe('a part of the price', () => {
  const reduce: ChargeCommand = { type: 'refund', refundId: 'r1', of: { amountMinor: 60 }, ...by }
  test('[CH20] is given back without its units, once', () => {
    expect(given(...charged).when(reduce)).toEqual([grant([], 60), intended('refund-1', 60)])
    const then = [...charged, grant([], 60), intended('refund-1', 60), confirmed('refund-1', 60)]
    expect(given(...then).when(reduce)).toEqual([])
    expect(given(...charged).when({ ...reduce, of: { amountMinor: 0 } })).toEqual({ refused: ChargeImpossible.code })
    expect(given(...then).when(refund('whole', 'r2'))).toMatchObject([{ amountMinor: 1190 }, {}])
  })
})

describe('a receipt of lines', () => {
  test('[CH6] is settled with them, and they add up', () => {
    expect(given(...held).when(settle(1250, [tea, oats]))).toEqual([
      settled(1250, [tea, oats]),
      intended('capture', 1250),
    ])
    expect(given(...held).when(settle(1249, [tea, oats]))).toEqual({ refused: ChargeImpossible.code })
    expect(given(...held).when(settle(1500, [tea, tea]))).toEqual({ refused: ChargeImpossible.code })
    expect(given(...held).when(settle(0, [{ ...tea, quantity: 0 }]))).toEqual({ refused: ChargeImpossible.code })
  })
})

/** What the bank is being asked for, and from where. */
const askedFor = (history: readonly ChargeEvent[]) => {
  const charge = stateAfter(...history)
  return 'asked' in charge ? [charge.asked.operation, charge.asked.amountMinor, charge.asked.paymentMethod] : []
}

describe('the shopper’s next method', () => {
  const two: ChargeEvent = { type: 'ChargeOpened', at: 0, ...terms, paymentMethods: ['pm_1', 'pm_2'] }
  const then = (...history: readonly ChargeEvent[]) => [two, ...history]
  test('[CH19] is held on where the first is declined, under a key of its own', () => {
    const history = then(intended('hold', 3000), declined('hold'))
    expect(given(...then(intended('hold', 3000))).when(hear('hold', no()))).toEqual([
      declined('hold'),
      intended('hold-2', 3000),
    ])
    expect(askedFor([...history, intended('hold-2', 3000)])).toEqual(['hold-2', 3000, 'pm_2'])
    expect(stateAfter(...history, intended('hold-2', 3000), declined('hold-2'))).toMatchObject({ status: 'declined' })
  })

  test('[CH19] is never asked after silence', () => {
    const silent = then(intended('hold', 3000))
    expect(given(...silent).when(hear('hold', silence))).toEqual([unanswered('hold')])
    expect(given(...silent, unanswered('hold')).when(hear('hold', no()))).toEqual([])
  })

  test('[CH19] pays what the first refused to, once its hold is let go', () => {
    const history = then(...capturing.slice(1), declined('capture'), intended('void', 3000), confirmed('void', 0))
    const charge = [...history, intended('capture-2', 1250)]
    expect(askedFor(charge)).toEqual(['capture-2', 1250, 'pm_2'])
    expect(stateAfter(...charge, confirmed('capture-2', 1250))).toMatchObject({ status: 'charged' })
    expect(stateAfter(...charge, declined('capture-2'))).toMatchObject({ status: 'unpaid', dueMinor: 1250 })
  })

  test('[CH19] and the rest of a large basket, in part or whole', () => {
    const history = then(...adding.slice(1))
    const refused = [...history, declined('capture-2'), intended('capture-3', 1500)]
    expect(askedFor(refused)).toEqual(['capture-3', 1500, 'pm_2'])
    const inPart = [...history, confirmed('capture-2', 1000), intended('capture-3', 500)]
    expect(askedFor(inPart)).toEqual(['capture-3', 500, 'pm_2'])
  })

  test('[CH10] a charge that went through after all, though another took its place, is given back', () => {
    const history = then(
      ...adding.slice(1),
      declined('capture-2'),
      intended('capture-3', 1500),
      confirmed('capture-3', 1500),
    )
    expect(given(...history).when(hear('capture-2', yes(1500)))).toEqual([
      confirmed('capture-2', 1500),
      intended('refund-1', 1500),
    ])
  })
})

describe('a refund that turns up after all', () => {
  const refused = [...refunding, declined('refund-1')]
  const added: ChargeEvent = { type: 'ItemsAdded', at: 0, additionId: 'a1', line: { ...oats, unitMinor: 8 }, ...by }
  const givenSince = [...refused, added, intended('refund-2', 1242), confirmed('refund-2', 1242), granted('r2', 7)]

  test('[CH10] counts while it is owed', () => {
    expect(given(...refused).when(hear('refund-1', yes(1250)))).toEqual([confirmed('refund-1', 1250)])
  })

  test('[CH10] and not where no more than a part of that is left to give back', () => {
    const owing = [...givenSince, intended('refund-3', 7), declined('refund-3')]
    expect(stateAfter(...owing)).toMatchObject({ status: 'owing', dueMinor: 7 })
    expect(given(...owing).when(hear('refund-1', yes(1250)))).toEqual({ refused: BankContradicts.code })
  })
})

describe('a visit that is unpaid', () => {
  const unpaid = [...adding, declined('capture-2')]
  const pay: ChargeCommand = { type: 'pay', paymentMethod: 'pm_new' }
  const asked: ChargeEvent = { type: 'PaymentAsked', at: 0, paymentMethod: 'pm_new' }

  test('[CH22] is paid by its shopper, with any method, beyond any bound', () => {
    expect(given(...unpaid).when(pay)).toEqual([asked, intended('capture-3', 1500)])
    const paying = [...unpaid, asked, intended('capture-3', 1500)]
    expect(stateAfter(...paying)).toMatchObject({ status: 'adding', asked: { paymentMethod: 'pm_new' } })
    expect(stateAfter(...paying, confirmed('capture-3', 1500))).toMatchObject({ status: 'charged' })
    const large = [...held, settled(15_001), intended('capture', 3000), confirmed('capture', 3000)]
    expect(given(...large).when(pay)).toEqual([asked, intended('capture-2', 12_001)])
  })

  test('[CH22] twice at once is once, and a refused try may be repeated under another key', () => {
    const paying = [...unpaid, asked, intended('capture-3', 1500)]
    expect(given(...paying).when(pay)).toEqual([])
    expect(given(...paying).when({ ...pay, paymentMethod: 'pm_other' })).toEqual({ refused: NothingDue.code })
    expect(given(...paying, unanswered('capture-3')).when(pay)).toEqual([])
    const refused = [...paying, declined('capture-3', 'card-expired')]
    expect(stateAfter(...refused)).toMatchObject({ status: 'unpaid', reason: 'card-expired' })
    expect(given(...refused).when(pay)).toEqual([asked, intended('capture-4', 1500)])
  })

  test('[CH23] or given up, by somebody, for a reason', () => {
    expect(given(...unpaid).when({ type: 'write-off', ...by })).toEqual([
      { type: 'DebtWrittenOff', at: 0, amountMinor: 1500, ...by },
    ])
    expect(given(...unpaid).when({ type: 'write-off', by: 'eve', reason: ' ' })).toEqual({
      refused: ChargeImpossible.code,
    })
    expect(given(...charged).when({ type: 'write-off', ...by })).toEqual({ refused: NothingDue.code })
  })
})

describe('a refund', () => {
  test('[CH20] gives back the whole, or lines of it, each once', () => {
    expect(given(...charged).when(refund('whole'))).toEqual([
      grant(
        [
          { item: 'tea', quantity: 3 },
          { item: 'oats', quantity: 1 },
        ],
        1250,
      ),
      intended('refund-1', 1250),
    ])
    const one = [grant([{ item: 'tea', quantity: 2 }], 500), intended('refund-1', 500)]
    expect(given(...charged).when(refund([{ item: 'tea', quantity: 2 }]))).toEqual(one)
    const givenSince = [...charged, ...one, confirmed('refund-1', 500)]
    expect(stateAfter(...givenSince)).toMatchObject({ status: 'charged' })
    expect(given(...givenSince).when(refund([{ item: 'tea', quantity: 2 }], 'r2'))).toEqual({
      refused: RefundTooLarge.code,
    })
    expect(given(...givenSince).when(refund('whole', 'r2'))).toEqual([
      grant(
        [
          { item: 'tea', quantity: 1 },
          { item: 'oats', quantity: 1 },
        ],
        750,
        'r2',
      ),
      intended('refund-2', 750),
    ])
  })

  test('[CH20] of the same name is the same refund', () => {
    const of = [{ item: 'tea', quantity: 2 }]
    const once = [...charged, grant(of, 500), intended('refund-1', 500)]
    expect(given(...once).when(refund(of))).toEqual([])
    expect(given(...once).when(refund([{ item: 'oats', quantity: 1 }]))).toEqual({ refused: RefundChanged.code })
  })

  test.each([[[{ item: 'gum', quantity: 1 }]], [[{ item: 'tea', quantity: 0 }]], [[{ item: 'tea', quantity: 4 }]]])(
    '[CH20] of %j is refused',
    (of) => {
      expect(given(...charged).when(refund(of))).toEqual({ refused: RefundTooLarge.code })
    },
  )

  test('[CH20] while the capture is under way is made when it is done', () => {
    const early = [...held, settled(1250), intended('capture', 1250), granted('r1', 1250)]
    expect(given(...early).when(hear('capture', yes(1250)))).toEqual([
      confirmed('capture', 1250),
      intended('refund-1', 1250),
    ])
  })

  test('[CH20] lets off what is due before it gives back what was paid', () => {
    const history = [...adding, declined('capture-2'), granted('r1', 1000)]
    expect(stateAfter(...history)).toMatchObject({ status: 'unpaid', dueMinor: 500 })
    expect(given(...history).when(refund('whole', 'r2'))).toEqual([
      { ...granted('r2', 3500), ...by },
      intended('refund-1', 3000),
    ])
  })

  test('[CH20] goes back the way the money came, the last way first', () => {
    const paid = [...adding, confirmed('capture-2', 1500), granted('r1', 2000), intended('refund-1', 1500)]
    expect(stateAfter(...paid)).toMatchObject({ asked: { taking: 'capture-2/s1' } })
    expect(given(...paid).when(hear('refund-1', yes(1500)))).toEqual([
      confirmed('refund-1', 1500),
      intended('refund-2', 500),
    ])
  })

  test('[CH20] that the bank refuses leaves the store owing, for a person to see to', () => {
    const owing = stateAfter(...refunding, declined('refund-1', 'request-refused'))
    expect(owing).toMatchObject({ status: 'owing', dueMinor: 1250, reason: 'request-refused' })
    expect(given(...refunding, declined('refund-1')).when(hear('refund-1', yes(1250)))).toEqual([
      confirmed('refund-1', 1250),
    ])
  })

  const refused = [...refunding, declined('refund-1')]
  const again: ChargeCommand = { type: 'retry-refund', ...by }
  const asked: ChargeEvent = { type: 'RefundAskedAgain', at: 0, key: 'refund-1/s1', ...by }

  test('[CH25] that the bank refuses is asked for again under its key, once it was looked up', () => {
    expect(given(...refused).when(again)).toEqual([asked])
    expect(stateAfter(...refused, asked)).toMatchObject({
      status: 'unknown',
      askedAgain: 1,
      waiting: { status: 'refunding', asked: { key: 'refund-1/s1', amountMinor: 1250, taking: 'capture/s1' } },
    })
    expect(given(...refused, asked).when(again)).toEqual([])
    const gone = [...refused, asked, missing('refund-1')]
    expect(given(...gone).when(hear('refund-1', yes(1250)))).toEqual([confirmed('refund-1', 1250)])
    expect(stateAfter(...gone, confirmed('refund-1', 1250))).toMatchObject({ status: 'refunded', askedAgain: 1 })
  })

  test('[CH25] that was given after all is found, and given once', () => {
    const found = [...refused, asked, confirmed('refund-1', 1250, 'lookup')]
    expect(given(...refused, asked).when(lookUp('refund-1', yes(1250)))).toEqual([found.at(-1)])
    expect(stateAfter(...found)).toMatchObject({ status: 'refunded' })
  })

  test('[CH25] that is refused once more is owed as before, and can be asked for again', () => {
    const oncemore = [...refused, asked, missing('refund-1'), declined('refund-1')]
    expect(stateAfter(...oncemore)).toMatchObject({ status: 'owing', dueMinor: 1250 })
    expect(given(...oncemore).when(again)).toEqual([asked])
    expect(stateAfter(...oncemore, asked)).toMatchObject({ askedAgain: 2 })
  })

  test('[CH25] of a charge that owes nothing is refused', () => {
    expect(given(...charged).when(again)).toEqual({ refused: NothingDue.code })
    expect(given(...refused).when({ ...again, reason: ' ' })).toEqual({ refused: ChargeImpossible.code })
  })

  const givenUp: ChargeEvent = { type: 'RefundGivenUp', at: 0, amountMinor: 1250, ...by }
  const giveUp: ChargeCommand = { type: 'give-up-refund', ...by }

  test('[CH27] that no bank gives back is given up, by somebody, for a reason, once', () => {
    expect(given(...refused).when(giveUp)).toEqual([givenUp])
    expect(given(...refused).when({ ...giveUp, reason: ' ' })).toEqual({ refused: ChargeImpossible.code })
    expect(given(...refused, givenUp).when(giveUp)).toEqual([])
    const after = stateAfter(...refused, givenUp)
    const figures = figuresOf(after)!
    expect(after.status).toBe('charged')
    expect([capturedMinor(figures), givenBackMinor(figures), dueMinor(figures)]).toEqual([1250, 0, 0])
    expect(given(...refused, givenUp).when(again)).toEqual({ refused: NothingDue.code })
  })

  test('[CH27] and not while the bank is asked, nor where nothing is owed', () => {
    for (const history of [refunding, [...refused, asked], charged, adding])
      expect(given(...history).when(giveUp)).toEqual({ refused: NothingDue.code })
  })

  test('[CH27] that the bank gave after all contradicts it, for a person to compare books', () => {
    expect(given(...refused, givenUp).when(lookUp('refund-1', yes(1250)))).toEqual({ refused: BankContradicts.code })
  })

  test('[CH18] whatever was taken, given back and let off: the figures say what is due', () => {
    const figures = figuresOf(stateAfter(...refunding, confirmed('refund-1', 1250)))!
    expect([capturedMinor(figures), givenBackMinor(figures), dueMinor(figures)]).toEqual([1250, 1250, 0])
  })
})

describe('a review', () => {
  const about = { reason: 'left-unsettled', detail: 'the bank was silent' } as const
  const review: ChargeCommand = { type: 'review', withinMs: 100, ...about }
  const raised: ChargeEvent = { type: 'ReviewRaised', at: 0, decideByMs: 100, ...about }

  test('[CH21] is an event, asked for twice it is one', () => {
    expect(given(...capturing).when(review)).toEqual([raised])
    expect(given(...capturing, raised).when(review)).toEqual([])
  })

  test('[CH21] ends by itself when the charge comes to rest', () => {
    expect(stateAfter(...capturing, raised)).toMatchObject({ review: { reason: 'left-unsettled' } })
    expect(stateAfter(...capturing, raised, unanswered('capture'))).toMatchObject({ review: {} })
    expect(stateAfter(...capturing, raised, confirmed('capture', 1250))).not.toHaveProperty('review')
  })

  const contradicted: ChargeEvent = { type: 'ReviewRaised', at: 0, reason: 'bank-contradicts', detail: 'two yeses' }

  test('[CH21] of what a visit left open is not raised once the charge is at rest, of a contradiction it is', () => {
    expect(given(...charged).when(review)).toEqual([])
    const another: ChargeCommand = { type: 'review', withinMs: 100, reason: 'bank-contradicts', detail: 'two yeses' }
    expect(given(...charged).when(another)).toEqual([contradicted])
  })

  test('[CH21] cannot be closed before it is settled what is owed', () => {
    expect(given(...held, raised).when({ type: 'close-review', ...by })).toEqual({ refused: NothingToReview.code })
  })

  test('[CH21] of a charge at rest is closed by somebody', () => {
    const atRest = [...charged, contradicted]
    expect(stateAfter(...atRest)).toMatchObject({ status: 'charged', review: {} })
    const closed: ChargeEvent = { type: 'ReviewClosed', at: 0, ...by }
    expect(given(...atRest).when({ type: 'close-review', ...by })).toEqual([closed])
    expect(stateAfter(...atRest, closed)).not.toHaveProperty('review')
    const unknown = [...capturing, raised, unanswered('capture'), closed]
    expect(stateAfter(...unknown)).not.toHaveProperty('review')
    expect(stateAfter(...unknown, confirmed('capture', 1250))).toMatchObject({ status: 'charged' })
  })

  test('[CH21] does not stop a visit from being settled, which is how staff decide it', () => {
    expect(given(...held, raised).when(settle(0))).toEqual([settled(0), intended('void', 3000)])
  })
})

describe('a review that nobody decides', () => {
  const raised: ChargeEvent = {
    type: 'ReviewRaised',
    at: 0,
    reason: 'evidence-incomplete',
    detail: 'nobody was seen to leave',
    decideByMs: 100,
  }
  const lines = [{ item: 'tea', quantity: 5, unitMinor: 250 }]
  const lapse: ChargeCommand = { type: 'lapse', totalMinor: 1250, lines }
  const lapsed: ChargeEvent = {
    type: 'ReviewLapsed',
    at: 100,
    totalMinor: 1250,
    lines,
    by: 'its deadline',
    reason: 'nobody decided it in time (evidence-incomplete)',
  }
  const decided = (history: readonly ChargeEvent[], at: number) => decide(stateAfter(...history), lapse, at)

  test('[CH26] is given up at its deadline: the hold is let go, and nothing is due', () => {
    const letGo = { ...intended('void', 3000), at: 100 }
    expect(decided([...held, raised], 100)).toEqual([lapsed, letGo])
    const over = stateAfter(...held, raised, lapsed, letGo, confirmed('void', 0))
    expect(over).toMatchObject({ status: 'written-off', figures: { totalMinor: 1250, writtenOffMinor: 1250 } })
    expect(over).not.toHaveProperty('review')
  })

  test('[CH26] is not given up before it, nor without one', () => {
    expect(() => decided([...held, raised], 99)).toThrow(expect.objectContaining({ code: ReviewGoesOn.code }))
    expect(decided(held, 100)).toEqual([])
    const contradicts = { type: 'ReviewRaised', at: 0, reason: 'bank-contradicts', detail: 'two yeses' } as const
    expect(decided([...held, contradicts], 1e12)).toEqual([])
  })

  test('[CH26] and whose visit was settled in the meantime stays as it was settled', () => {
    expect(decided([...held, raised, settled(500), intended('capture', 500)], 200)).toEqual([])
    expect(decided([...held, raised, lapsed, intended('void', 3000)], 200)).toEqual([])
  })

  test('[CH26] while its hold is still awaited is let go as soon as it is known', () => {
    const early = [...holding, raised, lapsed]
    expect(given(...early).when(hear('hold', yes(3000)))).toEqual([confirmed('hold', 3000), intended('void', 3000)])
    expect(stateAfter(...early, declined('hold'))).toMatchObject({ status: 'written-off' })
  })

  test('[CH26] gets no more time by another reason to look at it', () => {
    const another: ChargeCommand = { type: 'review', withinMs: 1_000, reason: 'could-not-settle', detail: 'no disk' }
    expect(given(...held, raised).when(another)).toEqual([
      { type: 'ReviewRaised', at: 0, reason: 'could-not-settle', detail: 'no disk', decideByMs: 100 },
    ])
  })
})

test('[CH23] a difference to the bank’s books is booked once, and changes nothing between store and shopper', () => {
  const variance: ChargeCommand = { type: 'book-variance', varianceId: 'fee', payment: 'pi_1', amountMinor: -35, ...by }
  const booked: ChargeEvent = {
    type: 'VarianceBooked',
    at: 0,
    varianceId: 'fee',
    payment: 'pi_1',
    amountMinor: -35,
    ...by,
  }
  expect(given(...charged).when(variance)).toEqual([booked])
  expect(given(...charged, booked).when(variance)).toEqual([])
  expect(given(...charged).when({ ...variance, amountMinor: 0 })).toEqual({ refused: ChargeImpossible.code })
  expect(stateAfter(...charged, booked)).toMatchObject({ status: 'charged' })
})

test('[CH4] the names of operations never repeat, whatever was refused before', () => {
  const names: Operation[] = []
  let history: readonly ChargeEvent[] = [...adding, declined('capture-2')]
  for (let i = 0; i < 5; i++) {
    const next = given(...history).when({ type: 'pay', paymentMethod: `pm_${i}` })
    if ('refused' in next) throw new Error(next.refused)
    const intent = next.find((event) => event.type === 'OperationIntended')
    names.push(intent!.operation)
    history = [...history, ...next, declined(intent!.operation)]
  }
  expect(names).toEqual(['capture-3', 'capture-4', 'capture-5', 'capture-6', 'capture-7'])
  expect(given(...history).when(hold)).toEqual([])
})
