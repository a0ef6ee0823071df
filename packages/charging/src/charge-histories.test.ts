import { Fault } from '@store/kernel/fault.ts'
import { SWEEP, sweep } from '@store/kernel/sweep.ts'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Charge, evolve, figuresOf, initial, waitingOf } from './charge.ts'
import { type ChargeCommand, decide } from './decide.ts'
import type { ChargeEvent, Operation } from './events.ts'
import { capturedMinor, dueMinor, givenBackMinor, owedMinor, settledMinor } from './figures.ts'
import { kindOf, type OperationKind } from './operations.ts'

const RUNS = 12_000
const HOLD = 30
const HEADROOM = 20

const hold: ChargeCommand = {
  type: 'hold',
  sessionId: 's1',
  accountId: 'ana',
  paymentMethods: ['pm_1', 'pm_2'],
  currency: 'EUR',
  holdMinor: HOLD,
  headroomMinor: HEADROOM,
}

const operations = ['hold', 'hold-2', 'capture', 'capture-2', 'capture-3', 'void', 'refund-1', 'refund-2'] as const
/** A bank that lies: any answer to anything at any time, be it asked or not. Amounts are near the bounds. */
const aKey = fc.constantFrom<Operation>(...operations).map((operation) => `${operation}/s1`)
const aYes = fc.record({
  kind: fc.constant('confirmed' as const),
  providerRef: fc.constantFrom('pi_1', 'pi_2'),
  amountMinor: fc.constantFrom(0, 10, 15, 20, 30, 31),
})
const aNo = fc.constantFrom('card-declined', 'hold-gone').map((reason) => ({ kind: 'declined' as const, reason }))
const silence = fc.constant({ kind: 'unknown' as const, reason: 'no-answer' })
const absent = fc.constant({ kind: 'absent' as const })

const by = { by: 'eve', reason: 'good will' }
const review = { type: 'review', withinMs: 4, reason: 'left-unsettled', detail: 'the bank was silent' } as const
const aCorrection = fc.constantFrom<ChargeCommand>(
  { type: 'pay', paymentMethod: 'pm_3' },
  { type: 'refund', refundId: 'all', of: 'whole', ...by },
  { type: 'refund', refundId: 'one', of: [{ item: 'tea', quantity: 1 }], ...by },
  { type: 'refund', refundId: 'two', of: [{ item: 'tea', quantity: 2 }], ...by },
  { type: 'refund', refundId: 'some', of: { amountMinor: 7 }, ...by },
  { type: 'add', additionId: 'a1', line: { item: 'tea', quantity: 1, unitMinor: 15 }, ...by },
  { type: 'add', additionId: 'a2', line: { item: 'oats', quantity: 2, unitMinor: 4 }, ...by },
  { type: 'write-off', ...by },
  review,
  { type: 'lapse', totalMinor: 30, lines: [] },
  { type: 'retry-refund', ...by },
  { type: 'give-up-refund', ...by },
  { type: 'close-review', ...by },
  { type: 'book-variance', varianceId: 'v1', payment: 'pi_1', amountMinor: -3, ...by },
)
const aTotal = fc.constantFrom(0, 10, 30, 45, 51).map((totalMinor) => ({
  type: 'settle' as const,
  totalMinor,
  lines: totalMinor === 45 ? [{ item: 'tea', quantity: 3, unitMinor: 15 }] : [],
  // Of some of them staff say so.
  ...(totalMinor < 30 && { decided: { ...by, because: 'evidence-unclear' } }),
}))

type Step =
  ChargeCommand | { readonly type: 'obey'; readonly with: 'yes' | 'part' | 'no' | 'silence' | 'found' | 'absent' }

const aStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 1, arbitrary: fc.constant(hold) },
  { weight: 2, arbitrary: aTotal },
  { weight: 4, arbitrary: aCorrection },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant('hear' as const), key: aKey, outcome: fc.oneof(aYes, aNo, silence) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('look-up' as const),
      key: aKey,
      finding: fc.oneof(aYes, aNo, silence, absent),
    }),
  },
  // An answer that fits what was asked: left to chance alone, few histories would come to an end.
  {
    weight: 8,
    arbitrary: fc.record({
      type: fc.constant('obey' as const),
      with: fc.constantFrom('yes', 'yes', 'yes', 'part', 'no', 'silence', 'found', 'absent'),
    }),
  },
)
const granted = { type: 'obey', with: 'yes' } as const
const refused = { type: 'obey', with: 'no' } as const
const paidBack: readonly Step[] = [
  hold,
  granted,
  { type: 'settle', totalMinor: 30 },
  granted,
  { type: 'refund', refundId: 'all', of: 'whole', ...by },
]
/** Some begin where chance alone seldom leads: at a refund that was refused, at a review that waits for long, at a no. */
const aBeginning = fc.constantFrom<readonly Step[]>(
  [],
  [hold],
  [hold],
  [hold],
  [...paidBack, refused],
  [hold, granted, review, hold, hold, hold],
  [hold, refused, refused],
  [hold, refused, refused, { type: 'settle', totalMinor: 30 }, { type: 'write-off', ...by }],
  [...paidBack, granted],
  paidBack,
  [hold, granted, { type: 'settle', totalMinor: 0 }, granted],
)
const aHistory = fc
  .tuple(aBeginning, fc.array(aStep, { minLength: 5, maxLength: 40 }))
  .map(([beginning, steps]): Step[] => [...beginning, ...steps])

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
    if (command) saw(`${state.status}, ${command.type}`)
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
    case 'part':
      return { type: 'hear', key, outcome: { ...yes, amountMinor: Math.ceil(amountMinor / 2) } }
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

type The<Type extends ChargeEvent['type']> = Extract<ChargeEvent, { type: Type }>
const isA =
  <Type extends ChargeEvent['type']>(type: Type) =>
  (event: ChargeEvent): event is The<Type> =>
    event.type === type
const intents = ({ events }: Played) => events.filter(isA('OperationIntended'))
const yeses = ({ events }: Played) => events.filter(isA('OperationConfirmed'))
const kindOfKey = (key: string): OperationKind =>
  kindOf(operations.find((one) => `${one}/s1` === key) ?? (key.startsWith('refund') ? 'refund-3' : 'capture-4'))

/** How often the histories came to what the rules are about: a sweep that saw none of it has shown nothing. */
const seen = new Map<string, number>()
const saw = (what: string): void => void seen.set(what, (seen.get(what) ?? 0) + 1)

const rules: readonly [name: string, holds: (played: Played) => void][] = [
  ['[CH4] no key is ever intended twice, nor confirmed twice', noKeyTwice],
  ['[CH12] at most one hold is open, and it is captured at most once', oneHold],
  ['[CH12] never more is taken than was intended', neverMoreThanIntended],
  ['[CH13] a hold that is to be let go is not captured', noCaptureAfterVoid],
  ['[CH8] unknown ends by a lookup or a yes, and by nothing else', silenceEndsByLookup],
  ['[CH10] what is taken is never untaken', neverUntaken],
  ['[CH3] one operation is awaited at a time, and no decision ends halfway', oneAtATime],
  ['[CH16] [CH18] at rest, what is taken and what is due make what is owed', figuresAddUp],
  ['[CH20] no more is given back than was taken, and each grant once', refundsAreBounded],
  ['[CH24] what was added is in the total once, and the receipt is settled as it was', additionsCountOnce],
  ['[CH25] what is asked for again is what was refused, under its key', asksAgainUnderOneKey],
  ['[CH27] what is given up was taken, and is not given back as well', refundsAreBounded],
  ['[CH26] a review lapses after its deadline only, and nothing of it is taken', lapsesInFavour],
  ['[CH28] what was decided is told with whatever became of it, and of nothing else', decisionsStay],
  ['[CH17] replaying the events gives the same charge', replays],
]

/** Every one in which a charge may rest or wait: `opened` and `settling` are passed through within one decision. */
const statuses = Object.keys({
  none: true,
  holding: true,
  held: true,
  declined: true,
  capturing: true,
  adding: true,
  voiding: true,
  refunding: true,
  unknown: true,
  charged: true,
  refunded: true,
  unpaid: true,
  owing: true,
  'written-off': true,
  'nothing-to-pay': true,
} satisfies Record<Exclude<Charge['status'], 'opened' | 'settling'>, true>)
const commands = Object.keys({
  hold: true,
  settle: true,
  hear: true,
  'look-up': true,
  review: true,
  lapse: true,
  pay: true,
  refund: true,
  'retry-refund': true,
  'give-up-refund': true,
  add: true,
  'write-off': true,
  'book-variance': true,
  'close-review': true,
} satisfies Record<ChargeCommand['type'], true>)

test(`${rules.map(([name]) => name).join('; ')} (${RUNS} histories)`, SWEEP, async () => {
  await sweep({
    name: 'CH4',
    of: aHistory,
    runs: RUNS,
    holds: (steps) => {
      const played = play(steps)
      for (const [, holds] of rules) holds(played)
    },
  })
  const wanted = [
    'taken',
    'voided',
    'unknown',
    'refunded',
    'fallen-back',
    'paid-now',
    'unpaid',
    'owing',
    'written-off',
    'added',
    'asked again',
    'given up',
    'lapsed',
    'decided',
  ]
  expect(wanted.filter((what) => (seen.get(what) ?? 0) < 50)).toEqual([])
  const pairs = statuses.flatMap((status) => commands.map((command) => `${status}, ${command}`))
  expect(pairs.filter((pair) => !seen.has(pair))).toEqual([])
})

function must(condition: boolean, sentence: string): void {
  if (!condition) throw new Error(sentence)
}

function noKeyTwice(played: Played): void {
  const keys = intents(played).map(({ key }) => key)
  must(new Set(keys).size === keys.length, `a key was intended twice: ${keys.join(', ')}`)
  const confirmed = yeses(played).map(({ key }) => key)
  must(new Set(confirmed).size === confirmed.length, `a key was confirmed twice: ${confirmed.join(', ')}`)
  must(
    confirmed.every((key) => keys.includes(key)),
    'what was never intended was confirmed',
  )
}

function oneHold({ events }: Played): void {
  let open = 0
  for (const event of events) {
    if (event.type === 'OperationConfirmed') {
      const kind = kindOfKey(event.key)
      if (kind === 'hold') open++
      if (kind === 'capture' || kind === 'void') open--
    }
    if (event.type === 'OperationDeclined' && event.key === 'capture/s1' && event.reason === 'hold-gone') open--
    must(open === 0 || open === 1, `${open} holds are open`)
  }
}

function neverMoreThanIntended(played: Played): void {
  const intendedMinor = new Map(intents(played).map(({ key, amountMinor }) => [key, amountMinor]))
  for (const { key, amountMinor } of yeses(played)) {
    if (key !== 'void/s1') must(amountMinor <= intendedMinor.get(key)!, `${key} took ${amountMinor}`)
    if (kindOfKey(key) === 'capture' || kindOfKey(key) === 'charge') saw('taken')
  }
  if (intents(played).some(({ operation }) => operation === 'hold-2')) saw('fallen-back')
  if (played.events.some(isA('PaymentAsked'))) saw('paid-now')
}

function noCaptureAfterVoid({ events }: Played): void {
  const voidedAt = events.findIndex((event) => event.type === 'OperationIntended' && event.operation === 'void')
  if (voidedAt === -1) return
  saw('voided')
  const after = events.slice(voidedAt)
  must(!after.some((event) => 'key' in event && event.key === 'capture/s1'), 'a hold was captured after its void')
}

function silenceEndsByLookup({ events }: Played): void {
  let unknown: string | undefined
  for (const event of events) {
    if (!('key' in event)) continue
    if (unknown !== undefined) must(endsSilence(event, unknown), `${event.type} ended the silence about ${unknown}`)
    const isSilence = event.type === 'OperationUnanswered' || event.type === 'RefundAskedAgain'
    unknown = isSilence ? event.key : undefined
    if (unknown !== undefined) saw('unknown')
  }
}

function endsSilence(event: ChargeEvent, unknown: string): boolean {
  if (!('key' in event) || event.key !== unknown) return false
  if (event.type === 'OperationDeclined') return event.learntBy === 'lookup'
  return event.type === 'OperationConfirmed' || event.type === 'OperationFoundMissing'
}

function neverUntaken({ states }: Played): void {
  const minors = states.map((state) => figuresOf(state)).map((figures) => (figures ? capturedMinor(figures) : 0))
  for (const [i, minor] of minors.entries()) must(minor >= (minors[i - 1] ?? 0), 'what was taken was untaken')
}

function oneAtATime({ states, events }: Played): void {
  for (const { status } of states) must(status !== 'opened' && status !== 'settling', `it rests in ${status}`)
  let awaited: string | undefined
  for (const event of events) {
    if (event.type === 'OperationIntended') {
      must(awaited === undefined, `${event.key} crosses ${awaited}`)
      awaited = event.key
    }
    if (event.type === 'RefundAskedAgain') {
      must(awaited === undefined, `${event.key} is asked for again and crosses ${awaited}`)
      awaited = event.key
    }
    if ((event.type === 'OperationConfirmed' || event.type === 'OperationDeclined') && event.key === awaited)
      awaited = undefined
  }
}

function figuresAddUp({ states }: Played): void {
  for (const state of states) {
    const figures = figuresOf(state)
    if (!figures || waitingOf(state)) continue
    const due = dueMinor(figures)
    if (state.status === 'unpaid' || state.status === 'owing' || state.status === 'written-off') saw(state.status)
    if (state.status === 'unpaid') must(due > 0 && state.dueMinor === due, `unpaid with ${due} due`)
    else if (state.status === 'owing') must(due < 0 && state.dueMinor === -due, `owing with ${due} due`)
    else must(due === 0, `${state.status} with ${due} due`)
    must(owedMinor(figures) >= 0 && owedMinor(figures) <= figures.totalMinor, 'what is owed is out of bounds')
    const keptMinor = capturedMinor(figures) - givenBackMinor(figures) - figures.unclaimedMinor
    if (state.status === 'charged')
      must(keptMinor === owedMinor(figures) && keptMinor + figures.unclaimedMinor > 0, 'charged something else')
    if (state.status === 'refunded') must(keptMinor === 0 && capturedMinor(figures) > 0, 'kept something')
    must('review' in state ? state.status !== undefined : true, 'a review without a charge')
  }
}

function refundsAreBounded({ states, events }: Played): void {
  const figures = figuresOf(states.at(-1)!)
  const grants = events.filter(isA('RefundGranted')).map(({ refundId }) => refundId)
  must(new Set(grants).size === grants.length, 'a refund was granted twice')
  if (!figures) return
  for (const { amountMinor, givenBackMinor: backMinor } of figures.takings)
    must(backMinor >= 0 && backMinor <= amountMinor, 'more was given back than taken')
  if (givenBackMinor(figures) > 0) saw('refunded')
  const givenUp = events.filter(isA('RefundGivenUp')).reduce((all, { amountMinor }) => all + amountMinor, 0)
  must(figures.unclaimedMinor === givenUp, 'something else was given up')
  must(givenUp + givenBackMinor(figures) <= capturedMinor(figures), 'what was never taken was given up')
  if (givenUp > 0) saw('given up')
}

function additionsCountOnce({ states, events }: Played): void {
  const additions = events.filter(isA('ItemsAdded'))
  const ids = additions.map(({ additionId }) => additionId)
  must(new Set(ids).size === ids.length, `something was added twice: ${ids.join(', ')}`)
  const figures = figuresOf(states.at(-1)!)
  const settled = events.find(isA('TotalSettled'))
  if (!figures || !settled) return
  const addedMinor = additions.reduce((sum, { line }) => sum + line.quantity * line.unitMinor, 0)
  must(figures.totalMinor === settled.totalMinor + addedMinor, 'the total is not what was settled and added')
  must(settledMinor(figures) === settled.totalMinor, 'an addition changed what was settled')
  if (addedMinor > 0) saw('added')
}

function asksAgainUnderOneKey({ events }: Played): void {
  for (const [i, event] of events.entries()) {
    if (event.type !== 'RefundAskedAgain') continue
    saw('asked again')
    const before = events.slice(0, i).filter((one) => 'key' in one && one.key === event.key)
    must(before.at(-1)?.type === 'OperationDeclined', `${event.key} was asked for again, and was not refused`)
  }
}

function lapsesInFavour({ events, states }: Played): void {
  const at = events.findIndex(isA('ReviewLapsed'))
  const lapsed = events[at]
  if (lapsed?.type !== 'ReviewLapsed') return
  saw('lapsed')
  const deadlines = events
    .slice(0, at)
    .flatMap((event) => (event.type === 'ReviewRaised' ? (event.decideByMs ?? []) : []))
  must(Math.min(...deadlines) <= lapsed.at, 'a review lapsed before its deadline')
  must(!events.some(isA('TotalSettled')), 'what was settled lapsed, or what lapsed was settled')
  // What was added afterwards is charged: its shopper asked for that.
  if (events.some(isA('ItemsAdded'))) return
  const figures = figuresOf(states.at(-1)!)!
  must(figures.totalMinor === lapsed.totalMinor && capturedMinor(figures) === givenBackMinor(figures), 'it was taken')
}

function decisionsStay({ events, states }: Played): void {
  const figures = figuresOf(states.at(-1)!)
  if (!figures) return
  const settled = events.find(isA('TotalSettled'))
  const decided = settled?.decided ?? (events.some(isA('ReviewLapsed')) ? 'lapsed' : undefined)
  if (decided) saw('decided')
  expect(figures.decided).toEqual(decided)
}

function replays({ events, states }: Played): void {
  expect(events.reduce(evolve, initial)).toEqual(states.at(-1))
  expect(structuredClone(events).reduce(evolve, initial)).toEqual(states.at(-1))
}
