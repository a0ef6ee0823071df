import type { DoorOrder, PassVerdict } from '@store/contract/device.ts'
import { prng } from '@store/kernel/prng.ts'
import { nextActOf, type Actor } from '../actor.ts'
import { beyond, gateOf, joinQueue, outsideEntry, queueAt, vestibuleDepth } from '../passage.ts'
import type { Passage } from '../play.ts'
import { middleOf } from '../points.ts'
import { walkTo } from '../stage.ts'
import { enterStage, leaveStage, standStill, takeTurn, type LiveStage } from './live-stage.ts'
import type { Party } from './round.ts'

/** A gate that one party at a time goes through. */
export interface Passageway {
  occupant: string | undefined
  freeMs: number
}

/** What a party needs of the world outside the simulation, and what the world learns of it. */
export interface Street {
  /** The phone asks the store for a pass; `passGiven` or `passDenied` follows. */
  askPass(party: Party): void
  /** The phone is held to the gate, at this instant; `judged` follows. */
  holdToGate(party: Party, gate: string, atMs: number): void
  told(party: Party, news: PartyNews): void
}

export type PartyNews =
  | { readonly what: 'refused'; readonly reason: string; readonly message: string; readonly goesHome: boolean }
  | { readonly what: 'entered'; readonly people: number }
  | { readonly what: 'in-vestibule' }
  | { readonly what: 'left'; readonly isByFailSafe: boolean }

export interface ShopperAgent {
  readonly party: Party
  /** Decides what comes next. `atMs` rises, and lies a little ahead of what the devices see. */
  think(atMs: number): void
  passGiven(): void
  passDenied(reason: string): void
  judged(verdict: PassVerdict): void
  doorOpened(order: DoorOrder, nowMs: number): void
  /** Those who came first go first. */
  readonly comesAtMs: number
  readonly isGone: boolean
  readonly isOutside: boolean
}

/** Where the party is. Each instant is when the next thing may happen. */
type Whereabouts =
  | { readonly at: 'street'; readonly fromMs: number }
  | { readonly at: 'asking' }
  | { readonly at: 'at-gate'; readonly fromMs: number }
  | { readonly at: 'judging' }
  | { readonly at: 'refused'; readonly reason: string; readonly message: string }
  | { readonly at: 'let-in' }
  | { readonly at: 'shopping' }
  | { readonly at: 'queueing' }
  | { readonly at: 'in-vestibule'; readonly sinceMs: number; readonly throughMs: number; readonly isOpen: boolean }
  | { readonly at: 'gone'; readonly forgetMs: number }

/** From standing before the reader to holding the phone to it, milliseconds. */
const SHOWS_AFTER_MS = 600
/** Who is refused tries again so often, with a fresh pass each time, and then goes home. */
const MOST_TRIES = 12
const TRIES_AGAIN_AFTER_MS = [4_000, 8_000] as const
/** Where somebody has to leave first, there is no hurry. */
const COMES_BACK_AFTER_MS = [8_000, 20_000] as const
/** Nothing that a shopper can do about these. */
const HOPELESS = new Set(['payment-declined', 'unpaid-visit', 'unknown-account', 'not-an-entry'])
/** No shopper is ever locked in: a door that is told nothing for so long opens by itself, milliseconds. */
export const FAIL_SAFE_MS = 30_000
/** The tracker still sees somebody for this long after they have gone. */
const FORGOTTEN_AFTER_MS = 1_000

export function shopperAgent(
  stage: LiveStage,
  party: Party,
  seed: number,
  street: Street,
  gates: { readonly entry: Passageway; readonly exit: Passageway },
  failSafeMs: number,
  mostTries = MOST_TRIES,
): ShopperAgent {
  const [host] = party.people
  const entry = gateOf(stage, 'entry')
  const exit = gateOf(stage, 'exit')
  const floorMiddle = middleOf(stage.shop.layout.floor)
  const patience = prng(seed, `patience/${party.id}`)
  let where: Whereabouts = { at: 'street', fromMs: party.entersAtMs }
  let group: Actor[] = []
  let tries = 0

  function think(atMs: number): void {
    for (const actor of group) if (actor.stage !== 'gone') standStill(actor, atMs)
    switch (where.at) {
      case 'street':
        if (atMs < where.fromMs || gates.entry.occupant !== undefined || atMs < gates.entry.freeMs) return
        gates.entry.occupant = party.id
        where = { at: 'asking' }
        tries++
        return street.askPass(party)
      case 'at-gate':
        if (group.length === 0) stepUp(atMs)
        if (atMs < where.fromMs + SHOWS_AFTER_MS) return
        where = { at: 'judging' }
        return street.holdToGate(party, entry.id, atMs)
      case 'refused':
        return turnAway(where.reason, where.message, atMs)
      case 'let-in':
        return walkIn(atMs)
      case 'shopping':
        return shop(atMs)
      case 'queueing':
        return enterVestibule(atMs)
      case 'in-vestibule':
        return waitForDoor(where, atMs)
      case 'gone':
        if (atMs > where.forgetMs) for (const actor of group.splice(0)) leaveStage(stage, actor)
        return
      case 'asking':
      case 'judging':
    }
  }

  function stepUp(atMs: number): void {
    group = party.people.map((person, place) =>
      enterStage(stage, person, host.id, atMs, outsideEntry(entry, floorMiddle, place), seed),
    )
    where = { at: 'at-gate', fromMs: atMs }
  }

  function turnAway(reason: string, message: string, atMs: number): void {
    const goesHome = tries >= mostTries || HOPELESS.has(reason)
    street.told(party, { what: 'refused', reason, message, goesHome })
    for (const actor of group) {
      actor.walk.straightTo(beyond(entry, floorMiddle, -AWAY_METRES), 900)
      actor.stage = 'gone'
    }
    const awayMs = atMs + (group.length > 0 ? 900 : 0)
    gates.entry.occupant = undefined
    gates.entry.freeMs = awayMs + 300
    if (goesHome) {
      where = { at: 'gone', forgetMs: awayMs + FORGOTTEN_AFTER_MS }
      return party.round.settled(party, undefined)
    }
    // They are out of sight until they come back, and then for the tracker somebody else.
    for (const actor of group.splice(0)) leaveStage(stage, actor)
    const pauseMs: readonly [number, number] = reason === 'store-full' ? COMES_BACK_AFTER_MS : TRIES_AGAIN_AFTER_MS
    where = { at: 'street', fromMs: awayMs + patience.between(...pauseMs) }
  }

  /** The door is open: in they go, one behind the other. */
  function walkIn(atMs: number): void {
    const { random } = group[0]!
    let crossMs = atMs
    for (const actor of group) {
      const stepMs = random.between(400, 600)
      crossMs = actor === group[0] ? atMs + stepMs : crossMs + random.between(800, 1_600)
      standStill(actor, crossMs - stepMs)
      actor.walk.straightTo(beyond(entry, floorMiddle, 0), stepMs)
      actor.walk.straightTo(beyond(entry, floorMiddle, random.between(0.5, 0.8)), random.between(450, 700))
      actor.stage = 'inside'
      stage.passages.push(cross(entry.id, crossMs, 'in', actor))
    }
    gates.entry.occupant = undefined
    gates.entry.freeMs = crossMs + random.between(600, 2_000)
    stage.carriedOut.set(host.id, [])
    where = { at: 'shopping' }
    party.round.settled(party, crossMs)
    street.told(party, { what: 'entered', people: group.length })
  }

  function shop(atMs: number): void {
    for (const actor of group) if (actor.walk.now.atMs <= atMs) takeTurn(stage, party.round, actor, atMs)
    if (group.some((actor) => nextActOf(actor) !== undefined || actor.walk.now.atMs > atMs)) return
    for (const actor of group) joinQueue(stage, actor, queueAt(exit, floorMiddle))
    where = { at: 'queueing' }
  }

  /** The first door opens on approach; behind it there is room for one party. */
  function enterVestibule(atMs: number): void {
    const isReady = group.every((actor) => actor.walk.now.atMs <= atMs)
    if (!isReady || gates.exit.occupant !== undefined || atMs < gates.exit.freeMs) return
    gates.exit.occupant = party.id
    const { random } = group[0]!
    const queue = queueAt(exit, floorMiddle)
    group.forEach((actor, i) => walkTo(stage, actor, queue[i]!))
    let crossMs = Math.max(...group.map(({ walk }) => walk.now.atMs))
    const sinceMs = crossMs
    for (const [place, actor] of group.entries()) {
      crossMs += random.between(500, 900) + (place === 0 ? 0 : 400)
      const stepMs = random.between(350, 500)
      standStill(actor, crossMs - stepMs)
      actor.walk.straightTo(beyond(exit, floorMiddle, 0), stepMs)
      stage.passages.push(cross(exit.id, crossMs, 'in', actor))
      const deep = vestibuleDepth(exit) * Math.max(0.35, 0.6 - 0.25 * place)
      actor.walk.straightTo(beyond(exit, floorMiddle, -deep), random.between(700, 1_000))
    }
    const throughMs = Math.max(...group.map(({ walk }) => walk.now.atMs))
    where = { at: 'in-vestibule', sinceMs, throughMs, isOpen: false }
    street.told(party, { what: 'in-vestibule' })
  }

  function waitForDoor(here: Extract<Whereabouts, { at: 'in-vestibule' }>, atMs: number): void {
    const isByFailSafe = !here.isOpen && atMs > here.throughMs + failSafeMs
    if (atMs < here.throughMs || !(here.isOpen || isByFailSafe)) return
    const { random } = group[0]!
    let outMs = atMs
    for (const actor of group) {
      outMs += random.between(650, 950)
      const stepMs = random.between(500, 650)
      standStill(actor, outMs - stepMs)
      actor.walk.straightTo(beyond(exit, floorMiddle, -vestibuleDepth(exit)), stepMs)
      stage.passages.push(cross(exit.id, outMs, 'out', actor))
      actor.stage = 'gone'
      stage.carriedOut.get(host.id)?.push(...actor.holding.splice(0))
    }
    gates.exit.occupant = undefined
    gates.exit.freeMs = outMs + random.between(300, 1_500)
    where = { at: 'gone', forgetMs: outMs + FORGOTTEN_AFTER_MS }
    street.told(party, { what: 'left', isByFailSafe })
  }

  return {
    party,
    think,
    passGiven() {
      if (where.at === 'asking') where = { at: 'at-gate', fromMs: Number.POSITIVE_INFINITY }
    },
    passDenied(reason) {
      if (where.at === 'asking') where = { at: 'refused', reason: 'no-pass', message: reason }
    },
    judged(verdict) {
      if (where.at !== 'judging') return
      where = verdict.open ? { at: 'let-in' } : { at: 'refused', ...verdict }
    },
    doorOpened({ gate, door }, nowMs) {
      const isOurs = where.at === 'in-vestibule' && gate === exit.id && door === 'second'
      // An order from before this party stepped in was for the one before.
      if (isOurs && where.at === 'in-vestibule' && nowMs >= where.sinceMs) where = { ...where, isOpen: true }
    },
    get comesAtMs() {
      return where.at === 'street' ? where.fromMs : Number.NEGATIVE_INFINITY
    },
    get isGone() {
      return where.at === 'gone' && group.length === 0
    },
    get isOutside() {
      return ['street', 'asking', 'at-gate', 'judging', 'refused', 'let-in'].includes(where.at)
    },
  }
}

/** How far those who are refused step back, metres. */
const AWAY_METRES = 1.6

const cross = (gate: string, atMs: number, direction: 'in' | 'out', actor: Actor): Passage => ({
  gate,
  atMs,
  says: { event: 'cross', direction, carrying: [...actor.holding] },
})
