import type { Vec3 } from '@store/device-protocol/frame.ts'
import type { Gondola, Point } from '@store/planogram/layout.ts'
import { assert } from '@store/kernel/assert.ts'
import { othersDuring, type Actor } from './actor.ts'
import { drawReach, type ReachTimes } from './arm.ts'
import type { FloorGrid } from './floor-grid.ts'
import { plateOnFloor } from './gondola-frame.ts'
import type { Handling, Passage, TruthEvent } from './play.ts'
import { distance } from './points.ts'
import { route } from './route.ts'
import type { Manner, Place } from './scenario.ts'
import type { Shop } from './shop.ts'
import { ELBOW_ROOM_METRES, stationAt } from './station.ts'
import type { Stock, Unit } from './stock.ts'

/** Everything that acts change, while a play is being made. */
export interface Stage {
  readonly shop: Shop
  /** By default `ELBOW_ROOM_METRES`. */
  readonly elbowRoomMetres?: number | undefined
  readonly grid: FloorGrid
  readonly actors: readonly Actor[]
  readonly stock: Stock
  readonly handlings: Handling[]
  readonly passages: Passage[]
  readonly truth: TruthEvent[]
  readonly leftOnFloor: Unit[]
  readonly restocked: Unit[]
  readonly carriedOut: Map<string, Unit[]>
  readonly doneAtMs: Map<string, number>
  /** From when on each gate is free for the next group. */
  readonly gateFreeMs: Map<string, number>
}

/** Someone this near to where they would stand does not move for it, metres. */
const NEAR_ENOUGH = 0.3

/** Walks up to a place and stands there; or before another one, from where `place` can be reached across. */
export function goTo(stage: Stage, actor: Actor, place: Place, standsBefore = place): void {
  const gondola = gondolaOf(stage, standsBefore)
  const { now } = actor.walk
  const before = plateOnFloor(gondola, standsBefore.plates, 0)
  const arrivesMs = now.atMs + (distance(before, now.at) / actor.body.metresPerSecond) * 1_000
  const station = stationAt(actor.random, stage.grid, gondola, {
    plates: standsBefore.plates,
    reachesFor: plateOnFloor(gondolaOf(stage, place), place.plates, 0.3),
    others: othersDuring(stage.actors, actor, arrivesMs),
    elbowRoomMetres: stage.elbowRoomMetres ?? ELBOW_ROOM_METRES,
  })
  if (distance(station, now.at) > NEAR_ENOUGH) walkTo(stage, actor, station)
}

export function walkTo(stage: Stage, actor: Actor, to: Point): void {
  const corners = route(stage.grid, actor.walk.now.at, to)
  actor.walk.along(corners.slice(1), actor.body.metresPerSecond)
}

/** A reach whose hand arrives at `notBeforeMs`, or as soon after as the arm allows; nothing is recorded yet. */
export function planReach(
  actor: Actor,
  manner: Manner,
  looksMs: number,
  notBeforeMs: number | undefined,
): ReachTimes & { readonly startsMs: number; readonly thereMs: number } {
  const times = drawReach(actor.random, manner)
  const readyMs = actor.walk.now.atMs + (notBeforeMs === undefined ? looksMs : 0)
  const startsMs = Math.max(readyMs, (notBeforeMs ?? 0) - times.reachMs)
  return { ...times, startsMs, thereMs: startsMs + times.reachMs }
}

/** Records the reach and keeps the person standing until the hand is back. */
export function reachOut(
  stage: Stage,
  actor: Actor,
  place: Place,
  times: { startsMs: number; thereMs: number; leavesMs: number; retractMs: number },
): void {
  const endsMs = times.leavesMs + times.retractMs
  actor.reaches.push({ ...times, endsMs, target: gripPoint(stage, actor, place) })
  actor.walk.standUntil(endsMs)
}

/** Hands grip some 12 cm above the board, anywhere between a shelf's front and its middle. */
function gripPoint(stage: Stage, actor: Actor, place: Place): Vec3 {
  const gondola = gondolaOf(stage, place)
  const shelf = gondola.shelves.find(({ index }) => index === place.shelf)
  assert(shelf !== undefined, `shelf ${place.gondola}/${place.shelf} is in the layout`)
  const [x, y] = plateOnFloor(gondola, place.plates, actor.random.between(0.1, 0.6))
  return [x, y, shelf.height + actor.random.between(0.06, 0.2)]
}

function gondolaOf(stage: Stage, place: Place): Gondola {
  const gondola = stage.shop.layout.gondolas.find(({ id }) => id === place.gondola)
  assert(gondola !== undefined, `gondola ${place.gondola} is in the layout`)
  return gondola
}
