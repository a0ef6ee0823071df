import type { DeviceKind } from '@store/contract/device.ts'
import type { DeviceHealth } from './store-event.ts'

/** How well each device is doing, by what it says and when. */
export interface DeviceWatch {
  /** A message came. `lagMs`: from its capture to its arrival. */
  spoke(device: string, kind: DeviceKind, atMs: number, lagMs?: number): void
  refused(device: string, kind: DeviceKind, atMs: number): void
  lost(device: string, messages: number): void
  health(nowMs: number): DeviceHealth[]
}

export interface WatchPolicy {
  /** Real trackers deliver 2.3 s after capture; twice that is trouble. */
  readonly lateMs: number
  /** Every device beats at least every other second. */
  readonly silentMs: number
  /** A refusal is shown for this long. */
  readonly refusedMs: number
}

export const watchPolicy: WatchPolicy = { lateMs: 5_000, silentMs: 6_000, refusedMs: 30_000 }

interface Watched {
  kind: DeviceKind
  lastSeenMs: number | null
  lagMs: number | null
  refusedMs: number | undefined
  lost: number
}

/** Old lags fade: this share of the newest counts. */
const NEWEST_SHARE = 0.1

export function deviceWatch(policy: WatchPolicy = watchPolicy): DeviceWatch {
  const devices = new Map<string, Watched>()

  function watched(device: string, kind: DeviceKind): Watched {
    const there = devices.get(device)
    if (there) return there
    const fresh: Watched = { kind, lastSeenMs: null, lagMs: null, refusedMs: undefined, lost: 0 }
    devices.set(device, fresh)
    return fresh
  }

  function stateOf({ lastSeenMs, lagMs, refusedMs }: Watched, nowMs: number): DeviceHealth['state'] {
    if (refusedMs !== undefined && nowMs - refusedMs < policy.refusedMs) return 'refused'
    if (lastSeenMs === null || nowMs - lastSeenMs > policy.silentMs) return 'silent'
    return lagMs !== null && lagMs > policy.lateMs ? 'late' : 'well'
  }

  return {
    spoke(device, kind, atMs, lagMs) {
      const one = watched(device, kind)
      one.kind = kind
      one.lastSeenMs = Math.max(one.lastSeenMs ?? atMs, atMs)
      if (lagMs === undefined) return
      one.lagMs = one.lagMs === null ? lagMs : one.lagMs + NEWEST_SHARE * (lagMs - one.lagMs)
    },
    refused(device, kind, atMs) {
      watched(device, kind).refusedMs = atMs
    },
    lost(device, messages) {
      const one = devices.get(device)
      if (one) one.lost += messages
    },
    health: (nowMs) =>
      [...devices].map(([id, one]) => ({
        id,
        kind: one.kind,
        state: stateOf(one, nowMs),
        lagMs: one.lagMs === null ? null : Math.round(one.lagMs),
        lastSeenMs: one.lastSeenMs,
        lost: one.lost,
      })),
  }
}
