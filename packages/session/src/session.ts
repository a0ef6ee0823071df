// oxlint-disable typescript/consistent-return -- tsc (noImplicitReturns) sees that the switches are exhaustive, this rule does not
import { assert } from '@store/kernel/assert.ts'
import { defineFault } from '@store/kernel/fault.ts'
import { basketOf, emptyBasket, isSameBasket } from './basket.ts'
import type { Basket, BelievedLine, SessionEvent, UnresolvedLine } from './events.ts'

export type SessionCommand =
  | { readonly type: 'open'; readonly sessionId: string; readonly shopperId: string; readonly party: number }
  | { readonly type: 'admit'; readonly gateId: string; readonly trackId?: string }
  | { readonly type: 'turn-back' }
  | {
      readonly type: 'revise'
      readonly lines: readonly BelievedLine[]
      readonly unresolved: readonly UnresolvedLine[]
      /** What made us believe it; for the audit, and no part of the basket. */
      readonly evidenceId: string
    }
  | { readonly type: 'leave'; readonly gateId: string }
  | { readonly type: 'seal' }

/** Each status carries exactly what is true in it, so an impossible visit cannot be written down. */
export type Session =
  | { readonly status: 'absent' }
  | ({ readonly status: 'in-vestibule' } & Visit)
  | ({ readonly status: 'turned-back' } & Visit)
  | ({ readonly status: 'shopping'; readonly trackId?: string; readonly basket: Basket } & Visit)
  | ({ readonly status: 'leaving'; readonly trackId?: string; readonly basket: Basket } & Visit)
  | ({ readonly status: 'sealed'; readonly basket: Basket } & Visit)

type Visit = { readonly sessionId: string; readonly shopperId: string; readonly party: number }

/**
 * The state machine [SE1]. Evidence trails the shopper by seconds, so belief is still revised while its owner is
 * `leaving`; once `sealed` it is money. A shopper whose exit nobody saw is sealed from `shopping`, at the deadline:
 * a visit that could never end could never be settled either.
 */
export const allowedIn = {
  open: ['absent'],
  admit: ['in-vestibule'],
  'turn-back': ['in-vestibule'],
  revise: ['shopping', 'leaving'],
  leave: ['shopping'],
  seal: ['shopping', 'leaving'],
} as const satisfies Record<SessionCommand['type'], readonly Session['status'][]>

export const IllegalMove = defineFault(
  'session.illegal-move',
  'refused',
  (d: { command: SessionCommand['type']; status: Session['status'] }) =>
    `Cannot ${d.command} while the session is ${d.status}; allowed only in: ${allowedIn[d.command].join(', ')}.`,
)

export const BasketIsSealed = defineFault(
  'session.basket-is-sealed',
  'conflict',
  (d: { sessionId: string; evidenceId: string }) =>
    `Session ${d.sessionId} is sealed, so its basket is money and evidence ${d.evidenceId} comes too late to revise it; ` +
    `open a dispute, or have staff correct the receipt with a refund.`,
)

export const VisitImpossible = defineFault(
  'session.visit-impossible',
  'refused',
  (d: { field: 'sessionId' | 'shopperId' | 'party'; value: string | number; wanted: string }) =>
    `Cannot open a session: ${d.field} is ${JSON.stringify(d.value)}; give ${d.wanted}.`,
)

export const initial: Session = { status: 'absent' }

/** What follows from asking `command` of `session`: events, or none. Throws a Fault where it is refused. */
export function decide(session: Session, command: SessionCommand, at: number): SessionEvent[] {
  switch (command.type) {
    case 'open':
      during(session, 'open')
      return [{ type: 'SessionOpened', at, ...visitAsked(command) }]
    case 'admit': {
      during(session, 'admit')
      const { gateId, trackId } = command
      return [{ type: 'ShopperAdmitted', at, gateId, ...(trackId !== undefined && { trackId }) }]
    }
    case 'turn-back':
      during(session, 'turn-back')
      return [{ type: 'ShopperTurnedBack', at }]
    case 'revise': {
      const { evidenceId } = command
      if (session.status === 'sealed') throw BasketIsSealed({ sessionId: session.sessionId, evidenceId })
      const { sessionId, basket } = during(session, 'revise')
      const believed = basketOf(sessionId, command)
      return isSameBasket(basket, believed) ? [] : [{ type: 'BasketRevised', at, ...believed, evidenceId }]
    }
    case 'leave':
      during(session, 'leave')
      return [{ type: 'ShopperLeft', at, gateId: command.gateId }]
    case 'seal': {
      // A deadline may fire again after a restart, and must not find a fault where the work is done [SE11].
      if (session.status === 'sealed') return []
      const { basket } = during(session, 'seal')
      return [{ type: 'BasketSealed', at, ...basket }]
    }
  }
}

/** What is true after `event`. An event that the state does not allow is a corrupt history: an assert, not a Fault [SE2]. */
export function evolve(session: Session, event: SessionEvent): Session {
  switch (event.type) {
    case 'SessionOpened': {
      standing(session, 'open', event)
      const { sessionId, shopperId, party } = event
      return { status: 'in-vestibule', sessionId, shopperId, party }
    }
    case 'ShopperAdmitted': {
      const { trackId } = event
      const visit = visitOf(standing(session, 'admit', event))
      return { status: 'shopping', ...visit, ...(trackId !== undefined && { trackId }), basket: emptyBasket }
    }
    case 'ShopperTurnedBack':
      return { status: 'turned-back', ...visitOf(standing(session, 'turn-back', event)) }
    case 'BasketRevised': {
      const { lines, unresolved } = event
      return { ...standing(session, 'revise', event), basket: { lines, unresolved } }
    }
    case 'ShopperLeft':
      return { ...standing(session, 'leave', event), status: 'leaving' }
    case 'BasketSealed': {
      const visit = standing(session, 'seal', event)
      assert(isSameBasket(visit.basket, event), `session ${visit.sessionId} sealed another basket than it believed in`)
      return { status: 'sealed', ...visitOf(visit), basket: visit.basket }
    }
  }
}

type CommandType = SessionCommand['type']
type Allowed<C extends CommandType> = Extract<Session, { status: (typeof allowedIn)[C][number] }>

/** Narrows to the statuses that `allowedIn` grants the command, so the table and the types cannot drift. */
function isAllowed<C extends CommandType>(session: Session, command: C): session is Allowed<C> {
  const statuses: readonly string[] = allowedIn[command]
  return statuses.includes(session.status)
}

function during<C extends CommandType>(session: Session, command: C): Allowed<C> {
  if (!isAllowed(session, command)) throw IllegalMove({ command, status: session.status })
  return session
}

function standing<C extends CommandType>(session: Session, command: C, event: SessionEvent): Allowed<C> {
  assert(isAllowed(session, command), `${event.type} while the session is ${session.status}: this history is corrupt`)
  return session
}

const visitOf = ({ sessionId, shopperId, party }: Visit): Visit => ({ sessionId, shopperId, party })

function visitAsked(visit: Visit): Visit {
  for (const field of ['sessionId', 'shopperId'] as const)
    if (visit[field].trim() === '')
      throw VisitImpossible({ field, value: visit[field], wanted: 'an id that is not blank' })
  if (!Number.isSafeInteger(visit.party) || visit.party < 1)
    throw VisitImpossible({ field: 'party', value: visit.party, wanted: 'how many people the pass lets in, from 1' })
  return visitOf(visit)
}
