import { defineFault } from '@store/kernel/fault.ts'
import { prng } from '@store/kernel/prng.ts'
import type { Point } from '@store/planogram/layout.ts'
import { nextActOf, type Actor } from './actor.ts'
import { floorGrid } from './floor-grid.ts'
import { handOver } from './hand-over.ts'
import { enter, gateOf, leave, outsideEntry } from './passage.ts'
import { drawBody } from './people.ts'
import { perform } from './perform.ts'
import type { Play } from './play.ts'
import { middleOf } from './points.ts'
import { standableNear } from './route.ts'
import type { Person, Scenario } from './scenario.ts'
import type { Shop } from './shop.ts'
import type { Stage } from './stage.ts'
import { Stock } from './stock.ts'
import { Walk } from './walk.ts'

export const ScriptStuck = defineFault(
  'sim.script-stuck',
  'refused',
  (d: { scenario: string; waiting: readonly string[] }) =>
    `Scenario ${d.scenario} cannot go on: ${d.waiting.join(', ')} wait for an act that never comes. ` +
    `Check \`after\` labels, and that every \`give\` meets a \`receive\` at the same turn.`,
)

/** After the last one has left, the trace runs on for this long. */
const QUIET_AT_END_MS = 3_000

/**
 * Plays a scenario: whoever is furthest behind does their next act, so things are taken and laid down in an order in
 * which they can be. Same scenario, shop and seed: the same play.
 */
export function direct(scenario: Scenario, shop: Shop, seed: number, leakMost: number): Play {
  const stage = openStage(scenario, shop, seed, leakMost)
  while (stage.actors.some(isBusy)) {
    if (!turns(stage).some((turn) => turn())) {
      const waiting = stage.actors.filter(isBusy).map(({ person }) => person.id)
      throw ScriptStuck({ scenario: scenario.name, waiting })
    }
  }
  const lastMs = Math.max(0, ...stage.actors.map(({ walk }) => walk.now.atMs))
  const lastsMs = lastMs + QUIET_AT_END_MS
  for (const actor of stage.actors) if (actor.stage === 'inside') actor.walk.standUntil(lastsMs)
  return {
    lastsMs,
    people: stage.actors.map(({ person, body, walk, reaches }) => ({
      id: person.id,
      headMetres: body.headMetres,
      walk: walk.waypoints,
      reaches,
    })),
    handlings: stage.handlings.toSorted((a, b) => a.atMs - b.atMs),
    passages: stage.passages.toSorted((a, b) => a.atMs - b.atMs),
    truth: stage.truth.toSorted((a, b) => a.at - b.at),
    carriedOut: stage.carriedOut,
    leftOnFloor: stage.leftOnFloor,
    onShelves: [...stage.stock.lying].map(({ unit }) => unit),
    restocked: stage.restocked,
    keptByStaff: stage.actors.flatMap(({ holding }) => holding),
  }
}

/** Done when gone; staff, who stay, when their script is over. */
const isBusy = (actor: Actor): boolean =>
  actor.person.role.kind === 'staff' ? nextActOf(actor) !== undefined : actor.stage !== 'gone'

/** What could happen next, the earliest first. A turn answers whether it did. */
function turns(stage: Stage): (() => boolean)[] {
  return stage.actors
    .filter(isBusy)
    .toSorted((a, b) => readyMs(a) - readyMs(b))
    .map((actor) => () => takeTurn(stage, actor))
}

function readyMs(actor: Actor): number {
  const { stage, person, walk } = actor
  if (stage === 'outside' && person.role.kind === 'shopper') return person.role.entersAtMs
  // Who waits for an appointed time must not choose before those who act until then.
  return Math.max(walk.now.atMs, (nextActOf(actor)?.atMs ?? 0) - TAKES_UP_MS)
}

/** From walking up to the grip, roughly, milliseconds. */
const TAKES_UP_MS = 3_000

function takeTurn(stage: Stage, actor: Actor): boolean {
  const { role, id } = actor.person
  if (actor.stage === 'outside') {
    if (role.kind !== 'shopper') return false
    enter(stage, groupOf(stage, actor), id, role.entersAtMs)
    return true
  }
  const act = nextActOf(actor)
  if (act === undefined) {
    const group = groupOf(stage, actor)
    if (role.kind !== 'shopper' || group.some((one) => nextActOf(one) !== undefined)) return false
    leave(stage, group, id)
    return true
  }
  if (act.after !== undefined) {
    const doneMs = stage.doneAtMs.get(act.after)
    if (doneMs === undefined) return false
    actor.walk.standUntil(doneMs)
  }
  if (act.do === 'receive') return false
  if (act.do === 'give') {
    const other = stage.actors.find(({ person }) => person.id === act.to)
    const meets = other && nextActOf(other)
    if (other?.stage !== 'inside' || meets?.do !== 'receive' || meets.from !== id) return false
    handOver(stage, actor, other, act)
    finish(stage, other)
  } else {
    perform(stage, actor, act)
  }
  finish(stage, actor)
  return true
}

function finish(stage: Stage, actor: Actor): void {
  const label = nextActOf(actor)?.label
  if (label !== undefined) stage.doneAtMs.set(label, actor.walk.now.atMs)
  actor.nextAct++
}

/** A pass holder with everyone their pass let in. */
const groupOf = (stage: Stage, holder: Actor): Actor[] => [
  holder,
  ...stage.actors.filter(({ person }) => person.role.kind === 'guest' && person.role.host === holder.person.id),
]

function openStage(scenario: Scenario, shop: Shop, seed: number, leakMost: number): Stage {
  const grid = floorGrid(shop.layout)
  const actors: Actor[] = []
  const stage: Stage = {
    shop,
    elbowRoomMetres: scenario.elbowRoomMetres,
    grid,
    actors,
    stock: new Stock(shop, seed, leakMost),
    handlings: [],
    passages: [],
    truth: [],
    leftOnFloor: [],
    restocked: [],
    carriedOut: new Map(scenario.people.flatMap(({ id, role }) => (role.kind === 'shopper' ? [[id, []]] : []))),
    doneAtMs: new Map(),
    gateFreeMs: new Map(),
  }
  const floorMiddle = middleOf(shop.layout.floor)
  const places = new Map<string, number>()
  for (const person of scenario.people) {
    const random = prng(seed, `person/${person.id}`)
    const payer = payerOf(person)
    const place = payer === undefined ? 0 : (places.get(payer) ?? 0)
    if (payer !== undefined) places.set(payer, place + 1)
    actors.push({
      person,
      payer,
      body: drawBody(random),
      random,
      walk: startOf(
        scenario,
        person,
        outsideEntry(gateOf(stage, 'entry'), floorMiddle, place),
        standableNear(grid, floorMiddle),
      ),
      holding: [],
      reaches: [],
      nextAct: 0,
      stage: person.role.kind === 'staff' ? 'inside' : 'outside',
    })
  }
  return stage
}

function payerOf({ id, role }: Person): string | undefined {
  if (role.kind === 'shopper') return id
  return role.kind === 'guest' ? role.host : undefined
}

/** Shoppers come into the tracker's sight as they scan; staff are there from the start. */
function startOf(scenario: Scenario, { role }: Person, outside: Point, inside: Point): Walk {
  if (role.kind === 'staff') return new Walk(0, role.standsAt ?? inside)
  const holder = role.kind === 'shopper' ? role : scenario.people.find(({ id }) => id === role.host)?.role
  const entersAtMs = holder?.kind === 'shopper' ? holder.entersAtMs : 0
  return new Walk(Math.max(0, entersAtMs - 600), outside)
}
