import { GtinWrong } from '@store/catalog/gtin.ts'
import { specFor } from '@store/kernel/decider-spec.ts'
import { describe, expect, test } from 'vitest'
import { BasketImpossible } from './basket.ts'
import type { Basket, SessionEvent } from './events.ts'
import {
  BasketIsSealed,
  decide,
  evolve,
  IllegalMove,
  initial,
  type Session,
  type SessionCommand,
  VisitImpossible,
} from './session.ts'

const given = specFor({ initial, decide, evolve })

const OATS = '4006381333931'
const GUM = '96385074'
const oats = (quantity = 1, confidence = 0.97) => ({ gtin: OATS, quantity, confidence })
const gum = (quantity = 1, confidence = 0.9) => ({ gtin: GUM, quantity, confidence })
const either = { gtins: [GUM, OATS], quantity: 1, reason: 'two products of one weight on the shelf' }

const inexplicable = { gtins: [], quantity: 1, reason: 'nothing here weighs that' }

const visit = { sessionId: 's1', shopperId: 'ana', party: 1 }
const opened: SessionEvent = { type: 'SessionOpened', at: 0, ...visit }
const admitted: SessionEvent = { type: 'ShopperAdmitted', at: 0, gateId: 'in-1', trackId: 't7' }
const turnedBack: SessionEvent = { type: 'ShopperTurnedBack', at: 0 }
const left: SessionEvent = { type: 'ShopperLeft', at: 0, gateId: 'out-1' }
const sealed = (basket: Partial<Basket> = {}): SessionEvent => ({ type: 'BasketSealed', at: 0, ...whole(basket) })
const revised = (basket: Partial<Basket>, evidenceId = 'e1'): SessionEvent => ({
  type: 'BasketRevised',
  at: 0,
  ...whole(basket),
  evidenceId,
})
const revise = (basket: Partial<Basket>, evidenceId = 'e1'): SessionCommand => ({
  type: 'revise',
  ...whole(basket),
  evidenceId,
})

const believing = (basket: Partial<Basket>) => given(opened, admitted, revised(basket))

describe('a shopper comes in', () => {
  test('[SE3] with a pass that lets in a party', () => {
    const party = { ...visit, party: 2 }
    expect(given().when({ type: 'open', ...party }, 7)).toEqual([{ type: 'SessionOpened', at: 7, ...party }])
  })

  test.each([{ party: 0 }, { party: 1.5 }, { party: Number.NaN }, { sessionId: '' }, { shopperId: ' ' }])(
    '[SE3] but not with %j',
    (wrong) => {
      expect(given().when({ type: 'open', ...visit, ...wrong })).toEqual({ refused: VisitImpossible.code })
    },
  )

  test('[SE4] with or without a track that the tracker knows them by', () => {
    const untracked: SessionEvent = { type: 'ShopperAdmitted', at: 0, gateId: 'in-1' }
    expect(given(opened).when({ type: 'admit', gateId: 'in-1', trackId: 't7' })).toEqual([admitted])
    expect(given(opened).when({ type: 'admit', gateId: 'in-1' })).toEqual([untracked])
  })

  test('[SE4] or turns back, and then nothing can be charged', () => {
    expect(given(opened).when({ type: 'turn-back' })).toEqual([turnedBack])
    expect(given(opened, turnedBack).when({ type: 'seal' })).toEqual({ refused: IllegalMove.code })
  })

  test('[SE4] nobody has a basket before they are in', () => {
    expect(given(opened).when(revise({ lines: [oats()] }))).toEqual({ refused: IllegalMove.code })
  })
})

describe('a basket is belief', () => {
  test('[SE5] evidence puts a line into it', () => {
    expect(given(opened, admitted).when(revise({ lines: [oats()] }))).toEqual([revised({ lines: [oats()] })])
  })

  test('[SE5] later evidence replaces it, and may take a line away', () => {
    const fewer = { lines: [oats(1)] }
    expect(believing({ lines: [oats(2), gum()] }).when(revise(fewer, 'e2'))).toEqual([revised(fewer, 'e2')])
  })

  test('[SE5] what nobody can tell is kept apart, with its reason', () => {
    const doubtful = { lines: [oats()], unresolved: [either] }
    expect(given(opened, admitted).when(revise(doubtful))).toEqual([revised(doubtful)])
  })

  test('[SE6] evidence may still arrive after the shopper has walked out', () => {
    const late = { lines: [oats()] }
    expect(given(opened, admitted, left).when(revise(late, 'late'))).toEqual([revised(late, 'late')])
  })

  test('[SE7] the same belief on other evidence changes nothing', () => {
    const basket = { lines: [oats()], unresolved: [either] }
    expect(believing(basket).when(revise(basket, 'e2'))).toEqual([])
    expect(given(opened, admitted).when(revise({}))).toEqual([])
  })

  test('[SE7] to be surer of it is another belief', () => {
    const surer = { lines: [oats(1, 0.99)] }
    expect(believing({ lines: [oats(1, 0.6)] }).when(revise(surer, 'e2'))).toEqual([revised(surer, 'e2')])
  })

  test('[SE8] the order in which lines are listed makes no difference', () => {
    const ordered = { lines: [gum(), oats()], unresolved: [either, inexplicable] }
    const otherwise = {
      lines: [oats(), gum()],
      unresolved: [inexplicable, { ...either, gtins: either.gtins.toReversed() }],
    }
    expect(given(opened, admitted).when(revise(otherwise))).toEqual([revised(ordered)])
    expect(believing(ordered).when(revise(otherwise))).toEqual([])
  })

  test.each<[string, Partial<Basket>]>([
    ['no unit at all', { lines: [oats(0)] }],
    ['fewer than none', { lines: [oats(-1)] }],
    ['half a unit', { lines: [oats(0.5)] }],
    ['more than certainty', { lines: [oats(1, 1.01)] }],
    ['less than no confidence', { lines: [oats(1, -0.1)] }],
    ['a confidence that is not a number', { lines: [oats(1, Number.NaN)] }],
    ['one GTIN twice', { lines: [oats(), gum(), oats()] }],
    ['one GTIN twice, in two spellings', { lines: [oats(), { ...oats(), gtin: `0${OATS}` }] }],
    ['nothing unresolved', { unresolved: [{ ...either, quantity: 0 }] }],
    ['something unresolved without a reason', { unresolved: [{ ...either, reason: '' }] }],
    ['a candidate named twice', { unresolved: [{ ...either, gtins: [OATS, OATS] }] }],
  ])('[SE9] %s cannot be believed', (_what, basket) => {
    expect(given(opened, admitted).when(revise(basket))).toEqual({ refused: BasketImpossible.code })
  })

  test('[SE9] what is no GTIN cannot be believed either', () => {
    const nonsense = { lines: [{ ...oats(), gtin: 'oats' }] }
    expect(given(opened, admitted).when(revise(nonsense))).toEqual({ refused: GtinWrong.code })
  })
})

describe('a sealed basket is money', () => {
  test('[SE10] it is what was believed at that moment, the unresolved included', () => {
    const believed = { lines: [oats(2)], unresolved: [either] }
    const history = [opened, admitted, revised(believed), left]
    expect(given(...history).when({ type: 'seal' }, 5)).toEqual([{ ...sealed(believed), at: 5 }])
  })

  test('[SE10] it may be empty', () => {
    expect(given(opened, admitted, left).when({ type: 'seal' })).toEqual([sealed()])
  })

  test.each([
    ['another', { lines: [] }],
    ['the same', { lines: [oats()] }],
  ])('[SE10] later evidence is refused, be it for %s basket', (_which, basket) => {
    const history = [opened, admitted, revised({ lines: [oats()] }), left, sealed({ lines: [oats()] })]
    expect(given(...history).when(revise(basket, 'e9'))).toEqual({ refused: BasketIsSealed.code })
  })

  test('[SE10] and told where to go instead', () => {
    expect(BasketIsSealed({ sessionId: 's1', evidenceId: 'e9' }).message).toBe(
      'Session s1 is sealed, so its basket is money and evidence e9 comes too late to revise it; ' +
        'open a dispute, or have staff correct the receipt with a refund.',
    )
  })

  test('[SE11] a deadline that fires twice seals once', () => {
    expect(given(opened, admitted, left, sealed()).when({ type: 'seal' })).toEqual([])
  })

  test('[SE12] a shopper whose exit nobody saw is sealed all the same', () => {
    const believed = { lines: [oats()] }
    expect(given(opened, admitted, revised(believed)).when({ type: 'seal' })).toEqual([sealed(believed)])
  })
})

describe('the state machine', () => {
  const basket = { lines: [oats()], unresolved: [] }
  const sessions: { [S in Session['status']]: Extract<Session, { status: S }> } = {
    absent: { status: 'absent' },
    'in-vestibule': { status: 'in-vestibule', ...visit },
    'turned-back': { status: 'turned-back', ...visit },
    shopping: { status: 'shopping', ...visit, trackId: 't7', basket },
    leaving: { status: 'leaving', ...visit, trackId: 't7', basket },
    sealed: { status: 'sealed', ...visit, basket },
  }
  const commands: { [C in SessionCommand['type']]: Extract<SessionCommand, { type: C }> } = {
    open: { type: 'open', ...visit },
    admit: { type: 'admit', gateId: 'in-1', trackId: 't7' },
    'turn-back': { type: 'turn-back' },
    revise: { type: 'revise', lines: [gum()], unresolved: [], evidenceId: 'e1' },
    leave: { type: 'leave', gateId: 'out-1' },
    seal: { type: 'seal' },
  }
  const events: { [C in SessionCommand['type']]: SessionEvent } = {
    open: opened,
    admit: admitted,
    'turn-back': turnedBack,
    revise: revised({ lines: [gum()] }),
    leave: left,
    seal: sealed(basket),
  }

  // SPEC.md's table once more, on purpose: `allowedIn` is what is tested. Anything not named is refused as an illegal move.
  const leadsTo: Record<
    Session['status'],
    Partial<Record<SessionCommand['type'], Session['status'] | 'nothing' | 'too late'>>
  > = {
    absent: { open: 'in-vestibule' },
    'in-vestibule': { admit: 'shopping', 'turn-back': 'turned-back' },
    'turned-back': {},
    shopping: { revise: 'shopping', leave: 'leaving', seal: 'sealed' },
    leaving: { revise: 'leaving', seal: 'sealed' },
    sealed: { revise: 'too late', seal: 'nothing' },
  }
  const everyPair = Object.values(sessions).flatMap((session) =>
    Object.values(commands).map((command) => ({
      session,
      command,
      status: session.status,
      asks: command.type,
      outcome: leadsTo[session.status][command.type] ?? 'refused',
    })),
  )

  test.each(everyPair)('[SE1] $status, asked to $asks: $outcome', ({ session, command, outcome }) => {
    expect(outcomeOf(session, command)).toBe(outcome)
  })

  test('[SE1] a refusal tells where the command is allowed', () => {
    expect(() => decide(sessions.absent, commands.revise, 0)).toThrow(
      'Cannot revise while the session is absent; allowed only in: shopping, leaving.',
    )
  })

  const outOfPlace = everyPair.filter(({ outcome }) => ['refused', 'too late', 'nothing'].includes(outcome))
  test.each(outOfPlace)('[SE2] $status, told that someone did $asks, is a corrupt history', ({ session, asks }) => {
    expect(() => evolve(session, events[asks])).toThrow(
      `Invariant broken: ${events[asks].type} while the session is ${session.status}`,
    )
  })

  test('[SE2] a seal on another basket than the believed one is a corrupt history', () => {
    expect(() => evolve(sessions.leaving, sealed({ lines: [gum()] }))).toThrow('sealed another basket')
  })
})

function whole({ lines = [], unresolved = [] }: Partial<Basket>): Basket {
  return { lines, unresolved }
}

function outcomeOf(session: Session, command: SessionCommand): string {
  try {
    const events = decide(session, command, 0)
    return events.length === 0 ? 'nothing' : events.reduce(evolve, session).status
  } catch (error) {
    if (IllegalMove.is(error)) return 'refused'
    if (BasketIsSealed.is(error)) return 'too late'
    throw error
  }
}
