import { describe, expect, test } from 'vitest'
import {
  arranged,
  believed,
  charged,
  closed,
  confirmed,
  contest,
  contested,
  earlier,
  given,
  refunded,
  refundedByPolicy,
  refunding,
  report,
  reported,
  rule,
  tea,
  tellCharge,
  tellRefund,
  weigh,
  weighed,
  withdrawn,
  withStaff,
} from './dispute-words.ts'
import { decide, type DisputeCommand } from './decide.ts'
import { evolve, initial } from './dispute.ts'
import type { DisputeEvent } from './events.ts'
import {
  DisputeChanged,
  DisputeImpossible,
  DisputeOver,
  DisputeUnknown,
  LineDisputed,
  NothingLeft,
  TooLate,
} from './faults.ts'
import { disputePolicy } from './policy.ts'

const by = { by: 'eve', reason: 'evidence-unclear' } as const

describe('a line', () => {
  test('[DS2] is contested once, however often it is asked', () => {
    expect(given().when(contest())).toEqual([contested()])
    expect(given(contested()).when(contest())).toEqual([])
    expect(given(contested()).when(contest({ quantity: 1 }))).toEqual({ refused: DisputeChanged.code })
    expect(given(contested()).when(contest({ disputeId: 'd2', quantity: 1 }))).toEqual({ refused: LineDisputed.code })
    expect(given(contested()).when(contest({ disputeId: 'd2', visitId: 'v2' }))).toHaveLength(1)
  })

  test('[DS3] is contested for what was sold of it and not decided yet, and for no more', () => {
    expect(given().when(contest({ quantity: 4 }))).toEqual({ refused: NothingLeft.code })
    expect(given(...closed).when(contest({ disputeId: 'd2', quantity: 2 }))).toEqual({ refused: NothingLeft.code })
    expect(given(...closed).when(contest({ disputeId: 'd2', quantity: 1 }))).toHaveLength(1)
    expect(given(contested(), withdrawn('d1')).when(contest({ disputeId: 'd2', quantity: 3 }))).toHaveLength(1)
  })

  test('[DS10] is contested within its time', () => {
    const late = disputePolicy.openForMs + 1
    expect(given().when(contest(), late)).toEqual({ refused: TooLate.code })
    expect(given().when(report(), late)).toEqual({ refused: TooLate.code })
    expect(given().when(contest(), late - 1)).toHaveLength(1)
  })

  test('[DS1] is named, whole and at least one unit', () => {
    for (const change of [{ quantity: 0 }, { quantity: 1.5 }, { item: ' ' }, { disputeId: 'a/b' }, { unitMinor: -1 }])
      expect(given().when(contest(change))).toEqual({ refused: DisputeImpossible.code })
    expect(given(contested()).when(weigh(believed(1.01)))).toEqual({ refused: DisputeImpossible.code })
  })
})

describe('what is believed now', () => {
  test('[DS4] is refunded at once below the policy’s threshold, whole', () => {
    expect(given(contested()).when(weigh())).toEqual([weighed(), refundedByPolicy])
    expect(given(contested()).when(weigh(believed(disputePolicy.refundBelow - 0.001)))).toMatchObject([
      {},
      { type: 'DisputeDecided', amountMinor: 500 },
    ])
  })

  test('[DS4] goes to a person from the threshold on, and why is said', () => {
    expect(given(contested()).when(weigh(believed(disputePolicy.refundBelow)))).toMatchObject([
      {},
      { type: 'DisputeReferred', because: 'sure-enough' },
    ])
  })

  test('[DS4] says nothing of a price', () => {
    expect(given(contested({ claim: 'price' })).when(weigh(believed(0)))).toMatchObject([{}, { because: 'price' }])
  })

  test('[DS6] goes to a person where it cannot be known any more', () => {
    expect(given(contested()).when(weigh({ kind: 'impossible', reason: 'too-old' }))).toMatchObject([
      {},
      { because: 'not-weighed' },
    ])
  })
})

describe('the limit', () => {
  const visits = ['v1', 'e1', 'e2', 'e3', 'e4']

  test('[DS5] leaves what comes after so many refunds to a person', () => {
    const two = earlier(['e1', 'e2'])
    const three = earlier(['e1', 'e2', 'e3'])
    expect(given(...two, contested()).when(weigh(believed(0.1), 'd1', visits))).toMatchObject([
      {},
      { type: 'DisputeDecided', by: 'policy' },
    ])
    expect(given(...three, contested()).when(weigh(believed(0.1), 'd1', visits))).toMatchObject([
      {},
      { type: 'DisputeReferred', because: 'limit-reached' },
    ])
  })

  test('[DS5] forgets refunds of visits that are long ago', () => {
    const three = earlier(['e1', 'e2', 'e3'])
    const since = ['v1', ...Array.from({ length: disputePolicy.overVisits }, (_, i) => `n${i}`), 'e1', 'e2', 'e3']
    expect(given(...three, contested()).when(weigh(believed(0.1), 'd1', since))).toMatchObject([
      {},
      { type: 'DisputeDecided' },
    ])
  })

  test('[DS5] does not count what a person decided', () => {
    const byStaff = ['e1', 'e2', 'e3', 'e4'].flatMap((visitId, i): DisputeEvent[] => {
      const disputeId = `e${i}`
      return [
        contested({ disputeId, visitId }),
        weighed(believed(0.99), disputeId),
        { type: 'DisputeReferred', at: 0, disputeId, because: 'sure-enough' },
        refunded(disputeId, 'eve', 'good-will'),
      ]
    })
    expect(given(...byStaff, contested()).when(weigh(believed(0.1), 'd1', visits))).toMatchObject([
      {},
      { type: 'DisputeDecided', by: 'policy' },
    ])
  })
})

describe('a person', () => {
  test('[DS7] keeps the line, gives back units of it, or a part of its price', () => {
    expect(given(...withStaff).when(rule({ outcome: 'kept', by: 'eve', reason: 'evidence-clear' }))).toMatchObject([
      { outcome: 'kept', reason: 'evidence-clear' },
    ])
    expect(given(...withStaff).when(rule({ outcome: 'refunded', quantity: 1, ...by }))).toMatchObject([
      { outcome: 'refunded', quantity: 1, amountMinor: 250 },
    ])
    expect(
      given(...withStaff).when(rule({ outcome: 'reduced', amountMinor: 60, by: 'eve', reason: 'price-was-wrong' })),
    ).toMatchObject([{ outcome: 'reduced', amountMinor: 60 }])
  })

  test('[DS7] gives back no more than is contested, for a reason that fits, by name', () => {
    const wrong = [
      rule({ outcome: 'refunded', quantity: 3, ...by }),
      rule({ outcome: 'refunded', quantity: 0, ...by }),
      rule({ outcome: 'reduced', amountMinor: 501, ...by }),
      rule({ outcome: 'kept', ...by }),
      rule({ outcome: 'refunded', quantity: 1, by: 'eve', reason: 'evidence-clear' }),
      rule({ outcome: 'kept', by: ' ', reason: 'evidence-clear' }),
      rule({ outcome: 'kept', by: 'policy', reason: 'evidence-clear' }),
    ]
    for (const command of wrong) expect(given(...withStaff).when(command)).toEqual({ refused: DisputeImpossible.code })
  })

  test('[DS7] decides once', () => {
    const kept = rule({ outcome: 'kept', by: 'eve', reason: 'evidence-clear' })
    const first: DisputeEvent = {
      type: 'DisputeDecided',
      at: 0,
      disputeId: 'd1',
      outcome: 'kept',
      by: 'eve',
      reason: 'evidence-clear',
    }
    expect(given(...withStaff).when(kept)).toEqual([first])
    expect(given(...withStaff, first).when(kept)).toEqual({ refused: DisputeOver.code })
    expect(given(...refunding).when(kept)).toEqual({ refused: DisputeOver.code })
  })
})

describe('a refund', () => {
  test('[DS8] is arranged once, for what was decided or for what was left of it', () => {
    expect(given(...refunding).when(tellRefund(500))).toEqual([arranged])
    expect(given(...refunding).when(tellRefund(0))).toMatchObject([{ amountMinor: 0 }])
    expect(given(...refunding).when(tellRefund(501))).toEqual({ refused: DisputeImpossible.code })
    expect(given(...closed).when(tellRefund(500))).toEqual([])
  })
})

describe('what the receipt missed', () => {
  const confirm: DisputeCommand = { type: 'confirm', disputeId: 'm1' }

  test('[DS9] is offered, confirmed and charged, each once', () => {
    expect(given().when(report())).toEqual([reported])
    expect(given(reported).when(report())).toEqual([])
    expect(given(reported).when(report({ quantity: 2 }))).toEqual({ refused: DisputeChanged.code })
    expect(given(reported).when(tellCharge(500)), 'not before it is confirmed').toEqual({ refused: DisputeOver.code })
    expect(given(reported).when(confirm)).toEqual([confirmed])
    expect(given(reported, confirmed).when(confirm)).toEqual([])
    expect(given(reported, confirmed).when(tellCharge(499))).toEqual({ refused: DisputeImpossible.code })
    expect(given(reported, confirmed).when(tellCharge(500))).toEqual([charged])
    expect(given(reported, confirmed, charged).when(tellCharge(500))).toEqual([])
  })

  test('[DS11] is withdrawn as long as it is not confirmed', () => {
    const withdraw: DisputeCommand = { type: 'withdraw', disputeId: 'm1' }
    expect(given(reported).when(withdraw)).toEqual([withdrawn('m1')])
    expect(given(reported, confirmed).when(withdraw)).toEqual({ refused: DisputeOver.code })
    expect(given(reported, withdrawn('m1')).when(confirm)).toEqual({ refused: DisputeOver.code })
  })
})

const missedSpec = ['weigh', 'decide', 'arranged'] as const
const histories: Record<string, { readonly history: readonly DisputeEvent[]; readonly id: string }> = {
  weighing: { history: [contested()], id: 'd1' },
  'with-staff': { history: withStaff, id: 'd1' },
  refunding: { history: refunding, id: 'd1' },
  closed: { history: closed, id: 'd1' },
  withdrawn: { history: [contested(), withdrawn('d1')], id: 'd1' },
  offered: { history: [reported], id: 'm1' },
  charging: { history: [reported, confirmed], id: 'm1' },
  charged: { history: [reported, confirmed, charged], id: 'm1' },
  'missed withdrawn': { history: [reported, withdrawn('m1')], id: 'm1' },
}
const asks = {
  weigh: (id: string) => weigh(believed(0.5), id),
  decide: (id: string) => rule({ outcome: 'refunded', quantity: tea.quantity, ...by }, id),
  arranged: (id: string): DisputeCommand => ({ type: 'arranged', disputeId: id, amountMinor: 500 }),
  withdraw: (id: string): DisputeCommand => ({ type: 'withdraw', disputeId: id }),
  confirm: (id: string): DisputeCommand => ({ type: 'confirm', disputeId: id }),
  charged: (id: string): DisputeCommand => ({ type: 'charged', disputeId: id, amountMinor: 500 }),
}
type Ask = keyof typeof asks

// SPEC.md's table once more, on purpose.
const leadsTo: Record<string, Partial<Record<Ask, string>>> = {
  weighing: { weigh: 'refunding', decide: 'conflict', arranged: 'conflict', withdraw: 'withdrawn' },
  'with-staff': { weigh: 'nothing', decide: 'refunding', arranged: 'conflict', withdraw: 'withdrawn' },
  refunding: { weigh: 'nothing', decide: 'conflict', arranged: 'closed', withdraw: 'conflict' },
  closed: { weigh: 'nothing', decide: 'conflict', arranged: 'nothing', withdraw: 'conflict' },
  withdrawn: { weigh: 'nothing', decide: 'conflict', arranged: 'conflict', withdraw: 'nothing' },
  offered: { withdraw: 'withdrawn', confirm: 'charging', charged: 'conflict' },
  charging: { withdraw: 'conflict', confirm: 'nothing', charged: 'charged' },
  charged: { withdraw: 'conflict', confirm: 'nothing', charged: 'nothing' },
  'missed withdrawn': { withdraw: 'nothing', confirm: 'conflict', charged: 'conflict' },
}
const askNames: readonly Ask[] = [...missedSpec, 'withdraw', 'confirm', 'charged']
const everyPair = Object.keys(histories).flatMap((status) =>
  askNames.map((ask) => ({ status, ask, outcome: leadsTo[status]![ask] ?? 'unknown' })),
)

describe('the table', () => {
  test.each(everyPair)('[DS1] $status, $ask: $outcome', ({ status, ask, outcome }) => {
    const { history, id } = histories[status]!
    const disputes = history.reduce(evolve, initial)
    expect(String(disputes.get(id)?.status)).toBe(status.replace('missed ', ''))
    expect(outcomeOf()).toBe(outcome)

    function outcomeOf(): string | undefined {
      try {
        const events = decide(disputes, asks[ask](id), 0)
        return events.length === 0 ? 'nothing' : events.reduce(evolve, disputes).get(id)?.status
      } catch (error) {
        if (DisputeUnknown.is(error)) return 'unknown'
        if (DisputeOver.is(error)) return 'conflict'
        throw error
      }
    }
  })

  const everyEvent = [contested(), ...withStaff.slice(1), refundedByPolicy, arranged, withdrawn('d1')]
  const fits: Record<string, readonly string[]> = {
    'with-staff': ['DisputeDecided', 'DisputeWithdrawn'],
    refunding: ['RefundArranged'],
    closed: [],
    withdrawn: [],
  }
  const outOfPlace = Object.keys(fits).flatMap((status) =>
    everyEvent
      .filter(({ type }) => !fits[status]!.includes(type))
      .map((event) => ({ status, event, type: event.type })),
  )
  test.each(outOfPlace)('[DS1] $type while $status stops the process', ({ status, event }) => {
    const disputes = histories[status]!.history.reduce(evolve, initial)
    expect(() => evolve(disputes, event)).toThrow('this history is corrupt')
  })
})
