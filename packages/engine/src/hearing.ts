import type { Stateful } from '@store/kernel/stateful.ts'

/** Above which silence it is the store that does not hear, and how it then waits. Milliseconds of arrival time. */
export interface HearingPolicy {
  /**
   * Plates and tracker never pause, so when nobody at all is heard for this long, they are not silent: the server was
   * down, or the network. They keep what they have to say. Far above what a busy machine holds all of them up.
   */
  readonly silenceMs: number
  /**
   * From the first one heard again until all are taken to be back: a device tries again every 5 s at the latest, and then
   * tells what it kept, the tracker some hundred frames a second.
   */
  readonly reunionMs: number
  /** No device keeps more than this: a tracker of 15 frames a second fills its memory of 10,000 in 11 minutes. */
  readonly mostMs: number
}

export const hearingPolicy: HearingPolicy = { silenceMs: 2_000, reunionMs: 15_000, mostMs: 660_000 }

/**
 * The time by which patience is measured. It stands still while the store hears nobody, and until everybody had the time
 * to tell what they measured meanwhile: an outage makes nobody late [EN27]. It is a function of arrivals alone, so that a
 * replay waits as the store did.
 */
export interface Hearing extends Stateful<HearingState> {
  /** A frame arrived. */
  spoke(arrivedMs: number): void
  /** By how late it is, for whoever waits. Never ahead of `nowMs`, and never back. */
  patientMs(nowMs: number): number
}

export interface HearingState {
  /** The last arrival. */
  readonly spokeMs: number | undefined
  /** The outage that everybody is coming back from: when it began, and when the first one was heard again. */
  readonly outage: { readonly sinceMs: number; readonly overMs: number } | undefined
}

export function hearing({ silenceMs, reunionMs, mostMs }: HearingPolicy): Hearing {
  let state: HearingState = { spokeMs: undefined, outage: undefined }

  /** Where patience stands while the last one heard was heard at `sinceMs`. */
  const stopped = (sinceMs: number, nowMs: number): number =>
    nowMs - sinceMs > mostMs ? nowMs : Math.min(nowMs, sinceMs + silenceMs)

  return {
    spoke(arrivedMs) {
      const { spokeMs = arrivedMs, outage } = state
      // Who is cut off again before all were back comes back from the first outage.
      const sinceMs = outage !== undefined && arrivedMs - outage.overMs < reunionMs ? outage.sinceMs : spokeMs
      const isOutage = arrivedMs - spokeMs > silenceMs
      state = {
        spokeMs: Math.max(spokeMs, arrivedMs),
        outage: isOutage ? { sinceMs, overMs: arrivedMs } : outage,
      }
    },
    patientMs(nowMs) {
      const { spokeMs, outage } = state
      if (spokeMs === undefined) return nowMs
      if (outage !== undefined && nowMs - outage.overMs < reunionMs) return stopped(outage.sinceMs, nowMs)
      return stopped(spokeMs, nowMs)
    },
    save: () => state,
    restore: (saved) => void (state = saved),
  }
}
