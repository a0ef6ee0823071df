/**
 * The server's clock as its answers tell it: that is how a device sets its own, and how a simulation keeps up with a
 * server whose clock runs faster than the wall's. Never ahead of the server's, and never back [LV21].
 */
export interface FollowedClock {
  now(): number
  /** What the server's clock showed a moment ago. */
  heard(serverMs: number): void
}

/** Before the server was heard it is the wall's. */
export function followedClock(wall: () => number): FollowedClock {
  let lagMs: number | undefined
  return {
    now: () => wall() - (lagMs ?? 0),
    // Every answer was under way for a while: the one that was the quickest comes nearest the truth. A clock that
    // catches up lags less and less.
    heard(serverMs) {
      const heardLagMs = wall() - serverMs
      lagMs = Math.min(lagMs ?? heardLagMs, heardLagMs)
    },
  }
}
