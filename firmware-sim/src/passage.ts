import { assert } from '@store/kernel/assert.ts'
import type { Gate, Point } from '@store/planogram/layout.ts'
import { othersAt, type Actor } from './actor.ts'
import { between, distance, middleOf } from './points.ts'
import { walkTo, type Stage } from './stage.ts'

/** Where people wait for a gate, metres outside the entry's line and inside the exit's. */
const OUTSIDE_METRES = 0.45
const DOORSTEP_METRES = 0.5

/** Where an actor appears before the entry: the `place`-th of a group waits behind those before. */
export function outsideEntry(gate: Gate, floorMiddle: Point, place: number): Point {
  return beyond(gate, floorMiddle, -(OUTSIDE_METRES + 0.35 * place))
}

/** One pass scanned, then everyone it lets in, one behind the other. */
export function enter(stage: Stage, group: readonly Actor[], shopper: string, entersAtMs: number): void {
  const gate = gateOf(stage, 'entry')
  const floorMiddle = middleOf(stage.shop.layout.floor)
  const { random } = group[0]!
  const scanMs = Math.max(entersAtMs, stage.gateFreeMs.get(gate.id) ?? 0)
  stage.passages.push({ gate: gate.id, atMs: scanMs, says: { event: 'scan', shopper, party: group.length } })

  let crossMs = scanMs
  for (const actor of group) {
    // 0.9 s from a scan to the crossing; followers keep 0.8 s and more (HERMES headways at a 0.5 m opening).
    crossMs += actor === group[0] ? random.between(700, 1_300) : random.between(800, 1_600)
    const stepMs = random.between(400, 600)
    actor.walk.standUntil(crossMs - stepMs)
    actor.walk.straightTo(beyond(gate, floorMiddle, 0), stepMs)
    actor.walk.straightTo(beyond(gate, floorMiddle, random.between(0.5, 0.8)), random.between(450, 700))
    actor.stage = 'inside'
    stage.passages.push({ gate: gate.id, atMs: crossMs, says: { event: 'cross', direction: 'in', carrying: [] } })
  }
  stage.gateFreeMs.set(gate.id, crossMs + random.between(600, 2_000))
}

/** Through the first door, a breath in the vestibule, and through the second onto the street: a group at a time. */
export function leave(stage: Stage, group: readonly Actor[], shopper: string): void {
  const gate = gateOf(stage, 'exit')
  const floorMiddle = middleOf(stage.shop.layout.floor)
  const queue = queueAt(gate, floorMiddle)
  for (const actor of group) joinQueue(stage, actor, queue)
  const { random } = group[0]!
  const readyMs = Math.max(...group.map(({ walk }) => walk.now.atMs), stage.gateFreeMs.get(gate.id) ?? 0)
  group.forEach((actor, i) => {
    actor.walk.standUntil(readyMs)
    walkTo(stage, actor, queue[i]!)
  })

  let firstDoorMs = Math.max(...group.map(({ walk }) => walk.now.atMs))
  let freeMs = firstDoorMs
  for (const actor of group) {
    firstDoorMs += random.between(500, 900) + (actor === group[0] ? 0 : 400)
    const carrying = [...actor.holding]
    const stepMs = random.between(350, 500)
    actor.walk.standUntil(firstDoorMs - stepMs)
    actor.walk.straightTo(beyond(gate, floorMiddle, 0), stepMs)
    const outMs = firstDoorMs + random.between(1_300, 1_900)
    actor.walk.straightTo(beyond(gate, floorMiddle, -vestibuleDepth(gate)), outMs - firstDoorMs)
    const says = { event: 'cross', carrying } as const
    stage.passages.push({ gate: gate.id, atMs: firstDoorMs, says: { ...says, direction: 'in' } })
    stage.passages.push({ gate: gate.id, atMs: outMs, says: { ...says, direction: 'out' } })
    actor.stage = 'gone'
    freeMs = Math.max(freeMs, outMs)
    stage.carriedOut.get(shopper)?.push(...actor.holding.splice(0))
  }
  stage.gateFreeMs.set(gate.id, freeMs + random.between(300, 1_500))
}

export function gateOf(stage: Stage, kind: Gate['kind']): Gate {
  const gate = stage.shop.layout.gates.find((one) => one.kind === kind)
  assert(gate !== undefined, `store ${stage.shop.layout.id} has an ${kind} gate`)
  return gate
}

/** Where people wait for the exit's first door, one behind the other. */
export const queueAt = (gate: Gate, floorMiddle: Point): Point[] =>
  Array.from({ length: 12 }, (_, place) => beyond(gate, floorMiddle, DOORSTEP_METRES + 0.45 * place))

/** Comes up behind whoever waits at the exit already. */
export function joinQueue(stage: Stage, actor: Actor, queue: readonly Point[]): void {
  const others = othersAt(stage.actors, actor, actor.walk.now.atMs + 3_000)
  const isFree = (place: Point) => others.every((other) => distance(other, place) > 0.35)
  walkTo(stage, actor, queue.find(isFree) ?? queue.at(-1)!)
}

/** The point `metres` inside the middle of a gate's line; outside if negative. */
export function beyond(gate: Gate, floorMiddle: Point, metres: number): Point {
  const [a, b] = gate.line
  const middle = between(a, b, 0.5)
  const width = distance(a, b)
  const across: Point = [-(b[1] - a[1]) / width, (b[0] - a[0]) / width]
  // The street side is where the vestibule is; without one, away from the middle of the floor.
  const inward = gate.vestibule === undefined ? floorMiddle : middleOf(gate.vestibule)
  const side = (inward[0] - middle[0]) * across[0] + (inward[1] - middle[1]) * across[1] >= 0 ? 1 : -1
  const sign = gate.vestibule === undefined ? side : -side
  return [middle[0] + across[0] * sign * metres, middle[1] + across[1] * sign * metres]
}

/** From the first door to the second: twice as far as to the vestibule's middle. */
export function vestibuleDepth(gate: Gate): number {
  return gate.vestibule === undefined ? 0.6 : 2 * distance(between(...gate.line, 0.5), middleOf(gate.vestibule))
}
