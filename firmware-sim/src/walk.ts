import type { Point } from '@store/planogram/layout.ts'
import { between, distance } from './points.ts'

/** Where a person's feet are from then on, until the next waypoint is reached in a straight line. */
export interface Waypoint {
  readonly atMs: number
  readonly at: Point
}

/** One person's way through the store, written as it happens and read at any instant of it. */
export class Walk {
  readonly waypoints: Waypoint[]

  constructor(startMs: number, start: Point) {
    this.waypoints = [{ atMs: startMs, at: start }]
  }

  get now(): Waypoint {
    return this.waypoints.at(-1)!
  }

  standUntil(untilMs: number): void {
    const { atMs, at } = this.now
    if (untilMs > atMs) this.waypoints.push({ atMs: untilMs, at })
  }

  /** Walks through `corners` at `metresPerSecond` and answers when the last one is reached. */
  along(corners: readonly Point[], metresPerSecond: number): number {
    for (const corner of corners) {
      const { atMs, at } = this.now
      const length = distance(at, corner)
      if (length > 0) this.waypoints.push({ atMs: atMs + (length / metresPerSecond) * 1_000, at: corner })
    }
    return this.now.atMs
  }

  /** A straight line that takes `forMs`, however long it is. */
  straightTo(to: Point, forMs: number): void {
    this.waypoints.push({ atMs: this.now.atMs + forMs, at: to })
  }
}

/** Reads waypoints at rising instants, cheaply. Before the first and after the last, nobody is there. */
export function walkReader(waypoints: readonly Waypoint[]): (atMs: number) => Point | undefined {
  let leg = 0
  return (atMs) => {
    if (atMs < waypoints[0]!.atMs || atMs > waypoints.at(-1)!.atMs) return undefined
    while (leg < waypoints.length - 2 && waypoints[leg + 1]!.atMs < atMs) leg++
    const from = waypoints[leg]!
    const to = waypoints[leg + 1]
    if (to === undefined || to.atMs <= from.atMs) return from.at
    return between(from.at, to.at, (atMs - from.atMs) / (to.atMs - from.atMs))
  }
}
