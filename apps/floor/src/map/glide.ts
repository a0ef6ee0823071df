import type { Point } from './project.ts'

/** Patches come ten times a second, people do not jump: how long a dot takes for most of the way to where it was last seen. */
const EASE_MS = 110
/** Closer than this (centimetres) nobody sees a difference. */
const THERE_CM = 0.3
/** Further than this in one step nobody walks: another person, or the tracker found them again. */
const LEAP_CM = 250

/** Where a dot is drawn `elapsedMs` after it was drawn at `from` [FV7]. */
export function glide(from: Point, to: Point, elapsedMs: number): Point {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]]
  const distance = Math.hypot(dx, dy)
  if (distance < THERE_CM || distance > LEAP_CM) return to
  const share = 1 - Math.exp(-elapsedMs / EASE_MS)
  return [from[0] + dx * share, from[1] + dy * share]
}
