import { prng } from '@store/kernel/prng.ts'
import type { Point } from '@store/planogram/layout.ts'
import { nextActOf, type Actor } from '../actor.ts'
import { floorGrid } from '../floor-grid.ts'
import { handOver } from '../hand-over.ts'
import { drawBody } from '../people.ts'
import { perform } from '../perform.ts'
import type { Act, Person } from '../scenario.ts'
import type { Shop } from '../shop.ts'
import type { Stage } from '../stage.ts'
import { Stock } from '../stock.ts'
import { Walk } from '../walk.ts'
import type { Round } from './round.ts'

/** A stage on which people come and go while it is played. */
export type LiveStage = Stage & { readonly actors: Actor[] }

export function openLiveStage(shop: Shop, seed: number, leakMost: number): LiveStage {
  return {
    shop,
    grid: floorGrid(shop.layout),
    actors: [],
    stock: new Stock(shop, seed, leakMost),
    handlings: [],
    passages: [],
    truth: [],
    leftOnFloor: [],
    restocked: [],
    carriedOut: new Map(),
    doneAtMs: new Map(),
    gateFreeMs: new Map(),
  }
}

export function enterStage(
  stage: LiveStage,
  person: Person,
  payer: string | undefined,
  atMs: number,
  at: Point,
  seed: number,
): Actor {
  const random = prng(seed, `person/${person.id}`)
  const body = drawBody(random)
  const actor: Actor = {
    person,
    payer,
    body,
    random,
    walk: new Walk(atMs, at),
    holding: [],
    reaches: [],
    nextAct: 0,
    stage: payer === undefined ? 'inside' : 'outside',
  }
  stage.actors.push(actor)
  return actor
}

export function leaveStage(stage: LiveStage, actor: Actor): void {
  const at = stage.actors.indexOf(actor)
  if (at !== -1) stage.actors.splice(at, 1)
}

/** Keeps someone where they are, without a trail of instants at which they did nothing. */
export function standStill(actor: Actor, untilMs: number): void {
  const { waypoints } = actor.walk
  if (waypoints.at(-1)!.atMs >= untilMs) return
  if (waypoints.length > 1 && waypoints.at(-1)!.at === waypoints.at(-2)!.at) waypoints.pop()
  actor.walk.standUntil(untilMs)
}

/** Nobody waits longer than this for another one's act, milliseconds: that one may never have come in. */
const PATIENCE_MS = 20_000
/** From walking up to the grip, roughly: who has an appointment sets out by then. */
const TAKES_UP_MS = 3_000

/** Does the next thing on someone's script if it is time for it, and skips what has become impossible. */
export function takeTurn(stage: LiveStage, round: Round | undefined, actor: Actor, atMs: number): void {
  const act = nextActOf(actor)
  if (act === undefined) return
  const turn = readiness(stage, round, actor, act, atMs)
  if (turn === 'wait') return
  if (turn !== 'skip') {
    if (turn.do === 'give' || turn.do === 'receive') {
      const receiver = turn.do === 'give' ? receiverOf(stage, actor, turn.to) : undefined
      if (turn.do === 'receive' || receiver === undefined) return
      handOver(stage, actor, receiver, turn)
      finish(stage, receiver)
    } else perform(stage, actor, turn)
  }
  finish(stage, actor)
}

function readiness(
  stage: LiveStage,
  round: Round | undefined,
  actor: Actor,
  act: Act,
  atMs: number,
): Act | 'wait' | 'skip' {
  if (act.atMs !== undefined && round !== undefined) {
    const dueMs = round.appointment(act.atMs)
    return dueMs === undefined || dueMs - TAKES_UP_MS > atMs ? 'wait' : { ...act, atMs: dueMs }
  }
  const needsOther = act.do === 'give' || act.do === 'receive'
  const isReady =
    (act.after === undefined || stage.doneAtMs.has(act.after)) &&
    (act.do !== 'give' || receiverOf(stage, actor, act.to) !== undefined) &&
    act.do !== 'receive'
  if (isReady) return act
  if (act.after === undefined && !needsOther) return act
  return atMs - idleSince(actor) > PATIENCE_MS ? 'skip' : 'wait'
}

function receiverOf(stage: LiveStage, giver: Actor, to: string): Actor | undefined {
  const other = stage.actors.find(({ person }) => person.id === to)
  const meets = other && nextActOf(other)
  return other?.stage === 'inside' && meets?.do === 'receive' && meets.from === giver.person.id ? other : undefined
}

/** Since when someone has stood where they stand. */
function idleSince(actor: Actor): number {
  const { waypoints } = actor.walk
  const last = waypoints.at(-1)!
  const before = waypoints.at(-2)
  return before !== undefined && before.at === last.at ? before.atMs : last.atMs
}

function finish(stage: LiveStage, actor: Actor): void {
  const label = nextActOf(actor)?.label
  if (label !== undefined) stage.doneAtMs.set(label, actor.walk.now.atMs)
  actor.nextAct++
}
