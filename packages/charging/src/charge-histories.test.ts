import { Fault } from '@store/kernel/fault.ts'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Charge, evolve, initial, waitingOf } from './charge.ts'
import { type ChargeCommand, decide } from './decide.ts'
import type { ChargeEvent, Operation } from './events.ts'

const RUNS = 1_000
const HOLD = 30
const HEADROOM = 20

const hold: ChargeCommand = {
  type: 'hold',
  sessionId: 's1',
  accountId: 'ana',
  paymentMethod: 'pm_1',
  currency: 'EUR',
  holdMinor: HOLD,
  headroomMinor: HEADROOM,
}

/** A bank that lies: any answer to anything at any time, be it asked or not. Amounts are near the bounds. */
const aKey = fc.constantFrom<Operation>('hold', 'capture', 'capture-2', 'void').map((operation) => `${operation}/s1`)
const aYes = fc.record({
  kind: fc.constant('confirmed' as const),
  providerRef: fc.constantFrom('pi_1', 'pi_2'),
  amountMinor: fc.constantFrom(0, 10, 15, 20, 30, 31),
})
const aNo = fc.constantFrom('card-declined', 'hold-gone').map((reason) => ({ kind: 'declined' as const, reason }))
const silence = fc.constant({ kind: 'unknown' as const, reason: 'no-answer' })
const absent = fc.constant({ kind: 'absent' as const })

type Step = ChargeCommand | { readonly type: 'obey'; readonly with: 'yes' | 'no' | 'silence' | 'found' | 'absent' }

const aStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 1, arbitrary: fc.constant(hold) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(0, 10, 30, 45, 51).map((totalMinor) => ({ type: 'settle' as const, totalMinor })),
  },
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constant('hear' as const), key: aKey, outcome: fc.oneof(aYes, aNo, silence) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('look-up' as const),
      key: aKey,
      finding: fc.oneof(aYes, aNo, silence, absent),
    }),
  },
  // An answer that fits what was asked: left to chance alone, few histories would come to an end.
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('obey' as const),
      with: fc.constantFrom('yes', 'yes', 'no', 'silence', 'found', 'absent'),
    }),
  },
)
const aHistory = fc.array(aStep, { minLength: 5, maxLength: 30 }).map((steps): Step[] => [hold, ...steps])

interface Played {
  readonly events: readonly ChargeEvent[]
  readonly states: readonly Charge[]
}

/** A refusal changes nothing; anything but a Fault is a bug. */
function play(steps: readonly Step[]): Played {
  const events: ChargeEvent[] = []
  const states: Charge[] = [initial]
  for (const [at, step] of steps.entries()) {
    let state = states.at(-1)!
    const command = step.type === 'obey' ? fitting(state, step.with) : step
    try {
      for (const event of command ? decide(state, command, at) : []) {
        events.push(event)
        state = evolve(state, event)
      }
    } catch (error) {
      if (!(error instanceof Fault)) throw error
    }
    states.push(state)
  }
  return { events, states }
}

function fitting(charge: Charge, how: Extract<Step, { type: 'obey' }>['with']): ChargeCommand | undefined {
  const asked = waitingOf(charge)?.asked
  if (!asked) return undefined
  const { key, amountMinor } = asked
  const yes = { kind: 'confirmed', providerRef: `ref of ${key}`, amountMinor } as const
  switch (how) {
    case 'yes':
      return { type: 'hear', key, outcome: yes }
    case 'no':
      return { type: 'hear', key, outcome: { kind: 'declined', reason: 'card-declined' } }
    case 'silence':
      return { type: 'hear', key, outcome: { kind: 'unknown', reason: 'no-answer' } }
    case 'found':
      return { type: 'look-up', key, finding: yes }
    case 'absent':
      return { type: 'look-up', key, finding: { kind: 'absent' } }
  }
}

const intents = ({ events }: Played) => events.filter((event) => event.type === 'OperationIntended')
const confirmations = ({ events }: Played) => events.filter((event) => event.type === 'OperationConfirmed')
const isTaking = (key: string): boolean => key.startsWith('capture')
const taken = (events: readonly ChargeEvent[]): number =>
  events.reduce(
    (sum, event) => (event.type === 'OperationConfirmed' && isTaking(event.key) ? sum + event.amountMinor : sum),
    0,
  )

function always(holds: (played: Played) => void): void {
  fc.assert(
    fc.property(aHistory, (steps) => holds(play(steps))),
    { numRuns: RUNS },
  )
}

test('[CH4] no key is ever intended twice, nor confirmed twice', () => {
  always((played) => {
    const keys = intents(played).map(({ key }) => key)
    expect(new Set(keys).size).toBe(keys.length)
    const yeses = confirmations(played).map(({ key }) => key)
    expect(new Set(yeses).size).toBe(yeses.length)
    expect(yeses.filter((key) => !keys.includes(key))).toEqual([])
  })
})

test('[CH12] at most one hold is open, and it is captured at most once', () => {
  always((played) => {
    let open = 0
    for (const event of played.events) {
      if (event.type === 'OperationConfirmed' && event.key === 'hold/s1') open++
      if (event.type === 'OperationConfirmed' && (event.key === 'capture/s1' || event.key === 'void/s1')) open--
      if (event.type === 'OperationDeclined' && event.key === 'capture/s1' && event.reason === 'hold-gone') open--
      expect(open).toBeGreaterThanOrEqual(0)
      expect(open).toBeLessThanOrEqual(1)
    }
  })
})

test('[CH12] never more is taken than was intended, nor than the total', () => {
  let timesTaken = 0
  always((played) => {
    const intendedMinor = new Map(intents(played).map(({ key, amountMinor }) => [key, amountMinor]))
    for (const { key, amountMinor } of confirmations(played).filter((one) => one.key !== 'void/s1'))
      expect(amountMinor).toBeLessThanOrEqual(intendedMinor.get(key)!)
    const settled = played.events.find((event) => event.type === 'TotalSettled')
    const takenMinor = taken(played.events)
    expect(takenMinor).toBeLessThanOrEqual(settled?.totalMinor ?? 0)
    expect(takenMinor).toBeLessThanOrEqual(HOLD + HEADROOM)
    if (takenMinor > 0) timesTaken++
  })
  expect(timesTaken).toBeGreaterThan(RUNS / 10) // or this test has shown nothing
})

test('[CH13] nothing is captured after a void', () => {
  let timesVoided = 0
  always((played) => {
    const voidedAt = played.events.findIndex(
      (event) => event.type === 'OperationIntended' && event.operation === 'void',
    )
    if (voidedAt === -1) return
    timesVoided++
    expect(taken(played.events.slice(voidedAt))).toBe(0)
    expect(intents({ ...played, events: played.events.slice(voidedAt + 1) })).toEqual([])
  })
  expect(timesVoided).toBeGreaterThan(RUNS / 10)
})

test('[CH8] unknown ends by a lookup or a yes, and by nothing else', () => {
  let timesUnknown = 0
  always((played) => {
    const astray: ChargeEvent[] = []
    let unknown: string | undefined
    for (const event of played.events) {
      if (event.type === 'TotalSettled') continue
      if (unknown !== undefined && !endsSilence(event, unknown)) astray.push(event)
      unknown = event.type === 'OperationUnanswered' ? event.key : undefined
      if (unknown !== undefined) timesUnknown++
    }
    expect(astray).toEqual([])
  })
  expect(timesUnknown).toBeGreaterThan(RUNS / 10)
})

test('[CH10] what is taken is never untaken', () => {
  always(({ states }) => {
    const takenMinor = states.map((state) => ('capturedMinor' in state ? state.capturedMinor : waitedMinor(state)))
    for (const [i, minor] of takenMinor.entries()) expect(minor).toBeGreaterThanOrEqual(takenMinor[i - 1] ?? 0)
  })
})

test('[CH3] one operation is awaited at a time, and no decision ends halfway', () => {
  always(({ states, events }) => {
    for (const { status } of states) expect(['opened', 'settling']).not.toContain(status)
    const crossing: ChargeEvent[] = []
    let awaited: string | undefined
    for (const event of events) {
      if (event.type === 'OperationIntended') {
        if (awaited !== undefined) crossing.push(event)
        awaited = event.key
      }
      if ((event.type === 'OperationConfirmed' || event.type === 'OperationDeclined') && event.key === awaited)
        awaited = undefined
    }
    expect(crossing).toEqual([])
  })
})

test('[CH16] at rest, what is taken and what is due make the total', () => {
  always(({ states }) => {
    const wrong = states.filter((state) => {
      if (state.status === 'charged') return state.capturedMinor !== state.totalMinor
      if (state.status === 'nothing-to-pay') return state.totalMinor !== 0 || state.capturedMinor !== 0
      if (state.status !== 'unpaid') return false
      return state.dueMinor <= 0 || state.dueMinor !== state.totalMinor - state.capturedMinor
    })
    expect(wrong).toEqual([])
  })
})

test('[CH17] replaying the events gives the same charge', () => {
  always(({ events, states }) => {
    expect(events.reduce(evolve, initial)).toEqual(states.at(-1))
    expect(structuredClone(events).reduce(evolve, initial)).toEqual(states.at(-1))
  })
})

function endsSilence(event: ChargeEvent, unknown: string): boolean {
  if (!('key' in event) || event.key !== unknown) return false
  if (event.type === 'OperationDeclined') return event.learntBy === 'lookup'
  return event.type === 'OperationConfirmed' || event.type === 'OperationFoundMissing'
}

function waitedMinor(state: Charge): number {
  const waiting = waitingOf(state)
  return waiting && 'capturedMinor' in waiting ? waiting.capturedMinor : 0
}
