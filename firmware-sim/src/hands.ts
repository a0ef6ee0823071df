import type { Vec3 } from '@store/device-protocol/frame.ts'
import type { Point } from '@store/planogram/layout.ts'
import type { PlayedPerson, Reach } from './play.ts'
import { distance } from './points.ts'
import { ease } from './swing.ts'
import type { TrackerWeather } from './weather.ts'

/** What a body does at an instant, besides standing there. */
export interface Posture {
  /** How far the head leans over the feet, metres on the floor. */
  readonly lean: Point
  /** How far the head comes down, metres: for a low shelf. */
  readonly dip: number
  /** The hands that a tracker could see. */
  readonly visible: readonly Vec3[]
}

/** Reads one person's posture at rising instants. */
export function handsAt(person: PlayedPerson, weather: TrackerWeather): (atMs: number, feet: Point) => Posture {
  let next = 0
  return (atMs, feet) => {
    while (next < person.reaches.length && person.reaches[next]!.endsMs < atMs) next++
    const reach = person.reaches[next]
    const out = reach === undefined ? 0 : outstretched(reach, atMs)
    if (reach === undefined || out === undefined) {
      const visible = weather.hands === 'always' ? [hanging(feet, 0.22), hanging(feet, -0.22)] : []
      return { lean: [0, 0], dip: 0, visible }
    }
    const [toX, toY, toZ] = reach.target
    const away = Math.max(0.01, distance(feet, [toX, toY]))
    const leanMetres = Math.min(LEANS_AT_MOST, Math.max(0, away - ARM_METRES)) * out
    const toward: Point = [(toX - feet[0]) / away, (toY - feet[1]) / away]
    const rest: Vec3 = [feet[0] + toward[0] * 0.15, feet[1] + toward[1] * 0.15, 1]
    const hand: Vec3 = [
      rest[0] + (toX - rest[0]) * out,
      rest[1] + (toY - rest[1]) * out,
      rest[2] + (toZ - rest[2]) * out,
    ]
    // The other hand hangs at the side that is away from the reach.
    const idle: Vec3 = [feet[0] + toward[1] * 0.25, feet[1] - toward[0] * 0.25, 0.9]
    return {
      lean: [toward[0] * leanMetres, toward[1] * leanMetres],
      dip: Math.max(0, STANDS_UPRIGHT_TO - toZ) * 0.35 * out,
      visible: weather.hands === 'never' ? [] : [hand, idle],
    }
  }
}

/** How far a hand is on its way to the target, 0 to 1; `undefined` before and after the reach. */
function outstretched(reach: Reach, atMs: number): number | undefined {
  if (atMs < reach.startsMs || atMs > reach.endsMs) return undefined
  if (atMs < reach.thereMs) return ease((atMs - reach.startsMs) / (reach.thereMs - reach.startsMs))
  if (atMs <= reach.leavesMs) return 1
  return 1 - ease((atMs - reach.leavesMs) / (reach.endsMs - reach.leavesMs))
}

const hanging = ([x, y]: Point, aside: number): Vec3 => [x + aside, y, 0.85]

/** An arm reaches this far before the body follows, and the head leans at most so far, metres. */
const ARM_METRES = 0.55
const LEANS_AT_MOST = 0.3
/** For a hand lower than this people bend, metres. */
const STANDS_UPRIGHT_TO = 0.8
