import { Fault } from '@store/kernel/fault.ts'
import { SWEEP, sweep } from '@store/kernel/sweep.ts'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { decide, type DisputeCommand, type Ruling } from './decide.ts'
import { type Contested, type Dispute, type Disputes, evolve, initial, isOpen } from './dispute.ts'
import { claims, type DisputeEvent, POLICY, type Weighing } from './events.ts'
import type { DisputePolicy } from './policy.ts'

const RUNS = 12_000
const policy: DisputePolicy = { refundBelow: 0.9, mostAutomatic: 1, overVisits: 3, openForMs: 50 }
const visits = ['v1', 'v2', 'v3', 'v4', 'v5']
const sold: Readonly<Record<string, { readonly quantity: number; readonly unitMinor: number }>> = {
  tea: { quantity: 3, unitMinor: 250 },
  oats: { quantity: 1, unitMinor: 0 },
  figs: { quantity: 2, unitMinor: 99 },
}

const anId = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')
const aVisit = fc.constantFrom(...visits)
const anItem = fc.constantFrom(...Object.keys(sold))
const aQuantity = fc.constantFrom(0, 1, 1, 2, 3, 4)

const aContest = fc
  .record({ disputeId: anId, visitId: aVisit, item: anItem, quantity: aQuantity, claim: fc.constantFrom(...claims) })
  .map((one): DisputeCommand => {
    const { quantity, unitMinor } = sold[one.item]!
    return { type: 'contest', contest: { ...one, soldQuantity: quantity, unitMinor }, visitAtMs: 0 }
  })
const aWeighing: fc.Arbitrary<Weighing> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .constantFrom(0, 0.5, 0.89, 0.9, 1, 1.5)
      .map((probability) => ({ kind: 'weighed' as const, probability, chargedAt: 0.99, untilMs: 0, later: [] })),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'impossible' as const, reason: 'too-old' as const }) },
)
const aRuling: fc.Arbitrary<Ruling> = fc.constantFrom<Ruling>(
  { outcome: 'kept', by: 'eve', reason: 'evidence-clear' },
  { outcome: 'refunded', quantity: 1, by: 'eve', reason: 'good-will' },
  { outcome: 'refunded', quantity: 3, by: 'eve', reason: 'found-in-store' },
  { outcome: 'reduced', amountMinor: 60, by: 'eve', reason: 'price-was-wrong' },
  { outcome: 'reduced', amountMinor: 700, by: 'eve', reason: 'price-was-wrong' },
)
/** `rightly`: told of what was decided; else of anything. */
const aTelling = fc.record({ disputeId: anId, rightly: fc.boolean(), amountMinor: fc.constantFrom(0, 99, 500, 750) })

type Step =
  DisputeCommand | { readonly type: 'tell'; readonly of: { disputeId: string; rightly: boolean; amountMinor: number } }
const aStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: aContest },
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constant('weigh' as const),
      disputeId: anId,
      weighing: aWeighing,
      latestVisits: fc.constant(visits),
    }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('decide' as const), disputeId: anId, decision: aRuling }) },
  { weight: 4, arbitrary: aTelling.map((of) => ({ type: 'tell' as const, of })) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('withdraw' as const), disputeId: anId }) },
  {
    weight: 2,
    arbitrary: fc.record({ disputeId: anId, visitId: aVisit, item: anItem, quantity: aQuantity }).map((one) => ({
      type: 'report' as const,
      missed: { ...one, unitMinor: sold[one.item]!.unitMinor },
      visitAtMs: 0,
    })),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('confirm' as const), disputeId: anId }) },
)

interface Played {
  readonly events: readonly DisputeEvent[]
  readonly states: readonly Disputes[]
}

/** A refusal changes nothing; anything but a Fault is a bug. */
function play(steps: readonly Step[]): Played {
  const events: DisputeEvent[] = []
  const states: Disputes[] = [initial]
  for (const [at, step] of steps.entries()) {
    let state = states.at(-1)!
    try {
      for (const command of step.type === 'tell' ? tellingOf(state, aimed(state, step).of) : [aimed(state, step)])
        for (const event of decide(state, command, at, policy)) {
          events.push(event)
          state = evolve(state, event)
        }
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      state = states.at(-1)!
    }
    states.push(state)
  }
  return { events, states }
}

const concerns: Partial<Record<Step['type'], readonly Dispute['status'][]>> = {
  weigh: ['weighing'],
  decide: ['with-staff'],
  tell: ['refunding', 'charging'],
}

/** Left to chance alone, few disputes would come to an end: mostly it is one that waits for just this. */
function aimed<Asked extends Step>(state: Disputes, step: Asked): Asked {
  const wanted = concerns[step.type] ?? []
  const fitting = [...state].find(([id, { status }]) => wanted.includes(status) && id !== 'a')
  if (!fitting) return step
  const [disputeId] = fitting
  return 'of' in step ? { ...step, of: { ...step.of, disputeId } } : { ...step, disputeId }
}

function tellingOf(
  state: Disputes,
  { disputeId, rightly, amountMinor }: Extract<Step, { type: 'tell' }>['of'],
): DisputeCommand[] {
  const dispute = state.get(disputeId)
  if (dispute?.kind === 'missed') {
    const { quantity, unitMinor } = dispute.missed
    return [{ type: 'charged', disputeId, amountMinor: rightly ? quantity * unitMinor : amountMinor }]
  }
  const decidedMinor = dispute?.status === 'refunding' ? dispute.decided.amountMinor : amountMinor
  return [{ type: 'arranged', disputeId, amountMinor: rightly ? decidedMinor : amountMinor }]
}

const seen = new Map<string, number>()
const saw = (what: string): void => void seen.set(what, (seen.get(what) ?? 0) + 1)

const rules: readonly [name: string, holds: (played: Played) => void][] = [
  ['[DS8] a line never gives back more than it was sold for', neverMoreThanSold],
  ['[DS2] a line has at most one open dispute', oneOpenPerLine],
  ['[DS7] each is decided once', decidedOnce],
  ['[DS4] without a person only what is not sure enough is refunded', automaticOnlyBelow],
  ['[DS5] and no more often than the policy allows', automaticOnlySoOften],
  ['[DS9] nothing is charged without its shopper’s word', chargedOnlyConfirmed],
  ['[DS1] the same events give the same disputes', replays],
]

test(`${rules.map(([name]) => name).join('; ')} (${RUNS} histories)`, SWEEP, async () => {
  await sweep({
    name: 'DS8',
    of: fc.array(aStep, { minLength: 10, maxLength: 60 }),
    runs: RUNS,
    holds: (steps) => {
      const played = play(steps)
      for (const [, holds] of rules) holds(played)
    },
  })
  const wanted = ['refunded', 'automatic', 'limited', 'kept', 'reduced', 'charged', 'withdrawn', 'again']
  expect(wanted.filter((what) => (seen.get(what) ?? 0) < 50)).toEqual([])
})

function must(condition: boolean, sentence: string): void {
  if (!condition) throw new Error(sentence)
}

const contests = (state: Disputes): Contested[] =>
  [...state.values()].filter((one: Dispute): one is Contested => one.kind === 'contest')
const lineOf = ({ contest: { visitId, item } }: Contested): string => `${visitId}/${item}`

function neverMoreThanSold({ states }: Played): void {
  const byLine = new Map<string, { minor: number; disputes: number; contest: Contested['contest'] }>()
  for (const one of contests(states.at(-1)!)) {
    const minor = one.status === 'refunding' ? one.decided.amountMinor : one.status === 'closed' ? one.refundedMinor : 0
    const before = byLine.get(lineOf(one)) ?? { minor: 0, disputes: 0, contest: one.contest }
    byLine.set(lineOf(one), { ...before, minor: before.minor + minor, disputes: before.disputes + 1 })
    if (one.status === 'closed' && one.refundedMinor > 0) saw('refunded')
    if (one.status === 'closed') saw(one.decided.outcome === 'refunded' ? 'refunded' : one.decided.outcome)
  }
  for (const { minor, disputes, contest } of byLine.values()) {
    must(minor <= contest.soldQuantity * contest.unitMinor, `${minor} back for ${contest.item}`)
    if (disputes > 1) saw('again')
  }
}

function oneOpenPerLine({ states }: Played): void {
  for (const state of states) {
    const open = contests(state).filter(isOpen).map(lineOf)
    must(new Set(open).size === open.length, `two open disputes: ${open.join(', ')}`)
  }
}

function decidedOnce({ events }: Played): void {
  const once = ['DisputeDecided', 'RefundArranged', 'MissedConfirmed', 'MissedCharged', 'DisputeWithdrawn']
  for (const type of once) {
    const ids = events.filter((event) => event.type === type).map(({ disputeId }) => disputeId)
    must(new Set(ids).size === ids.length, `${type} twice: ${ids.join(', ')}`)
    if (type === 'DisputeWithdrawn' && ids.length > 0) saw('withdrawn')
  }
}

function automaticOnlyBelow({ states }: Played): void {
  for (const one of contests(states.at(-1)!)) {
    if (!('decided' in one) || one.decided.by !== POLICY) continue
    saw('automatic')
    const { weighing, contest } = one
    must(weighing.kind === 'weighed' && weighing.probability < policy.refundBelow, 'refunded what is sure')
    must(contest.claim !== 'price', 'a price was believed')
  }
}

function automaticOnlySoOften({ states, events }: Played): void {
  const looked = visits.slice(0, policy.overVisits)
  const automatic = contests(states.at(-1)!).filter(
    (one) => 'decided' in one && one.decided.by === POLICY && looked.includes(one.contest.visitId),
  )
  must(automatic.length <= policy.mostAutomatic, 'more than the policy allows')
  if (events.some((event) => event.type === 'DisputeReferred' && event.because === 'limit-reached')) saw('limited')
}

function chargedOnlyConfirmed({ events }: Played): void {
  const confirmed = new Set<string>()
  for (const event of events) {
    if (event.type === 'MissedConfirmed') confirmed.add(event.disputeId)
    if (event.type === 'MissedCharged') {
      saw('charged')
      must(confirmed.has(event.disputeId), `${event.disputeId} was charged unasked`)
    }
  }
}

function replays({ events, states }: Played): void {
  expect(structuredClone(events).reduce(evolve, initial)).toEqual(states.at(-1))
}
